//! Messages: their places, their changes, and what is unread.

use protocol::{Message, MessageId, RichText, Seq, Span, SpanKind, Timestamp};

use super::practice::{Practice, message};
use crate::db::{DbError, Sight, Tx};

pub(super) async fn a_message_comes_back_as_it_went_in<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let texts = [
        "It's \"quoted\" \\ %_; -- $1 ?1",
        "\u{1f469}\u{200d}\u{1f467} \u{5e9}\u{5dc}\u{5d5}\u{5dd} e\u{301}\r\n\ttab",
        "",
        &"long \u{1d11e} ".repeat(5_000),
    ];
    for (seq, text) in (1..).zip(texts) {
        let mut one = message(p.id(u128::from(seq)), p.with_ben, p.ana.id, seq, text);
        one.rev = seq + 100;
        one.reply_to = Some(MessageId::from_number(7));
        one.edited_at = Some(Timestamp(8));
        one.deleted = text.is_empty();
        one.body.spans = vec![Span {
            start: 0,
            end: 2,
            kind: SpanKind::Link {
                url: "https://a.example/?q='1'".into(),
            },
        }];
        tx.insert_message(p.ws, &one).await.unwrap();
        assert_eq!(tx.message(p.ws, one.id).await.unwrap(), Some(one));
    }
    let plain = message(p.id(99), p.with_ben, p.ben.id, 99, "plain");
    tx.insert_message(p.ws, &plain).await.unwrap();
    assert_eq!(tx.message(p.ws, plain.id).await.unwrap(), Some(plain));
    assert_eq!(tx.message(p.ws, MessageId::from_number(1)).await.unwrap(), None);
}

pub(super) async fn an_id_and_a_place_are_taken_once<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let first = message(p.id(1), p.with_ben, p.ana.id, 1, "first");
    tx.insert_message(p.ws, &first).await.unwrap();
    for other in [
        message(p.id(1), p.with_ben, p.ana.id, 2, "the same id"),
        message(p.id(1), p.runners, p.ana.id, 1, "the same id elsewhere"),
        message(p.id(2), p.with_ben, p.ana.id, 1, "the same place"),
    ] {
        let taken = tx.insert_message(p.ws, &other).await;
        assert!(matches!(taken, Err(DbError::Conflict)), "{taken:?}");
    }
    assert_eq!(
        tx.messages_after(p.ws, p.with_ben, Sight::ALL, 0, 9)
            .await
            .unwrap(),
        [first]
    );
}

fn places(messages: &[Message]) -> Vec<Seq> {
    messages.iter().map(|message| message.seq).collect()
}

pub(super) async fn pages_go_both_ways<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    // Not every number is a message.
    for seq in [2, 3, 5, 8, 9] {
        let one = message(p.id(u128::from(seq)), p.with_ben, p.ana.id, seq, "x");
        tx.insert_message(p.ws, &one).await.unwrap();
        let other = message(p.id(50 + u128::from(seq)), p.runners, p.ana.id, seq, "y");
        tx.insert_message(p.ws, &other).await.unwrap();
    }
    let of = p.with_ben;
    for (before, limit, expected) in [
        (u64::MAX, 2, vec![9, 8]),
        (8, 9, vec![5, 3, 2]),
        (8, 1, vec![5]),
        (2, 9, vec![]),
    ] {
        let page = tx
            .messages_before(p.ws, of, Sight::ALL, before, limit)
            .await
            .unwrap();
        assert_eq!(places(&page), expected, "before {before}");
    }
    for (after, limit, expected) in [
        (0, u32::MAX, vec![2, 3, 5, 8, 9]),
        (3, 2, vec![5, 8]),
        (9, 9, vec![]),
        (u64::MAX, 9, vec![]),
    ] {
        let page = tx
            .messages_after(p.ws, of, Sight::ALL, after, limit)
            .await
            .unwrap();
        assert_eq!(places(&page), expected, "after {after}");
        assert!(page.iter().all(|message| message.conversation == of));
    }
}

pub(super) async fn changed_messages_come_in_the_order_of_their_changes<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let of = p.with_ben;
    let mut all = Vec::new();
    for seq in 1..=5 {
        let one = message(p.id(u128::from(seq)), of, p.ana.id, seq, "as first written");
        tx.insert_message(p.ws, &one).await.unwrap();
        all.push(one);
    }
    let edited = Message {
        body: RichText::plain("better"),
        edited_at: Some(Timestamp(9)),
        rev: 6,
        ..all[1].clone()
    };
    let deleted = Message {
        body: RichText::plain(""),
        deleted: true,
        rev: 7,
        ..all[0].clone()
    };
    tx.update_message(p.ws, &edited).await.unwrap();
    tx.update_message(p.ws, &deleted).await.unwrap();
    let later = message(p.id(8), of, p.ben.id, 8, "later");
    tx.insert_message(p.ws, &later).await.unwrap();

    let changed = tx.messages_changed(p.ws, of, Sight::ALL, 0, 99).await.unwrap();
    let expected: Vec<_> = [&all[2], &all[3], &all[4], &edited, &deleted, &later]
        .map(|message| (message.rev, message.clone()))
        .into();
    assert_eq!(changed, expected);
    // A page is the beginning of that, and the next one goes on.
    for (since, limit) in [(0, 2), (3, 2), (4, 2), (5, 1), (6, 9), (8, 9), (u64::MAX, 9)] {
        let page = tx
            .messages_changed(p.ws, of, Sight::ALL, since, limit)
            .await
            .unwrap();
        let part = expected.iter().filter(|(rev, _)| *rev > since);
        let part: Vec<_> = part.take(limit as usize).cloned().collect();
        assert_eq!(page, part, "{limit} after {since}");
    }
    assert_eq!(
        tx.messages_changed(p.ws, p.runners, Sight::ALL, 0, 9)
            .await
            .unwrap(),
        []
    );
}

pub(super) async fn the_nth_newest_is_a_place<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    assert_eq!(
        tx.nth_newest(p.ws, p.with_ben, Sight::ALL, 1).await.unwrap(),
        None
    );
    for seq in [2, 5, 9] {
        let one = message(p.id(u128::from(seq)), p.with_ben, p.ana.id, seq, "x");
        tx.insert_message(p.ws, &one).await.unwrap();
    }
    for (nth, place) in [
        (0, Some(9)),
        (1, Some(9)),
        (2, Some(5)),
        (3, Some(2)),
        (4, None),
        (u32::MAX, None),
    ] {
        assert_eq!(
            tx.nth_newest(p.ws, p.with_ben, Sight::ALL, nth).await.unwrap(),
            place,
            "{nth}"
        );
    }
}

pub(super) async fn the_first_unread_is_by_somebody_else_and_among_the_newest_hundred<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let of = p.with_ben;
    assert_eq!(
        tx.first_unread(p.ws, of, Sight::ALL, p.ben.id, 0).await.unwrap(),
        None
    );
    for seq in 1..=150 {
        let author = if seq % 50 == 1 { p.ben.id } else { p.ana.id };
        let one = Message {
            deleted: seq == 2,
            ..message(p.id(u128::from(seq)), of, author, seq, "x")
        };
        tx.insert_message(p.ws, &one).await.unwrap();
    }
    // Of ana's 147, of which one is deleted, the newest hundred begin at 49: 101 is ben's own.
    for (read, first) in [(0, Some(49)), (60, Some(61)), (100, Some(102)), (150, None)] {
        assert_eq!(
            tx.first_unread(p.ws, of, Sight::ALL, p.ben.id, read)
                .await
                .unwrap(),
            first,
            "{read}"
        );
    }
    assert_eq!(
        tx.first_unread(p.ws, of, Sight::ALL, p.ana.id, 51).await.unwrap(),
        Some(101)
    );
    assert_eq!(
        tx.first_unread(p.ws, of, Sight::ALL, p.ben.id, u64::MAX)
            .await
            .unwrap(),
        None
    );
}
