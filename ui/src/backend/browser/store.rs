//! The page's store: in memory, but for what a person made. The outbox, drafts and files in composers are also in the browser's storage, so that a
//! reload, a crash or an evening without network loses nothing that was taken.
//!
//! Each entry has a key of its own: several tabs of one account share the storage, and none may overwrite what
//! another is sending. A tab that starts sends what it finds, also when another tab is sending it: by its id, it happens once.

use engine::MemoryStore;
use engine::store::{Durability, OutboxEntry, Saved, Store, StoreError, Write};
use engine::ui::KeptFile;
use protocol::read::{Read, from_json};
use protocol::{
    AccountId, CommandId, ConversationId, Draft, FileId, Message, MessageId, NewFile, Reaction, Seq,
};
use serde::Serialize;
use web_sys::Storage;

#[derive(Serialize)]
struct KeptDraft {
    draft: Draft,
    unsent: bool,
}

#[derive(Serialize)]
struct KeptComposer {
    conversation: ConversationId,
    files: Vec<KeptFile>,
}

/// As it was kept before composers held files of the server.
struct StagedComposer {
    conversation: ConversationId,
    files: Vec<NewFile>,
}

protocol::read_struct! {
    KeptDraft { draft, unsent }
    KeptComposer { conversation, files }
    StagedComposer { conversation, files }
}

pub(super) struct PageStore {
    memory: MemoryStore,
    storage: Option<Storage>,
    account: AccountId,
}

impl PageStore {
    /// With what an earlier page of this account left.
    pub(super) fn open(account: AccountId) -> Self {
        let storage = crate::dom::window().and_then(|window| window.local_storage().ok().flatten());
        let mut store = Self {
            memory: MemoryStore::default(),
            storage,
            account,
        };
        let mut outbox: Vec<OutboxEntry> = store.kept(&store.outbox_prefix());
        // Two tabs count apart: the ids are made in time, and settle what their counts leave open.
        outbox.sort_by_key(|entry| (entry.id, entry.order));
        let entries = outbox
            .into_iter()
            .zip(1..)
            .map(|(entry, order)| Write::PutOutbox(OutboxEntry { order, ..entry }));
        let drafts: Vec<KeptDraft> = store.kept(&store.draft_prefix());
        let drafts = drafts.into_iter().map(|kept| Write::PutDraft {
            draft: kept.draft,
            unsent: kept.unsent,
        });
        let composers: Vec<KeptComposer> = store.kept(&store.composer_prefix());
        let composers = composers.into_iter().map(|kept| Write::PutComposer {
            conversation: kept.conversation,
            files: kept.files,
        });
        let staged: Vec<StagedComposer> = store.kept(&store.composer_prefix());
        let staged = staged.into_iter().map(|kept| Write::PutComposer {
            conversation: kept.conversation,
            files: kept.files.into_iter().map(KeptFile::Staged).collect(),
        });
        let batch: Vec<Write> = entries.chain(drafts).chain(staged).chain(composers).collect();
        // Memory takes everything.
        let _ = store.memory.commit(&batch, Durability::Cache);
        store
    }

    /// After signing out: nothing of the account stays in this browser.
    pub(super) fn forget_all(self) {
        let prefix = format!("rapport.kept.{}.", self.account);
        for key in self.keys(&prefix) {
            self.remove(&key);
        }
    }

    fn outbox_prefix(&self) -> String {
        format!("rapport.kept.{}.outbox.", self.account)
    }

    fn draft_prefix(&self) -> String {
        format!("rapport.kept.{}.draft.", self.account)
    }

    fn composer_prefix(&self) -> String {
        format!("rapport.kept.{}.composer.", self.account)
    }

    fn composer_key(&self, id: ConversationId) -> String {
        format!("{}{id}", self.composer_prefix())
    }

    fn outbox_key(&self, id: CommandId) -> String {
        format!("{}{id}", self.outbox_prefix())
    }

    fn draft_key(&self, id: ConversationId) -> String {
        format!("{}{id}", self.draft_prefix())
    }

    fn keys(&self, prefix: &str) -> Vec<String> {
        let Some(storage) = &self.storage else {
            return Vec::new();
        };
        let count = storage.length().unwrap_or(0);
        let keys = (0..count).filter_map(|at| storage.key(at).ok().flatten());
        keys.filter(|key| key.starts_with(prefix)).collect()
    }

    /// Everything readable under a prefix; what an older version wrote differently is left out.
    fn kept<T: Read>(&self, prefix: &str) -> Vec<T> {
        let Some(storage) = &self.storage else {
            return Vec::new();
        };
        let values = self
            .keys(prefix)
            .into_iter()
            .filter_map(|key| storage.get_item(&key).ok().flatten());
        values.filter_map(|json| from_json(&json)).collect()
    }

    fn keep(&self, key: &str, value: &impl Serialize) -> Result<(), StoreError> {
        let Some(storage) = &self.storage else {
            return Ok(());
        };
        let json = serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))?;
        storage.set_item(key, &json).map_err(|_| StoreError::Full)
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = &self.storage {
            // Removing cannot run out of room, and what is not there need not go.
            let _ = storage.remove_item(key);
        }
    }
}

impl Store for PageStore {
    fn load(&self) -> Result<Saved, StoreError> {
        self.memory.load()
    }

    /// What must be kept is written first: when there is no room for it, the batch has not happened.
    fn commit(&mut self, batch: &[Write], durability: Durability) -> Result<(), StoreError> {
        for write in batch {
            match write {
                Write::PutOutbox(entry) => self.keep(&self.outbox_key(entry.id), entry)?,
                Write::PutDraft { draft, unsent } if *unsent || !draft.is_empty() => {
                    let kept = KeptDraft {
                        draft: draft.clone(),
                        unsent: *unsent,
                    };
                    self.keep(&self.draft_key(draft.conversation), &kept)?;
                }
                Write::PutComposer { conversation, files } if !files.is_empty() => {
                    let kept = KeptComposer {
                        conversation: *conversation,
                        files: files.clone(),
                    };
                    self.keep(&self.composer_key(*conversation), &kept)?;
                }
                _ => {}
            }
        }
        for write in batch {
            match write {
                Write::RemoveOutbox(id) => self.remove(&self.outbox_key(*id)),
                Write::PutDraft { draft, unsent } if !*unsent && draft.is_empty() => {
                    self.remove(&self.draft_key(draft.conversation));
                }
                Write::PutComposer { conversation, files } if files.is_empty() => {
                    self.remove(&self.composer_key(*conversation));
                }
                Write::ForgetConversation(id) => {
                    self.remove(&self.draft_key(*id));
                    self.remove(&self.composer_key(*id));
                }
                _ => {}
            }
        }
        self.memory.commit(batch, durability)
    }

    fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        self.memory.message(id)
    }

    fn messages_before(
        &self,
        id: ConversationId,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.memory.messages_before(id, before, limit)
    }

    fn messages_after(
        &self,
        id: ConversationId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.memory.messages_after(id, after, limit)
    }

    fn count_unread(
        &self,
        id: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<u32, StoreError> {
        self.memory.count_unread(id, after, me, limit)
    }

    fn unread_names(
        &self,
        id: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<bool, StoreError> {
        self.memory.unread_names(id, after, me, limit)
    }

    fn reactions(&self, id: ConversationId, from: Seq, to: Seq) -> Result<Vec<Reaction>, StoreError> {
        self.memory.reactions(id, from, to)
    }

    fn pinned(&self, id: ConversationId) -> Result<Vec<Message>, StoreError> {
        self.memory.pinned(id)
    }

    fn played_by(&self, id: ConversationId, message: MessageId) -> Result<Vec<AccountId>, StoreError> {
        self.memory.played_by(id, message)
    }

    fn files(&self, id: ConversationId) -> Result<Vec<FileId>, StoreError> {
        self.memory.files(id)
    }
}
