//! What a step leaves behind when it is undone, and what a refused row does to the rest.

use protocol::{AccountId, AccountKind, FeedId, Role, Timestamp};

use super::practice::{Practice, account, direct, member, message};
use crate::db::{DbError, Steps};

pub(super) async fn an_undone_step_leaves_what_was_before_it<T: Steps>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let feed = FeedId::Conversation(p.with_ben);
    tx.begin_step().await.unwrap();
    tx.raise(p.ws, feed).await.unwrap();
    tx.end_step().await.unwrap();

    tx.begin_step().await.unwrap();
    let refused = message(p.id(1), p.with_ben, p.ana.id, 2, "refused");
    tx.raise(p.ws, feed).await.unwrap();
    tx.insert_message(p.ws, &refused).await.unwrap();
    tx.undo_step().await.unwrap();
    assert_eq!(tx.message(p.ws, refused.id).await.unwrap(), None);
    // The step goes on, and can be undone once more.
    assert_eq!(tx.raise(p.ws, feed).await.unwrap(), 2);
    tx.undo_step().await.unwrap();
    tx.end_step().await.unwrap();

    assert_eq!(tx.head(p.ws, feed).await.unwrap(), 1);
    tx.begin_step().await.unwrap();
    assert_eq!(tx.raise(p.ws, feed).await.unwrap(), 2);
    tx.end_step().await.unwrap();
    assert_eq!(tx.head(p.ws, feed).await.unwrap(), 2);
}

pub(super) async fn a_failed_statement_spoils_its_step_only<T: Steps>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    tx.begin_step().await.unwrap();
    // Of somebody who is not there.
    let nobody = account(p.id(1), AccountKind::Client, "Nobody", None);
    let orphan = tx
        .put_member(p.ws, &member(p.runners, &nobody, Role::Member), 1, 1)
        .await;
    assert!(matches!(orphan, Err(DbError::Failed(_))), "{orphan:?}");
    tx.undo_step().await.unwrap();
    tx.end_step().await.unwrap();

    tx.begin_step().await.unwrap();
    tx.put_member(p.ws, &member(p.runners, &p.ben, Role::Member), 1, 1)
        .await
        .unwrap();
    tx.end_step().await.unwrap();
    assert_eq!(tx.active_members(p.ws, p.runners).await.unwrap(), [p.ben.id]);
}

pub(super) async fn a_conflict_spoils_nothing<T: Steps>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let first = message(p.id(1), p.with_ben, p.ana.id, 1, "first");
    tx.insert_message(p.ws, &first).await.unwrap();
    // In the same step as everything else, as the domain does when a command comes twice.
    tx.begin_step().await.unwrap();
    let again = tx.insert_message(p.ws, &first).await;
    assert!(matches!(again, Err(DbError::Conflict)), "{again:?}");
    assert_eq!(tx.message(p.ws, first.id).await.unwrap(), Some(first));
    let second = tx.insert_conversation(p.ws, &direct(p.id(2), p.ben.id), 1).await;
    assert!(matches!(second, Err(DbError::Conflict)), "{second:?}");
    let dan = account(p.id(3), AccountKind::Client, "Dan", None);
    tx.insert_account(p.ws, &dan, Timestamp(1), 9).await.unwrap();
    tx.end_step().await.unwrap();
    assert_eq!(
        tx.account(p.ws, AccountId::from_number(p.id(3))).await.unwrap(),
        Some(dan)
    );
}
