//! What every store must do with reactions, pins, stars and filings.

use protocol::{
    CardPicture, Filing, FilingSwitch, LinkCard, Message, MessageId, Reaction, RichText, Seq, Span, SpanKind,
    Star, Timestamp,
};

use super::{ANA, BEN, OTHER, TALK, message, put};
use crate::store::{Store, Write};

pub(super) fn all<S: Store>(fresh: impl Fn() -> S) {
    keeps_everything_about_a_message(fresh());
    keeps_the_newer_state_of_a_reaction(fresh());
    keeps_no_reactions_to_what_is_deleted(fresh());
    reads_reactions_of_a_window(fresh());
    finds_the_pinned(fresh());
    finds_who_is_named(fresh());
    keeps_stars_and_filings(fresh());
}

fn reaction(message: MessageId, rev: Seq, emojis: &[&str]) -> Reaction {
    Reaction {
        conversation: TALK,
        message,
        account: BEN,
        emojis: emojis.iter().map(|emoji| (*emoji).to_owned()).collect(),
        rev,
    }
}

fn keeps_everything_about_a_message<S: Store>(mut store: S) {
    let full = Message {
        forwarded: true,
        pinned_by: Some(ANA),
        card: Some(Box::new(LinkCard {
            url: "https://a.example/plan".into(),
            title: "The plan".into(),
            description: String::new(),
            site: "a.example".into(),
            picture: Some(CardPicture {
                width: 8,
                height: 6,
                jpeg: "AAAA".into(),
            }),
        })),
        ..message(TALK, 3, 5, BEN, "https://a.example/plan")
    };
    put(&mut store, vec![Write::PutMessage(full.clone())]);
    assert_eq!(store.message(full.id).unwrap(), Some(full.clone()));
    let mut gone = Message {
        rev: 6,
        deleted_by: Some(ANA),
        ..full
    };
    gone.erase();
    put(&mut store, vec![Write::PutMessage(gone.clone())]);
    assert_eq!(store.message(gone.id).unwrap(), Some(gone));
}

fn keeps_the_newer_state_of_a_reaction<S: Store>(mut store: S) {
    let about = message(TALK, 3, 3, ANA, "done");
    put(&mut store, vec![Write::PutMessage(about.clone())]);
    let (first, later) = (
        reaction(about.id, 4, &["👍", "🎉"]),
        reaction(about.id, 6, &["🎉"]),
    );
    put(
        &mut store,
        vec![
            Write::PutReaction(later.clone()),
            Write::PutReaction(first.clone()),
        ],
    );
    assert_eq!(store.reactions(TALK, 1, 9).unwrap(), vec![later]);
    let back = reaction(about.id, 8, &[]);
    put(&mut store, vec![Write::PutReaction(back.clone())]);
    put(&mut store, vec![Write::PutReaction(first)]);
    assert_eq!(
        store.reactions(TALK, 1, 9).unwrap(),
        vec![back],
        "what was taken back does not come back"
    );
    put(&mut store, vec![Write::ClearConversation(TALK)]);
    put(&mut store, vec![Write::PutMessage(about)]);
    assert_eq!(store.reactions(TALK, 1, 9).unwrap(), vec![]);
}

fn keeps_no_reactions_to_what_is_deleted<S: Store>(mut store: S) {
    let about = message(TALK, 3, 3, ANA, "done");
    let gone = Message {
        rev: 7,
        deleted: true,
        body: RichText::default(),
        ..about.clone()
    };
    put(
        &mut store,
        vec![
            Write::PutMessage(about),
            Write::PutReaction(reaction(gone.id, 4, &["👍"])),
        ],
    );
    assert_eq!(store.reactions(TALK, 3, 3).unwrap().len(), 1);
    put(&mut store, vec![Write::PutMessage(gone.clone())]);
    assert_eq!(store.reactions(TALK, 3, 3).unwrap(), vec![]);
    put(
        &mut store,
        vec![Write::PutReaction(reaction(gone.id, 5, &["👍"]))],
    );
    assert_eq!(store.reactions(TALK, 3, 3).unwrap(), vec![], "whenever it comes");
}

fn reads_reactions_of_a_window<S: Store>(mut store: S) {
    let about: Vec<_> = [2, 5, 9]
        .iter()
        .map(|seq| message(TALK, *seq, *seq, ANA, "x"))
        .collect();
    let mut writes: Vec<_> = about.iter().cloned().map(Write::PutMessage).collect();
    for one in &about {
        writes.push(Write::PutReaction(reaction(one.id, 30, &["👍"])));
        writes.push(Write::PutReaction(Reaction {
            account: ANA,
            ..reaction(one.id, 20, &["❤️"])
        }));
    }
    // Of a message that is not held yet.
    writes.push(Write::PutReaction(reaction(
        MessageId::from_number(404),
        21,
        &["👍"],
    )));
    put(&mut store, writes);
    let found = store.reactions(TALK, 3, 9).unwrap();
    let of = |seq: usize| -> Vec<Seq> {
        let id = about[seq].id;
        let of = found.iter().filter(|reaction| reaction.message == id);
        of.map(|reaction| reaction.rev).collect()
    };
    assert_eq!(found.len(), 4);
    assert_eq!((of(0), of(1), of(2)), (vec![], vec![20, 30], vec![20, 30]));
    assert_eq!(store.reactions(TALK, 9, Seq::MAX).unwrap().len(), 2);
    assert_eq!(store.reactions(TALK, 9, 3).unwrap(), vec![]);
    assert_eq!(store.reactions(OTHER, 0, Seq::MAX).unwrap(), vec![]);
}

fn finds_the_pinned<S: Store>(mut store: S) {
    let pinned = |seq| Message {
        pinned_by: Some(BEN),
        ..message(TALK, seq, seq, ANA, "x")
    };
    let plain = message(TALK, 5, 5, ANA, "x");
    let elsewhere = Message {
        pinned_by: Some(BEN),
        ..message(OTHER, 4, 4, ANA, "x")
    };
    let all = [pinned(3), plain, pinned(8), elsewhere];
    put(&mut store, all.into_iter().map(Write::PutMessage).collect());
    assert_eq!(store.pinned(TALK).unwrap(), vec![pinned(8), pinned(3)]);
    let unpinned = Message {
        rev: 9,
        ..message(TALK, 8, 8, ANA, "x")
    };
    put(&mut store, vec![Write::PutMessage(unpinned)]);
    assert_eq!(store.pinned(TALK).unwrap(), vec![pinned(3)]);
}

fn finds_who_is_named<S: Store>(mut store: S) {
    let naming = |seq, kind| {
        let mut naming = message(TALK, seq, seq, BEN, "@Ana look");
        naming.body.spans.push(Span {
            start: 0,
            end: 4,
            kind,
        });
        naming
    };
    put(
        &mut store,
        vec![
            Write::PutMessage(naming(2, SpanKind::Mention { account: ANA })),
            Write::PutMessage(naming(3, SpanKind::Mention { account: BEN })),
            Write::PutMessage(naming(4, SpanKind::Bold)),
            Write::PutMessage(message(TALK, 5, 5, BEN, "\"account\" @everyone")),
        ],
    );
    assert!(store.unread_names(TALK, 0, ANA, 10).unwrap());
    assert!(!store.unread_names(TALK, 2, ANA, 10).unwrap(), "read");
    assert!(
        !store.unread_names(TALK, 0, ANA, 3).unwrap(),
        "only the newest are looked at"
    );
    assert!(
        !store.unread_names(TALK, 0, BEN, 10).unwrap(),
        "nobody names themselves"
    );
    put(&mut store, vec![Write::PutMessage(naming(6, SpanKind::Everyone))]);
    assert!(store.unread_names(TALK, 5, ANA, 10).unwrap());
    assert!(!store.unread_names(OTHER, 0, ANA, 10).unwrap());
}

fn keeps_stars_and_filings<S: Store>(mut store: S) {
    let star = Star {
        conversation: TALK,
        message: MessageId::from_number(7),
        starred: true,
        follow_up_at: Some(Timestamp(9_000)),
        rev: 4,
    };
    let mut filing = Filing::new(TALK);
    for switch in [
        FilingSwitch::Pinned(true),
        FilingSwitch::Archived(Some(12)),
        FilingSwitch::Muted(Some(Timestamp(8_000))),
        FilingSwitch::Unread(true),
    ] {
        filing.set(switch);
    }
    filing.rev = 5;
    put(
        &mut store,
        vec![
            Write::PutStar(Star {
                starred: false,
                ..star.clone()
            }),
            Write::PutStar(star.clone()),
            Write::PutFiling(filing.clone()),
            Write::ForgetConversation(TALK),
        ],
    );
    let saved = store.load().unwrap();
    assert_eq!(saved.stars, vec![star.clone()]);
    assert_eq!(saved.filings, vec![filing.clone()]);
    let off = Star {
        starred: false,
        follow_up_at: None,
        rev: 6,
        ..star.clone()
    };
    put(&mut store, vec![Write::PutStar(off)]);
    assert_eq!(store.load().unwrap().stars, vec![]);
    let untouched = Filing {
        rev: 7,
        ..Filing::new(TALK)
    };
    put(&mut store, vec![Write::PutFiling(untouched)]);
    assert_eq!(store.load().unwrap().filings, vec![]);
    put(
        &mut store,
        vec![
            Write::PutStar(star),
            Write::PutFiling(filing),
            Write::ClearPersonal,
        ],
    );
    let saved = store.load().unwrap();
    assert_eq!((saved.stars, saved.filings), (vec![], vec![]));
}
