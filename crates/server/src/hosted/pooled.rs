//! PostgreSQL at work: a pool of connections, and a lane for each practice that somebody writes to.
//!
//! A lane takes what has queued up, does each job in a step of its own, commits once, and only then answers and publishes. Within
//! a practice, jobs of this node are done in their order; those of other nodes wait for the practice's row. Practices do not
//! wait for each other. When the connection is lost, what can be repeated is done again on another one.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use protocol::{Timestamp, WorkspaceId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::database::{Db, Lane, Published, Publisher};
use super::jobs::{self, BATCH, Desk, Job};
use super::system;
use crate::db::postgres::{PgTx, Postgres};
use crate::db::{DbError, Moved};
use crate::domain::{Failure, Publication};
use crate::metrics;

/// Jobs that wait before those who bring more have to wait too.
const QUEUED: u32 = 4_096;
/// How often jobs are done that a lost connection may have left undone, and how long to wait before each: a database that
/// is restarted is back within seconds.
const AGAIN: [Duration; 5] = [
    Duration::from_millis(20),
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

type PgJob = Box<dyn Job<PgTx>>;

/// A job and its place among those that may wait.
type Waiting = (PgJob, OwnedSemaphorePermit);

/// A database that several nodes share.
#[derive(Clone, Debug)]
pub struct Pooled(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    postgres: Postgres,
    publisher: Publisher,
    /// Lanes at work, each with what waits in it.
    lanes: Mutex<HashMap<Lane, VecDeque<Waiting>>>,
    room: Arc<Semaphore>,
    /// The latest time that was given out: times never run backwards on this node.
    last: AtomicI64,
}

impl std::fmt::Debug for dyn Job<PgTx> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Pooled {
    pub async fn connect(url: &str, connections: u32) -> Result<(Self, Published), DbError> {
        let postgres = Postgres::connect(url, connections).await?;
        let (publisher, published) = Publisher::channel();
        let shared = Shared {
            postgres,
            publisher,
            lanes: Mutex::default(),
            room: Arc::new(Semaphore::new(QUEUED as usize)),
            last: AtomicI64::new(0),
        };
        Ok((Self(Arc::new(shared)), published))
    }
}

impl Db for Pooled {
    type Tx = PgTx;

    async fn read<R: Send + 'static>(
        &self,
        does: impl for<'t> FnOnce(&'t mut PgTx) -> BoxFuture<'t, Result<R, Failure>> + Send + 'static,
    ) -> Result<R, Failure> {
        let mut tx = self.0.postgres.begin_read().await?;
        let read = does(&mut tx).await;
        tx.rollback().await?;
        read
    }

    async fn enqueue(&self, lane: Lane, job: PgJob) {
        // Never closed but by the end of everything; then the job is dropped, and its asker learns it.
        let Ok(permit) = Arc::clone(&self.0.room).acquire_owned().await else {
            return;
        };
        if lane == Lane::Apart {
            let shared = Arc::clone(&self.0);
            tokio::spawn(async move { shared.work(None, vec![(job, permit)]).await });
            return;
        }
        let mut lanes = self.0.lanes();
        if let Some(waiting) = lanes.get_mut(&lane) {
            waiting.push_back((job, permit));
            return;
        }
        lanes.insert(lane.clone(), VecDeque::from([(job, permit)]));
        drop(lanes);
        tokio::spawn(Arc::clone(&self.0).drain(lane));
    }

    async fn moved(&self, since: &[(WorkspaceId, u64)]) -> Result<Vec<Moved>, DbError> {
        self.0.postgres.moved(since).await
    }

    /// Every job holds a place until it is answered.
    async fn close(&self) -> bool {
        self.0.room.acquire_many(QUEUED).await.is_ok()
    }
}

impl Shared {
    fn lanes(&self) -> MutexGuard<'_, HashMap<Lane, VecDeque<Waiting>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        let now = system::now().0;
        Timestamp(self.last.fetch_max(now, Ordering::Relaxed).max(now))
    }

    /// Works until nothing waits in the lane.
    async fn drain(self: Arc<Self>, lane: Lane) {
        let workspace = match &lane {
            Lane::Workspace(workspace) => Some(*workspace),
            Lane::Key(_) | Lane::Apart => None,
        };
        loop {
            let batch: Vec<Waiting> = {
                let mut lanes = self.lanes();
                let Some(waiting) = lanes.get_mut(&lane) else {
                    return;
                };
                let some = waiting.len().min(BATCH);
                if some == 0 {
                    lanes.remove(&lane);
                    return;
                }
                waiting.drain(..some).collect()
            };
            self.work(workspace, batch).await;
        }
    }

    /// Does jobs in one transaction, answers them, and publishes what they make known.
    async fn work(&self, workspace: Option<WorkspaceId>, batch: Vec<Waiting>) {
        // Their places are free when they have been answered.
        let (mut jobs, places): (VecDeque<PgJob>, Vec<OwnedSemaphorePermit>) = batch.into_iter().unzip();
        let mut waits = AGAIN.iter();
        let mut publications = Vec::new();
        while !jobs.is_empty() {
            let mut done = Vec::new();
            let commit = metrics::commit(QUEUED as usize - self.room.available_permits());
            let written = self.attempt(workspace, &mut jobs, &mut done).await;
            commit.done(done.len(), written.is_ok());
            let error = match written {
                Ok(told) => {
                    publications.extend(told);
                    for job in done {
                        job.answer(true);
                    }
                    continue;
                }
                Err(error) => error,
            };
            let wait = match &error {
                DbError::Lost(_) => waits.next(),
                _ => None,
            };
            tracing::warn!(jobs = done.len(), again = wait.is_some(), error = %error, "a commit failed");
            for job in done.into_iter().rev() {
                if wait.is_some() && job.is_repeatable() {
                    jobs.push_front(job);
                } else {
                    job.answer(false);
                }
            }
            match wait {
                Some(wait) => system::pause(*wait).await,
                // What could not even be begun is dropped, and its askers learn it.
                None => break,
            }
        }
        self.publisher.publish(publications).await;
        drop(places);
    }

    /// What was begun is in `done` afterwards, the rest still in `jobs`.
    async fn attempt(
        &self,
        workspace: Option<WorkspaceId>,
        jobs: &mut VecDeque<PgJob>,
        done: &mut Vec<PgJob>,
    ) -> Result<Vec<Publication>, DbError> {
        let mut desk = Desk {
            tx: self.postgres.begin(workspace).await?,
            // Taken under the lock, so that times follow the order.
            now: self.now(),
            entropy: system::entropy(),
        };
        let publications = jobs::run(&mut desk, done, || jobs.pop_front()).await?;
        desk.tx.commit().await?;
        Ok(publications)
    }
}

#[cfg(test)]
mod tests;
