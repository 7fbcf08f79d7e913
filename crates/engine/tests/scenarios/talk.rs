//! Sending, reading, scrolling; and what becomes of it when the line, the disk or the server fails.

use engine::Input;
use engine::store::{Store, StoreError};
use engine::ui::{ConnectionState, Edge, Request, Status};
use protocol::{
    Answer, ApiError, Call, Change, Command, CommandResult, Conversation, ConversationId, ConversationKind,
    ErrorCode, FeedId, Filing, HistoryPage, Membership, Message, MessageId, Outcome, Receipt, ServerFrame,
    Timestamp,
};

use crate::support::{ANA, Ana, BEN, TALK, said, whole};

#[test]
fn a_message_goes_from_the_clock_to_two_coloured_checks() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.write("Good morning");
    assert_eq!(
        ana.status("Good morning"),
        Some(Status::Waiting),
        "offline, and there at once"
    );
    assert!(ana.sent.is_empty());
    ana.online();
    let (id, command) = ana.sent.pop().unwrap();
    let Command::SendMessage {
        id: message, body, ..
    } = command
    else {
        panic!("{command:?}")
    };
    let stored = Message {
        id: message,
        body,
        ..said(4, ANA)
    };
    let result = CommandResult::Ok(Outcome::Message(stored.clone()));
    ana.give(Input::Frame(ServerFrame::Result { id, result }));
    assert_eq!(ana.status("Good morning"), Some(Status::Sent));
    ana.page(FeedId::Conversation(TALK), 3, vec![Change::Message(stored)]);
    assert_eq!(ana.shown(), [1, 2, 3, 4], "its own echo makes no second message");
    let receipt = |delivered, read| {
        Change::Receipt(Receipt {
            conversation: TALK,
            account: BEN,
            delivered,
            read,
        })
    };
    ana.page(FeedId::Receipts(TALK), 0, vec![receipt(4, 2)]);
    assert_eq!(ana.status("Good morning"), Some(Status::Delivered));
    ana.page(FeedId::Receipts(TALK), 1, vec![receipt(4, 4)]);
    assert_eq!(ana.status("Good morning"), Some(Status::Read));
}

#[test]
fn a_broken_line_sends_the_same_command_again() {
    let mut ana = Ana::with_history(1, 1, 1);
    ana.online();
    ana.write("once");
    let first = ana.sent.pop().unwrap();
    ana.give(Input::Disconnected);
    assert!(matches!(
        ana.connection.unwrap().state,
        ConnectionState::Offline { .. }
    ));
    assert_eq!(ana.connection.unwrap().waiting, 1);
    ana.online();
    assert_eq!(ana.sent, [first], "the id makes it happen once");
}

#[test]
fn a_refused_message_stays_with_its_text_and_can_be_retried_or_taken_back() {
    let mut ana = Ana::with_history(1, 1, 1);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.write("too late");
    let (id, _) = ana.sent.pop().unwrap();
    let error = ApiError::new(ErrorCode::ReadOnly, "Only admins can post here.");
    ana.give(Input::Frame(ServerFrame::Result {
        id,
        result: CommandResult::Error(error),
    }));
    assert_eq!(ana.status("too late"), Some(Status::Failed));
    let message = ana.items.values().find(|item| item.failure.is_some()).unwrap().id;
    ana.ask(Request::Retry { message });
    let (again, _) = ana.sent.pop().unwrap();
    assert_ne!(again, id, "the server remembers its refusal of the old command");
    let error = ApiError::new(ErrorCode::ReadOnly, "Only admins can post here.");
    ana.give(Input::Frame(ServerFrame::Result {
        id: again,
        result: CommandResult::Error(error),
    }));
    ana.ask(Request::Discard { message });
    assert_eq!(ana.status("too late"), None);
    let drafts = ana.engine.store().load().unwrap().drafts;
    assert_eq!(
        drafts[0].draft.text, "too late",
        "the words come back into the composer"
    );
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let mut ana = Ana::with_history(1, 2, 2);
    ana.online();
    ana.engine.store_mut().fail_with(Some(StoreError::Full));
    ana.write("will not fit");
    let error = ana.reply.take().unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::Unavailable);
    assert!(error.message.contains("disk is full"), "{}", error.message);
    assert!(ana.sent.is_empty(), "what is not safe is not sent");
    ana.engine.store_mut().fail_with(None);
    ana.online();
    ana.write("fits now");
    assert!(ana.reply.take().unwrap().is_ok());
    assert_eq!(ana.sent.len(), 1, "and the first was really undone");
}

#[test]
fn a_hole_is_noticed_and_fetched() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Message(said(5, BEN))]);
    assert_eq!(
        ana.shown(),
        [1, 2, 3],
        "number 4 is missing: nothing is shown out of order"
    );
    let (_, call) = ana.calls.pop().unwrap();
    let Call::Sync(request) = call else {
        panic!("{call:?}")
    };
    assert_eq!(
        (request.feeds[0].feed, request.feeds[0].since),
        (FeedId::Conversation(TALK), 3)
    );
}

#[test]
fn a_conversation_of_a_hundred_thousand_messages_is_a_window() {
    let mut ana = Ana::with_history(1, 100_000, 100_000);
    ana.ask(Request::Open { conversation: TALK });
    assert!(ana.items.len() <= 40);
    assert_eq!(ana.shown().last(), Some(&100_000));
    for _ in 0..40 {
        ana.ask(Request::LoadOlder);
        assert!(ana.items.len() <= 200, "{} items", ana.items.len());
    }
    let shown = ana.shown();
    assert!(
        shown.windows(2).all(|pair| pair[0] + 1 == pair[1]),
        "no gaps within the window"
    );
    assert_eq!(shown[0], 100_000 - 39 - 40 * 30);
    assert_eq!(ana.last.as_ref().unwrap().newer, Edge::More);
    ana.ask(Request::LoadNewer);
    assert_eq!(ana.shown().last().unwrap() - shown.last().unwrap(), 30);
    ana.ask(Request::JumpToLatest);
    assert_eq!(ana.shown().last(), Some(&100_000));
    assert_eq!(ana.last.as_ref().unwrap().newer, Edge::End);
}

#[test]
fn it_opens_at_the_first_unread_message_and_the_badge_stops_at_a_hundred() {
    let mut ana = Ana::with_history(1, 500, 350);
    assert_eq!(ana.unread, 100, "drawn as 99+");
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(ana.last.as_ref().unwrap().unread_from, Some(351));
    let shown = ana.shown();
    assert!(
        shown.contains(&331) && shown.contains(&351) && shown.contains(&500),
        "with what came before"
    );
    ana.ask(Request::Seen {
        conversation: TALK,
        seq: 500,
    });
    assert_eq!(ana.unread, 0);
    assert_eq!(
        ana.last.as_ref().unwrap().unread_from,
        Some(351),
        "the line stays where reading stopped"
    );
}

#[test]
fn older_history_is_fetched_when_it_is_not_held() {
    let mut ana = Ana::with_history(71, 100, 100);
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(
        ana.last.as_ref().unwrap().older,
        Edge::Offline,
        "and says so while it cannot be had"
    );
    ana.online();
    assert_eq!(ana.last.as_ref().unwrap().older, Edge::More);
    ana.ask(Request::LoadOlder);
    assert_eq!(ana.last.as_ref().unwrap().older, Edge::Loading);
    let (id, _) = ana.calls.pop().unwrap();
    let messages = (1..=70).map(|seq| said(seq, BEN)).collect();
    let page = HistoryPage {
        reactions: Vec::new(),
        conversation: TALK,
        messages,
        referenced: vec![],
        from: 1,
        to: 70,
    };
    ana.give(Input::Called {
        id,
        result: Ok(Answer::History(page)),
    });
    assert_eq!(ana.shown().first(), Some(&41), "the step that it was fetched for");
    ana.ask(Request::LoadOlder);
    ana.ask(Request::LoadOlder);
    assert_eq!(ana.shown(), (1..=100).collect::<Vec<_>>());
    assert_eq!(ana.last.as_ref().unwrap().older, Edge::End);
}

#[test]
fn a_jump_far_back_fetches_its_surroundings_and_leaves_no_false_whole() {
    let mut ana = Ana::with_history(5_001, 5_100, 5_100);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    let target = MessageId::from_number(1_000);
    ana.ask(Request::JumpTo { message: target });
    let (id, call) = ana.calls.pop().unwrap();
    assert!(matches!(call, Call::History(TALK, query) if query.around == Some(target)));
    let messages = (951..=1_050).map(|seq| said(seq, BEN)).collect();
    let page = HistoryPage {
        reactions: Vec::new(),
        conversation: TALK,
        messages,
        referenced: vec![],
        from: 951,
        to: 1_050,
    };
    ana.give(Input::Called {
        id,
        result: Ok(Answer::History(page)),
    });
    assert_eq!(ana.last.as_ref().unwrap().focus, Some(target));
    let shown = ana.shown();
    assert!(
        shown.contains(&1_000) && shown.iter().all(|seq| (951..=1_050).contains(seq)),
        "{shown:?}"
    );
    ana.ask(Request::LoadNewer);
    ana.ask(Request::LoadNewer);
    assert!(
        ana.shown().iter().all(|seq| *seq <= 1_050),
        "what lies between is not skipped"
    );
    assert!(matches!(ana.calls.pop(), Some((_, Call::History(TALK, query))) if query.after == Some(1_050)));
}

#[test]
fn what_cannot_be_sent_says_why_and_what_to_do() {
    let mut ana = Ana::with_history(1, 1, 1);
    ana.write("  \n ");
    assert_eq!(ana.reply.take().unwrap().unwrap_err().code, ErrorCode::Invalid);
    ana.write(&"x".repeat(20_001));
    let error = ana.reply.take().unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::TooLong);
    assert!(
        error.message.contains("20001") && error.message.contains("20000"),
        "{}",
        error.message
    );
    ana.ask(Request::Edit {
        conversation: TALK,
        message: MessageId::from_number(1),
        text: "not mine".into(),
    });
    assert_eq!(ana.reply.take().unwrap().unwrap_err().code, ErrorCode::Forbidden);
}

#[test]
fn a_conversation_opened_before_it_has_arrived_shows_when_it_does() {
    let mut ana = Ana::with_history(1, 1, 1);
    let (new, never) = (
        ConversationId::from_number(0xc2),
        ConversationId::from_number(0xc3),
    );
    ana.ask(Request::Open { conversation: new });
    assert!(ana.reply.take().unwrap().is_ok(), "it may be on its way");
    ana.online();
    assert!(
        ana.closed.contains(&new),
        "all that exists is here, and it is not"
    );
    ana.ask(Request::Open { conversation: never });
    assert_eq!(ana.reply.take().unwrap().unwrap_err().code, ErrorCode::NotFound);
    ana.give(Input::Disconnected);
    ana.ask(Request::Open { conversation: new });
    ana.closed.clear();
    ana.greeted();
    let membership = Membership {
        conversation: new,
        active: true,
    };
    let marked = Filing {
        unread: true,
        rev: 2,
        ..Filing::new(new)
    };
    ana.synced(vec![whole(
        FeedId::Account(ANA),
        2,
        vec![Change::Membership(membership), Change::Filing(marked)],
    )]);
    let conversation = Conversation {
        id: new,
        kind: ConversationKind::Group,
        name: "Spring cohort".into(),
        client: None,
        archived: false,
        created_at: Timestamp(1),
        settings: protocol::GroupSettings::default(),
    };
    let message = Message {
        conversation: new,
        ..said(9, BEN)
    };
    let changes = vec![Change::Conversation(conversation), Change::Message(message)];
    ana.synced(vec![whole(FeedId::Conversation(new), 9, changes)]);
    assert_eq!(ana.shown(), [9]);
    assert!(ana.closed.is_empty());
    assert_eq!(ana.last.as_ref().unwrap().unread_from, Some(9));
    assert!(!ana.rows[&new].marked_unread, "it is looked at");
    let (_, command) = ana.sent.pop().unwrap();
    assert!(matches!(command, Command::FileConversation { conversation, .. } if conversation == new));
}
