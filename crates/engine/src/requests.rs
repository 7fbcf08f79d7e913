//! Carries out what the UI asks: each kind of thing in a file of its own.

mod files;
mod forward;
mod groups;
mod personal;
mod picture;
mod roster;
mod templates;
mod vault;
mod writing;

use protocol::{AccountKind, ApiError, Command, ConversationId, Draft, ErrorCode, FilingSwitch, MessageId};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::own::DRAFT_REST_MS;
use crate::store::{OutgoingFile, Store, Write};
use crate::timeline::{OpenTimeline, Target};
use crate::trouble::not_here;
use crate::ui::{Reply, Request};
use templates::Wanted;
use vault::Label;

impl<S: Store> Engine<S> {
    pub(crate) fn request(&mut self, request: Request) -> Result<Reply, ApiError> {
        match request {
            Request::Attach => {
                self.open = None;
                self.screen.attach();
            }
            Request::Open { conversation } => self.open_conversation(conversation)?,
            Request::Close => self.close_conversation(),
            Request::LoadOlder => self.scroll(|open| open.want_older = true),
            Request::LoadNewer => self.scroll(|open| open.want_newer = true),
            Request::JumpToLatest => self.scroll(OpenTimeline::reload_at_end),
            Request::JumpTo { message } => self.jump_to(message)?,
            Request::Send {
                conversation,
                text,
                files,
                reply_to,
                staff_only,
            } => return self.send(conversation, &text, &files, reply_to, staff_only),
            Request::Edit {
                conversation,
                message,
                text,
            } => self.edit(conversation, message, &text)?,
            Request::Delete {
                conversation,
                message,
            } => self.delete(conversation, message)?,
            Request::AddFile { conversation, file } => self.add_file(conversation, file)?,
            Request::RemoveFile { conversation, file } => self.remove_file(conversation, file)?,
            Request::Cancel { message } => self.cancel(message)?,
            Request::Played {
                conversation,
                message,
            } => self.played(conversation, message)?,
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
            Request::CreateGroup {
                name,
                members,
                options,
                rule,
            } => return self.create_group(&name, members, options, rule),
            Request::RenameGroup { conversation, name } => self.rename_group(conversation, &name)?,
            Request::AddMembers {
                conversation,
                accounts,
            } => self.add_members(conversation, accounts)?,
            Request::RemoveMember {
                conversation,
                account,
            } => self.remove_member(conversation, account)?,
            Request::LeaveGroup { conversation } => self.leave_group(conversation)?,
            Request::ArchiveGroup {
                conversation,
                archived,
            } => self.archive_group(conversation, archived)?,
            Request::SetGroup { conversation, switch } => self.set_group(conversation, switch)?,
            Request::SetRole {
                conversation,
                account,
                role,
            } => self.set_role(conversation, account, role)?,
            Request::SetPosting {
                conversation,
                account,
                can_post,
            } => self.set_posting(conversation, account, can_post)?,
            Request::SetCohort { conversation, rule } => self.set_cohort(conversation, rule)?,
            Request::SaveTag { id, name, hue } => return self.save_tag(id, &name, hue),
            Request::DeleteTag { id } => self.delete_tag(id)?,
            Request::TagClient { account, tag, on } => self.tag_client(account, tag, on)?,
            Request::AssignClient { account, coach } => self.assign_client(account, coach)?,
            Request::Rename { name } => {
                let name = self.checked_name(&name)?;
                self.enqueue(Command::Rename { name });
            }
            Request::React {
                conversation,
                message,
                emoji,
                on,
            } => self.react(conversation, message, emoji, on)?,
            Request::PinMessage {
                conversation,
                message,
                pinned,
            } => self.pin(conversation, message, pinned)?,
            Request::StarMessage {
                conversation,
                message,
                starred,
                follow_up_at,
            } => self.star(conversation, message, starred, follow_up_at)?,
            Request::File { conversation, switch } => self.file(conversation, switch)?,
            Request::Forward {
                conversation,
                message,
                to,
            } => self.forward(conversation, message, to)?,
            Request::SetReceiptPolicy { policy } => {
                if self.me.account.kind != AccountKind::Coach {
                    return Err(ApiError::new(
                        ErrorCode::Forbidden,
                        "Only coaches decide who sees read receipts.",
                    ));
                }
                if self.workspace_shown().receipts != policy {
                    self.enqueue(Command::SetReceiptPolicy { policy });
                }
            }
            Request::SetGroupPicture { conversation, file } => self.set_picture(conversation, file)?,
            Request::SaveVaultFolder { id, name, parent } => return self.save_folder(id, &name, parent),
            Request::DeleteVaultFolder { id } => self.delete_folder(id)?,
            Request::SaveVaultItem {
                id,
                file,
                name,
                folder,
                tags,
            } => return self.save_item(id, file, Label { name, folder, tags }),
            Request::DeleteVaultItem { id } => self.delete_item(id)?,
            Request::SaveTemplate {
                id,
                shared,
                name,
                text,
                files,
            } => {
                let wanted = Wanted {
                    shared,
                    name,
                    text,
                    files,
                };
                return self.save_template(id, wanted);
            }
            Request::DeleteTemplate { id } => self.delete_template(id)?,
            Request::UseTemplate {
                conversation,
                template,
            } => return self.use_template(conversation, template),
            Request::AddFromVault { conversation, item } => self.add_from_vault(conversation, item)?,
            Request::Reconnect => self.resumed(),
        }
        Ok(Reply::Done)
    }

    /// Puts a command into the outbox; it is on the disk before it is sent.
    fn enqueue(&mut self, command: Command) {
        self.enqueue_with(command, Vec::new());
    }

    /// As [`Engine::enqueue`], of a message with files.
    fn enqueue_with(&mut self, command: Command, files: Vec<OutgoingFile>) {
        let id = self.new_command_id();
        self.touched(&command);
        let entry = self.outbox.push_with(id, command, files).clone();
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
        self.close_conversation();
        self.open = Some(OpenTimeline::new(id, opening, read, is_here));
        self.screen.details = None;
        self.dirty(id);
        if is_here {
            self.looked_at(id);
            self.show_composer(id);
        }
        Ok(())
    }

    /// Looking at a conversation is what it was marked as unread for.
    fn looked_at(&mut self, id: ConversationId) {
        if self.filing_of(id).unread {
            self.enqueue(Command::FileConversation {
                conversation: id,
                switch: FilingSwitch::Unread(false),
            });
        }
    }

    /// A conversation that was opened before it had arrived is looked at when it is here.
    pub(crate) fn look_at_what_arrived(&mut self) {
        let waiting = self.open.as_ref().filter(|open| !open.is_here);
        let Some(id) = waiting.map(|open| open.conversation) else {
            return;
        };
        if self
            .conversations
            .get(&id)
            .is_some_and(ConversationState::is_listed)
        {
            self.looked_at(id);
        }
    }

    /// Its row shows again what waits in the composer.
    fn close_conversation(&mut self) {
        if let Some(open) = self.open.take() {
            self.dirty(open.conversation);
        }
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
