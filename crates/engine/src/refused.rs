//! What happens to what the server refuses for good: nothing that was typed is lost, and the person is told.

use protocol::{ApiError, Command, ConversationId, Draft, ErrorCode, MessageId, RichText};

use crate::engine::Engine;
use crate::own::DRAFT_REST_MS;
use crate::store::{OutboxEntry, OutgoingFile, Store, Write};
use crate::trouble::taken_back;
use crate::ui::KeptFile;

/// Of words that only a toast can still hold.
const WORDS_CHARS: usize = 1_000;

impl<S: Store> Engine<S> {
    /// Refused for good: a message stays, marked, with its text; of anything else the person is told.
    pub(crate) fn refused(&mut self, mut entry: OutboxEntry, error: &ApiError) {
        self.touched(&entry.command);
        if let Command::SendMessage {
            id,
            conversation,
            body,
            ..
        } = &mut entry.command
        {
            let (id, conversation) = (*id, *conversation);
            let Some(latest) = self.withdraw_changes(conversation, id, body.clone()) else {
                self.write_safely(Write::RemoveOutbox(entry.id));
                return self.let_go(&entry.files);
            };
            *body = latest;
            let listed = self
                .conversations
                .get(&conversation)
                .is_some_and(|state| state.is_listed());
            if !listed {
                self.trouble(format!("A message couldn't be sent: {}", error.message));
            } else if error.code == ErrorCode::ReadOnly
                && self
                    .open
                    .as_ref()
                    .is_none_or(|open| open.conversation != conversation)
            {
                // The right went while it was on its way: whoever wrote it may be elsewhere by now.
                let title = self.title_of(conversation);
                self.trouble(format!(
                    "Your message in \u{201c}{title}\u{201d} wasn't sent: {} It is kept there.",
                    error.message
                ));
            }
            let entry = self.outbox.refuse(entry, error.message.clone());
            return self.write_safely(Write::PutOutbox(entry));
        }
        self.write_safely(Write::RemoveOutbox(entry.id));
        if let Command::MarkPlayed { .. } = entry.command {
            // The note is gone; whoever listened need not know that nobody was told.
            return;
        }
        if let Command::EditMessage {
            conversation,
            message,
            body,
        } = entry.command
        {
            return self.edit_refused(conversation, message, body, error);
        }
        if let Command::CreateGroup { id, .. } = entry.command
            && self.conversations.get(&id).is_some_and(|state| state.local)
        {
            self.forget(id);
        }
        if let Some(entry) = self.without_its_folder(&entry, error) {
            return self.write_safely(Write::PutOutbox(entry));
        }
        self.let_go(&entry.files);
        match &entry.command {
            Command::SaveVaultFolder { id, parent, .. } => self.folder_refused(*id, *parent),
            Command::SaveTemplate { id, name, text, .. } => {
                if !self.is_saved_again(*id) {
                    let words = markup::excerpt(&RichText::plain(text.as_str()), WORDS_CHARS);
                    self.trouble(format!(
                        "\u{201c}/{name}\u{201d} couldn't be saved. {} You wrote: \u{201c}{words}\u{201d}",
                        error.message
                    ));
                }
                return;
            }
            _ => {}
        }
        let what = taken_back(&entry.command);
        self.trouble(format!("{what}{}", error.message));
    }

    /// What waits behind a message which the server will never have: edits and deletes become part of it, the rest goes. `None` when it was
    /// deleted.
    pub(crate) fn withdraw_changes(
        &mut self,
        conversation: ConversationId,
        id: MessageId,
        body: RichText,
    ) -> Option<RichText> {
        let mut latest = Some(body);
        let waiting: Vec<_> = self.outbox.of(conversation).cloned().collect();
        for entry in waiting {
            match entry.command {
                Command::EditMessage { message, body, .. } if message == id => latest = latest.map(|_| body),
                Command::DeleteMessage { message, .. } if message == id => latest = None,
                Command::React { message, .. }
                | Command::PinMessage { message, .. }
                | Command::StarMessage { message, .. }
                | Command::MarkPlayed { message, .. }
                    if message == id => {}
                _ => continue,
            }
            self.outbox.finish(entry.id);
            self.write_safely(Write::RemoveOutbox(entry.id));
        }
        latest
    }

    /// New words for a message that cannot have them any more, most often because it was deleted meanwhile. They come back into
    /// the composer; when it is in use, they stay as a message that was not sent.
    fn edit_refused(
        &mut self,
        conversation: ConversationId,
        message: MessageId,
        body: RichText,
        error: &ApiError,
    ) {
        let later = self.outbox.of(conversation).any(|entry| match entry.command {
            Command::EditMessage { message: id, .. } | Command::DeleteMessage { message: id, .. } => {
                id == message && entry.failure.is_none()
            }
            _ => false,
        });
        if later {
            // The later word tells how it ends.
            return;
        }
        let why = match error.code {
            ErrorCode::NotFound if self.conversations.contains_key(&conversation) => {
                "The message that you edited is gone: it was deleted meanwhile."
            }
            _ => error.message.as_str(),
        };
        let staff_only = matches!(self.message(message), Ok(Some(known)) if known.staff_only);
        if !staff_only && self.give_back(conversation, &body, None, &[]) {
            return self.trouble(format!("{why} Your words are in the message box."));
        }
        let listed = self
            .conversations
            .get(&conversation)
            .is_some_and(|state| state.is_listed());
        if !listed {
            // There is no place left on this device to keep them.
            let words = markup::excerpt(&self.drawn(conversation, &body), WORDS_CHARS);
            let message = format!("An edit couldn't be saved. {why} You wrote: \u{201c}{words}\u{201d}");
            return self.trouble(message);
        }
        let id = MessageId(self.new_uuid());
        let command = Command::SendMessage {
            attachments: Vec::new(),
            id,
            conversation,
            body,
            reply_to: None,
            forwarded: false,
            staff_only,
        };
        let command_id = self.new_command_id();
        let entry = self.outbox.push(command_id, command).clone();
        let entry = self.outbox.refuse(entry, why.to_owned());
        self.write_safely(Write::PutOutbox(entry));
        self.dirty(conversation);
        self.trouble(format!(
            "{why} Your words are kept in the conversation, as a message that was not sent."
        ));
    }

    /// Puts words and files back into an empty composer. Whether it was empty.
    pub(crate) fn give_back(
        &mut self,
        conversation: ConversationId,
        body: &RichText,
        reply_to: Option<MessageId>,
        files: &[OutgoingFile],
    ) -> bool {
        let state = self.conversations.get_mut(&conversation);
        let Some(state) = state.filter(|state| state.is_listed() && state.is_composer_empty()) else {
            return false;
        };
        let kept = files.iter().map(|file| match &file.begin {
            Some(new) => KeptFile::Staged(new.clone()),
            None => KeptFile::Held(file.file.clone()),
        });
        state.composer = kept.collect();
        if !state.composer.is_empty() {
            self.composer_changed(conversation);
        }
        let now = self.drawn(conversation, body);
        let draft = Draft {
            conversation,
            text: markup::to_typed_naming(&now, &self.people_of(conversation)),
            reply_to,
            rev: 0,
        };
        self.set_draft(draft, DRAFT_REST_MS);
        self.show_composer(conversation);
        true
    }
}
