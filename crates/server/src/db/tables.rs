//! The tables as traits: which rows exist and how they are reached. No SQL and no rules.
//!
//! Every function names the workspace, except the three that find it: a session by its token, accounts by
//! the address that signs in, and the sign-in codes, which are older than any account.
#![expect(
    async_fn_in_trait,
    reason = "static dispatch only: each database decides whether its futures cross threads"
)]

use protocol::{
    Account, AccountId, AccountKind, CommandId, Conversation, ConversationId, DeviceId, Draft, FeedId,
    InviteId, Member, Membership, Message, MessageId, Receipt, Seq, Timestamp, Workspace, WorkspaceId,
};

use super::DbError;

type Result<T> = std::result::Result<T, DbError>;
/// A row and the number of the change that last touched it.
type Rows<T> = Result<Vec<(Seq, T)>>;

pub trait Workspaces {
    async fn insert_workspace(&mut self, workspace: &Workspace, at: Timestamp, rev: Seq) -> Result<()>;
    async fn workspace(&mut self, id: WorkspaceId) -> Result<Option<(Seq, Workspace)>>;
    async fn any_workspace(&mut self) -> Result<bool>;
    /// All of them, by name: for the command line.
    async fn workspaces(&mut self) -> Result<Vec<Workspace>>;
}

/// An account found by the address that signs in.
#[derive(Clone, Debug)]
pub struct AccountInWorkspace {
    pub workspace: Workspace,
    pub account: Account,
}

pub trait Accounts {
    async fn insert_account(
        &mut self,
        ws: WorkspaceId,
        account: &Account,
        at: Timestamp,
        rev: Seq,
    ) -> Result<()>;
    async fn account(&mut self, ws: WorkspaceId, id: AccountId) -> Result<Option<Account>>;
    async fn account_by_email(&mut self, ws: WorkspaceId, email: &str) -> Result<Option<Account>>;
    async fn accounts_of_kind(&mut self, ws: WorkspaceId, kind: AccountKind) -> Result<Vec<Account>>;
    /// Oldest change first, at most `limit`.
    async fn accounts_changed(&mut self, ws: WorkspaceId, since: Seq, limit: u32) -> Rows<Account>;
    /// Writes name, address and joining.
    async fn update_account(&mut self, ws: WorkspaceId, account: &Account, rev: Seq) -> Result<()>;
    /// In whatever workspace: an address may be in several.
    async fn accounts_with_email(&mut self, email: &str) -> Result<Vec<AccountInWorkspace>>;
}

/// A device as its row has it.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    pub id: DeviceId,
    pub account: AccountId,
    pub name: String,
    pub signed_in_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// Who a token belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    pub workspace: WorkspaceId,
    pub account: AccountId,
    pub kind: AccountKind,
    pub device: DeviceId,
    pub last_seen_at: Timestamp,
}

pub trait Devices {
    async fn insert_device(
        &mut self,
        ws: WorkspaceId,
        device: &DeviceRow,
        token_hash: &[u8; 32],
    ) -> Result<()>;
    /// In whatever workspace: the token is what says which.
    async fn session(&mut self, token_hash: &[u8; 32]) -> Result<Option<Session>>;
    async fn devices(&mut self, ws: WorkspaceId, account: AccountId) -> Result<Vec<DeviceRow>>;
    async fn touch_device(&mut self, ws: WorkspaceId, id: DeviceId, at: Timestamp) -> Result<()>;
    /// Whether there was one.
    async fn delete_device(&mut self, ws: WorkspaceId, account: AccountId, id: DeviceId) -> Result<bool>;
}

/// An open sign-in code. Belongs to an address, not to an account: signing up uses it too.
#[derive(Clone, Debug)]
pub struct SignInCodeRow {
    pub hash: [u8; 32],
    pub expires_at: Timestamp,
    pub attempts: u32,
}

pub trait SignInCodes {
    /// Replaces the code that the address had.
    async fn put_sign_in_code(&mut self, email: &str, code: &SignInCodeRow) -> Result<()>;
    async fn sign_in_code(&mut self, email: &str) -> Result<Option<SignInCodeRow>>;
    async fn delete_sign_in_code(&mut self, email: &str) -> Result<()>;
    async fn delete_old_sign_in_codes(&mut self, now: Timestamp) -> Result<()>;
}

#[derive(Clone, Debug)]
pub struct InviteRow {
    pub id: InviteId,
    pub account: AccountId,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

pub trait Invites {
    async fn insert_invite(
        &mut self,
        ws: WorkspaceId,
        invite: &InviteRow,
        code_hash: &[u8; 32],
    ) -> Result<()>;
    /// In whatever workspace: the code is what says which.
    async fn invite_by_code(&mut self, code_hash: &[u8; 32]) -> Result<Option<(WorkspaceId, InviteRow)>>;
    /// Unused and not yet expired, newest first.
    async fn open_invites(&mut self, ws: WorkspaceId, now: Timestamp) -> Result<Vec<InviteRow>>;
    async fn use_invite(&mut self, ws: WorkspaceId, id: InviteId, at: Timestamp) -> Result<()>;
    /// Whether there was one unused.
    async fn delete_invite(&mut self, ws: WorkspaceId, id: InviteId) -> Result<bool>;
    async fn delete_open_invites_of(&mut self, ws: WorkspaceId, account: AccountId) -> Result<()>;
}

pub trait Conversations {
    /// `Conflict` when the id is taken, or the client has a direct conversation already.
    async fn insert_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> Result<()>;
    async fn conversation(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
    ) -> Result<Option<(Seq, Conversation)>>;
    async fn direct_of(&mut self, ws: WorkspaceId, client: AccountId) -> Result<Option<ConversationId>>;
    async fn direct_conversations(&mut self, ws: WorkspaceId) -> Result<Vec<ConversationId>>;
    /// Writes name and archived.
    async fn update_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> Result<()>;
}

/// A member together with the conversation: what a command checks first, in one look.
#[derive(Clone, Debug)]
pub struct Place {
    pub conversation: Conversation,
    pub member: Member,
}

pub trait Members {
    /// The conversation as this account sees it, when it is or was in it.
    async fn place(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
    ) -> Result<Option<Place>>;
    async fn member(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
    ) -> Result<Option<Member>>;
    /// Inserts, or writes role, switch and activity. `joined` orders members by how long they are in.
    async fn put_member(&mut self, ws: WorkspaceId, member: &Member, joined: Seq, rev: Seq) -> Result<()>;
    /// Oldest change first, at most `limit`.
    async fn members_changed(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        since: Seq,
        limit: u32,
    ) -> Rows<Member>;
    /// All rows of one account, active or not.
    async fn member_rows_of(&mut self, ws: WorkspaceId, account: AccountId) -> Result<Vec<Member>>;
    /// Only the number: the row itself shows the account's name.
    async fn touch_member(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
        rev: Seq,
    ) -> Result<()>;
    async fn active_members(&mut self, ws: WorkspaceId, id: ConversationId) -> Result<Vec<AccountId>>;
    async fn count_active_members(&mut self, ws: WorkspaceId, id: ConversationId) -> Result<u32>;
    /// Who becomes owner when `leaving` goes: the longest-standing admin, else coach, else member.
    async fn successor(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        leaving: AccountId,
    ) -> Result<Option<AccountId>>;
}

pub trait Messages {
    /// `Conflict` when the id is taken.
    async fn insert_message(&mut self, ws: WorkspaceId, message: &Message) -> Result<()>;
    async fn message(&mut self, ws: WorkspaceId, id: MessageId) -> Result<Option<Message>>;
    /// Writes body, edit time, deletion and `rev`.
    async fn update_message(&mut self, ws: WorkspaceId, message: &Message) -> Result<()>;
    /// Oldest change first, at most `limit`.
    async fn messages_changed(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        since: Seq,
        limit: u32,
    ) -> Rows<Message>;
    /// The newest with a number below `before`, newest first.
    async fn messages_before(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        before: Seq,
        limit: u32,
    ) -> Result<Vec<Message>>;
    /// The oldest with a number above `after`, oldest first.
    async fn messages_after(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        after: Seq,
        limit: u32,
    ) -> Result<Vec<Message>>;
    /// The place of the `nth` newest message (1 is the newest), when there are that many.
    async fn nth_newest(&mut self, ws: WorkspaceId, id: ConversationId, nth: u32) -> Result<Option<Seq>>;
    /// The oldest of the newest hundred messages after `read` that others wrote and that still say something.
    async fn first_unread(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        reader: AccountId,
        read: Seq,
    ) -> Result<Option<Seq>>;
}

pub trait Receipts {
    async fn receipt(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
    ) -> Result<Option<Receipt>>;
    async fn put_receipt(&mut self, ws: WorkspaceId, receipt: &Receipt, rev: Seq) -> Result<()>;
    /// Oldest change first, at most `limit`.
    async fn receipts_changed(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        since: Seq,
        limit: u32,
    ) -> Rows<Receipt>;
}

pub trait Drafts {
    async fn draft(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: ConversationId,
    ) -> Result<Option<Draft>>;
    async fn put_draft(&mut self, ws: WorkspaceId, account: AccountId, draft: &Draft, rev: Seq)
    -> Result<()>;
    /// Oldest change first, at most `limit`.
    async fn drafts_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> Rows<Draft>;
}

pub trait Memberships {
    async fn put_membership(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        membership: &Membership,
        rev: Seq,
    ) -> Result<()>;
    /// Oldest change first, at most `limit`.
    async fn memberships_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> Rows<Membership>;
    async fn active_memberships(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> Result<Vec<ConversationId>>;
}

pub trait Feeds {
    /// 0 when nothing has happened in it.
    async fn head(&mut self, ws: WorkspaceId, feed: FeedId) -> Result<Seq>;
    /// Raises the head by one and returns it.
    async fn raise(&mut self, ws: WorkspaceId, feed: FeedId) -> Result<Seq>;
}

/// What was answered to a command, so that its second arrival gets the same. Per account: whoever guesses
/// the id of another's command learns nothing.
pub trait Commands {
    async fn stored_outcome(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: CommandId,
    ) -> Result<Option<String>>;
    async fn store_outcome(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: CommandId,
        at: Timestamp,
        outcome: &str,
    ) -> Result<()>;
}
