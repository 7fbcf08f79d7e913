//! Messages and reactions that arrive, whichever way they come.

use std::collections::BTreeSet;

use protocol::{Change, FeedId, FileId, Message, MessageId, Reaction};

use crate::engine::Engine;
use crate::store::{Store, StoreError, Write};

impl<S: Store> Engine<S> {
    /// Takes a message's state, unless a newer one is known.
    pub(crate) fn put_message(&mut self, message: Message) {
        self.take_message(message, true);
    }

    /// A message that came because another one quotes it, or because it is pinned or starred. What lies around it may be
    /// missing, so it is never taken for the newest one.
    pub(crate) fn put_referenced(&mut self, message: Message) {
        self.take_message(message, false);
    }

    fn take_message(&mut self, message: Message, may_be_newest: bool) {
        let id = message.conversation;
        let Some(state) = self.conversations.get_mut(&id) else {
            return;
        };
        state.take(&message, may_be_newest);
        if let Some(open) = self.open.as_mut().filter(|open| open.conversation == id) {
            open.changed.insert(message.id);
        }
        self.untold.insert(id);
        self.dirty(id);
        self.arrived(&message);
        if message.deleted
            && let Ok(Some(known)) = self.message(message.id)
        {
            self.forget_files(known.attachments.into_iter().map(|file| file.id));
        }
        self.write(Write::PutMessage(message));
    }

    /// One's own message with files came by the feed while they were asked for anew: it had gone out before the line broke or the app ended.
    fn arrived(&mut self, message: &Message) {
        let entry = self.outbox.sending(message.id);
        let Some(id) = entry
            .filter(|entry| !entry.files.is_empty())
            .map(|entry| entry.id)
        else {
            return;
        };
        if self.outbox.is_in_flight(id) {
            // Its answer is on the way.
            return;
        }
        if let Some(entry) = self.outbox.finish(id) {
            self.write(Write::RemoveOutbox(id));
            self.uploaded(&entry.files);
            if message.deleted {
                self.forget_files(entry.files.iter().map(|file| file.file.id));
            }
        }
    }

    /// A message whose stored and yet uncommitted states both count.
    pub(crate) fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        let fresh = self.writes.iter().rev().find_map(|write| match write {
            Write::PutMessage(message) if message.id == id => Some(message.clone()),
            _ => None,
        });
        match fresh {
            Some(message) => Ok(Some(message)),
            None => self.store.message(id),
        }
    }

    /// The store keeps the newer state, and none to a deleted message.
    pub(crate) fn put_reaction(&mut self, reaction: Reaction) {
        if self.conversations.contains_key(&reaction.conversation) {
            self.dirty(reaction.conversation);
            self.write(Write::PutReaction(reaction));
        }
    }

    /// The answer to one's own command. What the feed has already brought is as new, or newer.
    pub(crate) fn reaction_answered(&mut self, reaction: Reaction) {
        if self.head(FeedId::Conversation(reaction.conversation)) < reaction.rev {
            self.put_reaction(reaction);
        }
    }
}

/// The messages that a page brings.
pub(crate) fn brought(changes: &[Change], referenced: &[Message]) -> BTreeSet<MessageId> {
    let messages = changes.iter().filter_map(|change| match change {
        Change::Message(message) => Some(message.id),
        _ => None,
    });
    messages
        .chain(referenced.iter().map(|message| message.id))
        .collect()
}

/// The files that a page names.
pub(crate) fn files_brought(changes: &[Change], referenced: &[Message]) -> BTreeSet<FileId> {
    let messages = changes.iter().filter_map(|change| match change {
        Change::Message(message) => Some(message),
        _ => None,
    });
    let files = messages
        .chain(referenced)
        .flat_map(|message| &message.attachments);
    files.map(|file| file.id).collect()
}
