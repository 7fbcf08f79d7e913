//! The tables as traits: which rows exist and how they are reached. No SQL and no rules.
//!
//! Every function names the workspace, except the three that find it: a session by its token, accounts by
//! the address that signs in, and the sign-in codes, which are older than any account. Implementations write `async fn`;
//! here the futures are spelled out, because they may cross threads.

mod files;
mod jobs;
mod library;
mod people;
mod personal;
mod sight;
mod traces;

use protocol::{
    Account, AccountId, AccountKind, CommandId, Conversation, ConversationId, DeviceId, Draft, FeedId,
    InviteId, Member, Membership, Message, MessageId, Receipt, ReceiptPolicy, Seq, Timestamp, Workspace,
    WorkspaceId,
};

pub use files::{Begun, FileContent, FileRow, Files, Keys, MessageFiles, PlayedNotes};
pub use jobs::{ClaimedJob, JobKind, Jobs};
pub(crate) use library::holder;
pub use library::{Templates, VaultFolders, VaultItems, no_file};
pub use people::{ClientFiles, Cohorts, Crowds, Mark, Tags};
pub use personal::{Filings, Reactions, Stars};
pub use sight::Sight;
pub use traces::{Audit, AuditRow, Mentions, ReceiptSteps, Step, Versions};

use super::DbError;

type Result<T> = std::result::Result<T, DbError>;
/// A row and the number of the change that last touched it.
type Rows<T> = Result<Vec<(Seq, T)>>;

pub trait Workspaces {
    /// Until the end of the transaction nobody else changes this workspace. Whatever was read of it before may have
    /// changed by now. Nothing to do where there is one writer only, or when it is locked already.
    fn lock_workspace(&mut self, id: WorkspaceId) -> impl Future<Output = Result<()>> + Send;
    fn insert_workspace(
        &mut self,
        workspace: &Workspace,
        at: Timestamp,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    fn workspace(&mut self, id: WorkspaceId)
    -> impl Future<Output = Result<Option<(Seq, Workspace)>>> + Send;
    fn any_workspace(&mut self) -> impl Future<Output = Result<bool>> + Send;
    /// Who learns how far others have read.
    fn set_receipt_policy(
        &mut self,
        id: WorkspaceId,
        policy: ReceiptPolicy,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// All of them, by name: for the command line.
    fn workspaces(&mut self) -> impl Future<Output = Result<Vec<Workspace>>> + Send;
}

/// An account found by the address that signs in.
#[derive(Clone, Debug)]
pub struct AccountInWorkspace {
    pub workspace: Workspace,
    pub account: Account,
}

pub trait Accounts {
    fn insert_account(
        &mut self,
        ws: WorkspaceId,
        account: &Account,
        at: Timestamp,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    fn account(
        &mut self,
        ws: WorkspaceId,
        id: AccountId,
    ) -> impl Future<Output = Result<Option<Account>>> + Send;
    fn account_by_email(
        &mut self,
        ws: WorkspaceId,
        email: &str,
    ) -> impl Future<Output = Result<Option<Account>>> + Send;
    fn accounts_of_kind(
        &mut self,
        ws: WorkspaceId,
        kind: AccountKind,
    ) -> impl Future<Output = Result<Vec<Account>>> + Send;
    /// Oldest change first, at most `limit`.
    fn accounts_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Account>> + Send;
    /// Writes name, address and joining.
    fn update_account(
        &mut self,
        ws: WorkspaceId,
        account: &Account,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// In whatever workspace: an address may be in several.
    fn accounts_with_email(
        &mut self,
        email: &str,
    ) -> impl Future<Output = Result<Vec<AccountInWorkspace>>> + Send;
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
    fn insert_device(
        &mut self,
        ws: WorkspaceId,
        device: &DeviceRow,
        token_hash: &[u8; 32],
    ) -> impl Future<Output = Result<()>> + Send;
    /// In whatever workspace: the token is what says which.
    fn session(&mut self, token_hash: &[u8; 32]) -> impl Future<Output = Result<Option<Session>>> + Send;
    fn devices(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> impl Future<Output = Result<Vec<DeviceRow>>> + Send;
    fn touch_device(
        &mut self,
        ws: WorkspaceId,
        id: DeviceId,
        at: Timestamp,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Whether there was one.
    fn delete_device(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: DeviceId,
    ) -> impl Future<Output = Result<bool>> + Send;
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
    fn put_sign_in_code(
        &mut self,
        email: &str,
        code: &SignInCodeRow,
    ) -> impl Future<Output = Result<()>> + Send;
    fn sign_in_code(&mut self, email: &str) -> impl Future<Output = Result<Option<SignInCodeRow>>> + Send;
    fn delete_sign_in_code(&mut self, email: &str) -> impl Future<Output = Result<()>> + Send;
    fn delete_old_sign_in_codes(&mut self, now: Timestamp) -> impl Future<Output = Result<()>> + Send;
}

#[derive(Clone, Debug)]
pub struct InviteRow {
    pub id: InviteId,
    pub account: AccountId,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

pub trait Invites {
    fn insert_invite(
        &mut self,
        ws: WorkspaceId,
        invite: &InviteRow,
        code_hash: &[u8; 32],
    ) -> impl Future<Output = Result<()>> + Send;
    /// In whatever workspace: the code is what says which.
    fn invite_by_code(
        &mut self,
        code_hash: &[u8; 32],
    ) -> impl Future<Output = Result<Option<(WorkspaceId, InviteRow)>>> + Send;
    /// Unused and not yet expired, newest first.
    fn open_invites(
        &mut self,
        ws: WorkspaceId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<InviteRow>>> + Send;
    fn use_invite(
        &mut self,
        ws: WorkspaceId,
        id: InviteId,
        at: Timestamp,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Whether there was one unused.
    fn delete_invite(&mut self, ws: WorkspaceId, id: InviteId) -> impl Future<Output = Result<bool>> + Send;
    fn delete_open_invites_of(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> impl Future<Output = Result<()>> + Send;
}

pub trait Conversations {
    /// `Conflict` when the id is taken, or the client has a direct conversation already.
    fn insert_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    fn conversation(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
    ) -> impl Future<Output = Result<Option<(Seq, Conversation)>>> + Send;
    fn direct_of(
        &mut self,
        ws: WorkspaceId,
        client: AccountId,
    ) -> impl Future<Output = Result<Option<ConversationId>>> + Send;
    fn direct_conversations(
        &mut self,
        ws: WorkspaceId,
    ) -> impl Future<Output = Result<Vec<ConversationId>>> + Send;
    /// Writes name, archived and settings.
    fn update_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// A member together with the conversation: what a command checks first, in one look.
#[derive(Clone, Debug)]
pub struct Place {
    pub conversation: Conversation,
    pub member: Member,
}

pub trait Members {
    /// The conversation as this account sees it, when it is or was in it.
    fn place(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
    ) -> impl Future<Output = Result<Option<Place>>> + Send;
    fn member(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
    ) -> impl Future<Output = Result<Option<Member>>> + Send;
    /// Inserts, or writes role, switch and activity. `joined` orders members by how long they are in.
    fn put_member(
        &mut self,
        ws: WorkspaceId,
        member: &Member,
        joined: Seq,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn members_changed(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Member>> + Send;
    /// All rows of one account, active or not.
    fn member_rows_of(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> impl Future<Output = Result<Vec<Member>>> + Send;
    /// Only the number: the row itself shows the account's name.
    fn touch_member(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    fn active_members(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
    ) -> impl Future<Output = Result<Vec<AccountId>>> + Send;
    /// Active members for whom what stands at this place is too old.
    fn members_after(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        place: Seq,
    ) -> impl Future<Output = Result<Vec<AccountId>>> + Send;
    /// Owner and admins.
    fn leaders(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
    ) -> impl Future<Output = Result<Vec<AccountId>>> + Send;
    /// The change by which this account came in, the last time.
    fn joined(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
    ) -> impl Future<Output = Result<Option<Seq>>> + Send;
    fn count_active_members(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
    ) -> impl Future<Output = Result<u32>> + Send;
    /// Who becomes owner when `leaving` goes: the longest-standing admin, else coach, else member.
    fn successor(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        leaving: AccountId,
    ) -> impl Future<Output = Result<Option<AccountId>>> + Send;
}

/// Whoever reads several messages says what they may see.
pub trait Messages {
    /// `Conflict` when the id is taken.
    fn insert_message(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
    ) -> impl Future<Output = Result<()>> + Send;
    fn message(
        &mut self,
        ws: WorkspaceId,
        id: MessageId,
    ) -> impl Future<Output = Result<Option<Message>>> + Send;
    /// Writes everything that can change, and `rev`.
    fn update_message(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn messages_changed(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Message>> + Send;
    /// The newest with a number below `before`, newest first.
    fn messages_before(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        before: Seq,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Message>>> + Send;
    /// The oldest with a number above `after`, oldest first.
    fn messages_after(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        after: Seq,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Message>>> + Send;
    /// The place of the `nth` newest message (1 is the newest), when there are that many.
    fn nth_newest(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        nth: u32,
    ) -> impl Future<Output = Result<Option<Seq>>> + Send;
    /// The messages that are pinned, oldest first.
    fn pinned_messages(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
    ) -> impl Future<Output = Result<Vec<Message>>> + Send;
    /// The oldest of the newest hundred messages after `read` that others wrote and that still say something.
    fn first_unread(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        reader: AccountId,
        read: Seq,
    ) -> impl Future<Output = Result<Option<Seq>>> + Send;
}

pub trait Receipts {
    fn receipt(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
    ) -> impl Future<Output = Result<Option<Receipt>>> + Send;
    /// The watermarks, 0 when there are none, and who learns of them: both in one look.
    fn watermarks(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        account: AccountId,
    ) -> impl Future<Output = Result<(Seq, Seq, ReceiptPolicy)>> + Send;
    fn put_receipt(
        &mut self,
        ws: WorkspaceId,
        receipt: &Receipt,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn receipts_changed(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Receipt>> + Send;
}

pub trait Drafts {
    fn draft(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: ConversationId,
    ) -> impl Future<Output = Result<Option<Draft>>> + Send;
    fn put_draft(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        draft: &Draft,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn drafts_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Draft>> + Send;
}

pub trait Memberships {
    fn put_membership(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        membership: &Membership,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn memberships_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Membership>> + Send;
    fn active_memberships(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> impl Future<Output = Result<Vec<ConversationId>>> + Send;
}

pub trait Feeds {
    /// 0 when nothing has happened in it.
    fn head(&mut self, ws: WorkspaceId, feed: FeedId) -> impl Future<Output = Result<Seq>> + Send;
    /// Raises the head by one and returns it.
    fn raise(&mut self, ws: WorkspaceId, feed: FeedId) -> impl Future<Output = Result<Seq>> + Send;
}

/// What was answered to a command, so that its second arrival gets the same. Per account: whoever guesses
/// the id of another's command learns nothing.
pub trait Commands {
    fn stored_outcome(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: CommandId,
    ) -> impl Future<Output = Result<Option<String>>> + Send;
    fn store_outcome(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: CommandId,
        at: Timestamp,
        outcome: &str,
    ) -> impl Future<Output = Result<()>> + Send;
    /// The oldest answers from before then, in whatever workspace, at most `limit`; gives back how many.
    fn forget_outcomes(&mut self, before: Timestamp, limit: u32) -> impl Future<Output = Result<u32>> + Send;
}
