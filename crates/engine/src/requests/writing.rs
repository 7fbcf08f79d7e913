//! Sending, editing, deleting; and what becomes of a message that failed.

use protocol::{ApiError, Command, ConversationId, Draft, ErrorCode, Message, MessageId, RichText};

use crate::engine::Engine;
use crate::store::{OutboxEntry, Store, Write};
use crate::trouble::{not_here, store_trouble};
use crate::ui::Reply;

impl<S: Store> Engine<S> {
    pub(super) fn send(
        &mut self,
        id: ConversationId,
        text: &str,
        reply_to: Option<MessageId>,
    ) -> Result<Reply, ApiError> {
        let listed = self.conversations.get(&id).is_some_and(|state| state.is_listed());
        if !listed {
            return Err(not_here());
        }
        let body = self.checked_text(id, text)?;
        let message = MessageId(self.new_uuid());
        self.enqueue(Command::SendMessage {
            attachments: Vec::new(),
            id: message,
            conversation: id,
            body,
            reply_to,
            forwarded: false,
        });
        self.set_draft(
            Draft {
                conversation: id,
                text: String::new(),
                reply_to: None,
                rev: 0,
            },
            0,
        );
        if let Some(state) = self.conversations.get_mut(&id) {
            state.told = None;
        }
        if let Some(open) = self.open.as_mut().filter(|open| open.conversation == id) {
            open.own_message_sent();
        }
        Ok(Reply::Message { id: message })
    }

    pub(super) fn edit(
        &mut self,
        id: ConversationId,
        message: MessageId,
        text: &str,
    ) -> Result<(), ApiError> {
        let body = self.checked_text(id, text)?;
        match self.outbox.sending(message).cloned() {
            Some(mut entry) if entry.failure.is_some() => {
                // The server does not have it: it is tried again, with its new text.
                if let Command::SendMessage { body: old, .. } = &mut entry.command {
                    *old = body;
                }
                self.requeue(entry);
                return Ok(());
            }
            // It may have arrived under a line that broke before the answer: edit it there, after it.
            Some(_) => {}
            None => self.may_edit(id, message)?,
        }
        self.enqueue(Command::EditMessage {
            conversation: id,
            message,
            body,
        });
        Ok(())
    }

    pub(super) fn delete(&mut self, id: ConversationId, message: MessageId) -> Result<(), ApiError> {
        match self.outbox.sending(message).cloned() {
            Some(entry) if entry.failure.is_some() => {
                self.outbox.finish(entry.id);
                self.write_safely(Write::RemoveOutbox(entry.id));
                self.dirty(id);
                return Ok(());
            }
            Some(_) => {}
            None => self.may_delete(id, message)?,
        }
        self.enqueue(Command::DeleteMessage {
            conversation: id,
            message,
        });
        Ok(())
    }

    /// A new command with the same message, at the end: the server may remember its refusal of the old one.
    fn requeue(&mut self, entry: OutboxEntry) {
        self.outbox.finish(entry.id);
        self.write(Write::RemoveOutbox(entry.id));
        self.enqueue(entry.command);
    }

    /// Refuses at once what the server would refuse later.
    fn may_edit(&self, id: ConversationId, message: MessageId) -> Result<(), ApiError> {
        let message = self.standing(message)?;
        if message.author != self.me.account.id {
            return Err(ApiError::new(
                ErrorCode::Forbidden,
                "You can only change your own messages.",
            ));
        }
        self.refuse_archived(id)
    }

    /// As [`Engine::may_edit`].
    fn may_delete(&self, id: ConversationId, message: MessageId) -> Result<(), ApiError> {
        let message = self.standing(message)?;
        let state = self.conversations.get(&id).ok_or_else(not_here)?;
        if self.allowed(state, &message, false).delete {
            Ok(())
        } else {
            Err(ApiError::new(
                ErrorCode::Forbidden,
                "You can only delete your own messages here.",
            ))
        }
    }

    /// A message that the server has, and that still says something.
    pub(super) fn standing(&self, message: MessageId) -> Result<Message, ApiError> {
        match self.message(message).map_err(|error| store_trouble(&error))? {
            Some(message) if message.deleted => Err(deleted()),
            Some(message) => Ok(message),
            None => Err(ApiError::new(
                ErrorCode::NotFound,
                "That message is not here any more.",
            )),
        }
    }

    pub(super) fn refuse_archived(&self, id: ConversationId) -> Result<(), ApiError> {
        let meta = self.conversations.get(&id).and_then(|state| state.meta.as_ref());
        if meta.is_some_and(|meta| meta.archived) {
            return Err(ApiError::new(
                ErrorCode::ReadOnly,
                "This group is archived: it can be read, not written.",
            ));
        }
        Ok(())
    }

    pub(super) fn retry(&mut self, message: MessageId) -> Result<(), ApiError> {
        let failed = self
            .outbox
            .sending(message)
            .filter(|entry| entry.failure.is_some())
            .cloned();
        let Some(entry) = failed else {
            return Err(not_here());
        };
        self.requeue(entry);
        Ok(())
    }

    pub(super) fn discard(&mut self, message: MessageId) -> Result<(), ApiError> {
        let failed = self
            .outbox
            .sending(message)
            .filter(|entry| entry.failure.is_some())
            .cloned();
        let Some(entry) = failed else {
            return Err(not_here());
        };
        self.outbox.finish(entry.id);
        self.write_safely(Write::RemoveOutbox(entry.id));
        if let Command::SendMessage {
            conversation,
            body,
            reply_to,
            ..
        } = entry.command
        {
            self.dirty(conversation);
            self.give_back(conversation, &body, reply_to);
        }
        Ok(())
    }

    fn checked_text(&self, id: ConversationId, typed: &str) -> Result<RichText, ApiError> {
        let body = markup::from_typed_naming(typed, &self.people_of(id));
        if body.is_blank() {
            return Err(ApiError::new(ErrorCode::Invalid, "There is nothing to send yet."));
        }
        self.check_length(&body)?;
        Ok(body)
    }

    pub(super) fn check_length(&self, body: &RichText) -> Result<(), ApiError> {
        let (length, limit) = (body.chars(), self.me.limits.message_chars);
        if length > limit as usize {
            let message =
                format!("That is {length} characters; a message can have {limit}. Split it in two.");
            return Err(ApiError::new(ErrorCode::TooLong, message).with("limit", limit));
        }
        Ok(())
    }
}

pub(super) fn deleted() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "That message is deleted.")
}
