//! Pins, stars, follow-ups and filing: for all or for oneself, at once, on every device alike.

use engine::store::Write;
use engine::ui::{Request, StarredMessage};
use protocol::{
    Change, Command, ConversationId, ErrorCode, FeedId, FeedPage, Filing, FilingSwitch, Member, Membership,
    Message, MessageId, Outcome, Role, Seq, Star, Timestamp,
};

use crate::support::{ANA, Ana, BEN, TALK, group, member, said, whole};

const GROUP: ConversationId = ConversationId::from_number(0xd1);

fn id(seq: Seq) -> MessageId {
    MessageId::from_number(u128::from(seq))
}

fn pin(ana: &mut Ana, conversation: ConversationId, seq: Seq, pinned: bool) {
    ana.ask(Request::PinMessage {
        conversation,
        message: id(seq),
        pinned,
    });
}

fn star(ana: &mut Ana, seq: Seq, starred: bool, follow_up_at: Option<i64>) {
    ana.ask(Request::StarMessage {
        conversation: TALK,
        message: id(seq),
        starred,
        follow_up_at: follow_up_at.map(Timestamp),
    });
}

fn file(ana: &mut Ana, switch: FilingSwitch) {
    ana.ask(Request::File {
        conversation: TALK,
        switch,
    });
}

fn pinned(ana: &Ana) -> Vec<MessageId> {
    let quotes = ana.details.as_ref().unwrap().pinned.iter();
    quotes.map(|quote| quote.message).collect()
}

fn starred(ana: &Ana) -> Vec<MessageId> {
    let quote = |starred: &StarredMessage| starred.quote.message;
    ana.starred.iter().map(quote).collect()
}

#[test]
fn a_pin_shows_at_once_and_goes_when_it_is_refused() {
    let mut ana = Ana::with_history(1, 5, 5);
    ana.ask(Request::Open { conversation: TALK });
    pin(&mut ana, TALK, 2, true);
    pin(&mut ana, TALK, 4, true);
    assert_eq!(pinned(&ana), [id(4), id(2)], "newest first");
    assert!(ana.item(2).pinned && ana.item(2).may.pin);
    ana.online();
    ana.done(|_| {
        Outcome::Message(Message {
            rev: 6,
            pinned_by: Some(ANA),
            ..said(2, BEN)
        })
    });
    ana.refused(
        ErrorCode::Invalid,
        "Fifty messages are pinned here: take one off.",
    );
    assert_eq!(pinned(&ana), [id(2)]);
    assert!(!ana.item(4).pinned);
    assert_eq!(
        ana.troubles,
        ["The message couldn't be pinned. Fifty messages are pinned here: take one off."]
    );
    pin(&mut ana, TALK, 2, false);
    assert!(pinned(&ana).is_empty() && !ana.item(2).pinned);
}

#[test]
fn in_a_group_only_who_leads_it_pins_and_deletes_words_of_others() {
    let mut writes = group(GROUP, "Spring", Role::Member);
    let said_there = Message {
        conversation: GROUP,
        id: id(900),
        ..said(1, BEN)
    };
    writes.push(Write::PutMessage(said_there));
    let mut ana = Ana::holding(writes);
    ana.ask(Request::Open { conversation: GROUP });
    let may = ana.item(900).may;
    assert!(!may.pin && !may.delete && !may.edit);
    pin(&mut ana, GROUP, 900, true);
    assert_eq!(ana.refusal().code, ErrorCode::Forbidden);
    ana.ask(Request::Delete {
        conversation: GROUP,
        message: id(900),
    });
    assert_eq!(ana.refusal().code, ErrorCode::Forbidden);
    ana.online();
    let lead: Member = member(GROUP, ANA, "Ana", Role::Admin);
    ana.page(FeedId::Conversation(GROUP), 1, vec![Change::Member(lead)]);
    let may = ana.item(900).may;
    assert!(may.pin && may.delete && !may.edit);
    assert!(ana.details.as_ref().unwrap().may_mention_everyone);
    ana.ask(Request::Delete {
        conversation: GROUP,
        message: id(900),
    });
    let item = ana.item(900);
    assert!(item.deleted && item.body.text.is_empty());
    assert_eq!(item.deleted_by.as_deref(), Some("Ana"));
}

#[test]
fn a_pinned_message_far_back_is_held_and_makes_no_false_whole() {
    let mut ana = Ana::with_history(1, 3, 0);
    ana.greeted();
    let far = Message {
        pinned_by: Some(BEN),
        rev: 700,
        ..said(400, BEN)
    };
    let mut changes: Vec<_> = (991..=1_000).map(|seq| Change::Message(said(seq, BEN))).collect();
    changes.push(Change::Conversation(protocol::Conversation {
        id: TALK,
        kind: protocol::ConversationKind::Direct,
        name: String::new(),
        client: Some(BEN),
        archived: false,
        created_at: Timestamp(1),
        settings: protocol::GroupSettings::default(),
    }));
    ana.synced(vec![FeedPage {
        snapshot_from: Some(991),
        referenced: vec![far],
        ..whole(FeedId::Conversation(TALK), 1_000, changes)
    }]);
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(pinned(&ana), [id(400)]);
    assert_eq!(ana.shown().first(), Some(&991), "what lies between is missing");
    assert_eq!(ana.last.as_ref().unwrap().unread_from, Some(991));
}

#[test]
fn stars_are_listed_with_what_is_to_be_followed_up_first() {
    let mut ana = Ana::with_history(1, 9, 9);
    star(&mut ana, 2, true, None);
    star(&mut ana, 5, true, None);
    star(&mut ana, 1, false, Some(2_000_000));
    star(&mut ana, 3, true, Some(1_500_000));
    assert_eq!(starred(&ana), [id(3), id(1), id(5), id(2)]);
    assert_eq!(ana.starred[0].title, "Ben");
    assert_eq!(ana.starred[0].quote.text, "number 3");
    let mut ana = ana.restarted();
    assert_eq!(starred(&ana), [id(3), id(1), id(5), id(2)]);
    star(&mut ana, 5, false, None);
    assert_eq!(starred(&ana), [id(3), id(1), id(2)]);
    ana.online();
    for (rev, message, starred, at) in [
        (1, 2, true, None),
        (2, 5, true, None),
        (3, 1, false, Some(2_000_000)),
        (4, 3, true, Some(1_500_000)),
        (5, 5, false, None),
    ] {
        let star = Star {
            conversation: TALK,
            message: id(message),
            starred,
            follow_up_at: at.map(Timestamp),
            rev,
        };
        ana.done(|_| Outcome::Star(star));
    }
    assert_eq!(starred(&ana), [id(3), id(1), id(2)]);
    let elsewhere = Star {
        conversation: TALK,
        message: id(2),
        starred: false,
        follow_up_at: None,
        rev: 6,
    };
    ana.page(FeedId::Account(ANA), 5, vec![Change::Star(elsewhere)]);
    assert_eq!(starred(&ana), [id(3), id(1), id(2)], "a hole: not yet");
    ana.synced(vec![whole(
        FeedId::Account(ANA),
        6,
        vec![
            Change::Membership(Membership {
                conversation: TALK,
                active: true,
            }),
            Change::Star(Star {
                conversation: TALK,
                message: id(3),
                starred: true,
                follow_up_at: None,
                rev: 4,
            }),
        ],
    )]);
    assert_eq!(starred(&ana), [id(3)], "a snapshot says it all anew");
}

#[test]
fn a_follow_up_brings_its_conversation_to_the_top_when_its_time_has_come() {
    let mut ana = Ana::with_history(1, 3, 3);
    let due = ana.now + 3_600_000;
    star(&mut ana, 2, false, Some(due));
    assert!(!ana.rows[&TALK].follow_up);
    assert_eq!(
        ana.engine.deadline(),
        Some(due),
        "the driver is told when to wake"
    );
    ana.now = due;
    ana.give(engine::Input::Tick);
    assert!(ana.rows[&TALK].follow_up);
    assert_ne!(ana.engine.deadline(), Some(due));
    star(&mut ana, 2, false, None);
    assert!(!ana.rows[&TALK].follow_up, "until it is dealt with");
}

#[test]
fn a_refused_star_goes_with_a_word() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    star(&mut ana, 2, true, None);
    assert_eq!(starred(&ana), [id(2)]);
    ana.refused(ErrorCode::NotFound, "There is no such message here.");
    assert!(ana.starred.is_empty());
    assert_eq!(
        ana.troubles,
        ["The star couldn't be changed. There is no such message here."]
    );
}

#[test]
fn a_star_on_what_a_snapshot_does_not_bring_is_fetched_with_the_account() {
    let kept = Star {
        conversation: TALK,
        message: id(1),
        starred: true,
        follow_up_at: None,
        rev: 3,
    };
    let mut ana = Ana::holding(vec![
        Write::PutStar(kept.clone()),
        Write::PutFeed(FeedId::Account(ANA), 3),
    ]);
    assert_eq!(starred(&ana), [id(1)]);
    ana.greeted();
    let conversation = Change::Conversation(protocol::Conversation {
        id: TALK,
        kind: protocol::ConversationKind::Direct,
        name: String::new(),
        client: Some(BEN),
        archived: false,
        created_at: Timestamp(1),
        settings: protocol::GroupSettings::default(),
    });
    let changes = vec![conversation, Change::Message(said(50, BEN))];
    ana.synced(vec![FeedPage {
        snapshot_from: Some(50),
        ..whole(FeedId::Conversation(TALK), 50, changes)
    }]);
    assert!(ana.starred.is_empty(), "its words are not held");
    let account = FeedPage {
        referenced: vec![Message {
            rev: 40,
            ..said(1, BEN)
        }],
        ..whole(
            FeedId::Account(ANA),
            3,
            vec![
                Change::Membership(Membership {
                    conversation: TALK,
                    active: true,
                }),
                Change::Star(kept),
            ],
        )
    };
    let protocol::Call::Sync(request) = &ana.calls.last().unwrap().1 else {
        panic!("it asks again")
    };
    assert_eq!(
        (request.feeds[0].feed, request.feeds[0].since),
        (FeedId::Account(ANA), 0)
    );
    ana.synced(vec![account]);
    assert_eq!(starred(&ana), [id(1)]);
    assert_eq!(ana.rows[&TALK].preview.as_ref().unwrap().text, "number 50");
}

#[test]
fn a_conversation_is_filed_by_switches_that_do_not_disturb_each_other() {
    let mut ana = Ana::with_history(1, 5, 2);
    assert_eq!(ana.unread, 3);
    file(&mut ana, FilingSwitch::Pinned(true));
    file(&mut ana, FilingSwitch::Archived(Some(5)));
    let row = &ana.rows[&TALK];
    assert!(row.pinned && row.put_away);
    assert_eq!(ana.unread, 0, "what is put away asks for nothing");
    ana.online();
    assert!(matches!(
        ana.sent[0].1,
        Command::FileConversation {
            switch: FilingSwitch::Pinned(true),
            ..
        }
    ));
    // Another device muted it meanwhile, and the server knows that alone.
    let muted = Filing {
        muted_until: Some(Timestamp(ana.now + 5_000)),
        rev: 1,
        ..Filing::new(TALK)
    };
    ana.page(FeedId::Account(ANA), 0, vec![Change::Filing(muted.clone())]);
    let row = &ana.rows[&TALK];
    assert!(row.pinned && row.put_away && row.muted_until.is_some());
    ana.done(|_| {
        Outcome::Filing(Filing {
            pinned: true,
            rev: 2,
            ..muted.clone()
        })
    });
    ana.refused(ErrorCode::NotFound, "You are not in it.");
    let row = &ana.rows[&TALK];
    assert!(row.pinned && !row.put_away && row.muted_until.is_some());
    assert_eq!(
        ana.troubles,
        ["The conversation is where it was. You are not in it."]
    );
    let until = ana.now + 5_000;
    assert_eq!(ana.unread, 0, "muted");
    ana.now = until;
    ana.give(engine::Input::Tick);
    assert_eq!(ana.rows[&TALK].muted_until, None);
    assert_eq!(ana.unread, 3);
}

#[test]
fn what_was_put_away_comes_back_with_the_next_message_unless_it_is_muted() {
    let mut ana = Ana::with_history(1, 5, 5);
    ana.online();
    file(&mut ana, FilingSwitch::Archived(Some(5)));
    let until = Timestamp(ana.now + 900_000);
    file(&mut ana, FilingSwitch::Muted(Some(until)));
    ana.page(FeedId::Conversation(TALK), 5, vec![Change::Message(said(6, BEN))]);
    assert!(ana.rows[&TALK].put_away, "while it is muted it stays away");
    file(&mut ana, FilingSwitch::Muted(None));
    assert!(!ana.rows[&TALK].put_away);
}

#[test]
fn what_is_put_away_from_the_list_is_put_away_with_the_newest_message_that_is_here() {
    let mut ana = Ana::with_history(1, 5, 5);
    ana.online();
    file(&mut ana, FilingSwitch::Archived(Some(0)));
    assert!(ana.rows[&TALK].put_away);
    ana.page(FeedId::Conversation(TALK), 5, vec![Change::Message(said(6, BEN))]);
    assert!(!ana.rows[&TALK].put_away);
}

#[test]
fn what_was_marked_as_unread_is_so_until_it_is_opened() {
    let mut ana = Ana::with_history(1, 5, 5);
    file(&mut ana, FilingSwitch::Unread(true));
    assert!(ana.rows[&TALK].marked_unread && ana.rows[&TALK].unread == 0);
    ana.ask(Request::Open { conversation: TALK });
    assert!(!ana.rows[&TALK].marked_unread);
    assert_eq!(ana.connection.unwrap().waiting, 2, "the other devices are told");
}
