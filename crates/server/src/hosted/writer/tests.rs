//! Answers mean "on disk", in order, and a bad job spoils nobody else's.

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use protocol::{AccountId, Change, FeedId, FeedPage, Workspace, WorkspaceId};

use super::{Desk, Publisher, SqliteTx, Writer, jobs};
use crate::db::Workspaces as _;
use crate::db::sqlite::{self, Place};
use crate::domain::publication::{Publication, Reach};
use crate::domain::{Audience, Failure, refuse};
use crate::hosted::jobs::{Done, Pending};

fn workspace(number: u128) -> Workspace {
    Workspace {
        id: WorkspaceId::from_number(number),
        name: number.to_string(),
        brand_hue: 1,
        receipts: protocol::ReceiptPolicy::default(),
    }
}

fn news(number: u128) -> Publication {
    let account = AccountId::from_number(number);
    Publication {
        workspace: WorkspaceId::from_number(1),
        audience: Audience::Account(account),
        page: FeedPage {
            feed: FeedId::Account(account),
            after: 0,
            head: 1,
            changes: vec![Change::Workspace(workspace(number))],
            referenced: Vec::new(),
            more: false,
            snapshot_from: None,
        },
        reach: Reach::default(),
    }
}

async fn insert(desk: &mut Desk<SqliteTx>, number: u128) -> Result<(), Failure> {
    Ok(desk.tx.insert_workspace(&workspace(number), desk.now, 1).await?)
}

fn in_memory() -> SqliteTx {
    SqliteTx::on(sqlite::open(&Place::Memory).unwrap())
}

/// Queues a job as the server does.
async fn queue<R: Send + 'static>(
    writer: &Writer,
    does: impl for<'t> FnOnce(&'t mut Desk<SqliteTx>) -> BoxFuture<'t, Done<R>> + Send + 'static,
) -> Pending<R> {
    let (job, pending) = jobs::once(does);
    writer.queue(job).await;
    pending
}

#[tokio::test]
async fn a_burst_is_committed_together_and_answered_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rapport.db");
    let connection = sqlite::open(&Place::File(path.clone())).unwrap();
    let (publisher, mut published) = Publisher::channel();
    let (writer, thread) = Writer::start(SqliteTx::on(connection), publisher).unwrap();

    // The first job holds the thread until all others are queued, so that they are one batch.
    let (all_queued, wait) = std::sync::mpsc::channel::<()>();
    let mut first = queue(&writer, move |_| {
        wait.recv().unwrap();
        ready(Ok(((), Vec::new()))).boxed()
    })
    .await;
    let mut pending = Vec::new();
    for number in 1..=100_u128 {
        let job = queue(&writer, move |desk| {
            async move {
                insert(desk, number).await?;
                if number % 10 == 0 {
                    return Err(refuse(protocol::ErrorCode::Invalid, "every tenth is refused"));
                }
                Ok((number, vec![news(number)]))
            }
            .boxed()
        });
        pending.push((number, job.await));
    }
    all_queued.send(()).unwrap();
    first.answer().await.unwrap();
    let reader = sqlite::open_reader(&path).unwrap();
    for (number, mut job) in pending {
        let answer = job.answer().await;
        let there: bool = reader
            .query_row(
                "SELECT count(*) FROM workspaces WHERE name = ?1",
                [number.to_string()],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(
            (answer.is_ok(), there),
            (number % 10 != 0, number % 10 != 0),
            "{number}"
        );
    }
    drop(writer);
    thread.join().unwrap();
    let expected: Vec<_> = (1..=100).filter(|number| number % 10 != 0).map(news).collect();
    assert_eq!(published.recv().await, Some(expected), "one commit for all");
    assert_eq!(published.recv().await, None);
}

#[tokio::test]
async fn what_was_queued_is_done_before_the_thread_ends() {
    let (publisher, _published) = Publisher::channel();
    let (writer, thread) = Writer::start(in_memory(), publisher).unwrap();
    let mut pending = Vec::new();
    for number in 1..=20 {
        let job = queue(&writer, move |desk| {
            async move { Ok((insert(desk, number).await?, Vec::new())) }.boxed()
        });
        pending.push(job.await);
    }
    drop(writer);
    for mut job in pending {
        job.answer().await.unwrap();
    }
    thread.join().unwrap();
}

#[tokio::test]
async fn times_never_run_backwards() {
    let (publisher, _published) = Publisher::channel();
    let (writer, thread) = Writer::start(in_memory(), publisher).unwrap();
    let mut last = protocol::Timestamp(0);
    for _ in 0..50 {
        let mut job = queue(&writer, |desk| ready(Ok((desk.now, Vec::new()))).boxed()).await;
        let now = job.answer().await.unwrap();
        assert!(now >= last);
        last = now;
    }
    drop(writer);
    thread.join().unwrap();
}

#[tokio::test]
async fn a_job_that_panics_spoils_nobody_elses() {
    let (publisher, _published) = Publisher::channel();
    let (writer, thread) = Writer::start(in_memory(), publisher).unwrap();
    let mut broken: Pending<()> = queue(&writer, |desk| {
        async move {
            insert(desk, 1).await?;
            panic!("a mistake");
        }
        .boxed()
    })
    .await;
    assert!(broken.answer().await.is_err());
    let mut sound = queue(&writer, |desk| {
        async move { Ok((insert(desk, 1).await?, Vec::new())) }.boxed()
    })
    .await;
    sound.answer().await.unwrap();
    drop(writer);
    thread.join().unwrap();
}
