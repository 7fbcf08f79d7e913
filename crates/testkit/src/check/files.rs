//! That files are where they belong, whole, and nowhere else: on the server, on the devices, in the messages.

use std::collections::BTreeSet;

use engine::Engine;
use engine::MemoryStore;
use engine::store::Store;
use protocol::{Attachment, FileId, FileKind, Message, Timestamp};

use super::{Truth, Verdict};
use crate::device::panic_with;
use crate::world::World;

/// Nothing that nobody sent is kept for longer, and links live shorter.
const TWO_DAYS_MS: i64 = 48 * 3_600_000;

/// Files of messages that are not deleted.
fn attached(truth: &Truth) -> impl Iterator<Item = &Attachment> {
    truth.values().flatten().flat_map(|message| &message.attachments)
}

impl World {
    /// What was sent with a message is with it, and nothing that was taken back is anywhere.
    pub(super) fn check_files(&mut self, truth: &Truth, verdict: &mut Verdict) {
        for message in truth.values().flatten() {
            if self.cancelled.contains(&message.id) {
                verdict.duplicated += 1;
                let finding = format!("{} was taken back and is there", message.id);
                verdict.findings.push(finding);
            }
            let sent: Vec<FileId> = message.attachments.iter().map(|file| file.id).collect();
            let promised = self.attached.get(&message.id);
            if promised.is_some_and(|promised| !message.deleted && *promised != sent) {
                verdict.lost += 1;
                verdict
                    .findings
                    .push(format!("{} is without its files", message.id));
            }
        }
        for (at, device) in self.devices.iter().enumerate() {
            let sight = self.sight(at);
            for (id, messages) in truth {
                let member = device.screen.rows.contains_key(id);
                for (message, file) in messages
                    .iter()
                    .flat_map(|message| message.attachments.iter().map(move |file| (message, file)))
                {
                    let found = self.bytes_of(&device.actor, file.id);
                    let original = self.originals.get(&file.id).map(Vec::as_slice);
                    let right = match file.kind {
                        FileKind::Document => found == original,
                        _ => found.is_some_and(|found| !found.is_empty()),
                    };
                    if member && sight.sees(message) && !right {
                        verdict.lost += 1;
                        let finding = format!("device {at} does not get {} as it was sent", file.id);
                        verdict.findings.push(finding);
                    }
                    let seen = |other: &Message| {
                        sight.sees(other) && other.attachments.iter().any(|known| known.id == file.id)
                    };
                    let elsewhere = truth.values().flatten().any(seen);
                    let own = message.author == device.actor.account;
                    if found.is_some() && !elsewhere && !own {
                        verdict.diverged += 1;
                        let finding = format!("device {at} gets {}, which is not for it", file.id);
                        verdict.findings.push(finding);
                    }
                }
            }
        }
    }

    /// The device has the bytes that it still has to send, and copies of what is in some message; and who has listened is as a new device learns it.
    pub(super) fn check_device_files(
        &self,
        at: usize,
        fresh: &Engine<MemoryStore>,
        truth: &Truth,
        verdict: &mut Verdict,
    ) {
        let mut wrong = |what: String| {
            verdict.diverged += 1;
            verdict.findings.push(format!("device {at}: {what}"));
        };
        let device = &self.devices[at];
        let Some(engine) = &device.engine else { return };
        let staged: BTreeSet<FileId> = device.staged.keys().copied().collect();
        if staged != engine.staged() {
            let missing = engine.staged().difference(&staged).count();
            let left = staged.difference(&engine.staged()).count();
            wrong(format!(
                "{missing} files that it has to send are gone, {left} are left over"
            ));
        }
        let mut there: BTreeSet<FileId> = attached(truth).map(|file| file.id).collect();
        there.extend(device.shelved().iter().map(|file| file.id));
        for file in device.copies.difference(&there) {
            wrong(format!("keeps {file}, whose messages are gone"));
        }
        let held = engine.store();
        for message in truth.values().flatten() {
            let voice = message
                .attachments
                .iter()
                .any(|file| file.kind == FileKind::Voice);
            let Ok(Some(_)) = held.message(message.id) else {
                continue;
            };
            let by = |store: &dyn Fn() -> Vec<protocol::AccountId>| {
                let mut by = store();
                by.sort();
                by
            };
            let mine = by(&|| {
                held.played_by(message.conversation, message.id)
                    .unwrap_or_default()
            });
            let anew = by(&|| {
                let store = fresh.store();
                store
                    .played_by(message.conversation, message.id)
                    .unwrap_or_default()
            });
            if voice && mine != anew {
                wrong(format!("who has listened to {} differs", message.id));
            }
        }
    }

    /// Two days later, the server has the bytes of what is in messages, each content once, and no others. The last of all checks.
    pub(super) fn check_shelf(&mut self, truth: &Truth, verdict: &mut Verdict) {
        let later = Timestamp(self.now + TWO_DAYS_MS);
        // What is due may bring on what is due next.
        for _ in 0..3 {
            if let Err(error) = self.server.clear(later) {
                panic_with(&error.message);
            }
        }
        let mut contents = BTreeSet::new();
        for (id, messages) in truth {
            let inside = (0..self.devices.len()).filter(|at| self.devices[*at].screen.rows.contains_key(id));
            let inside: Vec<_> = inside.map(|at| (at, self.sight(at))).collect();
            for message in messages.iter().filter(|message| !message.attachments.is_empty()) {
                let Some((at, _)) = inside.iter().find(|(_, sight)| sight.sees(message)) else {
                    // Nobody is left in it who could see them.
                    return;
                };
                let actor = self.devices[*at].actor;
                for file in &message.attachments {
                    let bytes = self.bytes_of(&actor, file.id).map(<[u8]>::to_vec);
                    contents.insert((actor.workspace, bytes));
                }
            }
        }
        for device in &self.devices {
            for file in device.shelved() {
                let bytes = self.bytes_of(&device.actor, file.id).map(<[u8]>::to_vec);
                contents.insert((device.actor.workspace, bytes));
            }
        }
        let (kept, coming) = self.server.shelved();
        if (kept, coming) != (contents.len(), 0) {
            verdict.diverged += 1;
            verdict.findings.push(format!(
                "the server keeps {kept} contents and {coming} halves where messages and the library have {}",
                contents.len()
            ));
        }
    }
}
