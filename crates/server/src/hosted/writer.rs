//! The one thread that writes to the embedded database. It takes what has queued up, does each job in a step of its own, commits
//! once, and only then answers and publishes, in the order of the commit.
//!
//! So an answer means "on disk", and a burst of commands costs one synchronisation. Knows no command.

use std::thread::JoinHandle;

use protocol::Timestamp;
use tokio::sync::mpsc;

use super::database::Publisher;
use super::jobs::{self, Desk, Job};
use super::system;
use crate::db::sqlite::SqliteTx;
use crate::db::{DbError, ready};
use crate::domain::Publication;
use crate::metrics;

/// Jobs that wait before those who bring more have to wait too.
const QUEUE: usize = 1_024;

type SqliteJob = Box<dyn Job<SqliteTx>>;

/// Hands jobs to the thread. The thread ends, all jobs done, when the last of these is gone.
#[derive(Clone, Debug)]
pub(super) struct Writer(mpsc::Sender<SqliteJob>);

impl Writer {
    pub(super) fn start(tx: SqliteTx, publisher: Publisher) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let desk = Desk {
            tx,
            now: Timestamp(0),
            entropy: system::entropy(),
        };
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || work(desk, queue, &publisher))?;
        Ok((Self(jobs), thread))
    }

    /// When the thread is gone, the job is dropped, and its asker learns it.
    pub(super) async fn queue(&self, job: SqliteJob) {
        let _ = self.0.send(job).await;
    }
}

fn work(mut desk: Desk<SqliteTx>, mut queue: mpsc::Receiver<SqliteJob>, publisher: &Publisher) {
    while let Some(first) = queue.blocking_recv() {
        // Times never run backwards against the order, even when the machine's clock does.
        desk.now = desk.now.max(system::now());
        let mut done = Vec::new();
        let commit = metrics::commit(queue.len() + 1);
        let written = write(&mut desk, first, &mut queue, &mut done);
        commit.done(done.len(), written.is_ok());
        if let Err(error) = &written {
            tracing::error!(jobs = done.len(), error = %error, "a commit failed");
            if let Err(error) = desk.tx.rollback() {
                tracing::error!(error = %error, "and so did its rollback");
            }
        }
        for job in done {
            job.answer(written.is_ok());
        }
        publisher.publish_blocking(written.unwrap_or_default());
    }
    // A reader's connection may be the last to close, and it cannot write: leave everything in the one file, so that a
    // stopped server's folder can simply be copied.
    if let Err(error) = desk.tx.checkpoint() {
        tracing::warn!(error = %error, "the newest changes stay in the -wal file until the next start");
    }
}

fn write(
    desk: &mut Desk<SqliteTx>,
    first: SqliteJob,
    queue: &mut mpsc::Receiver<SqliteJob>,
    done: &mut Vec<SqliteJob>,
) -> Result<Vec<Publication>, DbError> {
    desk.tx.begin()?;
    let mut first = Some(first);
    let publications = ready(jobs::run(desk, done, || {
        first.take().or_else(|| queue.try_recv().ok())
    }))?;
    desk.tx.commit()?;
    Ok(publications)
}

#[cfg(test)]
mod tests;
