//! What this person did, on its way to the server and back: answers to commands, watermarks, drafts, typing.

use protocol::{
    AccountId, Activity, ClientFrame, Command, CommandId, CommandResult, ConversationId, Draft, Outcome, Seq,
};

use crate::engine::Engine;
use crate::input::Effect;
use crate::library::is_of_library;
use crate::line::backoff_ms;
use crate::roster::files_clients;
use crate::store::{Store, Write};
use crate::ui::{KeptFile, Update};

/// Somebody's "typing" counts this long.
const ACTIVITY_MS: i64 = 6_000;
/// One's own is told this often at most.
const ACTIVITY_EVERY_MS: i64 = 3_000;
/// A draft is told to the other devices once the keys have rested this long.
pub(crate) const DRAFT_REST_MS: i64 = 1_500;
/// Watermarks gather this long.
pub(crate) const SEEN_REST_MS: i64 = 250;

impl<S: Store> Engine<S> {
    pub(crate) fn command_answered(&mut self, id: CommandId, result: CommandResult) {
        if self.outbox.is_in_flight(id) {
            return self.outbox_answered(id, result);
        }
        let state = self.conversations.iter().find(|(_, state)| {
            state.seen.in_flight == Some(id)
                || state
                    .draft
                    .in_flight
                    .as_ref()
                    .is_some_and(|(draft, _)| *draft == id)
        });
        let Some((&conversation, state)) = state else {
            return;
        };
        if state.seen.in_flight == Some(id) {
            self.seen_answered(conversation, result);
        } else {
            self.draft_answered(conversation, result);
        }
    }

    fn outbox_answered(&mut self, id: CommandId, result: CommandResult) {
        match result {
            CommandResult::Error(error) if error.code.may_retry() => {
                let wait = error
                    .retry_after_ms
                    .and_then(|ms| i64::try_from(ms).ok())
                    .unwrap_or(backoff_ms(2, 0));
                self.outbox.postpone(id, self.now.saturating_add(wait));
            }
            CommandResult::Error(error) => {
                if let Some(entry) = self.outbox.finish(id) {
                    self.refused(entry, &error);
                }
            }
            CommandResult::Ok(outcome) => {
                let Some(entry) = self.outbox.finish(id) else {
                    return;
                };
                self.write(Write::RemoveOutbox(id));
                self.was_taken(&entry);
                self.uploaded(&entry.files);
                if self.was_deleted(&entry.command, &outcome) {
                    self.forget_files(entry.files.iter().map(|file| file.file.id));
                }
                if let Command::MarkPlayed {
                    conversation,
                    message,
                } = entry.command
                {
                    self.played_answered(conversation, message);
                }
                match outcome {
                    Outcome::Message(message) => self.put_message(message),
                    Outcome::Reaction(reaction) => self.reaction_answered(reaction),
                    Outcome::Star(star) => self.star_answered(star),
                    Outcome::Filing(filing) => self.filing_answered(filing),
                    Outcome::Done | Outcome::Receipt(_) | Outcome::Draft(_) | Outcome::Unknown => {}
                }
                if let Command::SetReceiptPolicy { policy } = entry.command {
                    self.receipt_policy_taken(policy);
                }
                self.touched(&entry.command);
            }
        }
    }

    /// What the list and the timeline show of a command's conversation may be different now.
    pub(crate) fn touched(&mut self, command: &Command) {
        self.screen.library_dirty |= is_of_library(command);
        if let Some(id) = command.conversation() {
            self.dirty(id);
        }
        if files_clients(command) {
            self.screen.roster_stale = true;
        }
    }

    fn seen_answered(&mut self, conversation: ConversationId, result: CommandResult) {
        let Some(state) = self.conversations.get_mut(&conversation) else {
            return;
        };
        state.seen.in_flight = None;
        match result {
            CommandResult::Ok(Outcome::Receipt(receipt)) => self.receipt(&receipt),
            CommandResult::Error(error) if error.code.may_retry() => {
                state.seen.send_at = Some(self.now.saturating_add(backoff_ms(2, 0)));
            }
            // Nothing to repeat: what it was for is gone.
            CommandResult::Error(_) => {
                self.untold.remove(&conversation);
                return;
            }
            CommandResult::Ok(_) => {}
        }
        self.untold.insert(conversation);
    }

    fn draft_answered(&mut self, conversation: ConversationId, result: CommandResult) {
        let retry_at = self.now.saturating_add(backoff_ms(2, 0));
        let Some(state) = self.conversations.get_mut(&conversation) else {
            return;
        };
        let Some((_, told)) = state.draft.in_flight.take() else {
            return;
        };
        self.untold.insert(conversation);
        let now = match result {
            CommandResult::Error(error) if error.code.may_retry() => {
                state.draft.send_at = Some(retry_at);
                return;
            }
            CommandResult::Ok(Outcome::Draft(draft)) => draft,
            CommandResult::Ok(_) | CommandResult::Error(_) => told.clone(),
        };
        if !state.draft.draft.says(&told) {
            // Typed on meanwhile: the next one is due anyway.
            return;
        }
        state.draft.unsent = false;
        state.draft.send_at = None;
        // Another device's later word may have come before the answer to this one's.
        let elsewhere = state.draft.elsewhere.take().filter(|other| other.rev > now.rev);
        self.hold_draft(elsewhere.unwrap_or(now));
    }

    /// Sends watermarks and drafts that have rested, one of each conversation at a time.
    pub(crate) fn tell_seen_and_drafts(&mut self) {
        for id in std::mem::take(&mut self.untold) {
            let seen = self.tell_seen(id);
            let draft = self.tell_draft(id);
            if seen || draft {
                self.untold.insert(id);
            }
        }
    }

    /// Whether something remains to be told or confirmed.
    fn tell_seen(&mut self, id: ConversationId) -> bool {
        let me = self.me.account.id;
        let command_id = self.new_command_id();
        let Some(state) = self.conversations.get_mut(&id).filter(|state| state.active) else {
            return false;
        };
        if state.seen.in_flight.is_some() {
            return true;
        }
        let (told_delivered, told_read) = state.receipts.get(&me).map_or((0, 0), |r| (r.delivered, r.read));
        // One's own messages need no receipt; somebody else's newest one does.
        let newest = state
            .newest
            .as_ref()
            .filter(|message| message.author != me)
            .map_or(0, |message| message.seq);
        let read = state.seen.read;
        let delivered = newest.max(read);
        if delivered <= told_delivered && read <= told_read {
            state.seen.send_at = None;
            return false;
        }
        let send_at = *state
            .seen
            .send_at
            .get_or_insert(self.now.saturating_add(SEEN_REST_MS));
        if self.now < send_at {
            return true;
        }
        state.seen.send_at = None;
        state.seen.in_flight = Some(command_id);
        let command = Command::MarkSeen {
            conversation: id,
            delivered,
            read,
        };
        self.effects.push(Effect::Send(ClientFrame::Command {
            id: command_id,
            command,
        }));
        true
    }

    fn tell_draft(&mut self, id: ConversationId) -> bool {
        let command_id = self.new_command_id();
        let Some(state) = self.conversations.get_mut(&id) else {
            return false;
        };
        let draft = &mut state.draft;
        if !draft.unsent || !state.active {
            return false;
        }
        if draft.in_flight.is_some() || draft.send_at.is_some_and(|at| self.now < at) {
            return true;
        }
        let told = draft.draft.clone();
        draft.send_at = None;
        draft.at_server = true;
        draft.in_flight = Some((command_id, told.clone()));
        let Draft {
            conversation,
            text,
            reply_to,
            ..
        } = told;
        let command = Command::SetDraft {
            conversation,
            text,
            reply_to,
        };
        self.effects.push(Effect::Send(ClientFrame::Command {
            id: command_id,
            command,
        }));
        true
    }

    /// The composer changed.
    pub(crate) fn set_draft(&mut self, draft: Draft, rest_ms: i64) {
        let id = draft.conversation;
        let send_at = self.now.saturating_add(rest_ms);
        let Some(state) = self.conversations.get_mut(&id) else {
            return;
        };
        if state.draft.draft.says(&draft) {
            return;
        }
        // A draft that came and went before the server heard of it is none of its business.
        let unsent = !draft.is_empty() || state.draft.at_server || state.draft.in_flight.is_some();
        state.draft.draft = draft.clone();
        state.draft.unsent = unsent;
        state.draft.send_at = unsent.then_some(send_at);
        self.untold.insert(id);
        self.dirty(id);
        self.write(Write::PutDraft { draft, unsent });
    }

    /// Another device changed the draft. What is typed here and not yet told wins: it is the later word.
    pub(crate) fn draft_from_elsewhere(&mut self, draft: Draft) {
        let Some(state) = self.conversations.get_mut(&draft.conversation) else {
            return;
        };
        if state.draft.unsent {
            state.draft.at_server = true;
            state.draft.elsewhere = Some(draft);
        } else if state.draft.draft.rev <= draft.rev {
            self.hold_draft(draft);
        }
    }

    /// This is the draft, here and on the server.
    fn hold_draft(&mut self, draft: Draft) {
        let id = draft.conversation;
        let Some(state) = self.conversations.get_mut(&id) else {
            return;
        };
        let differs = !state.draft.draft.says(&draft);
        state.draft.at_server = !draft.is_empty();
        state.draft.draft = draft.clone();
        self.write(Write::PutDraft { draft, unsent: false });
        self.dirty(id);
        if differs && self.open.as_ref().is_some_and(|open| open.conversation == id) {
            self.show_composer(id);
        }
    }

    pub(crate) fn show_composer(&mut self, id: ConversationId) {
        self.tell_composer(id, false);
    }

    /// Only its files are different.
    pub(crate) fn show_composer_files(&mut self, id: ConversationId) {
        self.tell_composer(id, true);
    }

    fn tell_composer(&mut self, id: ConversationId, files_only: bool) {
        let Some(state) = self.conversations.get(&id) else {
            return;
        };
        let draft = state.draft.draft.clone();
        let files = state.composer.iter().map(KeptFile::listed).collect();
        let reply_to = draft.reply_to.and_then(|message| self.quote(id, message));
        self.tell(Update::Composer {
            conversation: id,
            text: draft.text,
            reply_to,
            files,
            files_only,
        });
    }

    /// This person has seen messages up to here.
    pub(crate) fn seen(&mut self, id: ConversationId, seq: Seq) {
        let send_at = self.now.saturating_add(SEEN_REST_MS);
        let Some(state) = self.conversations.get_mut(&id) else {
            return;
        };
        // Nobody can have read what has not arrived.
        let seq = seq.min(state.newest.as_ref().map_or(0, |message| message.seq));
        if seq <= state.seen.read {
            return;
        }
        state.seen.read = seq;
        state.seen.send_at = Some(send_at);
        self.untold.insert(id);
        self.dirty(id);
        self.write(Write::PutSeen(id, seq));
    }

    pub(crate) fn others_activity(&mut self, id: ConversationId, account: AccountId, activity: Activity) {
        let until = self.now.saturating_add(ACTIVITY_MS);
        let Some(state) = self.conversations.get_mut(&id) else {
            return;
        };
        if account == self.me.account.id {
            return;
        }
        match activity {
            Activity::Idle => {
                state.busy.remove(&account);
            }
            Activity::Typing | Activity::Recording => {
                state.busy.insert(account, (activity, until));
            }
        }
        self.dirty(id);
    }

    pub(crate) fn expire_activity(&mut self) {
        let now = self.now;
        for (id, state) in &mut self.conversations {
            let before = state.busy.len();
            state.busy.retain(|_, (_, until)| now < *until);
            if state.busy.len() != before {
                self.screen.dirty.insert(*id);
            }
        }
    }

    pub(crate) fn own_activity(&mut self, id: ConversationId, activity: Activity) {
        let now = self.now;
        let up = self.line.is_up();
        let Some(state) = self.conversations.get_mut(&id).filter(|state| state.active) else {
            return;
        };
        let told_lately = match state.told {
            Some((told, at)) => told == activity && now.saturating_sub(at) < ACTIVITY_EVERY_MS,
            None => activity == Activity::Idle,
        };
        if !up || told_lately {
            return;
        }
        state.told = (activity != Activity::Idle).then_some((activity, now));
        self.effects.push(Effect::Send(ClientFrame::Activity {
            conversation: id,
            activity,
        }));
    }
}
