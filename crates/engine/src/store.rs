//! What the engine asks of its store: load everything small at the start, commit batches, read messages by place.
//!
//! Stores are dumb: they keep what they are given, with one exception: of two states of a message they keep the one with
//! the greater `rev`. Every store passes [`conformance`](crate::conformance).

use protocol::{
    Account, AccountId, Command, CommandId, Conversation, ConversationId, Draft, FeedId, Me, Member, Message,
    MessageId, Receipt, Seq,
};
use serde::{Deserialize, Serialize};

use crate::stretches::Stretches;

/// How safe a commit must be before it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Durability {
    /// Can be fetched again from the server; a power failure may take it.
    Cache,
    /// What a person made: on the disk when the commit returns.
    Full,
}

/// Why a store cannot do what it is asked. Nothing of the batch was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A retry helps once there is room.
    #[error("the disk is full")]
    Full,
    /// The file is damaged: rebuild it by syncing afresh.
    #[error("the local store is damaged: {0}")]
    Damaged(String),
    /// Anything else; a retry may help.
    #[error("the local store failed: {0}")]
    Failed(String),
}

/// A command on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// Order of making, on this device.
    pub order: u64,
    pub id: CommandId,
    pub command: Command,
    /// Why the server refused it for good; `None` while it waits.
    pub failure: Option<String>,
}

/// One change of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    PutMe(Me),
    /// Up to where a feed is held.
    PutFeed(FeedId, Seq),
    PutAccount(Account),
    /// All people go.
    ClearPeople,
    /// The account is a member.
    PutMembership(ConversationId),
    PutConversation(Conversation),
    PutMember(Member),
    PutReceipt(Receipt),
    /// Kept when its `rev` is greater than that of the state held.
    PutMessage(Message),
    PutStretches(ConversationId, Stretches),
    /// How far this person has read on this device; perhaps further than the server knows.
    PutSeen(ConversationId, Seq),
    /// An empty draft removes it once it is not `unsent`.
    PutDraft {
        draft: Draft,
        unsent: bool,
    },
    PutOutbox(OutboxEntry),
    RemoveOutbox(CommandId),
    /// The conversation itself, its members, messages and stretches go; receipts, draft, feed and seen stay.
    ClearConversation(ConversationId),
    ClearReceipts(ConversationId),
    /// Everything of the conversation goes, its feeds and membership included; the outbox stays.
    ForgetConversation(ConversationId),
}

/// A draft, and whether the server has yet to hear of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedDraft {
    pub draft: Draft,
    pub unsent: bool,
}

/// Everything but messages, in no particular order (the outbox: in its order).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub me: Option<Me>,
    pub feeds: Vec<(FeedId, Seq)>,
    pub people: Vec<Account>,
    pub memberships: Vec<ConversationId>,
    pub conversations: Vec<Conversation>,
    pub members: Vec<Member>,
    pub receipts: Vec<Receipt>,
    pub stretches: Vec<(ConversationId, Stretches)>,
    pub seen: Vec<(ConversationId, Seq)>,
    pub drafts: Vec<SavedDraft>,
    pub outbox: Vec<OutboxEntry>,
}

/// A device's memory.
pub trait Store {
    /// Everything but messages.
    fn load(&self) -> Result<Saved, StoreError>;

    /// All or nothing.
    fn commit(&mut self, batch: &[Write], durability: Durability) -> Result<(), StoreError>;

    fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError>;

    /// The newest messages of a conversation with numbers below `before`, newest first.
    fn messages_before(
        &self,
        conversation: ConversationId,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError>;

    /// The oldest messages with numbers above `after`, oldest first.
    fn messages_after(
        &self,
        conversation: ConversationId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError>;

    /// How many messages above `after` are neither deleted nor by `me`, counted up to `limit`.
    fn count_unread(
        &self,
        conversation: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<u32, StoreError>;
}
