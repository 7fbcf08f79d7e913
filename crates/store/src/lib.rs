//! The engine's store on SQLite: one file, one account, one process.
//!
//! Owns the file, its schema and how safely a commit reaches the disk. It must not know what the engine means by what it
//! keeps, nor any network or screen. One file per table; each says how its rows are written and read.

mod accounts;
mod client_files;
mod cohorts;
mod column;
mod composers;
mod conversations;
mod drafts;
mod error;
mod feeds;
mod filings;
mod forgotten;
mod me;
mod members;
mod memberships;
mod messages;
mod migrations;
mod open;
mod outbox;
mod played;
mod reactions;
mod receipts;
mod rescue;
mod seen;
mod stars;
mod stretches;
mod tags;
mod templates;
mod vault;

use std::cell::Cell;

use engine::store::{Durability, Saved, Store, StoreError, Write};
use protocol::{AccountId, ConversationId, FeedId, FileId, Message, MessageId, Reaction, Seq};
use rusqlite::{Connection, TransactionBehavior};

pub use error::OpenError;
pub use rescue::{Rescued, rescue};

/// A store in a file. It belongs to one process: a second one that opens the file is refused.
pub struct SqliteStore {
    connection: Connection,
    /// What `synchronous` is set to just now.
    durability: Durability,
    damaged: Cell<bool>,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqliteStore(..)")
    }
}

impl SqliteStore {
    /// Whether SQLite has found the file damaged since it was opened: set it aside, see [`rescue`].
    pub fn is_damaged(&self) -> bool {
        self.damaged.get()
    }

    fn note<T>(&self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| {
            let error = error::store_error(error);
            if matches!(error, StoreError::Damaged(_)) {
                self.damaged.set(true);
            }
            error
        })
    }

    /// FULL: the commit returns after the disk has it. NORMAL: a power failure may take the last commits, all of each, and
    /// never damages the file.
    fn set_durability(&mut self, durability: Durability) -> rusqlite::Result<()> {
        if self.durability != durability {
            let synchronous = match durability {
                Durability::Full => "FULL",
                Durability::Cache => "NORMAL",
            };
            self.connection.pragma_update(None, "synchronous", synchronous)?;
            self.durability = durability;
        }
        Ok(())
    }

    fn commit_batch(&mut self, batch: &[Write], durability: Durability) -> rusqlite::Result<()> {
        self.set_durability(durability)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for write in batch {
            apply(&transaction, write)?;
        }
        transaction.commit()
    }

    fn load_all(&self) -> rusqlite::Result<Saved> {
        let connection = &self.connection;
        Ok(Saved {
            me: me::load(connection)?,
            feeds: feeds::load(connection)?,
            people: accounts::load(connection)?,
            tags: tags::load(connection)?,
            clients: client_files::load(connection)?,
            cohorts: cohorts::load(connection)?,
            memberships: memberships::load(connection)?,
            conversations: conversations::load(connection)?,
            members: members::load(connection)?,
            receipts: receipts::load(connection)?,
            stretches: stretches::load(connection)?,
            seen: seen::load(connection)?,
            drafts: drafts::load(connection)?,
            stars: stars::load(connection)?,
            filings: filings::load(connection)?,
            composers: composers::load(connection)?,
            forgotten: forgotten::load(connection)?,
            folders: vault::load_folders(connection)?,
            items: vault::load_items(connection)?,
            templates: templates::load(connection)?,
            outbox: outbox::load(connection)?,
        })
    }
}

fn apply(connection: &Connection, write: &Write) -> rusqlite::Result<()> {
    match write {
        Write::PutMe(me) => me::put(connection, me),
        Write::PutFeed(feed, head) => feeds::put(connection, *feed, *head),
        Write::PutAccount(account) => accounts::put(connection, account),
        Write::ClearPeople => accounts::clear(connection),
        Write::PutTag(tag) => tags::put(connection, tag),
        Write::PutClientFile(file) => client_files::put(connection, file),
        Write::PutCohort(cohort) => cohorts::put(connection, cohort),
        Write::ClearRoster => {
            tags::clear(connection)?;
            client_files::clear(connection)?;
            cohorts::clear(connection)
        }
        Write::PutMembership(conversation) => memberships::put(connection, *conversation),
        Write::PutConversation(conversation) => conversations::put(connection, conversation),
        Write::PutMember(member) => members::put(connection, member),
        Write::PutReceipt(receipt) => receipts::put(connection, receipt),
        Write::PutMessage(message) => {
            messages::put(connection, message)?;
            if message.deleted {
                reactions::clear_deleted(connection, message.conversation, message.id)?;
            }
            Ok(())
        }
        Write::PutReaction(reaction) => reactions::put(connection, reaction),
        Write::PutStar(star) => stars::put(connection, star),
        Write::PutFiling(filing) => filings::put(connection, filing),
        Write::ClearPersonal => {
            stars::clear(connection)?;
            filings::clear(connection)
        }
        Write::PutStretches(conversation, held) => stretches::put(connection, *conversation, held),
        Write::PutSeen(conversation, seq) => seen::put(connection, *conversation, *seq),
        Write::PutDraft { draft, unsent } => drafts::put(connection, draft, *unsent),
        Write::PutComposer { conversation, files } => composers::put(connection, *conversation, files),
        Write::PutVaultFolder(folder) => vault::put_folder(connection, folder),
        Write::PutVaultItem(item) => vault::put_item(connection, item),
        Write::PutTemplate(template) => templates::put(connection, template),
        Write::ClearLibrary => {
            vault::clear(connection)?;
            templates::clear(connection, false)
        }
        Write::ClearOwnTemplates => templates::clear(connection, true),
        Write::PutPlayed(played) => played::put(connection, played),
        Write::ClearPlayed(conversation, but) => played::clear(connection, *conversation, *but),
        Write::PutForgotten(file) => forgotten::put(connection, *file),
        Write::RemoveForgotten(file) => forgotten::remove(connection, *file),
        Write::PutOutbox(entry) => outbox::put(connection, entry),
        Write::RemoveOutbox(id) => outbox::remove(connection, *id),
        Write::ClearConversation(id) => {
            messages::clear(connection, *id)?;
            reactions::clear(connection, *id)?;
            stretches::clear(connection, *id)?;
            members::clear(connection, *id)?;
            conversations::clear(connection, *id)
        }
        Write::ClearReceipts(id) => receipts::clear(connection, *id),
        Write::ForgetConversation(id) => {
            apply(connection, &Write::ClearConversation(*id))?;
            receipts::clear(connection, *id)?;
            seen::clear(connection, *id)?;
            drafts::clear(connection, *id)?;
            composers::clear(connection, *id)?;
            played::clear(connection, *id, None)?;
            memberships::clear(connection, *id)?;
            feeds::clear(connection, FeedId::Conversation(*id))?;
            feeds::clear(connection, FeedId::Receipts(*id))
        }
    }
}

impl Store for SqliteStore {
    fn load(&self) -> Result<Saved, StoreError> {
        self.note(self.load_all())
    }

    fn commit(&mut self, batch: &[Write], durability: Durability) -> Result<(), StoreError> {
        let result = self.commit_batch(batch, durability);
        self.note(result)
    }

    fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        self.note(messages::by_id(&self.connection, id))
    }

    fn messages_before(
        &self,
        conversation: ConversationId,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.note(messages::before(&self.connection, conversation, before, limit))
    }

    fn messages_after(
        &self,
        conversation: ConversationId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.note(messages::after(&self.connection, conversation, after, limit))
    }

    fn count_unread(
        &self,
        conversation: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<u32, StoreError> {
        self.note(messages::count_unread(
            &self.connection,
            conversation,
            after,
            me,
            limit,
        ))
    }

    fn unread_names(
        &self,
        conversation: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<bool, StoreError> {
        self.note(messages::unread_names(
            &self.connection,
            conversation,
            after,
            me,
            limit,
        ))
    }

    fn reactions(
        &self,
        conversation: ConversationId,
        from: Seq,
        to: Seq,
    ) -> Result<Vec<Reaction>, StoreError> {
        self.note(reactions::of_window(&self.connection, conversation, from, to))
    }

    fn pinned(&self, conversation: ConversationId) -> Result<Vec<Message>, StoreError> {
        self.note(messages::pinned(&self.connection, conversation))
    }

    fn played_by(
        &self,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<Vec<AccountId>, StoreError> {
        self.note(played::by(&self.connection, conversation, message))
    }

    fn files(&self, conversation: ConversationId) -> Result<Vec<FileId>, StoreError> {
        self.note(messages::files(&self.connection, conversation))
    }
}

#[cfg(test)]
mod tests {
    use engine::store::OutboxEntry;
    use protocol::{Command, CommandId, RichText};

    use super::*;

    fn long_message(order: u64) -> Write {
        Write::PutOutbox(OutboxEntry {
            order,
            id: CommandId::from_number(u128::from(order)),
            command: Command::SendMessage {
                attachments: Vec::new(),
                id: MessageId::from_number(u128::from(order)),
                conversation: ConversationId::from_number(0xc1),
                body: RichText::plain("a".repeat(20_000)),
                reply_to: None,
                forwarded: false,
                staff_only: false,
            },
            failure: None,
            files: Vec::new(),
        })
    }

    #[test]
    fn a_full_disk_is_told_and_nothing_is_half_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open(&folder.path().join("ana.db")).unwrap();
        store.commit(&[long_message(1)], Durability::Full).unwrap();
        let pages: u32 = store
            .connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        let limit = |store: &SqliteStore, pages: u32| {
            store
                .connection
                .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
                .unwrap();
        };
        limit(&store, pages + 8);
        let batch: Vec<_> = (2..9).map(long_message).collect();
        assert_eq!(store.commit(&batch, Durability::Full), Err(StoreError::Full));
        assert_eq!(store.load().unwrap().outbox.len(), 1);
        limit(&store, pages + 1_000);
        store.commit(&batch, Durability::Full).unwrap();
        assert_eq!(
            store.load().unwrap().outbox.len(),
            8,
            "room again, and all goes on"
        );
    }

    #[test]
    fn what_a_person_made_waits_for_the_disk_and_what_can_be_fetched_again_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open(&folder.path().join("ana.db")).unwrap();
        let synchronous = |store: &SqliteStore| -> u32 {
            store
                .connection
                .query_row("PRAGMA synchronous", [], |row| row.get(0))
                .unwrap()
        };
        for (durability, expected) in [
            (Durability::Cache, 1),
            (Durability::Full, 2),
            (Durability::Cache, 1),
        ] {
            store.commit(&[Write::ClearPeople], durability).unwrap();
            assert_eq!(synchronous(&store), expected, "{durability:?}");
        }
    }
}
