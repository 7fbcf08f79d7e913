//! Workspaces, accounts and devices.

use protocol::{Account, AccountId, AccountKind, DeviceId, Timestamp, Workspace, WorkspaceId};

use super::practice::{Practice, account, direct, workspace};
use crate::db::{DbError, DeviceRow, Tx};

pub(super) async fn workspaces_are_found_and_listed_by_name<T: Tx>(mut tx: T) {
    assert!(!tx.any_workspace().await.unwrap());
    assert_eq!(tx.workspace(WorkspaceId::from_number(1)).await.unwrap(), None);

    // By the letters' numbers, whatever a database's own language would say.
    for (id, name) in [(1, "apple"), (2, "Zebra"), (3, "Ärger"), (4, "Zebra")] {
        let one = Workspace {
            brand_hue: 359,
            ..workspace(id, name)
        };
        tx.insert_workspace(&one, Timestamp(9), 7).await.unwrap();
    }
    assert!(tx.any_workspace().await.unwrap());
    let (rev, found) = tx.workspace(WorkspaceId::from_number(1)).await.unwrap().unwrap();
    assert_eq!((rev, found.name.as_str(), found.brand_hue), (7, "apple", 359));
    let ids: Vec<_> = tx
        .workspaces()
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(ids, [2, 4, 1, 3].map(WorkspaceId::from_number));

    let again = tx.insert_workspace(&workspace(1, "other"), Timestamp(9), 1).await;
    assert!(matches!(again, Err(DbError::Conflict)), "{again:?}");
    tx.lock_workspace(WorkspaceId::from_number(1)).await.unwrap();
    tx.lock_workspace(WorkspaceId::from_number(99)).await.unwrap();
}

pub(super) async fn an_account_is_found_by_id_address_and_kind<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let found = tx.account(p.ws, p.ben.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&p.ben), "with the direct conversation");
    let found = tx.account_by_email(p.ws, "ana@fit.example").await.unwrap();
    assert_eq!(found.as_ref(), Some(&p.ana));
    assert_eq!(tx.account_by_email(p.ws, "Ana@fit.example").await.unwrap(), None);

    // Later made, earlier by id.
    let early = account(900, AccountKind::Client, "Dan", None);
    tx.insert_account(p.ws, &early, Timestamp(11), 9).await.unwrap();
    let first = account(901, AccountKind::Client, "Eve", None);
    tx.insert_account(p.ws, &first, Timestamp(9), 10).await.unwrap();
    let clients = tx.accounts_of_kind(p.ws, AccountKind::Client).await.unwrap();
    let names: Vec<_> = clients.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Eve", "Ben", "Cleo", "Dan"]);
    assert_eq!(
        tx.accounts_of_kind(p.ws, AccountKind::Coach).await.unwrap(),
        [p.ana]
    );
}

pub(super) async fn an_address_is_taken_once_in_a_practice<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let twin = account(
        p.id(1),
        AccountKind::Client,
        "Another Ana",
        Some("ana@fit.example"),
    );
    let taken = tx.insert_account(p.ws, &twin, Timestamp(1), 9).await;
    assert!(matches!(taken, Err(DbError::Conflict)), "{taken:?}");
    let same_id = account(1_001, AccountKind::Client, "Other", None);
    let taken = tx.insert_account(p.ws, &same_id, Timestamp(1), 9).await;
    assert!(matches!(taken, Err(DbError::Conflict)), "{taken:?}");
    // Without an address there is nothing to take.
    assert_eq!(tx.account(p.ws, twin.id).await.unwrap(), None);
    assert_eq!(tx.account(p.ws, p.ana.id).await.unwrap(), Some(p.ana));
}

pub(super) async fn changed_accounts_come_oldest_change_first<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    tx.update_account(p.ws, &p.ana, 8).await.unwrap();
    let all = tx.accounts_changed(p.ws, 0, 10).await.unwrap();
    let order: Vec<_> = all
        .iter()
        .map(|(rev, account)| (*rev, account.name.as_str()))
        .collect();
    assert_eq!(order, [(3, "Ben"), (4, "Cleo"), (8, "Ana")]);
    assert_eq!(all[0].1, p.ben);
    assert_eq!(tx.accounts_changed(p.ws, 3, 1).await.unwrap(), [(4, p.cleo)]);
    assert_eq!(tx.accounts_changed(p.ws, 8, 10).await.unwrap(), []);
    // A client may ask for anything.
    assert_eq!(tx.accounts_changed(p.ws, u64::MAX, u32::MAX).await.unwrap(), []);
    assert_eq!(tx.accounts_changed(p.ws, 0, 0).await.unwrap(), []);
}

pub(super) async fn an_address_may_sign_in_to_several_practices<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let elsewhere = workspace(5, "Another practice");
    tx.insert_workspace(&elsewhere, Timestamp(1), 1).await.unwrap();
    let client = account(6, AccountKind::Client, "Ana too", Some("ana@fit.example"));
    tx.insert_account(elsewhere.id, &client, Timestamp(1), 1)
        .await
        .unwrap();
    tx.insert_conversation(elsewhere.id, &direct(7, client.id), 1)
        .await
        .unwrap();

    let found = tx.accounts_with_email("ana@fit.example").await.unwrap();
    let found: Vec<_> = found
        .into_iter()
        .map(|one| (one.workspace, one.account.id, one.account.direct))
        .collect();
    assert_eq!(
        found,
        [
            (elsewhere, client.id, Some(direct(7, client.id).id)),
            (workspace(1_000, "Fit with Ana"), p.ana.id, None),
        ]
    );
    assert!(
        tx.accounts_with_email("nobody@fit.example")
            .await
            .unwrap()
            .is_empty()
    );
}

pub(super) async fn an_updated_account_keeps_its_place_and_its_address_is_its_own<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let renamed = Account {
        name: "Benjamin O'Hara \u{1f3c3}".into(),
        email: Some("ben@fit.example".into()),
        joined_at: Some(Timestamp(77)),
        ..p.ben.clone()
    };
    tx.update_account(p.ws, &renamed, 9).await.unwrap();
    // With one's own address again.
    tx.update_account(p.ws, &renamed, 10).await.unwrap();
    assert_eq!(tx.account(p.ws, p.ben.id).await.unwrap().as_ref(), Some(&renamed));

    let taken = Account {
        email: p.ana.email.clone(),
        ..renamed.clone()
    };
    let taken = tx.update_account(p.ws, &taken, 11).await;
    assert!(matches!(taken, Err(DbError::Conflict)), "{taken:?}");
    assert_eq!(tx.account(p.ws, p.ben.id).await.unwrap(), Some(renamed));
    // Whom nobody knows: nothing happens.
    let unknown = account(p.id(1), AccountKind::Client, "Nobody", None);
    tx.update_account(p.ws, &unknown, 12).await.unwrap();
    assert_eq!(tx.account(p.ws, unknown.id).await.unwrap(), None);
}

fn device(id: u128, account: AccountId, seen: i64) -> DeviceRow {
    DeviceRow {
        id: DeviceId::from_number(id),
        account,
        name: "Ana's phone".into(),
        signed_in_at: Timestamp(3),
        last_seen_at: Timestamp(seen),
    }
}

pub(super) async fn devices_are_found_by_token_and_listed_latest_first<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    for (id, seen) in [(1, 10), (2, 30), (3, 10)] {
        let row = device(id, p.ana.id, seen);
        tx.insert_device(p.ws, &row, &[u8::try_from(id).unwrap(); 32])
            .await
            .unwrap();
    }
    let session = tx.session(&[2; 32]).await.unwrap().unwrap();
    assert_eq!(
        (
            session.workspace,
            session.account,
            session.kind,
            session.last_seen_at
        ),
        (p.ws, p.ana.id, AccountKind::Coach, Timestamp(30))
    );
    assert_eq!(session.device, DeviceId::from_number(2));
    assert!(tx.session(&[9; 32]).await.unwrap().is_none());

    for (id, token) in [(1, 9), (9, 1)] {
        let taken = tx
            .insert_device(p.ws, &device(id, p.ana.id, 1), &[token; 32])
            .await;
        assert!(matches!(taken, Err(DbError::Conflict)), "{taken:?}");
    }
    let phone = DeviceId::from_number(1);
    tx.touch_device(p.ws, phone, Timestamp(40)).await.unwrap();
    let listed = tx.devices(p.ws, p.ana.id).await.unwrap();
    let order: Vec<_> = listed.iter().map(|row| (row.id, row.last_seen_at.0)).collect();
    assert_eq!(
        order,
        [(1, 40), (2, 30), (3, 10)].map(|(id, at)| (DeviceId::from_number(id), at))
    );
    assert_eq!(
        (listed[0].name.as_str(), listed[0].signed_in_at),
        ("Ana's phone", Timestamp(3))
    );

    assert!(!tx.delete_device(p.ws, p.ben.id, phone).await.unwrap(), "not his");
    assert!(tx.delete_device(p.ws, p.ana.id, phone).await.unwrap());
    assert!(!tx.delete_device(p.ws, p.ana.id, phone).await.unwrap());
    assert!(tx.session(&[1; 32]).await.unwrap().is_none());
}
