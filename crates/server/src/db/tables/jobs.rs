//! What is due later, and who is at it.

use protocol::{Timestamp, WorkspaceId};
use uuid::Uuid;

use super::Result;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// To look at a link; the id is that of the message, the payload the link.
    LinkCard,
    /// To take a file away when no message has it; the id is the file's.
    DropFile,
    /// To take away the pieces in which a file came; the id is the file's.
    DropPieces,
    /// To take bytes away that no file has; the id begins their hash, the payload is all of it.
    DropBytes,
}

impl JobKind {
    /// As it stands in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LinkCard => "link_card",
            Self::DropFile => "drop_file",
            Self::DropPieces => "drop_pieces",
            Self::DropBytes => "drop_bytes",
        }
    }
}

/// A job that somebody is at: nobody else takes it before `claimed_until`.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    pub workspace: WorkspaceId,
    pub kind: JobKind,
    pub id: Uuid,
    pub payload: String,
    /// With this one.
    pub attempts: u32,
    /// Also says which claim it is: whoever comes back late finds another one.
    pub claimed_until: Timestamp,
}

/// What a job is about are people's words.
impl std::fmt::Debug for ClaimedJob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClaimedJob")
            .field("kind", &self.kind)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// Claims are for one worker, whatever else is written meanwhile. Those who finish, postpone or give up a job say whether it
/// was still theirs; when it was not, nothing has happened.
pub trait Jobs {
    /// Due now. Takes the place of the one of this kind about the same, also when somebody is at that.
    fn put_job(
        &mut self,
        ws: WorkspaceId,
        kind: JobKind,
        id: Uuid,
        due_at: Timestamp,
        payload: &str,
    ) -> impl Future<Output = Result<()>> + Send;
    fn delete_job(
        &mut self,
        ws: WorkspaceId,
        kind: JobKind,
        id: Uuid,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Deletes it unless somebody is at it. Whether there is none any more: until the end of the transaction nobody begins.
    fn withdraw_job(
        &mut self,
        ws: WorkspaceId,
        kind: JobKind,
        id: Uuid,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool>> + Send;
    /// Whether there is one to claim, in whatever workspace.
    fn is_job_due(&mut self, kind: JobKind, now: Timestamp) -> impl Future<Output = Result<bool>> + Send;
    /// The one that has been due the longest, in whatever workspace.
    fn claim_job(
        &mut self,
        kind: JobKind,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<Option<ClaimedJob>>> + Send;
    fn finish_job(&mut self, job: &ClaimedJob) -> impl Future<Output = Result<bool>> + Send;
    fn postpone_job(
        &mut self,
        job: &ClaimedJob,
        due_at: Timestamp,
        error: &str,
    ) -> impl Future<Output = Result<bool>> + Send;
    /// Stays as a row without payload, to say why.
    fn give_up_job(
        &mut self,
        job: &ClaimedJob,
        at: Timestamp,
        error: &str,
    ) -> impl Future<Output = Result<bool>> + Send;
    /// The oldest that were given up before then, in whatever workspace, at most `limit`; gives back how many.
    fn forget_jobs(&mut self, before: Timestamp, limit: u32) -> impl Future<Output = Result<u32>> + Send;
}
