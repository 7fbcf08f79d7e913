//! What is due later: one job about one thing, and one worker at it.

use protocol::Timestamp;
use uuid::Uuid;

use super::practice::Practice;
use crate::db::{ClaimedJob, JobKind, Tx};

const CARD: JobKind = JobKind::LinkCard;

fn about(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

async fn claim<T: Tx>(tx: &mut T, now: i64) -> Option<ClaimedJob> {
    let claimed = tx
        .claim_job(CARD, Timestamp(now), Timestamp(now + 60))
        .await
        .unwrap();
    if let Some(job) = &claimed {
        assert_eq!((job.kind, job.claimed_until), (CARD, Timestamp(now + 60)));
    }
    claimed
}

pub(super) async fn the_longest_due_is_claimed_first_and_by_one<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let elsewhere = Practice::open(&mut tx, 2_000).await;
    for (ws, id, due) in [(p.ws, 1, 30), (elsewhere.ws, 1, 10), (p.ws, 2, 20), (p.ws, 3, 90)] {
        tx.put_job(ws, CARD, about(id), Timestamp(due), &format!("due {due}"))
            .await
            .unwrap();
    }
    assert!(!tx.is_job_due(CARD, Timestamp(9)).await.unwrap());
    assert_eq!(claim(&mut tx, 9).await, None);
    assert!(tx.is_job_due(CARD, Timestamp(10)).await.unwrap());
    let mut claimed = Vec::new();
    while let Some(job) = claim(&mut tx, 40).await {
        claimed.push((job.workspace, job.id, job.payload, job.attempts));
    }
    let due = |ws, id, due| (ws, about(id), format!("due {due}"), 1);
    assert_eq!(
        claimed,
        [due(elsewhere.ws, 1, 10), due(p.ws, 2, 20), due(p.ws, 1, 30)]
    );
    // A worker that never came back: after its time somebody else is at it.
    assert!(!tx.is_job_due(CARD, Timestamp(89)).await.unwrap());
    let again = claim(&mut tx, 100).await.unwrap();
    assert_eq!((again.workspace, again.attempts), (elsewhere.ws, 2));
}

pub(super) async fn the_same_job_of_another_practice_is_another_job<T: Tx>(mut tx: T) {
    let here = Practice::open(&mut tx, 1_000).await.ws;
    let there = Practice::open(&mut tx, 2_000).await.ws;
    let both = async |tx: &mut T, due: i64| {
        for (ws, payload) in [(here, "here"), (there, "there")] {
            tx.put_job(ws, CARD, about(1), Timestamp(due), payload)
                .await
                .unwrap();
        }
    };
    both(&mut tx, 1).await;
    tx.delete_job(here, CARD, about(1)).await.unwrap();
    let left = claim(&mut tx, 1).await.unwrap();
    assert_eq!((left.workspace, left.payload.as_str()), (there, "there"));
    assert_eq!(claim(&mut tx, 1).await, None);

    // Claimed in the same moment, and each settled on its own.
    both(&mut tx, 10).await;
    let (one, other) = (
        claim(&mut tx, 10).await.unwrap(),
        claim(&mut tx, 10).await.unwrap(),
    );
    assert_ne!(one.workspace, other.workspace);
    assert!(tx.give_up_job(&one, Timestamp(11), "why").await.unwrap());
    assert!(tx.postpone_job(&other, Timestamp(20), "why").await.unwrap());
    let again = claim(&mut tx, 100).await.unwrap();
    assert_eq!((again.workspace, again.attempts), (other.workspace, 2));
    assert!(tx.finish_job(&again).await.unwrap());
    assert_eq!(tx.forget_jobs(Timestamp(i64::MAX), 9).await.unwrap(), 1);
}

pub(super) async fn a_finished_job_is_gone_and_a_new_one_takes_the_place_of_the_old<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let put = async |tx: &mut T, due: i64, payload: &str| {
        tx.put_job(p.ws, CARD, about(1), Timestamp(due), payload)
            .await
            .unwrap();
    };
    put(&mut tx, 1, "first").await;
    let first = claim(&mut tx, 1).await.unwrap();
    put(&mut tx, 2, "second").await;
    // Whoever was at the first has nothing to say about the second.
    assert!(!tx.finish_job(&first).await.unwrap());
    assert!(!tx.postpone_job(&first, Timestamp(500), "late").await.unwrap());
    assert!(!tx.give_up_job(&first, Timestamp(500), "late").await.unwrap());
    let second = claim(&mut tx, 2).await.unwrap();
    assert_eq!((second.payload.as_str(), second.attempts), ("second", 1));
    assert!(tx.finish_job(&second).await.unwrap());
    assert!(!tx.finish_job(&second).await.unwrap());
    assert_eq!(claim(&mut tx, 1_000).await, None);
    put(&mut tx, 3, "third").await;
    tx.delete_job(p.ws, CARD, about(1)).await.unwrap();
    assert_eq!(claim(&mut tx, 1_000).await, None);
}

pub(super) async fn a_failed_job_is_tried_again_and_in_the_end_remembered<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    tx.put_job(p.ws, CARD, about(1), Timestamp(1), "link")
        .await
        .unwrap();
    let job = claim(&mut tx, 1).await.unwrap();
    assert!(tx.postpone_job(&job, Timestamp(30), "no answer").await.unwrap());
    assert_eq!(claim(&mut tx, 29).await, None);
    let job = claim(&mut tx, 30).await.unwrap();
    assert_eq!((job.payload.as_str(), job.attempts), ("link", 2));
    assert!(tx.give_up_job(&job, Timestamp(40), "no answer").await.unwrap());
    assert_eq!(claim(&mut tx, 1_000).await, None);
    assert!(!tx.is_job_due(CARD, Timestamp(1_000)).await.unwrap());
    assert_eq!(tx.forget_jobs(Timestamp(40), 5).await.unwrap(), 0);
    assert_eq!(tx.forget_jobs(Timestamp(41), 5).await.unwrap(), 1);
    assert_eq!(tx.forget_jobs(Timestamp(41), 5).await.unwrap(), 0);
    // One that is still to be done is not forgotten, and one that was given up may be wanted again.
    tx.put_job(p.ws, CARD, about(2), Timestamp(1), "link")
        .await
        .unwrap();
    let job = claim(&mut tx, 50).await.unwrap();
    assert!(tx.give_up_job(&job, Timestamp(60), "no answer").await.unwrap());
    tx.put_job(p.ws, CARD, about(2), Timestamp(70), "link")
        .await
        .unwrap();
    assert_eq!(tx.forget_jobs(Timestamp(i64::MAX), 5).await.unwrap(), 0);
    assert_eq!(claim(&mut tx, 70).await.unwrap().attempts, 1);
}

pub(super) async fn a_job_is_withdrawn_unless_somebody_is_at_it<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let withdraw = async |tx: &mut T, now: i64| {
        tx.withdraw_job(p.ws, CARD, about(1), Timestamp(now))
            .await
            .unwrap()
    };
    assert!(withdraw(&mut tx, 1).await, "there is none");
    let put = async |tx: &mut T| {
        tx.put_job(p.ws, CARD, about(1), Timestamp(5), "").await.unwrap();
    };
    put(&mut tx).await;
    assert!(withdraw(&mut tx, 1).await, "not due yet");
    assert_eq!(claim(&mut tx, 10).await, None);
    put(&mut tx).await;
    let job = claim(&mut tx, 10).await.unwrap();
    assert!(!withdraw(&mut tx, 11).await);
    assert!(!withdraw(&mut tx, 69).await);
    assert!(withdraw(&mut tx, 70).await, "whoever was at it did not come back");
    assert!(!tx.finish_job(&job).await.unwrap());
}
