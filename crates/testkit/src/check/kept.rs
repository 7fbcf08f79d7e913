//! That everything one does to a message ends alike on all devices, and that nothing of it is left of what was deleted.

use std::collections::{BTreeMap, BTreeSet};

use engine::store::{OutboxEntry, Store};
use engine::ui::{Request, TimelineItem};
use engine::{Effect, Engine, Input, MemoryStore};
use protocol::rights::Refusal;
use protocol::{ConversationId, Member, MessageId, Reaction, Seq};

use super::{Truth, Verdict};
use crate::world::World;

/// How much of each kind there is in the end, on the devices of all: a run without any has tested nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Kept {
    pub reactions: u64,
    pub pins: u64,
    pub stars: u64,
    pub filings: u64,
    pub forwarded: u64,
    /// Taken down by who is not the author.
    pub taken_down: u64,
    /// Files in messages, those of them that may be heard and were, and pieces that were cut off on the way there.
    pub files: u64,
    pub played: u64,
    pub cut_pieces: u64,
    /// Messages taken back before they went out.
    pub cancelled: u64,
    /// Devices whose receipts are hidden from them.
    pub hidden: u64,
    /// Notes among coaches, lines of what happened, and messages that failed because the right to write was gone.
    pub notes: u64,
    pub events: u64,
    pub refused: u64,
    /// Conversations of which somebody sees only the part since they joined.
    pub joined_late: u64,
    /// Tags on clients, and groups that fill themselves.
    pub tagged: u64,
    pub cohorts: u64,
    /// Files of the vault, saved messages, and messages that were made of them.
    pub vault: u64,
    pub templates: u64,
    pub from_library: u64,
}

impl Kept {
    pub fn add(&mut self, other: Self) {
        self.reactions += other.reactions;
        self.pins += other.pins;
        self.stars += other.stars;
        self.filings += other.filings;
        self.forwarded += other.forwarded;
        self.taken_down += other.taken_down;
        self.files += other.files;
        self.played += other.played;
        self.cut_pieces += other.cut_pieces;
        self.cancelled += other.cancelled;
        self.hidden += other.hidden;
        self.notes += other.notes;
        self.events += other.events;
        self.refused += other.refused;
        self.joined_late += other.joined_late;
        self.tagged += other.tagged;
        self.cohorts += other.cohorts;
        self.vault += other.vault;
        self.templates += other.templates;
        self.from_library += other.from_library;
    }
}

/// Reactions by message, without those that were taken back.
fn reactions_of(store: &impl Store, id: ConversationId) -> BTreeMap<MessageId, Vec<Reaction>> {
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for reaction in store.reactions(id, 0, Seq::MAX).unwrap_or_default() {
        if !reaction.emojis.is_empty() {
            all.entry(reaction.message).or_default().push(reaction);
        }
    }
    all
}

impl World {
    pub(crate) fn kept(&self) -> Kept {
        let mut kept = Kept {
            cut_pieces: self.cut_pieces,
            cancelled: self.cancelled.len() as u64,
            from_library: self.from_library,
            ..Kept::default()
        };
        for engine in self.devices.iter().filter_map(|device| device.engine.as_ref()) {
            let store = engine.store();
            let saved = store.load().unwrap_or_default();
            kept.stars += saved.stars.len() as u64;
            kept.filings += saved.filings.len() as u64;
            kept.vault += saved.items.len() as u64;
            kept.templates += saved.templates.len() as u64;
            let me = engine.me();
            kept.hidden += u64::from(!me.workspace.receipts.shows(me.account.kind));
            let late = |member: &&Member| member.account == me.account.id && member.since > 0;
            kept.joined_late += saved.members.iter().filter(late).count() as u64;
            kept.tagged += saved
                .clients
                .iter()
                .map(|file| file.tags.len() as u64)
                .sum::<u64>();
            kept.cohorts += saved
                .cohorts
                .iter()
                .filter(|cohort| cohort.rule.is_some())
                .count() as u64;
            let reads_only = |entry: &&OutboxEntry| {
                let words = Refusal::ReadOnly.to_string();
                entry.failure.as_ref() == Some(&words)
            };
            kept.refused += saved.outbox.iter().filter(reads_only).count() as u64;
            for id in saved.memberships {
                kept.reactions += reactions_of(store, id).len() as u64;
                kept.pins += store.pinned(id).unwrap_or_default().len() as u64;
                for message in store.messages_after(id, 0, usize::MAX).unwrap_or_default() {
                    kept.files += message.attachments.len() as u64;
                    let played = store.played_by(id, message.id).unwrap_or_default();
                    kept.played += u64::from(!played.is_empty());
                    kept.notes += u64::from(message.staff_only);
                    kept.events += u64::from(message.event.is_some());
                    kept.forwarded += u64::from(message.forwarded);
                    kept.taken_down += u64::from(message.deleted_by.is_some());
                }
            }
        }
        kept
    }

    /// Reactions, pins and stars of a device against those of a new device of the same person.
    pub(super) fn check_kept(
        &mut self,
        at: usize,
        fresh: &Engine<MemoryStore>,
        truth: &Truth,
        verdict: &mut Verdict,
    ) {
        let mut wrong = |what: String| {
            verdict.diverged += 1;
            verdict.findings.push(format!("device {at}: {what}"));
        };
        let Some(engine) = &self.devices[at].engine else {
            return;
        };
        let sight = self.sight(at);
        let (store, anew) = (engine.store(), fresh.store());
        let (Ok(saved), Ok(saved_anew)) = (store.load(), anew.load()) else {
            return wrong("cannot load its store".into());
        };
        for (id, stretches) in &saved.stretches {
            let all = truth.get(id).map_or(&[][..], Vec::as_slice);
            let held_anew = saved_anew.stretches.iter().find(|(of, _)| of == id);
            let whole: BTreeSet<_> = all
                .iter()
                .filter(|message| {
                    let anew = held_anew.and_then(|(_, held)| held.containing(message.seq));
                    stretches.containing(message.seq).is_some() && anew.is_some()
                })
                .map(|message| message.id)
                .collect();
            let of_whole = |store: &dyn Fn() -> BTreeMap<MessageId, Vec<Reaction>>| {
                let mut all = store();
                all.retain(|message, _| whole.contains(message));
                all
            };
            if of_whole(&|| reactions_of(store, *id)) != of_whole(&|| reactions_of(anew, *id)) {
                wrong(format!("its reactions in {id} differ from those fetched anew"));
            }
            let deleted: BTreeSet<_> = all
                .iter()
                .filter(|message| message.deleted)
                .map(|message| message.id)
                .collect();
            let left = |store: BTreeMap<MessageId, Vec<Reaction>>| {
                store.keys().any(|message| deleted.contains(message))
            };
            if left(reactions_of(store, *id)) || left(reactions_of(anew, *id)) {
                wrong(format!("holds reactions to a deleted message of {id}"));
            }
            let pinned: Vec<_> = all
                .iter()
                .rev()
                .filter(|message| message.pinned_by.is_some() && sight.sees(message))
                .cloned()
                .collect();
            if store.pinned(*id).ok().as_ref() != Some(&pinned) {
                wrong(format!("its pinned messages of {id} differ from the server's"));
            }
        }
        self.check_starred(at, verdict);
    }

    /// What a person sees under Starred is the same on a new device.
    fn check_starred(&mut self, at: usize, verdict: &mut Verdict) {
        let mut fresh = self.fresh_client(at);
        let attach = Input::Request {
            id: engine::ui::RequestId(1),
            request: Request::Attach,
        };
        let effects = fresh.handle(self.now, attach);
        let anew = effects.into_iter().find_map(|effect| match effect {
            Effect::Update(engine::ui::Update::Reset(snapshot)) => Some(snapshot.starred),
            _ => None,
        });
        if anew.as_ref() != Some(&self.devices[at].screen.starred) {
            verdict.diverged += 1;
            let findings = &mut verdict.findings;
            findings.push(format!(
                "device {at}: its starred messages differ from those of a new device"
            ));
        }
    }

    /// Each item, kept by changes, looks as it does when the conversation is opened again.
    pub(super) fn check_timeline(
        &mut self,
        at: usize,
        id: ConversationId,
        before: &BTreeMap<MessageId, TimelineItem>,
        verdict: &mut Verdict,
    ) {
        self.ask(at, Request::Open { conversation: id });
        let Some((_, after)) = &self.devices[at].screen.timeline else {
            return;
        };
        let mut wrong = |what: &str| {
            verdict.diverged += 1;
            let findings = &mut verdict.findings;
            findings.push(format!("device {at}: {what} in its open timeline of {id}"));
        };
        let differs = |item: &TimelineItem| after.get(&item.id).is_some_and(|anew| anew != item);
        if before.values().any(differs) {
            wrong("a message, kept by changes, differs from itself afresh");
        }
        let left = |item: &&TimelineItem| {
            let nothing =
                item.files.is_empty() && item.reactions.is_empty() && item.card.is_none() && !item.pinned;
            item.deleted && !(nothing && item.body.text.is_empty())
        };
        if before.values().chain(after.values()).any(|item| left(&item)) {
            wrong("something is left of a deleted message");
        }
    }
}
