//! The one thread that writes. It takes what has queued up, does each job in a savepoint of its own, commits once, and
//! only then answers and publishes, in the order of the commit.
//!
//! So an answer means "on disk", and a burst of commands costs one synchronisation. Knows no command.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use protocol::Timestamp;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::system;
use crate::db::sqlite::SqliteTx;
use crate::db::{DbError, ready};
use crate::domain::publication::coalesce;
use crate::domain::{Failure, Publication};
use crate::entropy::Entropy;

/// Jobs that wait before those who bring more have to wait too.
const QUEUE: usize = 1_024;
/// Jobs in one commit.
const BATCH: usize = 256;

/// What a job works with.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    pub(crate) tx: SqliteTx<'a>,
    pub(crate) now: Timestamp,
    pub(crate) entropy: &'a mut Entropy,
}

/// Tells the asker how it went; `true` when it is committed.
type Reply = Box<dyn FnOnce(bool) + Send>;

/// What became of a job.
enum Finished {
    Done(Answered),
    /// It failed: first its savepoint is rolled back, then this is done.
    Undone(Box<dyn FnOnce(&mut Desk<'_>) -> Reply + Send>),
}

/// A job that waits for the commit.
struct Answered {
    publications: Vec<Publication>,
    reply: Reply,
}

type Job = Box<dyn FnOnce(&mut Desk<'_>) -> Finished + Send>;

/// Hands jobs to the thread. The thread ends, all jobs done, when the last of these is gone.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
}

/// What a job gives back: its result, and what it makes known.
pub(crate) type Done<R> = Result<(R, Vec<Publication>), Failure>;

impl Writer {
    /// `publish` is called on the writer's thread, in the order of the commits.
    pub(crate) fn start(
        connection: Connection,
        publish: impl Fn(Vec<Publication>) + Send + 'static,
    ) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || work(&connection, queue, &publish))?;
        Ok((Self { jobs }, thread))
    }

    /// Queues a job; jobs are done in the order in which they were queued.
    pub(crate) async fn queue<R: Send + 'static>(
        &self,
        does: impl FnOnce(&mut Desk<'_>) -> Done<R> + Send + 'static,
    ) -> Pending<R> {
        self.queue_or(does, |_, _| Ok(())).await
    }

    /// As [`Writer::queue`]; when the job fails, `otherwise` is done after what it had begun is rolled back.
    pub(crate) async fn queue_or<R: Send + 'static>(
        &self,
        does: impl FnOnce(&mut Desk<'_>) -> Done<R> + Send + 'static,
        otherwise: impl FnOnce(&mut Desk<'_>, &Failure) -> Result<(), Failure> + Send + 'static,
    ) -> Pending<R> {
        let (answer, pending) = oneshot::channel();
        let job: Job = Box::new(move |desk| match does(desk) {
            Ok((result, publications)) => Finished::Done(Answered {
                publications,
                reply: Box::new(move |committed| {
                    let result = if committed { Ok(result) } else { Err(lost()) };
                    // Nobody may be waiting any more.
                    let _ = answer.send(result);
                }),
            }),
            Err(failure) => Finished::Undone(Box::new(move |desk| {
                let failure = otherwise(desk, &failure).err().unwrap_or(failure);
                Box::new(move |committed| {
                    let _ = answer.send(Err(if committed { failure } else { lost() }));
                })
            })),
        });
        // When the thread is gone, the answer's sender is dropped with the job, and the asker learns it.
        let _ = self.jobs.send(job).await;
        Pending(pending)
    }

    /// Queues a job and waits for its commit.
    pub(crate) async fn write<R: Send + 'static>(
        &self,
        does: impl FnOnce(&mut Desk<'_>) -> Done<R> + Send + 'static,
    ) -> Result<R, Failure> {
        self.queue(does).await.answer().await
    }

    /// Runs domain code that publishes nothing.
    pub(crate) async fn note<R: Send + 'static>(
        &self,
        does: impl AsyncFnOnce(&mut Desk<'_>) -> Result<R, Failure> + Send + 'static,
    ) -> Result<R, Failure> {
        self.write(|desk| Ok((ready(does(desk))?, Vec::new()))).await
    }
}

/// The answer to a job that is not yet committed.
#[derive(Debug)]
pub(crate) struct Pending<R>(oneshot::Receiver<Result<R, Failure>>);

impl<R> Pending<R> {
    /// May be dropped and called again without losing anything, until it has answered.
    pub(crate) async fn answer(&mut self) -> Result<R, Failure> {
        (&mut self.0).await.unwrap_or_else(|_| Err(lost()))
    }
}

fn lost() -> Failure {
    DbError::Failed("the commit did not happen".into()).into()
}

fn work(connection: &Connection, mut queue: mpsc::Receiver<Job>, publish: &dyn Fn(Vec<Publication>)) {
    let mut entropy = system::entropy();
    let mut last = Timestamp(0);
    while let Some(first) = queue.blocking_recv() {
        // Times never run backwards against the order, even when the machine's clock does.
        last = last.max(system::now());
        let mut desk = Desk {
            tx: SqliteTx::inside(connection),
            now: last,
            entropy: &mut entropy,
        };
        let mut finished = Vec::new();
        let committed = commit(connection, || {
            let mut job = Some(first);
            while let Some(next) = job.take() {
                finished.push(savepoint(connection, &mut desk, next)?);
                if finished.len() < BATCH {
                    job = queue.try_recv().ok();
                }
            }
            Ok(())
        });
        let ok = committed.is_ok();
        if let Err(error) = committed {
            tracing::error!(jobs = finished.len(), error = %error, "a commit failed");
        }
        let mut publications = Vec::new();
        if ok {
            publications.extend(finished.iter_mut().flat_map(|job| job.publications.drain(..)));
        }
        for job in finished {
            (job.reply)(ok);
        }
        if !publications.is_empty() {
            publish(coalesce(publications));
        }
    }
    // A reader's connection may be the last to close, and it cannot write: leave everything in the one file, so that a
    // stopped server's folder can simply be copied.
    if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
        tracing::warn!(error = %error, "the newest changes stay in the -wal file until the next start");
    }
}

fn commit(connection: &Connection, does: impl FnOnce() -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let done = does().and_then(|()| connection.prepare_cached("COMMIT")?.execute([]).map(drop));
    if done.is_err() && !connection.is_autocommit() {
        connection.prepare_cached("ROLLBACK")?.execute([])?;
    }
    done
}

fn savepoint(connection: &Connection, desk: &mut Desk<'_>, job: Job) -> rusqlite::Result<Answered> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    // A job that panics is a mistake in this program, and no reason to stop writing for everybody else.
    let finished = catch_unwind(AssertUnwindSafe(|| job(desk)))
        // The asker learns it from the answer that never comes.
        .unwrap_or_else(|_| Finished::Undone(Box::new(|_| Box::new(drop))));
    if let Finished::Undone(_) = finished {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    Ok(match finished {
        Finished::Done(answered) => answered,
        Finished::Undone(then) => Answered {
            publications: Vec::new(),
            reply: then(desk),
        },
    })
}

#[cfg(test)]
mod tests;
