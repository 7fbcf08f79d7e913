//! A store with a disk behind it: what was committed as a cache may be lost when the power fails, what was committed in full may not.

use engine::MemoryStore;
use engine::store::{Durability, Saved, Store, StoreError, Write};
use protocol::{AccountId, ConversationId, FileId, Message, MessageId, Reaction, Seq};

/// `live` is what the process sees; `safe` is what survives a power failure, and `cached` what may survive, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    live: MemoryStore,
    safe: MemoryStore,
    cached: Vec<Vec<Write>>,
    /// Says "safe" before it is.
    lying: bool,
}

impl Disk {
    pub(crate) fn new(lying: bool) -> Self {
        Self {
            lying,
            ..Self::default()
        }
    }

    /// The power fails: of the cached batches the first `kept` reached the disk.
    pub(crate) fn lose_power(&mut self, kept: usize) {
        for batch in self.cached.drain(..).take(kept).collect::<Vec<_>>() {
            // The memory store takes every batch.
            let _ = self.safe.commit(&batch, Durability::Full);
        }
        self.live = self.safe.clone();
    }

    pub(crate) fn cached(&self) -> usize {
        self.cached.len()
    }
}

impl Store for Disk {
    fn load(&self) -> Result<Saved, StoreError> {
        self.live.load()
    }

    fn commit(&mut self, batch: &[Write], durability: Durability) -> Result<(), StoreError> {
        self.live.commit(batch, durability)?;
        self.cached.push(batch.to_vec());
        if durability == Durability::Full && !self.lying {
            for batch in std::mem::take(&mut self.cached) {
                self.safe.commit(&batch, Durability::Full)?;
            }
        }
        Ok(())
    }

    fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        self.live.message(id)
    }

    fn messages_before(
        &self,
        id: ConversationId,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.live.messages_before(id, before, limit)
    }

    fn messages_after(
        &self,
        id: ConversationId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.live.messages_after(id, after, limit)
    }

    fn count_unread(
        &self,
        id: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<u32, StoreError> {
        self.live.count_unread(id, after, me, limit)
    }

    fn unread_names(
        &self,
        id: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<bool, StoreError> {
        self.live.unread_names(id, after, me, limit)
    }

    fn reactions(&self, id: ConversationId, from: Seq, to: Seq) -> Result<Vec<Reaction>, StoreError> {
        self.live.reactions(id, from, to)
    }

    fn pinned(&self, id: ConversationId) -> Result<Vec<Message>, StoreError> {
        self.live.pinned(id)
    }

    fn played_by(&self, id: ConversationId, message: MessageId) -> Result<Vec<AccountId>, StoreError> {
        self.live.played_by(id, message)
    }

    fn files(&self, id: ConversationId) -> Result<Vec<FileId>, StoreError> {
        self.live.files(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_not_safe_can_be_lost() {
        let seen = |seq| vec![Write::PutSeen(ConversationId::from_number(1), seq)];
        let mut disk = Disk::default();
        disk.commit(&seen(1), Durability::Cache).unwrap();
        disk.commit(&seen(2), Durability::Full).unwrap();
        disk.commit(&seen(3), Durability::Cache).unwrap();
        disk.commit(&seen(4), Durability::Cache).unwrap();
        disk.lose_power(1);
        assert_eq!(
            disk.load().unwrap().seen,
            vec![(ConversationId::from_number(1), 3)]
        );
        disk.lose_power(0);
        assert_eq!(
            disk.load().unwrap().seen,
            vec![(ConversationId::from_number(1), 3)]
        );
    }
}
