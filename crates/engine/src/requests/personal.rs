//! Reacting, pinning, starring, filing: what the server would refuse is refused at once, what changes nothing is not sent.

use protocol::rights::Act;
use protocol::{
    ApiError, Command, ConversationId, ErrorCode, FilingSwitch, Message, MessageId, REACTIONS_EACH, Timestamp,
};

use super::writing::deleted;
use crate::engine::Engine;
use crate::store::Store;
use crate::trouble::{may_not, not_here, store_trouble};

/// Longest emoji, in bytes: families and flags of regions are long.
const EMOJI_BYTES: usize = 32;

impl<S: Store> Engine<S> {
    pub(super) fn react(
        &mut self,
        id: ConversationId,
        message: MessageId,
        emoji: String,
        on: bool,
    ) -> Result<(), ApiError> {
        let known = self.not_deleted(id, message)?;
        let state = self.conversations.get(&id).ok_or_else(not_here)?;
        self.may(state, Act::React).map_err(may_not)?;
        if emoji.is_empty() || emoji.len() > EMOJI_BYTES || emoji.contains(char::is_whitespace) {
            return Err(ApiError::new(ErrorCode::Invalid, "React with one emoji."));
        }
        let mine = self.own_emojis(id, message, known.as_ref())?;
        if mine.contains(&emoji) == on {
            return Ok(());
        }
        if on && mine.len() >= REACTIONS_EACH {
            let words = format!(
                "You have put {REACTIONS_EACH} emojis on this message. Take one back to choose another."
            );
            return Err(ApiError::new(ErrorCode::Invalid, words));
        }
        self.enqueue(Command::React {
            conversation: id,
            message,
            emoji,
            on,
        });
        Ok(())
    }

    fn own_emojis(
        &self,
        id: ConversationId,
        message: MessageId,
        known: Option<&Message>,
    ) -> Result<Vec<String>, ApiError> {
        let me = self.me.account.id;
        let mut mine = Vec::new();
        if let Some(known) = known {
            let reactions = self.store.reactions(id, known.seq, known.seq);
            let mut reactions = reactions.map_err(|error| store_trouble(&error))?.into_iter();
            mine.extend(
                reactions
                    .find(|reaction| reaction.account == me && reaction.message == message)
                    .map(|reaction| reaction.emojis)
                    .into_iter()
                    .flatten(),
            );
        }
        if let Some(overlay) = self.outbox.overlays(id).get(&message) {
            overlay.react(&mut mine);
        }
        Ok(mine)
    }

    pub(super) fn pin(
        &mut self,
        id: ConversationId,
        message: MessageId,
        pinned: bool,
    ) -> Result<(), ApiError> {
        let Some(known) = self.not_deleted(id, message)? else {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "That message has yet to be sent. Pin it when it has arrived.",
            ));
        };
        let state = self.conversations.get(&id).ok_or_else(not_here)?;
        self.may(state, Act::Pin).map_err(may_not)?;
        let waiting = self.outbox.overlays(id).remove(&message);
        let is_pinned = waiting
            .and_then(|overlay| overlay.pinned)
            .unwrap_or(known.pinned_by.is_some());
        if is_pinned != pinned {
            self.enqueue(Command::PinMessage {
                conversation: id,
                message,
                pinned,
            });
        }
        Ok(())
    }

    pub(super) fn star(
        &mut self,
        id: ConversationId,
        message: MessageId,
        starred: bool,
        follow_up_at: Option<Timestamp>,
    ) -> Result<(), ApiError> {
        let known = self.stars_of(id).remove(&message);
        let now = known.map_or((false, None), |star| (star.starred, star.follow_up_at));
        if now == (starred, follow_up_at) {
            return Ok(());
        }
        // What is deleted can still be taken off.
        if starred || follow_up_at.is_some() {
            self.not_deleted(id, message)?;
        }
        self.enqueue(Command::StarMessage {
            conversation: id,
            message,
            starred,
            follow_up_at,
        });
        Ok(())
    }

    pub(super) fn file(&mut self, id: ConversationId, switch: FilingSwitch) -> Result<(), ApiError> {
        let Some(state) = self.conversations.get(&id).filter(|state| state.is_listed()) else {
            return Err(not_here());
        };
        // A list of conversations knows no numbers: what is put away from there is put away with what this device has.
        let switch = match (switch, &state.newest) {
            (FilingSwitch::Archived(Some(0)), Some(newest)) => FilingSwitch::Archived(Some(newest.seq)),
            _ => switch,
        };
        let now = self.filing_of(id);
        let mut then = now.clone();
        then.set(switch);
        if then != now {
            self.enqueue(Command::FileConversation {
                conversation: id,
                switch,
            });
        }
        Ok(())
    }

    /// A message of this conversation that says something; `None` while it waits to be sent: what is done to it queues behind it.
    pub(super) fn not_deleted(
        &self,
        id: ConversationId,
        message: MessageId,
    ) -> Result<Option<Message>, ApiError> {
        if !self.conversations.get(&id).is_some_and(|state| state.is_listed()) {
            return Err(not_here());
        }
        let overlay = self.outbox.overlays(id).remove(&message);
        if overlay.is_some_and(|overlay| overlay.deleted) {
            return Err(deleted());
        }
        if self
            .message(message)
            .map_err(|error| store_trouble(&error))?
            .is_some()
        {
            let known = self.standing(message)?;
            return if known.conversation == id {
                Ok(Some(known))
            } else {
                Err(not_here())
            };
        }
        match self.outbox.sending(message) {
            Some(entry) if entry.command.conversation() != Some(id) => Err(not_here()),
            Some(entry) if entry.failure.is_some() => Err(ApiError::new(
                ErrorCode::Invalid,
                "That message was not sent. Retry it first.",
            )),
            Some(_) => Ok(None),
            None => Err(not_here()),
        }
    }
}
