//! What the server has done and its feeds have yet to tell: it stays as it was shown while it waited, so that nothing flickers on the way.
//!
//! Somebody else's change may have followed at once: the feed is asked, and what it says then is what holds.

use protocol::{Command, ConversationId, FeedId};

use crate::engine::Engine;
use crate::store::{OutboxEntry, Store};

impl<S: Store> Engine<S> {
    /// The feed that will tell of a command which is answered without a word about what it made.
    fn told_in(&self, command: &Command) -> Option<FeedId> {
        match command {
            Command::SetGroup { conversation, .. }
            | Command::RenameGroup { conversation, .. }
            | Command::ArchiveGroup { conversation, .. }
            | Command::AddMembers { conversation, .. }
            | Command::RemoveMember { conversation, .. }
            | Command::SetRole { conversation, .. }
            | Command::SetPosting { conversation, .. } => Some(FeedId::Conversation(*conversation)),
            Command::SetCohort { .. }
            | Command::CreateGroup { rule: Some(_), .. }
            | Command::SaveTag { .. }
            | Command::DeleteTag { .. }
            | Command::TagClient { .. }
            | Command::AssignClient { .. }
            | Command::SaveVaultFolder { .. }
            | Command::DeleteVaultFolder { .. }
            | Command::SaveVaultItem { .. }
            | Command::DeleteVaultItem { .. }
            | Command::SaveTemplate { shared: true, .. } => Some(FeedId::Workspace(self.me.workspace.id)),
            Command::SaveTemplate { shared: false, .. } => Some(FeedId::Account(self.me.account.id)),
            Command::DeleteTemplate { id } if self.library.template(*id, true).is_some() => {
                Some(FeedId::Account(self.me.account.id))
            }
            Command::DeleteTemplate { .. } => Some(FeedId::Workspace(self.me.workspace.id)),
            _ => None,
        }
    }

    /// The server has done it.
    pub(crate) fn was_taken(&mut self, entry: &OutboxEntry) {
        if let Some(feed) = self.told_in(&entry.command).filter(|feed| self.wants(*feed)) {
            self.taken.push((feed, entry.clone()));
            self.line.stale.insert(feed);
        }
    }

    /// Catch-ups of these feeds were answered: what they say holds.
    pub(crate) fn taken_caught_up(&mut self, feeds: &[FeedId]) {
        let taken = std::mem::take(&mut self.taken);
        for (feed, entry) in taken {
            if feeds.contains(&feed) && !self.line.stale.contains(&feed) {
                self.touched(&entry.command);
                self.told_of(&entry);
            } else {
                self.taken.push((feed, entry));
            }
        }
    }

    /// Nobody will hear of this conversation any more.
    pub(crate) fn forget_taken(&mut self, id: ConversationId) {
        self.taken
            .retain(|(_, entry)| entry.command.conversation() != Some(id));
    }

    /// What was done here and is not in what is held: done by the server already, then what waits; each in the order of doing.
    pub(crate) fn unheard(&self) -> impl Iterator<Item = &OutboxEntry> {
        let taken = self.taken.iter().map(|(_, entry)| entry);
        let waiting = self.outbox.entries().filter(|entry| entry.failure.is_none());
        taken.chain(waiting)
    }
}
