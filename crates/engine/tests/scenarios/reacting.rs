//! Reactions: shown at once, counted with those of others, gone with the message.

use engine::Input;
use engine::store::Store;
use engine::ui::Request;
use protocol::{
    Answer, Change, Command, ErrorCode, FeedId, HistoryPage, Message, MessageId, Outcome, Reaction, RichText,
    Seq,
};

use crate::support::{ANA, Ana, BEN, TALK, said};

fn reaction(seq: Seq, account: protocol::AccountId, emojis: &[&str], rev: Seq) -> Reaction {
    Reaction {
        conversation: TALK,
        message: MessageId::from_number(u128::from(seq)),
        account,
        emojis: emojis.iter().map(|emoji| (*emoji).to_owned()).collect(),
        rev,
    }
}

fn react(ana: &mut Ana, seq: Seq, emoji: &str, on: bool) {
    ana.ask(Request::React {
        conversation: TALK,
        message: MessageId::from_number(u128::from(seq)),
        emoji: emoji.into(),
        on,
    });
}

/// Emoji, how many, whether one's own is among them.
fn under(ana: &Ana, seq: Seq) -> Vec<(&str, u32, bool)> {
    let counts = ana.item(seq).reactions.iter();
    counts
        .map(|count| (count.emoji.as_str(), count.count, count.own))
        .collect()
}

#[test]
fn a_reaction_shows_at_once_and_the_last_of_several_toggles_counts() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    react(&mut ana, 3, "👍", true);
    react(&mut ana, 3, "🎉", true);
    react(&mut ana, 3, "👍", false);
    assert_eq!(under(&ana, 3), [("🎉", 1, true)], "offline");
    let mut ana = ana.restarted();
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(under(&ana, 3), [("🎉", 1, true)], "and after a restart");
    ana.online();
    for (rev, emojis) in [(4, &["👍"][..]), (5, &["👍", "🎉"]), (6, &["🎉"])] {
        assert_eq!(ana.sent.len(), 1, "one of a conversation at a time");
        ana.done(|_| Outcome::Reaction(reaction(3, ANA, emojis, rev)));
        assert_eq!(under(&ana, 3), [("🎉", 1, true)]);
    }
    ana.page(
        FeedId::Conversation(TALK),
        3,
        vec![Change::Reaction(reaction(3, ANA, &["👍"], 4))],
    );
    assert_eq!(
        under(&ana, 3),
        [("🎉", 1, true)],
        "an older state that comes late changes nothing"
    );
    assert!(ana.troubles.is_empty());
}

#[test]
fn reactions_of_others_are_counted_and_named() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.page(
        FeedId::Conversation(TALK),
        3,
        vec![
            Change::Reaction(reaction(2, BEN, &["👍", "❤️"], 4)),
            Change::Reaction(reaction(2, ANA, &["👍"], 5)),
        ],
    );
    assert_eq!(under(&ana, 2), [("👍", 2, true), ("❤️", 1, false)]);
    assert_eq!(
        ana.item(2).reactions[0].names,
        ["Ben"],
        "oneself is not named to oneself"
    );
    react(&mut ana, 2, "👍", false);
    assert_eq!(under(&ana, 2), [("👍", 1, false), ("❤️", 1, false)]);
    let sent = ana.refused(ErrorCode::NotFound, "There is no such message here.");
    assert!(matches!(sent, Command::React { on: false, .. }));
    assert_eq!(
        under(&ana, 2),
        [("👍", 2, true), ("❤️", 1, false)],
        "refused: as it was"
    );
    assert_eq!(
        ana.troubles,
        ["Your reaction is still there. There is no such message here."]
    );
}

#[test]
fn what_makes_no_sense_is_refused_at_once() {
    let mut ana = Ana::with_history(1, 3, 3);
    for emoji in ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣"] {
        react(&mut ana, 3, emoji, true);
        assert!(ana.reply.take().unwrap().is_ok());
    }
    react(&mut ana, 3, "7️⃣", true);
    assert_eq!(ana.refusal().code, ErrorCode::Invalid);
    react(&mut ana, 3, "two words", true);
    assert_eq!(ana.refusal().code, ErrorCode::Invalid);
    react(&mut ana, 404, "👍", true);
    assert_eq!(ana.refusal().code, ErrorCode::NotFound);
    react(&mut ana, 3, "1️⃣", true);
    assert!(ana.reply.take().unwrap().is_ok());
    assert_eq!(
        ana.connection.unwrap().waiting,
        6,
        "what changes nothing is not sent"
    );
}

#[test]
fn a_reaction_to_a_waiting_message_goes_after_it_and_falls_with_it() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.write("hello");
    let message = *ana.items.last_key_value().unwrap().0;
    ana.ask(Request::React {
        conversation: TALK,
        message,
        emoji: "👍".into(),
        on: true,
    });
    ana.ask(Request::StarMessage {
        conversation: TALK,
        message,
        starred: true,
        follow_up_at: None,
    });
    assert_eq!(ana.items[&message].reactions[0].count, 1);
    assert!(ana.items[&message].starred);
    ana.online();
    assert!(matches!(ana.sent[..], [(_, Command::SendMessage { .. })]));
    ana.refused(ErrorCode::ReadOnly, "Only admins can post here.");
    assert!(ana.sent.is_empty(), "what was done to it is withdrawn");
    assert!(ana.items[&message].reactions.is_empty());
    assert!(ana.starred.is_empty());
    ana.ask(Request::React {
        conversation: TALK,
        message,
        emoji: "👍".into(),
        on: true,
    });
    assert_eq!(ana.refusal().code, ErrorCode::Invalid, "it was not sent");
    assert!(ana.troubles.is_empty());
}

#[test]
fn a_deleted_message_has_no_reactions_whatever_comes_late() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    let mut gone = Message {
        rev: 5,
        ..said(2, BEN)
    };
    gone.erase();
    ana.page(
        FeedId::Conversation(TALK),
        3,
        vec![
            Change::Reaction(reaction(2, ANA, &["👍"], 4)),
            Change::Message(gone),
        ],
    );
    assert!(ana.item(2).deleted && under(&ana, 2).is_empty());
    // A page of history that was read before it was deleted.
    ana.ask(Request::JumpTo {
        message: MessageId::from_number(404),
    });
    let (id, _) = ana.calls.pop().unwrap();
    let page = HistoryPage {
        conversation: TALK,
        messages: (1..=3).map(|seq| said(seq, BEN)).collect(),
        referenced: vec![],
        reactions: vec![reaction(2, ANA, &["👍"], 4), reaction(1, BEN, &["❤️"], 2)],
        from: 1,
        to: 3,
    };
    ana.give(Input::Called {
        id,
        result: Ok(Answer::History(page)),
    });
    assert!(ana.item(2).deleted && under(&ana, 2).is_empty());
    assert_eq!(under(&ana, 1), [("❤️", 1, false)], "history brings its reactions");
    let kept = ana.engine.store().reactions(TALK, 0, Seq::MAX).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(ana.item(2).body, RichText::default());
}
