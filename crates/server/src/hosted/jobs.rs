//! What is asked of whoever writes: jobs, each answered when it is committed.
//!
//! A job runs inside a step of a transaction that it shares with others: one that fails is undone and spoils nobody else's.
//! Knows no command and no database.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use protocol::Timestamp;
use tokio::sync::oneshot;

use crate::db::{DbError, Steps, Tx};
use crate::domain::{Failure, Publication};
use crate::entropy::Entropy;

/// Jobs in one commit.
pub(crate) const BATCH: usize = 256;

/// What a job works with.
#[derive(Debug)]
pub struct Desk<T> {
    pub(crate) tx: T,
    pub(crate) now: Timestamp,
    pub(crate) entropy: Entropy,
}

/// What a job gives back: its result, and what it makes known.
pub(crate) type Done<R> = Result<(R, Vec<Publication>), Failure>;

/// How an attempt went wrong.
#[derive(Debug)]
pub enum Undo {
    /// What it began is undone; the others go on.
    Step,
    /// The whole transaction is lost.
    All(DbError),
}

/// A job, whatever its result is.
pub trait Job<T>: Send {
    /// Does it, and says what it makes known.
    fn attempt<'t>(&'t mut self, desk: &'t mut Desk<T>) -> BoxFuture<'t, Result<Vec<Publication>, Undo>>;
    /// After it was refused and undone: whatever is to be kept of that.
    fn refused<'t>(&'t mut self, desk: &'t mut Desk<T>) -> BoxFuture<'t, Result<(), Undo>>;
    /// Whether it may be attempted again, when it cannot be known what became of the first time.
    fn is_repeatable(&self) -> bool;
    /// Tells the asker.
    fn answer(self: Box<Self>, committed: bool);
}

struct Asked<R, F, G> {
    does: F,
    otherwise: G,
    repeatable: bool,
    result: Option<Result<R, Failure>>,
    answer: oneshot::Sender<Result<R, Failure>>,
}

impl<T, R, F, G> Job<T> for Asked<R, F, G>
where
    T: Tx,
    R: Send,
    F: for<'t> FnMut(&'t mut Desk<T>) -> BoxFuture<'t, Done<R>> + Send,
    G: for<'t> FnMut(&'t mut Desk<T>, &'t Failure) -> BoxFuture<'t, Result<(), Failure>> + Send,
{
    fn attempt<'t>(&'t mut self, desk: &'t mut Desk<T>) -> BoxFuture<'t, Result<Vec<Publication>, Undo>> {
        async move {
            self.result = None;
            match (self.does)(desk).await {
                Ok((result, publications)) => {
                    self.result = Some(Ok(result));
                    Ok(publications)
                }
                Err(Failure::Database(DbError::Lost(cause))) => Err(Undo::All(DbError::Lost(cause))),
                Err(failure) => {
                    self.result = Some(Err(failure));
                    Err(Undo::Step)
                }
            }
        }
        .boxed()
    }

    fn refused<'t>(&'t mut self, desk: &'t mut Desk<T>) -> BoxFuture<'t, Result<(), Undo>> {
        async move {
            let Some(Err(failure)) = &self.result else {
                return Ok(());
            };
            match (self.otherwise)(desk, failure).await {
                Ok(()) => Ok(()),
                Err(Failure::Database(DbError::Lost(cause))) => Err(Undo::All(DbError::Lost(cause))),
                Err(failure) => {
                    self.result = Some(Err(failure));
                    Err(Undo::Step)
                }
            }
        }
        .boxed()
    }

    fn is_repeatable(&self) -> bool {
        self.repeatable
    }

    fn answer(self: Box<Self>, committed: bool) {
        // A job that panicked has no result: the asker learns it from the answer that never comes.
        if let Some(result) = self.result {
            // Nobody may be waiting any more.
            let _ = self.answer.send(if committed { result } else { Err(lost()) });
        }
    }
}

/// The answer to a job that is not yet committed.
#[derive(Debug)]
pub struct Pending<R>(oneshot::Receiver<Result<R, Failure>>);

impl<R> Pending<R> {
    /// May be dropped and called again without losing anything, until it has answered.
    pub(crate) async fn answer(&mut self) -> Result<R, Failure> {
        (&mut self.0).await.unwrap_or_else(|_| Err(lost()))
    }
}

fn lost() -> Failure {
    DbError::Failed("the commit did not happen".into()).into()
}

/// A job for one attempt only.
pub(crate) fn once<T: Tx, R: Send + 'static>(
    does: impl for<'t> FnOnce(&'t mut Desk<T>) -> BoxFuture<'t, Done<R>> + Send + 'static,
) -> (Box<dyn Job<T>>, Pending<R>) {
    let mut does = Some(does);
    asked(
        false,
        move |desk| match does.take() {
            Some(does) => does(desk),
            None => ready(Err(lost())).boxed(),
        },
        |_, _| ready(Ok(())).boxed(),
    )
}

/// A job that is remembered by an id of its own, so that it may be attempted again. When it is refused, `otherwise` is done
/// after what it had begun is undone.
pub(crate) fn repeatable<T: Tx, R: Send + 'static>(
    does: impl for<'t> FnMut(&'t mut Desk<T>) -> BoxFuture<'t, Done<R>> + Send + 'static,
    otherwise: impl for<'t> FnMut(&'t mut Desk<T>, &'t Failure) -> BoxFuture<'t, Result<(), Failure>>
    + Send
    + 'static,
) -> (Box<dyn Job<T>>, Pending<R>) {
    asked(true, does, otherwise)
}

fn asked<T: Tx, R: Send + 'static>(
    repeatable: bool,
    does: impl for<'t> FnMut(&'t mut Desk<T>) -> BoxFuture<'t, Done<R>> + Send + 'static,
    otherwise: impl for<'t> FnMut(&'t mut Desk<T>, &'t Failure) -> BoxFuture<'t, Result<(), Failure>>
    + Send
    + 'static,
) -> (Box<dyn Job<T>>, Pending<R>) {
    let (answer, pending) = oneshot::channel();
    let job = Asked {
        does,
        otherwise,
        repeatable,
        result: None,
        answer,
    };
    (Box::new(job), Pending(pending))
}

/// Does jobs, each as a step of the transaction on the desk, until there are no more or enough. `done` holds those that were begun,
/// also when the transaction is lost. Whoever calls commits, and then answers them all.
pub(crate) async fn run<T: Steps>(
    desk: &mut Desk<T>,
    done: &mut Vec<Box<dyn Job<T>>>,
    mut next: impl FnMut() -> Option<Box<dyn Job<T>>> + Send,
) -> Result<Vec<Publication>, DbError> {
    let mut publications = Vec::new();
    while done.len() < BATCH
        && let Some(mut job) = next()
    {
        let told = step(desk, job.as_mut()).await;
        done.push(job);
        publications.extend(told?);
    }
    Ok(publications)
}

async fn step<T: Steps>(desk: &mut Desk<T>, job: &mut dyn Job<T>) -> Result<Vec<Publication>, DbError> {
    desk.tx.begin_step().await?;
    // A job that panics is a mistake in this program, and no reason to stop writing for everybody else.
    let attempted = AssertUnwindSafe(job.attempt(desk)).catch_unwind().await;
    let publications = match attempted.unwrap_or(Err(Undo::Step)) {
        Ok(publications) => publications,
        Err(Undo::All(error)) => return Err(error),
        Err(Undo::Step) => {
            desk.tx.undo_step().await?;
            match job.refused(desk).await {
                Ok(()) => {}
                Err(Undo::All(error)) => return Err(error),
                Err(Undo::Step) => desk.tx.undo_step().await?,
            }
            Vec::new()
        }
    };
    desk.tx.end_step().await?;
    Ok(publications)
}
