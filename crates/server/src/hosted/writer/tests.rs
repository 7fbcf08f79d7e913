//! Answers mean "on disk", in order, and a bad job spoils nobody else's.

use std::sync::{Arc, Mutex};

use protocol::{AccountId, Change, FeedId, FeedPage, Workspace, WorkspaceId};

use super::*;
use crate::db::sqlite::{self, Place};
use crate::db::{Workspaces as _, ready};
use crate::domain::{Audience, publication::Publication, refuse};

fn workspace(number: u128) -> Workspace {
    Workspace {
        id: WorkspaceId::from_number(number),
        name: number.to_string(),
        brand_hue: 1,
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
    }
}

fn insert(desk: &mut Desk<'_>, number: u128) -> Result<(), Failure> {
    ready(async { Ok(desk.tx.insert_workspace(&workspace(number), desk.now, 1).await?) })
}

#[tokio::test]
async fn a_burst_is_committed_together_and_answered_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rapport.db");
    let connection = sqlite::open(&Place::File(path.clone())).unwrap();
    let published = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&published);
    let (writer, thread) = Writer::start(connection, move |batch| heard.lock().unwrap().push(batch)).unwrap();

    // The first job holds the thread until all others are queued, so that they are one batch.
    let (all_queued, wait) = std::sync::mpsc::channel::<()>();
    let mut first = writer
        .queue(move |_| {
            wait.recv().unwrap();
            Ok(((), Vec::new()))
        })
        .await;
    let mut pending = Vec::new();
    for number in 1..=100_u128 {
        let job = move |desk: &mut Desk<'_>| {
            insert(desk, number)?;
            if number % 10 == 0 {
                return Err(refuse(protocol::ErrorCode::Invalid, "every tenth is refused"));
            }
            Ok((number, vec![news(number)]))
        };
        pending.push((number, writer.queue(job).await));
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
    let batches = published.lock().unwrap();
    assert_eq!(batches.len(), 1, "one commit for all");
    let expected: Vec<_> = (1..=100).filter(|number| number % 10 != 0).map(news).collect();
    assert_eq!(batches[0], expected);
}

#[tokio::test]
async fn what_was_queued_is_done_before_the_thread_ends() {
    let connection = sqlite::open(&Place::Memory).unwrap();
    let (writer, thread) = Writer::start(connection, |_| ()).unwrap();
    let mut pending = Vec::new();
    for number in 1..=20 {
        pending.push(
            writer
                .queue(move |desk| Ok((insert(desk, number)?, Vec::new())))
                .await,
        );
    }
    drop(writer);
    for mut job in pending {
        job.answer().await.unwrap();
    }
    thread.join().unwrap();
}

#[tokio::test]
async fn times_never_run_backwards() {
    let connection = sqlite::open(&Place::Memory).unwrap();
    let (writer, thread) = Writer::start(connection, |_| ()).unwrap();
    let mut last = protocol::Timestamp(0);
    for _ in 0..50 {
        let now = writer
            .note(async |desk: &mut Desk<'_>| Ok(desk.now))
            .await
            .unwrap();
        assert!(now >= last);
        last = now;
    }
    drop(writer);
    thread.join().unwrap();
}

#[tokio::test]
async fn a_job_that_panics_spoils_nobody_elses() {
    let connection = sqlite::open(&Place::Memory).unwrap();
    let (writer, thread) = Writer::start(connection, |_| ()).unwrap();
    let broken = |desk: &mut Desk<'_>| -> Done<()> {
        insert(desk, 1)?;
        panic!("a mistake");
    };
    assert!(writer.write(broken).await.is_err());
    writer
        .write(|desk| Ok((insert(desk, 1)?, Vec::new())))
        .await
        .unwrap();
    drop(writer);
    thread.join().unwrap();
}
