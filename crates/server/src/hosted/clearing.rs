//! Takes files away that nobody has any more: deleted messages', uploads that were never sent, and the pieces that files came in.
//!
//! Owns when: rung for after what leaves something behind, and else every so often, for what other nodes left. One thing after the other, and
//! whatever cannot be done is tried again until it can.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::{Change, FileId};
use tokio::sync::Notify;
use tokio::time::MissedTickBehavior;

use super::{Db, Lane, Server, system};
use crate::db::{ClaimedJob, JobKind, Jobs as _};
use crate::domain::{self, Failure, Publication};
use crate::media::{MediaError, MediaHash};

const EVERY: Duration = Duration::from_secs(30);
/// Longer than taking one thing away may take.
const CLAIMED_MS: i64 = 60_000;
const PATIENCE: Duration = Duration::from_secs(30);
/// After the first failure; then twice as long each time, up to the longest.
const AGAIN_MS: i64 = 30_000;
const LONGEST_MS: i64 = 3_600_000;

/// In the order in which one leads to the next.
const KINDS: [JobKind; 3] = [JobKind::DropFile, JobKind::DropPieces, JobKind::DropBytes];

/// Tells the worker that there may be something to do, and when to stop.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    ringing: Notify,
    stopping: AtomicBool,
}

impl Bell {
    pub(crate) fn ring(&self) {
        self.ringing.notify_one();
    }

    /// A message that was deleted may have had files, and so may what has changed in the vault or in a template.
    pub(super) fn hear(&self, publication: &Publication) {
        let leaves = |change: &Change| match change {
            Change::Message(message) => message.deleted,
            Change::VaultItem(_) | Change::Template(_) => true,
            _ => false,
        };
        if publication.page.changes.iter().any(leaves) {
            self.ring();
        }
    }

    /// Nothing new is begun.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

/// Clears away until it is aborted.
pub(super) async fn work<D: Db>(server: Arc<Server<D>>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = server.clearing.ringing.notified() => {}
        }
        if let Err(failure) = clear(&server).await {
            tracing::warn!(error = ?failure, "what nobody has any more stays until the next time");
        }
    }
}

async fn clear<D: Db>(server: &Server<D>) -> Result<(), Failure> {
    for kind in KINDS {
        while !server.clearing.stopping.load(Ordering::Relaxed)
            && let Some(job) = claim(&server.db, kind).await?
        {
            if let Err(error) = settle(server, &job).await? {
                tracing::warn!(error = %error, attempts = job.attempts, "something stays that nobody has any more");
                postpone(&server.db, job, error.to_string()).await?;
            }
        }
    }
    Ok(())
}

/// Asks by reading first: nobody waits for a writer who has nothing to write.
async fn claim<D: Db>(db: &D, kind: JobKind) -> Result<Option<ClaimedJob>, Failure> {
    let now = system::now();
    let due = db.read(move |tx| async move { Ok(tx.is_job_due(kind, now).await?) }.boxed());
    if !due.await? {
        return Ok(None);
    }
    db.note(Lane::Apart, move |desk| {
        async move {
            let until = desk.now.plus_ms(CLAIMED_MS);
            Ok(desk.tx.claim_job(kind, desk.now, until).await?)
        }
        .boxed()
    })
    .await
}

/// The inner failure is the place's of the media.
async fn settle<D: Db>(server: &Server<D>, job: &ClaimedJob) -> Result<Result<(), MediaError>, Failure> {
    let (db, ws) = (&server.db, job.workspace);
    let claimed = job.clone();
    let taken = match job.kind {
        JobKind::DropFile => {
            // In turn with whoever sends it.
            let dropped = db.note(Lane::Workspace(ws), move |desk| {
                async move { domain::files::drop_unsent(&mut desk.tx, desk.now, &claimed).await }.boxed()
            });
            return dropped.await.map(Ok);
        }
        JobKind::DropPieces => {
            let file = FileId(job.id);
            tokio::time::timeout(PATIENCE, server.media.forget(ws, file.0)).await
        }
        JobKind::DropBytes => {
            let unnamed = db.note(Lane::Workspace(ws), move |desk| {
                async move { domain::files::unnamed_bytes(&mut desk.tx, &claimed).await }.boxed()
            });
            let Some(hash) = unnamed.await? else {
                return Ok(Ok(()));
            };
            tokio::time::timeout(PATIENCE, server.media.delete(ws, &MediaHash(hash))).await
        }
        JobKind::LinkCard => return Ok(Ok(())),
    };
    let slow = || MediaError::Place("it did not answer".into());
    if let Err(error) = taken.unwrap_or_else(|_| Err(slow())) {
        return Ok(Err(error));
    }
    let done = job.clone();
    let finished = db.note(Lane::Apart, move |desk| {
        async move { Ok(desk.tx.finish_job(&done).await?) }.boxed()
    });
    finished.await?;
    Ok(Ok(()))
}

async fn postpone<D: Db>(db: &D, job: ClaimedJob, why: String) -> Result<(), Failure> {
    let doublings = job.attempts.saturating_sub(1).min(10);
    let wait = AGAIN_MS.saturating_mul(1 << doublings).min(LONGEST_MS);
    db.note(Lane::Apart, move |desk| {
        async move {
            let due = desk.now.plus_ms(wait);
            desk.tx.postpone_job(&job, due, &why).await?;
            Ok(())
        }
        .boxed()
    })
    .await
}
