//! What the engine asks of its store: load everything small at the start, commit batches, read messages by place.
//!
//! Stores are dumb: they keep what they are given, with two exceptions. Of two states of a message, or of a reaction, they keep the one
//! with the greater `rev`; and to a message that they hold as deleted they keep no reactions. Every store passes [`conformance`](crate::conformance).

use protocol::{
    Account, AccountId, Attachment, ClientFile, Cohort, Command, CommandId, Conversation, ConversationId,
    Draft, FeedId, FileId, Filing, Me, Member, Message, MessageId, NewFile, Played, Reaction, Receipt, Seq,
    Span, SpanKind, Star, Tag, Template, VaultFolder, VaultItem,
};
use serde::{Deserialize, Serialize};

use crate::stretches::Stretches;
use crate::ui::KeptFile;

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
    /// Of a message: its files, in the order of the command's attachments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<OutgoingFile>,
}

/// A file of a message that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingFile {
    /// As it is shown: as this device believes, and once it is `ready` as the server found it.
    pub file: Attachment,
    /// What puts it down on the server; its bytes are on this device. `None`: it is of a message that the server has.
    pub begin: Option<NewFile>,
    /// The server has had all of it, so that the message may have gone out.
    pub ready: bool,
}

/// One change of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    PutMe(Me),
    /// Up to where a feed is held; 0: nothing of it counts as held.
    PutFeed(FeedId, Seq),
    PutAccount(Account),
    /// All people go.
    ClearPeople,
    /// One that is deleted goes.
    PutTag(Tag),
    PutClientFile(ClientFile),
    /// One without a rule goes.
    PutCohort(Cohort),
    /// All tags, clients' files and cohorts go.
    ClearRoster,
    /// The account is a member.
    PutMembership(ConversationId),
    PutConversation(Conversation),
    PutMember(Member),
    PutReceipt(Receipt),
    /// Kept when its `rev` is greater than that of the state held.
    PutMessage(Message),
    /// Kept when its `rev` is greater than that of the state held; also with no emojis, so that an older state that comes late
    /// is known as such.
    PutReaction(Reaction),
    /// Replaces what was kept of the message; an empty star removes it.
    PutStar(Star),
    /// Replaces how the conversation was filed; removed when that is as before anybody touched it.
    PutFiling(Filing),
    /// All stars and filings go.
    ClearPersonal,
    PutStretches(ConversationId, Stretches),
    /// How far this person has read on this device; perhaps further than the server knows.
    PutSeen(ConversationId, Seq),
    /// An empty draft removes it once it is not `unsent`.
    PutDraft {
        draft: Draft,
        unsent: bool,
    },
    /// Replaces what waits in the composer besides words; none removes it.
    PutComposer {
        conversation: ConversationId,
        files: Vec<KeptFile>,
    },
    /// These three replace what was kept; what is deleted goes. Of a template one's own and the shared one are apart.
    PutVaultFolder(VaultFolder),
    PutVaultItem(VaultItem),
    PutTemplate(Template),
    /// The vault and the shared templates go.
    ClearLibrary,
    ClearOwnTemplates,
    PutOutbox(OutboxEntry),
    RemoveOutbox(CommandId),
    /// The conversation itself, its members, messages, reactions and stretches go; receipts, draft, feed and seen stay.
    ClearConversation(ConversationId),
    ClearReceipts(ConversationId),
    PutPlayed(Played),
    /// Who has listened to what goes, but for what this account has.
    ClearPlayed(ConversationId, Option<AccountId>),
    /// Nothing of a file is to be on this device any more, and that may not have been done yet.
    PutForgotten(FileId),
    /// It was done.
    RemoveForgotten(FileId),
    /// Everything of the conversation goes, its feeds and membership included; the outbox stays, and so do stars and filing, which
    /// belong to the account.
    ForgetConversation(ConversationId),
}

/// A draft, and whether the server has yet to hear of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedDraft {
    pub draft: Draft,
    pub unsent: bool,
}

/// Everything but messages and what hangs on them, in no particular order (the outbox: in its order).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub me: Option<Me>,
    pub feeds: Vec<(FeedId, Seq)>,
    pub people: Vec<Account>,
    pub tags: Vec<Tag>,
    pub clients: Vec<ClientFile>,
    pub cohorts: Vec<Cohort>,
    pub memberships: Vec<ConversationId>,
    pub conversations: Vec<Conversation>,
    pub members: Vec<Member>,
    pub receipts: Vec<Receipt>,
    pub stretches: Vec<(ConversationId, Stretches)>,
    pub seen: Vec<(ConversationId, Seq)>,
    pub drafts: Vec<SavedDraft>,
    pub stars: Vec<Star>,
    pub filings: Vec<Filing>,
    pub composers: Vec<(ConversationId, Vec<KeptFile>)>,
    pub folders: Vec<VaultFolder>,
    pub items: Vec<VaultItem>,
    pub templates: Vec<Template>,
    pub forgotten: Vec<FileId>,
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

    /// How many messages above `after` are neither deleted nor by `me` nor tell of what happened, counted up to `limit`.
    fn count_unread(
        &self,
        conversation: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<u32, StoreError>;

    /// Whether one of the newest `limit` messages that [`count_unread`](Store::count_unread) counts names `me`, see [`names`].
    fn unread_names(
        &self,
        conversation: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<bool, StoreError>;

    /// The reactions to the messages with numbers from `from` to `to`, both included, taken-back ones among them; those of a message
    /// in the order of their `rev`.
    fn reactions(
        &self,
        conversation: ConversationId,
        from: Seq,
        to: Seq,
    ) -> Result<Vec<Reaction>, StoreError>;

    /// The pinned messages that are held, newest first.
    fn pinned(&self, conversation: ConversationId) -> Result<Vec<Message>, StoreError>;

    /// Who has listened to a voice note.
    fn played_by(
        &self,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<Vec<AccountId>, StoreError>;

    /// The files of all messages of a conversation that are held.
    fn files(&self, conversation: ConversationId) -> Result<Vec<FileId>, StoreError>;
}

/// Whether a conversation is filed as before anybody touched it.
pub fn is_untouched(filing: &Filing) -> bool {
    let untouched = Filing {
        rev: filing.rev,
        ..Filing::new(filing.conversation)
    };
    *filing == untouched
}

/// Whether a text names this person, or everyone.
pub fn names(spans: &[Span], me: AccountId) -> bool {
    spans.iter().any(|span| match span.kind {
        SpanKind::Mention { account } => account == me,
        SpanKind::Everyone => true,
        _ => false,
    })
}
