//! The writers of a practice come one after the other, on whatever connection, and whoever looks misses nothing.

use std::collections::HashMap;

use protocol::{FeedCursor, FeedId};

use super::{ANAS, DORAS, feed, head, raise_once, with_practices};
use crate::db::conformance::{empty_postgres, empty_url};
use crate::db::postgres::Postgres;
use crate::db::{Feeds, Moved, Steps, Workspaces};

fn in_parallel(database: &Postgres) -> tokio::task::JoinHandle<u64> {
    let database = database.clone();
    tokio::spawn(async move { raise_once(&database, ANAS, feed(1)).await.unwrap() })
}

/// Asks the server until it says that somebody waits for a lock.
async fn until_somebody_waits(database: &Postgres) {
    loop {
        // Anew each time: one transaction sees its first moment only.
        let mut tx = database.begin_read().await.unwrap();
        let waiting = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let waiting: Option<i64> = tx.one(waiting, &[], |row| Ok(row.try_get(0)?)).await.unwrap();
        tx.rollback().await.unwrap();
        if waiting == Some(1) {
            return;
        }
    }
}

/// Each writer has a feed of its own, and every other one also raises a feed that they share. Those that share nothing show
/// whether ticks come in their order, those that do, whether numbers do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sees_a_number_sees_all_before_it_and_misses_no_feed() {
    const WRITERS: u128 = 4;
    const WRITES: u64 = 60;
    let url = empty_url();
    // Pools of their own, as nodes have.
    let (node, reader) = (
        Postgres::connect(&url, 4).await.unwrap(),
        Postgres::connect(&url, 2).await.unwrap(),
    );
    with_practices(&node).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let node = node.clone();
            tokio::spawn(async move {
                for _ in 0..WRITES {
                    let mut tx = node.begin(Some(ANAS)).await.unwrap();
                    // What a writer reads is what the last one left, and it stays so.
                    let shared = tx.head(ANAS, feed(99)).await.unwrap();
                    tx.raise(ANAS, feed(writer)).await.unwrap();
                    if writer % 2 == 0 {
                        assert_eq!(tx.raise(ANAS, feed(99)).await.unwrap(), shared + 1);
                    }
                    tx.commit().await.unwrap();
                }
            })
        })
        .collect();

    let mut heard: HashMap<FeedId, u64> = HashMap::new();
    let mut tick = 0;
    let mut looks = 0;
    loop {
        let finished = writers.iter().all(tokio::task::JoinHandle::is_finished);
        // One moment: the shared number is the sum of those who share it.
        let mut tx = reader.begin_read().await.unwrap();
        let mut sum = 0;
        for writer in (0..WRITERS).step_by(2) {
            sum += tx.head(ANAS, feed(writer)).await.unwrap();
        }
        assert_eq!(tx.head(ANAS, feed(99)).await.unwrap(), sum);
        tx.rollback().await.unwrap();

        // What moved, by ticks alone: after the last write nothing may be missing, so no tick may come late.
        for moved in reader.moved(&[(ANAS, tick)]).await.unwrap() {
            assert!(moved.tick > tick);
            tick = moved.tick;
            for FeedCursor { feed, since } in moved.heads {
                let before = heard.insert(feed, since).unwrap_or(0);
                assert!(since > before, "{feed:?} from {before} to {since}");
            }
        }
        looks += 1;
        if finished {
            break;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert!(looks > 10, "the reader has to look while the others write");
    for writer in 0..WRITERS {
        assert_eq!(heard.get(&feed(writer)), Some(&WRITES), "writer {writer}");
    }
    assert_eq!(heard.get(&feed(99)), Some(&(WRITES * 2)));
    // One for making the practice.
    assert_eq!(tick, 1 + WRITES * 4);
}

#[tokio::test]
async fn what_moved_is_told_from_the_tick_that_was_asked_for() {
    let database = empty_postgres().await;
    with_practices(&database).await;
    raise_once(&database, ANAS, feed(1)).await.unwrap();
    raise_once(&database, ANAS, feed(2)).await.unwrap();
    raise_once(&database, ANAS, feed(1)).await.unwrap();
    let head = |feed, since| FeedCursor { feed, since };

    let moved = database.moved(&[(ANAS, 2), (DORAS, 1)]).await.unwrap();
    let expected = Moved {
        workspace: ANAS,
        tick: 4,
        heads: vec![head(feed(1), 2), head(feed(2), 1)],
    };
    assert_eq!(moved, [expected], "dora's has not moved");
    let moved = database.moved(&[(ANAS, 3)]).await.unwrap();
    assert_eq!(moved[0].heads, [head(feed(1), 2)]);
    assert_eq!(database.moved(&[(ANAS, 4)]).await.unwrap(), []);
    assert_eq!(database.moved(&[]).await.unwrap(), []);

    // A transaction that raised nothing moves the tick and no feed; one that was taken back, nothing.
    database.begin(Some(ANAS)).await.unwrap().commit().await.unwrap();
    database
        .begin(Some(ANAS))
        .await
        .unwrap()
        .rollback()
        .await
        .unwrap();
    let moved = database.moved(&[(ANAS, 4)]).await.unwrap();
    assert_eq!(
        moved,
        [Moved {
            workspace: ANAS,
            tick: 5,
            heads: Vec::new()
        }]
    );
}

#[tokio::test]
async fn one_practice_does_not_wait_for_another_and_readers_wait_for_nobody() {
    let database = empty_postgres().await;
    with_practices(&database).await;
    let mut writing = database.begin(Some(ANAS)).await.unwrap();
    writing.raise(ANAS, feed(1)).await.unwrap();
    assert_eq!(head(&database, ANAS, feed(1)).await, 0, "not yet committed");
    assert_eq!(raise_once(&database, DORAS, feed(1)).await.unwrap(), 1);

    let second = in_parallel(&database);
    until_somebody_waits(&database).await;
    writing.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), 2);
}

#[tokio::test]
async fn a_lock_that_was_taken_in_an_undone_step_is_taken_again() {
    let database = empty_postgres().await;
    with_practices(&database).await;
    // A job that finds its practice only when it is under way.
    let mut tx = database.begin(None).await.unwrap();
    tx.begin_step().await.unwrap();
    tx.lock_workspace(ANAS).await.unwrap();
    tx.undo_step().await.unwrap();
    assert_eq!(
        raise_once(&database, ANAS, feed(1)).await.unwrap(),
        1,
        "nobody holds it"
    );
    assert_eq!(tx.raise(ANAS, feed(1)).await.unwrap(), 2);
    tx.end_step().await.unwrap();
    let second = in_parallel(&database);
    until_somebody_waits(&database).await;
    tx.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), 3);
}
