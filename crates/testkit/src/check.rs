//! What must be true once it is quiet, whatever happened before.

mod files;
mod groups;
mod kept;
mod shelves;

pub use kept::Kept;

use std::collections::{BTreeMap, BTreeSet};

use engine::MemoryStore;
use engine::store::Store;
use engine::ui::Request;
use engine::{Effect, Engine, EngineConfig, Entropy, Input};
use protocol::{Answer, Call, ConversationId, FeedId, Message, MessageId, Receipt, ServerFrame};

use crate::device::panic_with;
use crate::world::{World, limits};

/// Counts of what is wrong; all nought when it is right.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Verdict {
    /// Acknowledged or promised messages that the server does not have and no device shows as failed.
    pub lost: u64,
    /// Messages that are somewhere twice, or where they do not belong.
    pub duplicated: u64,
    /// Messages of one device in one conversation that are not in the order in which they were written.
    pub reordered: u64,
    /// Devices that hold something else than a new device of the same person would fetch, or that are not quiet.
    pub diverged: u64,
    /// In words, without message text.
    #[serde(skip)]
    pub findings: Vec<String>,
}

impl Verdict {
    pub fn is_clean(&self) -> bool {
        (self.lost, self.duplicated, self.reordered, self.diverged) == (0, 0, 0, 0)
    }

    pub fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.duplicated += other.duplicated;
        self.reordered += other.reordered;
        self.diverged += other.diverged;
        self.findings.extend(other.findings);
    }
}

/// The whole truth of one conversation.
type Truth = BTreeMap<ConversationId, Vec<Message>>;

struct NoChance;

impl Entropy for NoChance {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

impl World {
    pub(crate) fn check(&mut self) -> Verdict {
        let mut verdict = Verdict::default();
        let truth = self.truth();
        self.check_messages(&truth, &mut verdict);
        for device in 0..self.devices.len() {
            self.check_device(device, &truth, &mut verdict);
        }
        self.check_files(&truth, &mut verdict);
        self.check_shelf(&truth, &mut verdict);
        verdict
    }

    fn truth(&self) -> Truth {
        let mut truth = Truth::new();
        let known = self.devices.iter().flat_map(|device| {
            let heads = self.server.heads(&device.actor).unwrap_or_default();
            heads.into_iter().filter_map(move |cursor| match cursor.feed {
                FeedId::Conversation(id) => Some((device.actor.workspace, id)),
                _ => None,
            })
        });
        let promised = self
            .promises
            .iter()
            .map(|p| (self.devices[p.device].actor.workspace, p.conversation));
        for (workspace, id) in known.chain(promised).collect::<BTreeSet<_>>() {
            truth.insert(id, self.server.all_messages(workspace, id).unwrap_or_default());
        }
        truth
    }

    /// Everything promised is there once, in its place, in the order of writing.
    fn check_messages(&self, truth: &Truth, verdict: &mut Verdict) {
        let mut places: BTreeMap<MessageId, Vec<(ConversationId, u64)>> = BTreeMap::new();
        for (id, messages) in truth {
            for message in messages {
                places.entry(message.id).or_default().push((*id, message.seq));
            }
        }
        let mut texts: BTreeMap<&str, u32> = BTreeMap::new();
        for message in truth
            .values()
            .flatten()
            .filter(|message| message.body.text.starts_with("message ") && !message.forwarded)
        {
            *texts.entry(&message.body.text).or_default() += 1;
        }
        verdict.duplicated += texts.values().filter(|count| **count > 1).count() as u64;
        let mut last: BTreeMap<(usize, ConversationId), u64> = BTreeMap::new();
        for promise in &self.promises {
            let found = places.get(&promise.message).map_or(&[][..], Vec::as_slice);
            match found {
                [] => {
                    let known_failed = self.shows_as_failed(promise.device, promise.message);
                    let given_up =
                        self.deleted.contains(&promise.message) || self.cancelled.contains(&promise.message);
                    let withdrawn = given_up && !self.acked.contains(&promise.message);
                    if !known_failed && !withdrawn {
                        verdict.lost += 1;
                        verdict.findings.push(format!(
                            "{} of device {} is lost",
                            promise.message, promise.device
                        ));
                    }
                }
                [(place, seq)] => {
                    if *place != promise.conversation {
                        verdict.duplicated += 1;
                        verdict.findings.push(format!(
                            "{} is in a place where it does not belong",
                            promise.message
                        ));
                    }
                    if self.requeued.contains(&promise.message) {
                        continue;
                    }
                    let last = last.entry((promise.device, promise.conversation)).or_insert(0);
                    if *seq < *last {
                        verdict.reordered += 1;
                        verdict.findings.push(format!(
                            "{} of device {} stands at {seq}, before an earlier one of its device at {last}",
                            promise.message, promise.device
                        ));
                    }
                    *last = (*last).max(*seq);
                }
                _ => {
                    verdict.duplicated += 1;
                    verdict
                        .findings
                        .push(format!("{} is there {} times", promise.message, found.len()));
                }
            }
        }
    }

    /// Refused by the server and kept with its text.
    pub(crate) fn shows_as_failed(&self, device: usize, message: MessageId) -> bool {
        let saved = self.devices[device]
            .engine
            .as_ref()
            .map(|engine| engine.store().load());
        let Some(Ok(saved)) = saved else { return false };
        saved.outbox.iter().any(|entry| {
            let sends = matches!(entry.command, protocol::Command::SendMessage { id, .. } if id == message);
            sends && entry.failure.is_some()
        })
    }

    fn check_device(&mut self, at: usize, truth: &Truth, verdict: &mut Verdict) {
        let mut wrong = |what: String| {
            verdict.diverged += 1;
            verdict.findings.push(format!("device {at}: {what}"));
        };
        let Some(engine) = &self.devices[at].engine else {
            return wrong("is not running".into());
        };
        if !engine.is_quiet() {
            return wrong(format!("is not quiet: {engine:?}"));
        }
        let fresh = self.fresh_client(at);
        let sight = self.sight(at);
        let (Ok(mine), Ok(anew)) = (engine.store().load(), fresh.store().load()) else {
            return wrong("cannot load its store".into());
        };
        let sorted = |mut list: Vec<String>| {
            list.sort();
            list
        };
        let read = |receipts: &[Receipt]| receipts.iter().map(|receipt| format!("{receipt:?}")).collect();
        for (what, mine, anew) in [
            ("feeds", format_all(&mine.feeds), format_all(&anew.feeds)),
            ("people", format_all(&mine.people), format_all(&anew.people)),
            (
                "memberships",
                format_all(&mine.memberships),
                format_all(&anew.memberships),
            ),
            (
                "conversations",
                format_all(&mine.conversations),
                format_all(&anew.conversations),
            ),
            ("members", format_all(&mine.members), format_all(&anew.members)),
            ("tags", format_all(&mine.tags), format_all(&anew.tags)),
            ("clients", format_all(&mine.clients), format_all(&anew.clients)),
            ("cohorts", format_all(&mine.cohorts), format_all(&anew.cohorts)),
            ("receipts", read(&mine.receipts), read(&anew.receipts)),
            ("stars", format_all(&mine.stars), format_all(&anew.stars)),
            ("filings", format_all(&mine.filings), format_all(&anew.filings)),
            (
                "drafts",
                mine.drafts.iter().map(|saved| saved.draft.text.clone()).collect(),
                anew.drafts.iter().map(|saved| saved.draft.text.clone()).collect(),
            ),
        ] {
            if sorted(mine) != sorted(anew) {
                wrong(format!("its {what} differ from those fetched anew"));
            }
        }
        for (id, stretches) in &mine.stretches {
            let all = truth.get(id).map_or(&[][..], Vec::as_slice);
            let expected: Vec<_> = all
                .iter()
                .filter(|message| stretches.containing(message.seq).is_some() && sight.sees(message))
                .collect();
            let held = engine
                .store()
                .messages_after(*id, 0, usize::MAX)
                .unwrap_or_default();
            let held: Vec<_> = held
                .iter()
                .filter(|message| stretches.containing(message.seq).is_some())
                .collect();
            if expected != held {
                wrong(format!(
                    "holds {} messages of {id} where the server has {}",
                    held.len(),
                    expected.len()
                ));
            }
        }
        self.check_device_files(at, &fresh, truth, verdict);
        self.check_kept(at, &fresh, truth, verdict);
        self.check_groups(at, &fresh, truth, verdict);
        self.check_library(at, &fresh, verdict);
        self.check_screen(at, truth, verdict);
    }

    /// What the person sees is what is there: told in changes or all at once, counted here or counted anew.
    fn check_screen(&mut self, at: usize, truth: &Truth, verdict: &mut Verdict) {
        let me = self.devices[at].actor.account;
        let sight = self.sight(at);
        // What comes due just now, such as the end of a mute.
        self.give(at, Input::Tick);
        let before = std::mem::take(&mut self.devices[at].screen);
        self.ask(at, Request::Attach);
        let after = &self.devices[at].screen;
        let mut wrong = |what: String| {
            verdict.diverged += 1;
            verdict.findings.push(format!("device {at}: {what}"));
        };
        // An open conversation shows no draft in its row; attaching closes it.
        let plain = |rows: &BTreeMap<_, engine::ui::ConversationRow>| {
            rows.values()
                .cloned()
                .map(|row| engine::ui::ConversationRow {
                    draft: None,
                    draft_files: 0,
                    ..row
                })
                .collect::<Vec<_>>()
        };
        if plain(&before.rows) != plain(&after.rows) {
            wrong("its list, kept by changes, differs from its list afresh".into());
        }
        if before.library != after.library {
            wrong("its library, kept by changes, differs from its library afresh".into());
        }
        if before.starred != after.starred {
            wrong("its starred messages, kept by changes, differ from those afresh".into());
        }
        if before.counts != after.counts {
            wrong(format!(
                "its counts {:?} differ from {:?}",
                before.counts, after.counts
            ));
        }
        let Some(engine) = &self.devices[at].engine else {
            return;
        };
        let Ok(saved) = engine.store().load() else { return };
        for row in after.rows.values() {
            let read = saved
                .receipts
                .iter()
                .find(|r| r.conversation == row.id && r.account == me)
                .map_or(0, |r| r.read);
            let all = truth.get(&row.id).map_or(&[][..], Vec::as_slice);
            let unread = all
                .iter()
                .filter(|m| {
                    m.seq > read && m.author != me && !m.deleted && m.event.is_none() && sight.sees(m)
                })
                .count()
                .min(100);
            if row.unread as usize != unread {
                wrong(format!(
                    "says {} unread in {} where there are {unread}",
                    row.unread, row.id
                ));
            }
        }
        if let Some((id, items)) = &before.timeline
            && let Some(newest) = truth
                .get(id)
                .and_then(|all| all.iter().rev().find(|message| sight.sees(message)))
            && before.at_end
            && !items.contains_key(&newest.id)
        {
            wrong(format!(
                "its open timeline of {id} ends before the newest message"
            ));
        }
        if let Some((id, items)) = before.timeline {
            self.check_timeline(at, id, &items, verdict);
        }
    }

    /// A new device of the same person: everything it fetches, from a wire without faults.
    pub(crate) fn fresh_client(&self, at: usize) -> Engine<MemoryStore> {
        let device = &self.devices[at];
        let config = EngineConfig {
            me: Some(device.me.clone()),
            window: 200,
        };
        let fresh = Engine::open(MemoryStore::default(), config, Box::new(NoChance));
        let mut fresh = fresh.unwrap_or_else(|error| panic_with(&error.to_string()));
        let mut queue = vec![
            Input::Start,
            Input::Connected,
            Input::Frame(ServerFrame::Ready {
                account: device.actor.account,
                limits: limits(),
            }),
        ];
        queue.reverse();
        while let Some(input) = queue.pop() {
            for effect in fresh.handle(self.now, input) {
                if let Effect::Call {
                    id,
                    call: Call::Sync(request),
                } = effect
                {
                    let result = self.server.sync(&device.actor, &request).map(Answer::Sync);
                    queue.push(Input::Called { id, result });
                }
            }
        }
        fresh
    }
}

fn format_all<T: std::fmt::Debug>(list: &[T]) -> Vec<String> {
    list.iter().map(|one| format!("{one:?}")).collect()
}
