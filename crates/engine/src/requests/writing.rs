//! Sending, editing, deleting; and what becomes of a message that failed.

use protocol::rights::Act;
use protocol::{
    ApiError, Command, ConversationId, Draft, ErrorCode, FileId, FileKind, Message, MessageId, RichText,
};

use crate::engine::Engine;
use crate::store::{OutboxEntry, OutgoingFile, Store, Write};
use crate::trouble::{may_not, not_here, store_trouble};
use crate::ui::{KeptFile, Reply};

impl<S: Store> Engine<S> {
    pub(super) fn send(
        &mut self,
        id: ConversationId,
        text: &str,
        files: &[FileId],
        reply_to: Option<MessageId>,
        staff_only: bool,
    ) -> Result<Reply, ApiError> {
        let state = self.conversations.get(&id).filter(|state| state.is_listed());
        let state = state.ok_or_else(not_here)?;
        let staff_only = staff_only || self.is_note(reply_to)?;
        let act = if staff_only { Act::Note } else { Act::Post };
        self.may(state, act).map_err(may_not)?;
        let body = self.checked_text(id, text, !files.is_empty())?;
        self.refuse_unfilled(&body)?;
        let outgoing = self.files_to_send(id, files, !body.is_blank())?;
        let is_voice = outgoing.iter().any(|file| file.file.kind == FileKind::Voice);
        let message = MessageId(self.new_uuid());
        let command = Command::SendMessage {
            attachments: outgoing.iter().map(|file| file.file.id).collect(),
            id: message,
            conversation: id,
            body,
            reply_to,
            forwarded: false,
            staff_only,
        };
        self.take_from_composer(id, &outgoing);
        self.enqueue_with(command, outgoing);
        let kept = self.conversations.get(&id).filter(|_| is_voice || staff_only);
        // A voice note has no words, and a note is another text: those that are half written stay.
        let text = kept.map_or_else(String::new, |state| state.draft.draft.text.clone());
        self.set_draft(
            Draft {
                conversation: id,
                text,
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

    /// Whether what is answered is for coaches only: then so is the answer.
    fn is_note(&self, replied: Option<MessageId>) -> Result<bool, ApiError> {
        let Some(replied) = replied else { return Ok(false) };
        match self.message(replied).map_err(|error| store_trouble(&error))? {
            Some(message) if message.event.is_some() => Err(no_words()),
            Some(message) => Ok(message.staff_only),
            None => Ok(self.outbox.sending(replied).is_some_and(|entry| entry.is_note())),
        }
    }

    fn take_from_composer(&mut self, id: ConversationId, files: &[OutgoingFile]) {
        let Some(state) = self.conversations.get_mut(&id).filter(|_| !files.is_empty()) else {
            return;
        };
        let goes = |known: &KeptFile| files.iter().any(|file| file.file.id == known.id());
        state.composer.retain(|known| !goes(known));
        self.composer_changed(id);
    }

    pub(super) fn edit(
        &mut self,
        id: ConversationId,
        message: MessageId,
        text: &str,
    ) -> Result<(), ApiError> {
        let body = self.checked_text(id, text, self.has_files(message))?;
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

    /// Whether a message says something without words.
    fn has_files(&self, message: MessageId) -> bool {
        let waiting = self.outbox.sending(message);
        match self.message(message) {
            Ok(Some(known)) => !known.attachments.is_empty(),
            _ => waiting.is_some_and(|entry| !entry.files.is_empty()),
        }
    }

    pub(super) fn delete(&mut self, id: ConversationId, message: MessageId) -> Result<(), ApiError> {
        match self.outbox.sending(message).cloned() {
            // The server has never had it, or has refused it.
            Some(entry) if entry.failure.is_some() || entry.is_kept_back() => {
                return self.take_back(entry, false);
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
    fn requeue(&mut self, mut entry: OutboxEntry) {
        // It has not gone out as this command: until then it can be taken back.
        for file in entry.files.iter_mut().filter(|file| file.begin.is_some()) {
            file.ready = false;
        }
        self.outbox.finish(entry.id);
        self.write(Write::RemoveOutbox(entry.id));
        self.enqueue_with(entry.command, entry.files);
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
        let state = self.conversations.get(&id).ok_or_else(not_here)?;
        let act = if message.staff_only { Act::Note } else { Act::Post };
        self.may(state, act).map_err(may_not)
    }

    /// As [`Engine::may_edit`].
    fn may_delete(&self, id: ConversationId, message: MessageId) -> Result<(), ApiError> {
        let message = self.standing(message)?;
        let state = self.conversations.get(&id).ok_or_else(not_here)?;
        if self.allowed(self.standing_in(state), &message, false).delete {
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
            Some(message) if message.event.is_some() => Err(no_words()),
            Some(message) => Ok(message),
            None => Err(ApiError::new(
                ErrorCode::NotFound,
                "That message is not here any more.",
            )),
        }
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
        self.take_back(entry, true)
    }

    fn checked_text(
        &self,
        id: ConversationId,
        typed: &str,
        may_be_blank: bool,
    ) -> Result<RichText, ApiError> {
        let body = markup::from_typed_naming(typed, &self.people_of(id));
        if body.is_blank() && may_be_blank {
            return Ok(RichText::default());
        }
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

/// What happened in a group is told, and nothing can be done to it.
fn no_words() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "There is no such message.")
}

pub(super) fn deleted() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "That message is deleted.")
}
