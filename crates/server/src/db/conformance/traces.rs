//! Earlier versions, rises of watermarks, who was named, the books.

use protocol::{LinkCard, Message, Receipt, ReceiptPolicy, RichText, Role, Span, SpanKind, Timestamp};

use super::practice::{Practice, member, message};
use crate::db::{AuditRow, Sight, Step, Tx};

pub(super) async fn a_message_keeps_its_marks<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let card = |url: &str| {
        Some(Box::new(LinkCard {
            url: url.into(),
            title: "'T\\itle\"".into(),
            description: String::new(),
            site: "a.example".into(),
            picture: None,
        }))
    };
    let mut one = Message {
        forwarded: true,
        pinned_by: Some(p.ben.id),
        deleted_by: Some(p.ana.id),
        card: card("https://a.example/'"),
        ..message(p.id(3), p.with_ben, p.ana.id, 3, "x")
    };
    tx.insert_message(p.ws, &one).await.unwrap();
    let other = message(p.id(2), p.with_ben, p.ana.id, 2, "y");
    tx.insert_message(p.ws, &other).await.unwrap();
    assert_eq!(tx.message(p.ws, one.id).await.unwrap(), Some(one.clone()));
    assert_eq!(
        tx.pinned_messages(p.ws, p.with_ben, Sight::ALL).await.unwrap(),
        [one.clone()]
    );
    assert_eq!(tx.pinned_messages(p.ws, p.runners, Sight::ALL).await.unwrap(), []);

    let pinned = Message {
        pinned_by: Some(p.ana.id),
        card: card("https://b.example"),
        rev: 9,
        ..other
    };
    tx.update_message(p.ws, &pinned).await.unwrap();
    let both = [pinned.clone(), one.clone()];
    assert_eq!(
        tx.pinned_messages(p.ws, p.with_ben, Sight::ALL).await.unwrap(),
        both
    );
    assert_eq!(tx.message(p.ws, pinned.id).await.unwrap(), Some(pinned.clone()));
    (one.pinned_by, one.deleted_by, one.card, one.forwarded) = (None, None, None, false);
    tx.update_message(p.ws, &one).await.unwrap();
    assert_eq!(tx.message(p.ws, one.id).await.unwrap(), Some(one));
    assert_eq!(
        tx.pinned_messages(p.ws, p.with_ben, Sight::ALL).await.unwrap(),
        [pinned]
    );
}

pub(super) async fn versions_come_oldest_first_and_go_together<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let mut one = message(p.id(1), p.with_ben, p.ana.id, 1, "first");
    one.body.spans = vec![Span {
        start: 0,
        end: 2,
        kind: SpanKind::Bold,
    }];
    let other = message(p.id(2), p.with_ben, p.ana.id, 2, "other");
    for message in [&one, &other] {
        tx.insert_message(p.ws, message).await.unwrap();
    }
    let first = one.body.clone();
    tx.insert_version(p.ws, &one, 10).await.unwrap();
    one.body = RichText::plain("second");
    one.edited_at = Some(Timestamp(700));
    tx.insert_version(p.ws, &one, 9).await.unwrap();
    tx.insert_version(p.ws, &other, 11).await.unwrap();
    let versions = tx.versions(p.ws, one.id).await.unwrap();
    let told: Vec<_> = versions
        .into_iter()
        .map(|version| (version.at, version.body))
        .collect();
    assert_eq!(
        told,
        [(Timestamp(700), RichText::plain("second")), (one.sent_at, first)],
        "by the number of the edit"
    );
    tx.delete_versions(p.ws, one.id).await.unwrap();
    assert_eq!(tx.versions(p.ws, one.id).await.unwrap(), []);
    assert_eq!(tx.versions(p.ws, other.id).await.unwrap().len(), 1);
}

pub(super) async fn a_rise_says_when_it_passed_a_message<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let of = p.with_ben;
    for (account, joined) in [(&p.ana, 1), (&p.ben, 2), (&p.cleo, 7)] {
        tx.put_member(p.ws, &member(of, account, Role::Member), joined, joined)
            .await
            .unwrap();
    }
    let mut rev = 0;
    let mut from = (0, 0);
    for (delivered, read, at) in [(4, 3, 100), (6, 3, 200), (6, 6, 300), (9, 9, 400)] {
        rev += 1;
        let to = Receipt {
            conversation: of,
            account: p.ben.id,
            delivered,
            read,
        };
        let step = Step {
            to: &to,
            from_delivered: from.0,
            from_read: from.1,
            at: Timestamp(at),
        };
        tx.advance_receipt(p.ws, step, rev).await.unwrap();
        from = (delivered, read);
        assert_eq!(tx.receipt(p.ws, of, p.ben.id).await.unwrap(), Some(to));
    }
    assert_eq!(
        tx.receipts_changed(p.ws, of, 0, 9).await.unwrap()[0].0,
        rev,
        "the receipt has the number"
    );
    let mut seen = async |seq| {
        let sent = message(p.id(1), of, p.ana.id, seq, "x");
        let seen = tx.seen_by(p.ws, &sent).await.unwrap();
        let told = seen.into_iter().map(|one| {
            (
                one.account,
                one.delivered,
                one.read,
                one.delivered_at,
                one.read_at,
            )
        });
        told.collect::<Vec<_>>()
    };
    let at = |at| Some(Timestamp(at));
    assert_eq!(seen(3).await, [(p.ben.id, true, true, at(100), at(100))]);
    assert_eq!(seen(4).await, [(p.ben.id, true, true, at(100), at(300))]);
    assert_eq!(seen(5).await, [(p.ben.id, true, true, at(200), at(300))]);
    let cleo = (p.cleo.id, false, false, None, None);
    assert_eq!(seen(9).await, [(p.ben.id, true, true, at(400), at(400)), cleo]);
    assert_eq!(seen(10).await, [(p.ben.id, false, false, None, None), cleo]);

    assert_eq!(tx.forget_steps(Timestamp(300), 1).await.unwrap(), 1);
    assert_eq!(tx.forget_steps(Timestamp(300), 9).await.unwrap(), 1);
    assert_eq!(tx.forget_steps(Timestamp(300), 9).await.unwrap(), 0);
    let mut seen = async |seq| {
        let sent = message(p.id(1), of, p.ana.id, seq, "x");
        tx.seen_by(p.ws, &sent).await.unwrap().remove(0)
    };
    let early = seen(5).await;
    assert_eq!(
        (early.delivered, early.delivered_at),
        (true, None),
        "no longer known"
    );
    assert_eq!(early.read_at, at(300));
}

pub(super) async fn watermarks_come_with_the_policy<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let mut look = async |policy: Option<ReceiptPolicy>| {
        if let Some(policy) = policy {
            tx.set_receipt_policy(p.ws, policy, 7).await.unwrap();
            let (rev, workspace) = tx.workspace(p.ws).await.unwrap().unwrap();
            assert_eq!((rev, workspace.receipts), (7, policy));
            assert_eq!(tx.workspaces().await.unwrap()[0].receipts, policy);
        }
        tx.watermarks(p.ws, p.with_ben, p.ben.id).await.unwrap()
    };
    assert_eq!(look(None).await, (0, 0, ReceiptPolicy::Everyone));
    for policy in [ReceiptPolicy::Staff, ReceiptPolicy::Off, ReceiptPolicy::Everyone] {
        assert_eq!(look(Some(policy)).await, (0, 0, policy));
    }
    let receipt = Receipt {
        conversation: p.with_ben,
        account: p.ben.id,
        delivered: 5,
        read: 4,
    };
    tx.put_receipt(p.ws, &receipt, 1).await.unwrap();
    let found = tx.watermarks(p.ws, p.with_ben, p.ben.id).await.unwrap();
    assert_eq!(found, (5, 4, ReceiptPolicy::Everyone));
}

pub(super) async fn each_is_named_once_in_a_message<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let (one, other) = (p.id(1), p.id(2));
    for (seq, id) in [(1, one), (2, other)] {
        let message = message(id, p.with_ben, p.ana.id, seq, "x");
        tx.insert_message(p.ws, &message).await.unwrap();
    }
    let (one, other) = (
        protocol::MessageId::from_number(one),
        protocol::MessageId::from_number(other),
    );
    for (message, who, new) in [
        (one, Some(p.ben.id), true),
        (one, Some(p.ben.id), false),
        (one, None, true),
        (one, None, false),
        (other, Some(p.ben.id), true),
    ] {
        let inserted = tx.insert_mention(p.ws, message, who, Timestamp(1)).await;
        assert_eq!(inserted.unwrap(), new);
    }
}

pub(super) async fn the_books_are_read_newest_first<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let row = |at, whole: bool| AuditRow {
        at: Timestamp(at),
        actor: p.ana.id,
        action: "delete_message".into(),
        conversation: whole.then_some(p.with_ben),
        message: whole.then(|| protocol::MessageId::from_number(5)),
        subject: whole.then_some(p.ben.id),
    };
    assert_eq!(tx.audit(p.ws, 9).await.unwrap(), []);
    // In the order of writing, whatever the clock says.
    for (at, whole) in [(3, true), (1, false), (2, true)] {
        tx.insert_audit(p.ws, &row(at, whole)).await.unwrap();
    }
    let all = [row(2, true), row(1, false), row(3, true)];
    assert_eq!(tx.audit(p.ws, 9).await.unwrap(), all);
    assert_eq!(tx.audit(p.ws, 2).await.unwrap(), all[..2]);
}
