//! Passing a message's words on to other conversations.

use std::collections::BTreeSet;

use protocol::{AccountId, ApiError, Attachment, Command, ConversationId, ErrorCode, MessageId, RichText};

use crate::engine::Engine;
use crate::store::{OutboxEntry, OutgoingFile, Store};
use crate::trouble::not_here;

impl<S: Store> Engine<S> {
    /// All or none: a place where one may not post is named before anything is sent.
    pub(super) fn forward(
        &mut self,
        from: ConversationId,
        message: MessageId,
        to: Vec<ConversationId>,
    ) -> Result<(), ApiError> {
        let to: BTreeSet<_> = to.into_iter().collect();
        if to.is_empty() {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "Pick at least one conversation to forward to.",
            ));
        }
        let (body, files) = self.words_of(from, message)?;
        let mut copies = Vec::with_capacity(to.len());
        for target in to {
            copies.push((target, self.copy_for(target, &body)?));
        }
        for (conversation, body) in copies {
            let id = MessageId(self.new_uuid());
            let command = Command::SendMessage {
                attachments: files.iter().map(|file| file.file.id).collect(),
                id,
                conversation,
                body,
                reply_to: None,
                forwarded: true,
                staff_only: false,
            };
            self.enqueue_with(command, files.clone());
            let open = self.open.as_mut();
            if let Some(open) = open.filter(|open| open.conversation == conversation) {
                open.own_message_sent();
            }
        }
        Ok(())
    }

    /// What a message says here and now, with the names of today, and its files: those that are still on their way are waited for.
    fn words_of(
        &self,
        id: ConversationId,
        message: MessageId,
    ) -> Result<(RichText, Vec<OutgoingFile>), ApiError> {
        let overlay = self.outbox.overlays(id).remove(&message);
        let (body, files) = match self.not_deleted(id, message)? {
            Some(known) if known.staff_only => return Err(for_coaches()),
            Some(known) => (known.body, known.attachments.into_iter().map(of_server).collect()),
            None => match self.outbox.sending(message) {
                Some(entry) if entry.is_note() => return Err(for_coaches()),
                Some(OutboxEntry {
                    command: Command::SendMessage { body, .. },
                    files,
                    ..
                }) => (body.clone(), files.clone()),
                _ => return Err(not_here()),
            },
        };
        let body = overlay.and_then(|overlay| overlay.body).unwrap_or(body);
        Ok((self.drawn(id, &body), files))
    }

    /// The words as they may be said in `target`: there, who is not a member is named in plain words.
    fn copy_for(&self, target: ConversationId, body: &RichText) -> Result<RichText, ApiError> {
        let state = self.conversations.get(&target).filter(|state| state.is_listed());
        let state = state.ok_or_else(not_here)?;
        if !self.may_post(state) {
            let words = format!("You can't post in \u{201c}{}\u{201d}.", self.title_of(target));
            return Err(ApiError::new(ErrorCode::ReadOnly, words));
        }
        let is_there = |account: AccountId| state.members.get(&account).is_some_and(|member| member.active);
        let copy = markup::naming_only(body, is_there, self.may_mention_everyone(state));
        self.check_length(&copy)?;
        Ok(copy)
    }
}

/// A note says what no client is to read.
fn for_coaches() -> ApiError {
    ApiError::new(
        ErrorCode::Invalid,
        "A note for coaches can't be forwarded: it stays where it was written.",
    )
}

/// A file that the server has already.
fn of_server(file: Attachment) -> OutgoingFile {
    OutgoingFile {
        file,
        begin: None,
        ready: true,
    }
}
