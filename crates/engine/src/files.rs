//! What this device keeps of files, and when it lets go of them; and which voice notes were listened to.
//!
//! The bytes are the driver's. The engine says which must stay, because they wait to be sent, and which must go, because they were taken out or their
//! message is gone. What must go is on the disk in the step that decides it, and is said again at the next start: a crash between the two leaves nothing.

use std::collections::BTreeSet;

use protocol::{Call, Command, ConversationId, FileId, MessageId, NewFile, Outcome, Played};

use crate::engine::Engine;
use crate::input::Effect;
use crate::store::{OutgoingFile, Store, Write};
use crate::sync::Pending;
use crate::ui::KeptFile;

impl<S: Store> Engine<S> {
    /// Files whose bytes exist nowhere else: in composers, and of messages that the server does not have yet. Whatever else a driver has
    /// staged at its start was left behind by a crash.
    pub fn staged(&self) -> BTreeSet<FileId> {
        let composers = self.composed();
        let outbox = self.outbox.entries().flat_map(|entry| &entry.files);
        let waiting = outbox.filter_map(|file| file.begin.as_ref());
        composers.chain(waiting).map(|file| file.id).collect()
    }

    fn is_staged(&self, file: FileId) -> bool {
        self.outbox.needs(file) || self.composed().any(|known| known.id == file)
    }

    /// What waits in composers and exists nowhere else.
    fn composed(&self) -> impl Iterator<Item = &NewFile> {
        let composers = self.conversations.values().flat_map(|state| &state.composer);
        composers.filter_map(KeptFile::staged)
    }

    /// Nothing of these is to be here any more, unless something waits for them.
    pub(crate) fn forget_files(&mut self, files: impl IntoIterator<Item = FileId>) {
        for file in files {
            if !self.is_staged(file) && self.forgotten.insert(file) {
                self.write(Write::PutForgotten(file));
                self.effects.push(Effect::ForgetFile(file));
            }
        }
    }

    /// At a start: what a crash may have kept from being done.
    pub(crate) fn forget_again(&mut self) {
        let again = self.forgotten.iter().map(|file| Effect::ForgetFile(*file));
        self.effects.extend(again);
    }

    /// Files of a message that will not be sent: nothing waits for them, here or on the server.
    pub(crate) fn let_go(&mut self, files: &[OutgoingFile]) {
        let begun = files.iter().filter_map(|file| file.begin.as_ref());
        let begun: Vec<FileId> = begun.map(|file| file.id).collect();
        for file in &begun {
            // What the server is not told of now, it tidies up by itself.
            if self.line.is_up() && !self.is_staged(*file) && self.transfers.has_begun(*file) {
                self.call(Call::DropFile(*file), Pending::Nothing);
            }
        }
        self.forget_files(begun);
    }

    /// The server has the message: the bytes here are a copy now.
    pub(crate) fn uploaded(&mut self, files: &[OutgoingFile]) {
        for file in files.iter().filter_map(|file| file.begin.as_ref()) {
            if !self.is_staged(file.id) {
                self.effects.push(Effect::Uploaded(file.id));
            }
        }
    }

    /// A message that somebody deleted before its own device heard that it had been sent.
    pub(crate) fn was_deleted(&self, command: &Command, outcome: &Outcome) -> bool {
        let Command::SendMessage { id, attachments, .. } = command else {
            return false;
        };
        let told = matches!(outcome, Outcome::Message(message) if message.deleted);
        told || (!attachments.is_empty() && matches!(self.message(*id), Ok(Some(message)) if message.deleted))
    }

    /// A conversation's messages are no longer held here; `but` these files come again.
    pub(crate) fn forget_files_of(&mut self, id: ConversationId, but: &BTreeSet<FileId>) {
        // When they cannot be read, neither can what is to go with them: the commit says so.
        let mut files = self.store.files(id).unwrap_or_default();
        files.retain(|file| !but.contains(file));
        self.forget_files(files);
    }

    /// Somebody has listened, this person on another device among them.
    pub(crate) fn put_played(&mut self, played: Played) {
        let may_know = played.account == self.me.account.id || self.sees_receipts();
        if may_know && self.conversations.contains_key(&played.conversation) {
            self.dirty(played.conversation);
            self.write(Write::PutPlayed(played));
        }
    }

    /// The answer to one's own command: shown on until the feed brings it.
    pub(crate) fn played_answered(&mut self, conversation: ConversationId, message: MessageId) {
        self.put_played(Played {
            conversation,
            message,
            account: self.me.account.id,
        });
    }

    /// Who else has listened may not be known any more.
    pub(crate) fn forget_played_of_others(&mut self) {
        let me = self.me.account.id;
        let all: Vec<_> = self.conversations.keys().copied().collect();
        for id in all {
            self.write(Write::ClearPlayed(id, Some(me)));
            self.dirty(id);
        }
    }
}
