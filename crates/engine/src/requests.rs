//! Carries out what the UI asks.

use protocol::{AccountId, ApiError, Command, ConversationId, Draft, ErrorCode, MessageId, RichText};

use crate::conversation::ConversationState;
use crate::engine::{Engine, store_trouble};
use crate::own::DRAFT_REST_MS;
use crate::store::{OutboxEntry, Store, Write};
use crate::timeline::{OpenTimeline, Target};
use crate::ui::{Reply, Request};

impl<S: Store> Engine<S> {
    pub(crate) fn request(&mut self, request: Request) -> Result<Reply, ApiError> {
        match request {
            Request::Attach => {
                self.open = None;
                self.screen.attach();
            }
            Request::Open { conversation } => self.open_conversation(conversation)?,
            Request::Close => self.open = None,
            Request::LoadOlder => self.scroll(|open| open.want_older = true),
            Request::LoadNewer => self.scroll(|open| open.want_newer = true),
            Request::JumpToLatest => self.scroll(OpenTimeline::reload_at_end),
            Request::JumpTo { message } => self.jump_to(message)?,
            Request::Send {
                conversation,
                text,
                reply_to,
            } => return self.send(conversation, &text, reply_to),
            Request::Edit {
                conversation,
                message,
                text,
            } => self.edit(conversation, message, &text)?,
            Request::Delete {
                conversation,
                message,
            } => self.delete(conversation, message)?,
            Request::Retry { message } => self.retry(message)?,
            Request::Discard { message } => self.discard(message)?,
            Request::Seen { conversation, seq } => self.seen(conversation, seq),
            Request::Focus { focused } => self.focused = focused,
            Request::Activity {
                conversation,
                activity,
            } => self.own_activity(conversation, activity),
            Request::SetDraft {
                conversation,
                text,
                reply_to,
            } => {
                self.set_draft(
                    Draft {
                        conversation,
                        text,
                        reply_to,
                        rev: 0,
                    },
                    DRAFT_REST_MS,
                );
            }
            Request::CreateGroup { name, members } => return self.create_group(&name, members),
            Request::RenameGroup { conversation, name } => {
                let name = self.checked_name(&name)?;
                self.enqueue(Command::RenameGroup { conversation, name });
            }
            Request::AddMembers {
                conversation,
                accounts,
            } => {
                self.enqueue(Command::AddMembers {
                    conversation,
                    accounts,
                });
            }
            Request::RemoveMember {
                conversation,
                account,
            } => {
                self.enqueue(Command::RemoveMember {
                    conversation,
                    account,
                });
            }
            Request::LeaveGroup { conversation } => self.enqueue(Command::LeaveGroup { conversation }),
            Request::ArchiveGroup {
                conversation,
                archived,
            } => {
                self.enqueue(Command::ArchiveGroup {
                    conversation,
                    archived,
                });
            }
            Request::Rename { name } => {
                let name = self.checked_name(&name)?;
                self.enqueue(Command::Rename { name });
            }
            Request::React {
                conversation,
                message,
                emoji,
                on,
            } => self.enqueue(Command::React {
                conversation,
                message,
                emoji,
                on,
            }),
            Request::PinMessage {
                conversation,
                message,
                pinned,
            } => self.enqueue(Command::PinMessage {
                conversation,
                message,
                pinned,
            }),
            Request::StarMessage {
                conversation,
                message,
                starred,
                follow_up_at,
            } => self.enqueue(Command::StarMessage {
                conversation,
                message,
                starred,
                follow_up_at,
            }),
            Request::File { conversation, switch } => {
                self.enqueue(Command::FileConversation { conversation, switch });
            }
            Request::Forward { message, to, .. } => self.forward(message, &to)?,
            Request::SetReceiptPolicy { policy } => self.enqueue(Command::SetReceiptPolicy { policy }),
            Request::Reconnect => self.resumed(),
        }
        Ok(Reply::Done)
    }

    /// Puts a command into the outbox; it is on the disk before it is sent.
    fn enqueue(&mut self, command: Command) {
        let id = self.new_command_id();
        if let Some(conversation) = command.conversation() {
            self.dirty(conversation);
        }
        let entry = self.outbox.push(id, command).clone();
        self.write_safely(Write::PutOutbox(entry));
    }

    /// A conversation that has yet to arrive is waited for: a page that is opened at its address asks before it can be known.
    fn open_conversation(&mut self, id: ConversationId) -> Result<(), ApiError> {
        let state = self.conversations.get(&id);
        let is_here = state.is_some_and(ConversationState::is_listed);
        if !is_here && self.line.caught_up {
            return Err(not_here());
        }
        let read = state.map_or(0, |state| state.read(self.me.account.id));
        let opening = self.screen.next_opening();
        self.open = Some(OpenTimeline::new(id, opening, read, is_here));
        self.screen.details = None;
        self.dirty(id);
        if is_here {
            self.show_composer(id);
        }
        Ok(())
    }

    fn scroll(&mut self, want: impl FnOnce(&mut OpenTimeline)) {
        if let Some(open) = self.open.as_mut() {
            want(open);
        }
    }

    fn jump_to(&mut self, message: MessageId) -> Result<(), ApiError> {
        let Some(open) = self.open.as_mut() else {
            return Err(not_here());
        };
        open.target = Some(Target::Message(message));
        Ok(())
    }

    fn send(
        &mut self,
        id: ConversationId,
        text: &str,
        reply_to: Option<MessageId>,
    ) -> Result<Reply, ApiError> {
        let body = self.checked_text(text)?;
        let listed = self.conversations.get(&id).is_some_and(|state| state.is_listed());
        if !listed {
            return Err(not_here());
        }
        let message = MessageId(self.new_uuid());
        self.enqueue(Command::SendMessage {
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

    fn forward(&mut self, message: MessageId, to: &[ConversationId]) -> Result<(), ApiError> {
        let known = self.message(message).map_err(|error| store_trouble(&error))?;
        let Some(known) = known.filter(|known| !known.deleted) else {
            return Err(not_here());
        };
        for conversation in to {
            let id = MessageId(self.new_uuid());
            self.enqueue(Command::SendMessage {
                id,
                conversation: *conversation,
                body: known.body.clone(),
                reply_to: None,
                forwarded: true,
            });
        }
        Ok(())
    }

    fn edit(&mut self, id: ConversationId, message: MessageId, text: &str) -> Result<(), ApiError> {
        let body = self.checked_text(text)?;
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
            None => self.own_message(message)?,
        }
        self.enqueue(Command::EditMessage {
            conversation: id,
            message,
            body,
        });
        Ok(())
    }

    fn delete(&mut self, id: ConversationId, message: MessageId) -> Result<(), ApiError> {
        match self.outbox.sending(message).cloned() {
            Some(entry) if entry.failure.is_some() => {
                self.outbox.finish(entry.id);
                self.write_safely(Write::RemoveOutbox(entry.id));
                self.dirty(id);
                return Ok(());
            }
            Some(_) => {}
            None => self.own_message(message)?,
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
    fn own_message(&self, message: MessageId) -> Result<(), ApiError> {
        match self.message(message).map_err(|error| store_trouble(&error))? {
            Some(message) if message.deleted => {
                Err(ApiError::new(ErrorCode::NotFound, "That message is deleted."))
            }
            Some(message) if message.author == self.me.account.id => Ok(()),
            Some(_) => Err(ApiError::new(
                ErrorCode::Forbidden,
                "You can only change your own messages.",
            )),
            None => Err(ApiError::new(
                ErrorCode::NotFound,
                "That message is not here any more.",
            )),
        }
    }

    fn retry(&mut self, message: MessageId) -> Result<(), ApiError> {
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

    fn discard(&mut self, message: MessageId) -> Result<(), ApiError> {
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
            let empty = self
                .conversations
                .get(&conversation)
                .is_some_and(|state| state.draft.draft.is_empty());
            if empty {
                self.set_draft(
                    Draft {
                        conversation,
                        text: markup::to_typed(&body),
                        reply_to,
                        rev: 0,
                    },
                    DRAFT_REST_MS,
                );
                self.show_composer(conversation);
            }
        }
        Ok(())
    }

    fn create_group(&mut self, name: &str, members: Vec<AccountId>) -> Result<Reply, ApiError> {
        let name = self.checked_name(name)?;
        if members.is_empty() {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "Pick at least one person for the group.",
            ));
        }
        let id = ConversationId(self.new_uuid());
        let command = Command::CreateGroup { id, name, members };
        self.show_new_group(&command);
        self.enqueue(command);
        Ok(Reply::Conversation { id })
    }

    fn checked_text(&self, typed: &str) -> Result<RichText, ApiError> {
        let body = markup::from_typed(typed);
        if body.is_blank() {
            return Err(ApiError::new(ErrorCode::Invalid, "There is nothing to send yet."));
        }
        let (length, limit) = (body.chars(), self.me.limits.message_chars);
        if length > limit as usize {
            let message =
                format!("That is {length} characters; a message can have {limit}. Split it in two.");
            return Err(ApiError::new(ErrorCode::TooLong, message).with("limit", limit));
        }
        Ok(body)
    }

    fn checked_name(&self, name: &str) -> Result<String, ApiError> {
        let name = name.trim();
        let limit = self.me.limits.name_chars;
        if name.is_empty() {
            return Err(ApiError::new(ErrorCode::Invalid, "Give it a name."));
        }
        if name.chars().count() > limit as usize {
            let message = format!("A name can have {limit} characters.");
            return Err(ApiError::new(ErrorCode::TooLong, message).with("limit", limit));
        }
        Ok(name.to_owned())
    }
}

fn not_here() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "That is not on this device any more.")
}
