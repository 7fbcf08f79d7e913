//! Two nodes look for what is due at the same moment: each gets another job, and neither waits for the other.

use protocol::Timestamp;
use uuid::Uuid;

use crate::db::conformance::empty_postgres;
use crate::db::{JobKind, Jobs as _};

use super::{ANAS, with_practices};

const CARD: JobKind = JobKind::LinkCard;

#[tokio::test]
async fn a_job_that_another_node_is_about_to_take_is_left_to_it() {
    let database = empty_postgres().await;
    with_practices(&database).await;
    let mut tx = database.begin(Some(ANAS)).await.unwrap();
    for number in [1, 2] {
        let due = Timestamp(i64::try_from(number).unwrap());
        tx.put_job(ANAS, CARD, Uuid::from_u128(number), due, "link")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();

    let (now, until) = (Timestamp(10), Timestamp(70));
    let mut one = database.begin(None).await.unwrap();
    let mut other = database.begin(None).await.unwrap();
    let mut third = database.begin(None).await.unwrap();
    let first = one.claim_job(CARD, now, until).await.unwrap().unwrap();
    let second = other.claim_job(CARD, now, until).await.unwrap().unwrap();
    assert_eq!((first.id, second.id), (Uuid::from_u128(1), Uuid::from_u128(2)));
    assert_eq!(third.claim_job(CARD, now, until).await.unwrap(), None);
    one.commit().await.unwrap();
    // The other node took it back: the job is as it was.
    other.rollback().await.unwrap();
    third.rollback().await.unwrap();
    let mut again = database.begin(None).await.unwrap();
    let taken = again.claim_job(CARD, now, until).await.unwrap().unwrap();
    assert_eq!((taken.id, taken.attempts), (second.id, 1));
    again.commit().await.unwrap();
}
