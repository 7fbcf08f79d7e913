//! What is kept of what happened: earlier versions, how watermarks rose, who was named, who did what to another's.

use protocol::{
    AccountId, ConversationId, Message, MessageId, Receipt, SeenBy, Seq, Timestamp, Version, WorkspaceId,
};

use super::Result;

pub trait Versions {
    /// Keeps what a message says, before the change `rev` replaces it.
    fn insert_version(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest first.
    fn versions(
        &mut self,
        ws: WorkspaceId,
        message: MessageId,
    ) -> impl Future<Output = Result<Vec<Version>>> + Send;
    fn delete_versions(
        &mut self,
        ws: WorkspaceId,
        message: MessageId,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// A rise of somebody's watermarks.
#[derive(Clone, Copy, Debug)]
pub struct Step<'r> {
    /// Where they stand after it.
    pub to: &'r Receipt,
    pub from_delivered: Seq,
    pub from_read: Seq,
    pub at: Timestamp,
}

pub trait ReceiptSteps {
    /// Writes the receipt, and that it rose.
    fn advance_receipt(
        &mut self,
        ws: WorkspaceId,
        step: Step<'_>,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// How far a message has come with each active member but its author who was in when it was sent, by name.
    fn seen_by(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
    ) -> impl Future<Output = Result<Vec<SeenBy>>> + Send;
    /// The oldest steps from before then, in whatever workspace, at most `limit`; gives back how many.
    fn forget_steps(&mut self, before: Timestamp, limit: u32) -> impl Future<Output = Result<u32>> + Send;
}

pub trait Mentions {
    /// Whether this is the first time; `None` names everyone.
    fn insert_mention(
        &mut self,
        ws: WorkspaceId,
        message: MessageId,
        account: Option<AccountId>,
        at: Timestamp,
    ) -> impl Future<Output = Result<bool>> + Send;
}

/// Who did what to another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    pub at: Timestamp,
    pub actor: AccountId,
    /// Such as `delete_message`.
    pub action: String,
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
    /// Whom it concerns.
    pub subject: Option<AccountId>,
}

pub trait Audit {
    fn insert_audit(&mut self, ws: WorkspaceId, row: &AuditRow) -> impl Future<Output = Result<()>> + Send;
    /// Newest first, at most `limit`.
    fn audit(&mut self, ws: WorkspaceId, limit: u32) -> impl Future<Output = Result<Vec<AuditRow>>> + Send;
}
