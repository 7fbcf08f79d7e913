//! Reactions, stars and filing: replaced, found again, oldest change first.

use protocol::{Filing, FilingSwitch, Message, Reaction, Star, Timestamp};

use super::practice::{Practice, message};
use crate::db::{Sight, Tx};

async fn say<T: Tx>(tx: &mut T, p: &Practice, seq: u64) -> Message {
    let one = message(p.id(u128::from(seq)), p.with_ben, p.ana.id, seq, "x");
    tx.insert_message(p.ws, &one).await.unwrap();
    one
}

pub(super) async fn reactions_are_replaced_and_found_by_place_and_by_change<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let of = p.with_ben;
    let (first, second) = (say(&mut tx, &p, 2).await, say(&mut tx, &p, 5).await);
    let reaction = |on: &Message, account, emojis: &[&str], rev| Reaction {
        conversation: of,
        message: on.id,
        account,
        emojis: emojis.iter().map(|emoji| (*emoji).to_owned()).collect(),
        rev,
    };
    assert_eq!(tx.reaction(p.ws, &first, p.ben.id).await.unwrap(), None);
    let bens = reaction(&first, p.ben.id, &["\u{2764}\u{fe0f}", "'\\\""], 8);
    let anas = reaction(&first, p.ana.id, &["x"], 6);
    let gone = reaction(&second, p.ana.id, &[], 9);
    let stays = reaction(&second, p.ben.id, &["y"], 7);
    for one in [&reaction(&first, p.ben.id, &["x"], 1), &bens, &anas] {
        tx.put_reaction(p.ws, first.seq, one).await.unwrap();
    }
    for one in [&gone, &stays] {
        tx.put_reaction(p.ws, second.seq, one).await.unwrap();
    }
    assert_eq!(
        tx.reaction(p.ws, &first, p.ben.id).await.unwrap(),
        Some(bens.clone())
    );
    let all = [
        (6, anas.clone()),
        (7, stays.clone()),
        (8, bens.clone()),
        (9, gone),
    ];
    assert_eq!(
        tx.reactions_changed(p.ws, of, Sight::ALL, 0, 99).await.unwrap(),
        all
    );
    assert_eq!(
        tx.reactions_changed(p.ws, of, Sight::ALL, 6, 2).await.unwrap(),
        all[1..3]
    );
    assert_eq!(
        tx.reactions_changed(p.ws, p.runners, Sight::ALL, 0, 99)
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        tx.reactions_changed(p.ws, of, Sight::ALL, u64::MAX, 9)
            .await
            .unwrap(),
        []
    );
    for (from, to, expected) in [
        (0, u64::MAX, vec![&anas, &stays, &bens]),
        (2, 2, vec![&anas, &bens]),
        (3, 5, vec![&stays]),
        (6, 9, vec![]),
    ] {
        let found = tx
            .reactions_between(p.ws, of, Sight::ALL, from, to)
            .await
            .unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{from} to {to}");
    }
    tx.delete_reactions(p.ws, of, first.seq).await.unwrap();
    assert_eq!(tx.reaction(p.ws, &first, p.ben.id).await.unwrap(), None);
    assert_eq!(
        tx.reactions_changed(p.ws, of, Sight::ALL, 0, 99)
            .await
            .unwrap()
            .len(),
        2
    );
}

pub(super) async fn stars_are_replaced_and_stay_when_taken_off<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let (first, second) = (say(&mut tx, &p, 2).await, say(&mut tx, &p, 5).await);
    let star = |on: &Message, starred, follow_up_at: Option<i64>, rev| Star {
        conversation: p.with_ben,
        message: on.id,
        starred,
        follow_up_at: follow_up_at.map(Timestamp),
        rev,
    };
    let (later, off) = (star(&first, true, Some(-5), 3), star(&second, false, None, 2));
    for one in [&star(&first, true, None, 1), &off, &later] {
        tx.put_star(p.ws, p.ben.id, one).await.unwrap();
    }
    assert_eq!(
        tx.star(p.ws, p.ben.id, first.id).await.unwrap(),
        Some(later.clone())
    );
    assert_eq!(tx.star(p.ws, p.ana.id, first.id).await.unwrap(), None);
    let all = [(2, off), (3, later)];
    assert_eq!(tx.stars_changed(p.ws, p.ben.id, 0, 9).await.unwrap(), all);
    assert_eq!(tx.stars_changed(p.ws, p.ben.id, 0, 1).await.unwrap(), all[..1]);
    assert_eq!(tx.stars_changed(p.ws, p.ben.id, 2, 9).await.unwrap(), all[1..]);
    assert_eq!(tx.stars_changed(p.ws, p.ana.id, 0, 9).await.unwrap(), []);
}

pub(super) async fn filings_are_replaced_switch_by_switch<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let mut filing = Filing::new(p.with_ben);
    for (rev, switch) in (1..).zip([
        FilingSwitch::Pinned(true),
        FilingSwitch::Archived(Some(7)),
        FilingSwitch::Muted(Some(Timestamp(-1))),
        FilingSwitch::Unread(true),
        FilingSwitch::Archived(None),
        FilingSwitch::Pinned(false),
    ]) {
        filing.set(switch);
        filing.rev = rev;
        tx.put_filing(p.ws, p.ana.id, &filing).await.unwrap();
        let found = tx.filing(p.ws, p.ana.id, p.with_ben).await.unwrap();
        assert_eq!(found, Some(filing.clone()));
    }
    let other = Filing {
        rev: 7,
        ..Filing::new(p.runners)
    };
    tx.put_filing(p.ws, p.ana.id, &other).await.unwrap();
    let all = [(6, filing), (7, other)];
    assert_eq!(tx.filings_changed(p.ws, p.ana.id, 0, 9).await.unwrap(), all);
    assert_eq!(tx.filings_changed(p.ws, p.ana.id, 0, 1).await.unwrap(), all[..1]);
    assert_eq!(tx.filings_changed(p.ws, p.ana.id, 6, 9).await.unwrap(), all[1..]);
    assert_eq!(tx.filing(p.ws, p.ben.id, p.with_ben).await.unwrap(), None);
}
