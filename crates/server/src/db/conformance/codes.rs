//! Sign-in codes, invites, and the answers to commands.

use protocol::{AccountId, CommandId, InviteId, Timestamp};

use super::practice::Practice;
use crate::db::{DbError, InviteRow, SignInCodeRow, Tx};

const BEN: &str = "ben@fit.example";

fn code(digit: u8, expires_at: i64, attempts: u32) -> SignInCodeRow {
    SignInCodeRow {
        hash: [digit; 32],
        expires_at: Timestamp(expires_at),
        attempts,
    }
}

pub(super) async fn an_address_has_one_code_and_the_last_one_counts<T: Tx>(mut tx: T) {
    assert!(tx.sign_in_code(BEN).await.unwrap().is_none());
    tx.put_sign_in_code(BEN, &code(1, 10, 0)).await.unwrap();
    tx.put_sign_in_code(BEN, &code(2, 20, 5)).await.unwrap();
    let found = tx.sign_in_code(BEN).await.unwrap().unwrap();
    assert_eq!(
        (found.hash, found.expires_at, found.attempts),
        ([2; 32], Timestamp(20), 5)
    );
    tx.delete_sign_in_code(BEN).await.unwrap();
    tx.delete_sign_in_code(BEN).await.unwrap();
    assert!(tx.sign_in_code(BEN).await.unwrap().is_none());
}

pub(super) async fn old_codes_go_and_others_stay<T: Tx>(mut tx: T) {
    for (email, expires) in [("a@x.example", 9), ("b@x.example", 10), ("c@x.example", 11)] {
        tx.put_sign_in_code(email, &code(1, expires, 0)).await.unwrap();
    }
    tx.delete_old_sign_in_codes(Timestamp(10)).await.unwrap();
    assert!(tx.sign_in_code("a@x.example").await.unwrap().is_none());
    assert!(tx.sign_in_code("b@x.example").await.unwrap().is_none());
    assert!(tx.sign_in_code("c@x.example").await.unwrap().is_some());
}

fn invite(id: u128, account: AccountId, expires_at: i64) -> InviteRow {
    InviteRow {
        id: InviteId::from_number(id),
        account,
        expires_at: Timestamp(expires_at),
        used_at: None,
    }
}

pub(super) async fn an_invite_is_found_by_its_code_until_it_is_used<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    for (id, expires) in [(1, 100), (2, 300), (3, 300), (4, 50)] {
        let row = invite(id, p.ben.id, expires);
        tx.insert_invite(p.ws, &row, &[u8::try_from(id).unwrap(); 32])
            .await
            .unwrap();
    }
    for (id, hash) in [(1, 9), (9, 1)] {
        let taken = tx
            .insert_invite(p.ws, &invite(id, p.ben.id, 1), &[hash; 32])
            .await;
        assert!(matches!(taken, Err(DbError::Conflict)), "{taken:?}");
    }
    let (ws, found) = tx.invite_by_code(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(
        (ws, found.id, found.account, found.expires_at, found.used_at),
        (p.ws, InviteId::from_number(1), p.ben.id, Timestamp(100), None)
    );
    assert!(tx.invite_by_code(&[9; 32]).await.unwrap().is_none());

    let open = |rows: Vec<InviteRow>| rows.into_iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>();
    assert_eq!(
        open(tx.open_invites(p.ws, Timestamp(50)).await.unwrap()),
        [2, 3, 1],
        "one has expired; latest first"
    );
    tx.use_invite(p.ws, InviteId::from_number(2), Timestamp(60))
        .await
        .unwrap();
    assert_eq!(open(tx.open_invites(p.ws, Timestamp(50)).await.unwrap()), [3, 1]);
    let (_, used) = tx.invite_by_code(&[2; 32]).await.unwrap().unwrap();
    assert_eq!(used.used_at, Some(Timestamp(60)));

    assert!(!tx.delete_invite(p.ws, used.id).await.unwrap(), "it was used");
    assert!(tx.delete_invite(p.ws, InviteId::from_number(3)).await.unwrap());
    assert!(!tx.delete_invite(p.ws, InviteId::from_number(3)).await.unwrap());
}

pub(super) async fn open_invites_of_one_account_go_together<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    for (id, account) in [(1, p.ben.id), (2, p.ben.id), (3, p.cleo.id)] {
        tx.insert_invite(p.ws, &invite(id, account, 100), &[u8::try_from(id).unwrap(); 32])
            .await
            .unwrap();
    }
    tx.use_invite(p.ws, InviteId::from_number(1), Timestamp(5))
        .await
        .unwrap();
    tx.delete_open_invites_of(p.ws, p.ben.id).await.unwrap();
    assert!(
        tx.invite_by_code(&[1; 32]).await.unwrap().is_some(),
        "it was used"
    );
    assert!(tx.invite_by_code(&[2; 32]).await.unwrap().is_none());
    assert!(
        tx.invite_by_code(&[3; 32]).await.unwrap().is_some(),
        "it is cleo's"
    );
}

pub(super) async fn an_answer_is_kept_once_per_account<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let id = CommandId::from_number(1);
    assert_eq!(tx.stored_outcome(p.ws, p.ana.id, id).await.unwrap(), None);
    for (account, outcome) in [(p.ana.id, "ana's"), (p.ben.id, "ben's")] {
        tx.store_outcome(p.ws, account, id, Timestamp(1), outcome)
            .await
            .unwrap();
    }
    let again = tx
        .store_outcome(p.ws, p.ana.id, id, Timestamp(2), "another")
        .await;
    assert!(matches!(again, Err(DbError::Conflict)), "{again:?}");
    let found = tx.stored_outcome(p.ws, p.ana.id, id).await.unwrap();
    assert_eq!(found.as_deref(), Some("ana's"));
    let found = tx.stored_outcome(p.ws, p.ben.id, id).await.unwrap();
    assert_eq!(found.as_deref(), Some("ben's"));
}

pub(super) async fn old_answers_are_forgotten_a_few_at_a_time<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let elsewhere = Practice::open(&mut tx, 2_000).await;
    for (ws, account, id, at) in [
        (p.ws, p.ana.id, 1, 10),
        (p.ws, p.ben.id, 1, 20),
        (elsewhere.ws, elsewhere.ana.id, 1, 30),
        (p.ws, p.ana.id, 2, 40),
        (p.ws, p.ana.id, 3, 50),
    ] {
        let id = CommandId::from_number(id);
        tx.store_outcome(ws, account, id, Timestamp(at), "done")
            .await
            .unwrap();
    }
    // In whatever practice, the oldest first, and never one of that very time.
    assert_eq!(tx.forget_outcomes(Timestamp(40), 2).await.unwrap(), 2);
    let (first, second) = (CommandId::from_number(1), CommandId::from_number(2));
    assert_eq!(tx.stored_outcome(p.ws, p.ana.id, first).await.unwrap(), None);
    assert_eq!(tx.stored_outcome(p.ws, p.ben.id, first).await.unwrap(), None);
    let other = tx.stored_outcome(elsewhere.ws, elsewhere.ana.id, first).await;
    assert_eq!(other.unwrap().as_deref(), Some("done"));
    assert_eq!(tx.forget_outcomes(Timestamp(40), 2).await.unwrap(), 1);
    assert_eq!(tx.forget_outcomes(Timestamp(40), 2).await.unwrap(), 0);
    let kept = tx.stored_outcome(p.ws, p.ana.id, second).await.unwrap();
    assert_eq!(kept.as_deref(), Some("done"));
}
