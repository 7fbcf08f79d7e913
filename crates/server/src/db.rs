//! What the domain may ask of a database: one trait per table, gathered in [`Tx`].
//!
//! The domain is written once over these traits and knows no SQL; each database keeps its own under `db/`, one
//! file per table, same names on all sides. The functions are async because a networked database needs it;
//! SQLite's are ready at once, so that the same domain also runs on a plain thread ([`ready`]).
//! Rights are not checked here: that is `domain::access`.

#[cfg(test)]
pub(crate) mod conformance;
pub(crate) mod held;
mod tables;

pub mod portable;
pub mod postgres;
pub mod sqlite;

use futures_util::FutureExt;
use protocol::{FeedCursor, WorkspaceId};

pub(crate) use tables::holder;
pub use tables::{
    AccountInWorkspace, Accounts, Audit, AuditRow, Begun, ClaimedJob, ClientFiles, Cohorts, Commands,
    Conversations, Crowds, DeviceRow, Devices, Drafts, Feeds, FileContent, FileRow, Files, Filings,
    InviteRow, Invites, JobKind, Jobs, Keys, Mark, Members, Memberships, Mentions, MessageFiles, Messages,
    Place, PlayedNotes, Reactions, ReceiptSteps, Receipts, Session, Sight, SignInCodeRow, SignInCodes, Stars,
    Step, Tags, Templates, VaultFolders, VaultItems, Versions, Workspaces, no_file,
};

/// Everything inside one transaction: all of it happens, or nothing does.
pub trait Tx:
    Workspaces
    + Accounts
    + Devices
    + SignInCodes
    + Invites
    + Conversations
    + Members
    + Messages
    + Reactions
    + Versions
    + Mentions
    + Files
    + MessageFiles
    + PlayedNotes
    + VaultFolders
    + VaultItems
    + Templates
    + Keys
    + Receipts
    + ReceiptSteps
    + Drafts
    + Stars
    + Filings
    + Memberships
    + Feeds
    + Tags
    + ClientFiles
    + Cohorts
    + Crowds
    + Commands
    + Jobs
    + Audit
    + Send
    + 'static
{
}

/// A transaction in steps: what a step did can be undone without the others'.
pub trait Steps: Tx {
    fn begin_step(&mut self) -> impl Future<Output = Result<(), DbError>> + Send;
    /// Back to where the step began; the step goes on.
    fn undo_step(&mut self) -> impl Future<Output = Result<(), DbError>> + Send;
    fn end_step(&mut self) -> impl Future<Output = Result<(), DbError>> + Send;
}

/// A practice in which something has happened, also on other nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub workspace: WorkspaceId,
    /// What to ask from the next time.
    pub tick: u64,
    /// Where the feeds stand that moved.
    pub heads: Vec<FeedCursor>,
}

/// The database could not do it. The caller answers `unavailable` and logs it once.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique index refused a row that somebody else made first. The domain decides what that means.
    #[error("a row like this exists already")]
    Conflict,
    /// The connection is gone, or the database wants the transaction tried again: nothing of it has happened, or it cannot
    /// be known. What is safe to do twice is tried again.
    #[error("the database was lost: {0}")]
    Lost(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Disk, file or statement; trying again later may help.
    #[error("the database failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A database that answers at once did not: a mistake in this program.
    #[error("the database did not answer at once")]
    NotReady,
}

/// Runs the domain on a database whose futures never wait.
pub fn ready<R, E: From<DbError>>(work: impl Future<Output = Result<R, E>>) -> Result<R, E> {
    work.now_or_never().unwrap_or(Err(E::from(DbError::NotReady)))
}
