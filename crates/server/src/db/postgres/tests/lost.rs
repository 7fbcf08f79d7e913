//! Connections that are lost, transactions that nobody ends, a server that is restarted.

use backing::Postgres as Backing;

use super::{ANAS, feed, head, raise_once, server_process, with_practices};
use crate::db::conformance::{empty_postgres, empty_url};
use crate::db::postgres::Postgres;
use crate::db::{DbError, Feeds, Steps};

async fn terminate(database: &Postgres, process: i32) {
    let mut tx = database.begin(None).await.unwrap();
    // Waits until it is gone.
    let ended = tx
        .one("SELECT pg_terminate_backend($1, 10000)", &[&process], |row| {
            Ok(row.try_get::<_, bool>(0)?)
        })
        .await;
    assert_eq!(ended.unwrap(), Some(true));
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn a_lost_connection_is_told_apart_and_the_pool_goes_on() {
    let database = empty_postgres().await;
    with_practices(&database).await;

    let mut tx = database.begin(Some(ANAS)).await.unwrap();
    tx.raise(ANAS, feed(1)).await.unwrap();
    let process = server_process(&mut tx).await;
    terminate(&database, process).await;
    let lost = tx.raise(ANAS, feed(1)).await;
    assert!(matches!(lost, Err(DbError::Lost(_))), "{lost:?}");
    assert!(tx.commit().await.is_err());
    assert_eq!(raise_once(&database, ANAS, feed(1)).await.unwrap(), 1);

    // In the middle of a commit too.
    let mut tx = database.begin(Some(ANAS)).await.unwrap();
    let process = server_process(&mut tx).await;
    terminate(&database, process).await;
    let lost = tx.commit().await;
    assert!(matches!(lost, Err(DbError::Lost(_))), "{lost:?}");

    // Connections that died while they were idle are not noticed by whoever begins.
    let mut both = [
        database.begin(None).await.unwrap(),
        database.begin(None).await.unwrap(),
    ];
    let idle = [
        server_process(&mut both[0]).await,
        server_process(&mut both[1]).await,
    ];
    for tx in both {
        tx.rollback().await.unwrap();
    }
    let other = empty_postgres().await;
    for process in idle {
        terminate(&other, process).await;
    }
    assert_eq!(raise_once(&database, ANAS, feed(1)).await.unwrap(), 2);
}

#[tokio::test]
async fn what_was_begun_and_dropped_is_taken_back_and_holds_nothing() {
    let database = Postgres::connect(&empty_url(), 1).await.unwrap();
    with_practices(&database).await;
    let mut tx = database.begin(Some(ANAS)).await.unwrap();
    tx.raise(ANAS, feed(1)).await.unwrap();
    drop(tx);
    // The only connection of the pool, and the only writer's place.
    assert_eq!(raise_once(&database, ANAS, feed(1)).await.unwrap(), 1);
    drop(database.begin_read().await.unwrap());
    assert_eq!(head(&database, ANAS, feed(1)).await, 1);
}

#[tokio::test]
async fn a_commit_after_a_failure_is_no_success() {
    let database = empty_postgres().await;
    with_practices(&database).await;
    let mut tx = database.begin(Some(ANAS)).await.unwrap();
    tx.raise(ANAS, feed(1)).await.unwrap();
    let failed = tx.run("SELECT 1 / 0", &[]).await;
    assert!(matches!(failed, Err(DbError::Failed(_))), "{failed:?}");
    // PostgreSQL itself would answer this with a ROLLBACK, and no error.
    let committed = tx.commit().await;
    assert!(matches!(committed, Err(DbError::Failed(_))), "{committed:?}");
    assert_eq!(head(&database, ANAS, feed(1)).await, 0);

    // Undone as a step, it spoils nothing.
    let mut tx = database.begin(Some(ANAS)).await.unwrap();
    tx.begin_step().await.unwrap();
    assert!(tx.run("SELECT 1 / 0", &[]).await.is_err());
    tx.undo_step().await.unwrap();
    tx.end_step().await.unwrap();
    tx.raise(ANAS, feed(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(head(&database, ANAS, feed(1)).await, 1);
}

#[tokio::test]
async fn reading_writes_nothing() {
    let database = empty_postgres().await;
    with_practices(&database).await;
    let mut tx = database.begin_read().await.unwrap();
    assert!(tx.raise(ANAS, feed(1)).await.is_err());
    tx.rollback().await.unwrap();
    assert_eq!(head(&database, ANAS, feed(1)).await, 0);
}

#[tokio::test]
async fn a_restarted_server_is_found_again_with_all_that_was_committed() {
    let mut server = Backing::start().unwrap();
    let url = server.create_database().unwrap();
    let database = Postgres::connect(&url, 4).await.unwrap();
    with_practices(&database).await;

    for crash in [false, true] {
        let before = raise_once(&database, ANAS, feed(1)).await.unwrap();
        let mut tx = database.begin(Some(ANAS)).await.unwrap();
        tx.raise(ANAS, feed(1)).await.unwrap();
        if crash {
            server.kill().unwrap();
        } else {
            server.stop().unwrap();
        }
        let lost = tx.commit().await;
        assert!(matches!(lost, Err(DbError::Lost(_))), "{lost:?}");
        let gone = database.begin(Some(ANAS)).await;
        assert!(matches!(gone, Err(DbError::Lost(_))), "{gone:?}");
        let gone = Postgres::connect(&url, 1).await;
        assert!(matches!(gone, Err(DbError::Lost(_))), "{gone:?}");

        server.start_again().unwrap();
        assert_eq!(head(&database, ANAS, feed(1)).await, before);
    }
}
