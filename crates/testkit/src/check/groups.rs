//! That everybody holds what is for them and nothing else: no client a note, nobody what is older than their joining; and that groups hold whom
//! their rules take in.

use std::collections::{BTreeMap, BTreeSet};

use engine::MemoryStore;
use engine::store::{Saved, Store};
use engine::ui::Roster;
use engine::{Engine, ui::Request};
use protocol::{AccountKind, ConversationId, Message, MessageId, Role, Seq};

use super::{Truth, Verdict};
use crate::world::World;

/// What of the truth is for one device.
pub(super) struct Sight {
    coach: bool,
    since: BTreeMap<ConversationId, Seq>,
}

impl Sight {
    pub(super) fn sees(&self, message: &Message) -> bool {
        let since = self.since.get(&message.conversation).copied().unwrap_or(0);
        (self.coach || !message.staff_only) && since <= message.seq
    }
}

impl World {
    pub(super) fn sight(&self, at: usize) -> Sight {
        let device = &self.devices[at];
        let saved = device.engine.as_ref().map(|engine| engine.store().load());
        let members = saved.and_then(Result::ok).map(|saved| saved.members);
        let mine = members.into_iter().flatten();
        let mine = mine.filter(|member| member.account == device.actor.account);
        Sight {
            coach: device.actor.kind == AccountKind::Coach,
            since: mine.map(|member| (member.conversation, member.since)).collect(),
        }
    }

    pub(super) fn check_groups(
        &mut self,
        at: usize,
        fresh: &Engine<MemoryStore>,
        truth: &Truth,
        verdict: &mut Verdict,
    ) {
        let sight = self.sight(at);
        let before = self.devices[at].screen.roster.clone();
        self.ask(at, Request::Attach);
        let after = self.devices[at].screen.roster.clone();
        let mut wrong = |what: String| {
            verdict.diverged += 1;
            verdict.findings.push(format!("device {at}: {what}"));
        };
        if plain(before) != plain(after) {
            wrong("how clients are filed, kept by changes, differs from afresh".into());
        }
        let Some(engine) = &self.devices[at].engine else {
            return;
        };
        let (store, anew) = (engine.store(), fresh.store());
        let hidden: BTreeSet<MessageId> = truth
            .values()
            .flatten()
            .filter(|message| !sight.sees(message))
            .map(|message| message.id)
            .chain(self.notes.iter().copied().filter(|_| !sight.coach))
            .collect();
        for id in &hidden {
            let held = [store.message(*id), anew.message(*id)];
            if held.iter().any(|held| !matches!(held, Ok(None))) {
                wrong(format!("holds {id}, which is not for it"));
            }
        }
        for saved in [store.load(), anew.load()] {
            let Ok(saved) = saved else { continue };
            for id in &saved.memberships {
                for tells in [&told_of(store, *id), &told_of(anew, *id)] {
                    if tells.iter().any(|message| hidden.contains(message)) {
                        wrong(format!("has heard in {id} of a message that is not for it"));
                    }
                }
            }
            if saved.stars.iter().any(|star| hidden.contains(&star.message)) {
                wrong("keeps a star of a message that is not for it".into());
            }
            let files_clients = [saved.tags.len(), saved.clients.len(), saved.cohorts.len()];
            if !sight.coach && files_clients != [0; 3] {
                wrong("is a client's and knows how clients are filed".into());
            }
        }
        if let Ok(saved) = store.load() {
            self.check_cohorts(&saved, &mut wrong);
        }
    }

    /// As far as one device knows both the rule and the members.
    fn check_cohorts(&self, saved: &Saved, wrong: &mut impl FnMut(String)) {
        for cohort in &saved.cohorts {
            let id = cohort.conversation;
            let (Some(rule), true) = (&cohort.rule, saved.memberships.contains(&id)) else {
                continue;
            };
            for person in saved.people.iter().filter(|one| one.kind == AccountKind::Client) {
                let file = saved.clients.iter().find(|file| file.account == person.id);
                let takes = rule.takes(file.map_or(&[][..], |file| &file.tags));
                let member = saved
                    .members
                    .iter()
                    .find(|member| member.conversation == id && member.account == person.id);
                let member = member.filter(|member| member.active);
                let by_hand = |hands: &BTreeSet<_>| hands.contains(&(id, person.id));
                if takes && member.is_none() && !by_hand(&self.taken_out) {
                    wrong(format!("{} is not in {id}, whose rule takes them in", person.id));
                }
                let stays = by_hand(&self.added) || member.is_some_and(|member| member.role >= Role::Admin);
                if !takes && member.is_some() && !stays {
                    wrong(format!(
                        "{} is in {id}, whose rule does not take them in",
                        person.id
                    ));
                }
            }
        }
    }
}

/// Messages that something held in a conversation speaks of.
fn told_of(store: &impl Store, id: ConversationId) -> BTreeSet<MessageId> {
    let messages = store.messages_after(id, 0, usize::MAX).unwrap_or_default();
    let reactions = store.reactions(id, 0, Seq::MAX).unwrap_or_default();
    let reactions = reactions.into_iter().map(|reaction| reaction.message);
    let replies = messages.into_iter().filter_map(|message| message.reply_to);
    reactions.chain(replies).collect()
}

/// In one order, without those that say nothing.
fn plain(mut roster: Roster) -> Roster {
    roster.tags.sort_by_key(|tag| tag.id);
    roster
        .clients
        .retain(|file| !file.tags.is_empty() || file.coach.is_some());
    roster.clients.sort_by_key(|file| file.account);
    roster.cohorts.retain(|cohort| cohort.rule.is_some());
    roster.cohorts.sort_by_key(|cohort| cohort.conversation);
    roster
}
