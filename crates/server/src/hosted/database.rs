//! What the hosted server asks of its database: to read one moment of it, and to write jobs in order.
//!
//! The embedded database and PostgreSQL each answer in their own way; everything above is written once, over this. Knows no SQL.

use std::fmt::Debug;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use protocol::WorkspaceId;
use tokio::sync::mpsc;

use super::jobs::{self, Desk, Done, Job, Pending};
use crate::db::{DbError, Moved, Steps};
use crate::domain::{Failure, Publication};

/// Batches of publications that wait before whoever writes waits for them.
const UNPUBLISHED: usize = 1_024;

/// Jobs of one lane are done one after the other, in the order in which they were queued.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Whatever changes a practice.
    Workspace(WorkspaceId),
    /// Something older than any practice, such as an address that signs in.
    Key(String),
    /// A job that finds out by itself where it belongs.
    Apart,
}

/// A database, as the hosted server uses it.
pub trait Db: Debug + Send + Sync + 'static {
    type Tx: Steps;

    /// Reads one state of the database.
    fn read<R: Send + 'static>(
        &self,
        does: impl for<'t> FnOnce(&'t mut Self::Tx) -> BoxFuture<'t, Result<R, Failure>> + Send + 'static,
    ) -> impl Future<Output = Result<R, Failure>> + Send;

    /// Queues a job. What it makes known is published, and then it is answered, once it is committed.
    fn enqueue(&self, lane: Lane, job: Box<dyn Job<Self::Tx>>) -> impl Future<Output = ()> + Send;

    /// What has happened in these practices since these ticks. Nothing, where nobody else writes.
    fn moved(&self, since: &[(WorkspaceId, u64)])
    -> impl Future<Output = Result<Vec<Moved>, DbError>> + Send;

    /// Finishes what was queued. Whether all of it went well.
    fn close(&self) -> impl Future<Output = bool> + Send;

    /// Queues a job that is attempted once.
    fn queue<R: Send + 'static>(
        &self,
        lane: Lane,
        does: impl for<'t> FnOnce(&'t mut Desk<Self::Tx>) -> BoxFuture<'t, Done<R>> + Send + 'static,
    ) -> impl Future<Output = Pending<R>> + Send {
        async move {
            let (job, pending) = jobs::once(does);
            self.enqueue(lane, job).await;
            pending
        }
    }

    /// Queues a job and waits for its commit.
    fn write<R: Send + 'static>(
        &self,
        lane: Lane,
        does: impl for<'t> FnOnce(&'t mut Desk<Self::Tx>) -> BoxFuture<'t, Done<R>> + Send + 'static,
    ) -> impl Future<Output = Result<R, Failure>> + Send {
        async move { self.queue(lane, does).await.answer().await }
    }

    /// Writes what nobody else needs to learn of.
    fn note<R: Send + 'static>(
        &self,
        lane: Lane,
        does: impl for<'t> FnOnce(&'t mut Desk<Self::Tx>) -> BoxFuture<'t, Result<R, Failure>> + Send + 'static,
    ) -> impl Future<Output = Result<R, Failure>> + Send {
        self.write(lane, move |desk| {
            async move { Ok((does(desk).await?, Vec::new())) }.boxed()
        })
    }
}

/// Where whoever writes hands its publications, in the order of the commits.
#[derive(Clone, Debug)]
pub(crate) struct Publisher(mpsc::Sender<Vec<Publication>>);

/// What was published, for whoever hands it out.
pub type Published = mpsc::Receiver<Vec<Publication>>;

impl Publisher {
    pub(crate) fn channel() -> (Self, Published) {
        let (batches, published) = mpsc::channel(UNPUBLISHED);
        (Self(batches), published)
    }

    pub(crate) async fn publish(&self, publications: Vec<Publication>) {
        if !publications.is_empty() {
            // Nobody listens where there is no live line, such as on the command line.
            let _ = self
                .0
                .send(crate::domain::publication::coalesce(publications))
                .await;
        }
    }

    /// For a thread of its own.
    pub(crate) fn publish_blocking(&self, publications: Vec<Publication>) {
        if !publications.is_empty() {
            let _ = self
                .0
                .blocking_send(crate::domain::publication::coalesce(publications));
        }
    }
}
