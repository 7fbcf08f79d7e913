//! Files on their way to the server, over lines that break, servers that refuse and devices that restart.

use engine::Input;
use engine::ui::{Request, Status};
use protocol::{ApiError, Command, ConversationId, ErrorCode, FileId, FileKind, MessageId, Outcome, Role};

use crate::files::{KIB, PHOTO, PLAN, looked_at, new_file, photo, plan, stored};
use crate::support::{Ana, TALK, group};

#[test]
fn a_photo_shows_at_once_goes_up_in_pieces_and_then_its_message_goes() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.add(photo());
    assert_eq!(ana.tray, [photo()]);
    assert!(
        ana.calls.is_empty() && ana.pieces.is_empty(),
        "nothing goes up before Send"
    );
    let message = ana.send("after the run", &[PHOTO]);
    assert!(ana.tray.is_empty());
    let item = ana.shown_item(message);
    assert_eq!(
        (item.status, item.files[0].sent),
        (Some(Status::Waiting), Some(0))
    );
    assert!(ana.sent.is_empty(), "the message waits for its file");
    let (id, new) = ana.begun();
    assert_eq!(new, photo());
    ana.has(id, 0, None);
    let (id, file, offset, bytes) = ana.pieces.remove(0);
    assert_eq!((file, offset, u64::from(bytes)), (PHOTO, 0, 128 * KIB));
    assert!(ana.pieces.is_empty(), "one piece at a time");
    ana.has(id, 128 * KIB, None);
    assert_eq!(ana.progress, [(PHOTO, 128 * KIB)]);
    let (id, _, offset, bytes) = ana.pieces.remove(0);
    assert_eq!(
        (offset, u64::from(bytes)),
        (128 * KIB, 172 * KIB),
        "the line is quick: the next piece is larger"
    );
    ana.has(id, 300 * KIB, Some(looked_at(&photo())));
    assert_eq!(ana.shown_item(message).files[0].sent, None);
    assert!(
        ana.uploaded.is_empty(),
        "until the server has the message, its bytes are needed"
    );
    assert!(matches!(&ana.sent[0].1, Command::SendMessage { attachments, .. } if attachments == &[PHOTO]));
    ana.done(stored(4));
    assert_eq!(ana.uploaded, [PHOTO]);
    assert_eq!(ana.shown_item(message).files[0].file, looked_at(&photo()));
    assert!(ana.engine.staged().is_empty());
}

#[test]
fn after_a_broken_line_it_goes_on_where_the_server_is() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    ana.add(photo());
    ana.send("", &[PHOTO]);
    let (id, _) = ana.begun();
    ana.has(id, 0, None);
    let (late, ..) = ana.pieces.remove(0);
    ana.give(Input::Disconnected);
    ana.has(late, 128 * KIB, None);
    assert!(ana.pieces.is_empty(), "nothing goes without a line");
    ana.online();
    let (id, _) = ana.begun();
    ana.has(id, 100 * KIB, None);
    let (_, _, offset, _) = ana.pieces.remove(0);
    assert_eq!(offset, 100 * KIB, "the server's word counts, not what was sent");
}

#[test]
fn a_restart_goes_on_as_well() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.add(photo());
    ana.add(plan());
    ana.send("", &[PHOTO]);
    let mut ana = ana.restarted();
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(ana.tray, [plan()], "what was not sent is still in the composer");
    assert_eq!(ana.engine.staged(), [PHOTO, PLAN].into());
    ana.online();
    ana.bring_all();
    assert_eq!(ana.sent.len(), 1);
}

#[test]
fn what_is_written_after_a_photo_stays_after_it_and_a_reaction_need_not_wait() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    ana.add(photo());
    ana.send("", &[PHOTO]);
    ana.write("what do you think?");
    let message = MessageId::from_number(3);
    ana.ask(Request::React {
        conversation: TALK,
        message,
        emoji: "👍".into(),
        on: true,
    });
    assert!(matches!(ana.sent[..], [(_, Command::React { .. })]));
    ana.bring_all();
    assert_eq!(ana.sent.len(), 1, "one of a conversation at a time");
    ana.done(|_| Outcome::Done);
    ana.done(stored(4));
    assert!(
        matches!(&ana.sent[..], [(_, Command::SendMessage { attachments, .. })] if attachments.is_empty())
    );
}

#[test]
fn two_files_go_at_once_and_the_message_waits_for_all() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    let third = new_file(FileId::from_number(0xf9), FileKind::Photo, KIB);
    for file in [photo(), plan(), third.clone()] {
        ana.add(file);
    }
    ana.send("all three", &[PHOTO, PLAN, third.id]);
    assert_eq!(ana.calls.len(), 2);
    let (id, _) = ana.begun();
    ana.has(id, 0, Some(looked_at(&photo())));
    assert_eq!(ana.calls.len(), 2, "the third one follows");
    let (id, _) = ana.begun();
    ana.has(id, 0, Some(looked_at(&plan())));
    assert!(ana.sent.is_empty());
    let (id, new) = ana.begun();
    ana.has(id, 0, Some(looked_at(&new)));
    assert_eq!(ana.sent.len(), 1);
}

#[test]
fn what_fails_for_now_is_tried_again_later_and_in_smaller_pieces() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    ana.add(photo());
    ana.send("", &[PHOTO]);
    let (id, _) = ana.begun();
    ana.has(id, 0, None);
    let (id, ..) = ana.pieces.remove(0);
    ana.fails(id, ErrorCode::Unavailable);
    assert!(ana.calls.is_empty() && ana.pieces.is_empty(), "not at once");
    let at = ana.engine.deadline().unwrap();
    assert!(at - ana.now <= 500, "{}", at - ana.now);
    ana.now = at;
    ana.give(Input::Tick);
    let (id, _) = ana.begun();
    ana.has(id, 0, None);
    let (_, _, _, bytes) = ana.pieces.remove(0);
    assert_eq!(u64::from(bytes), 64 * KIB);
}

#[test]
fn a_server_that_asks_to_slow_down_is_not_pressed() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    ana.add(photo());
    ana.add(plan());
    ana.send("", &[PHOTO]);
    ana.send("", &[PLAN]);
    let (id, _) = ana.begun();
    let error = ApiError {
        retry_after_ms: Some(20_000),
        ..ApiError::new(ErrorCode::SlowDown, "Too many files.")
    };
    ana.calls.clear();
    ana.give(Input::Called {
        id,
        result: Err(error),
    });
    ana.now += 19_999;
    ana.give(Input::Tick);
    assert!(ana.calls.is_empty());
    ana.now += 1;
    ana.give(Input::Tick);
    let (_, new) = ana.begun();
    assert_eq!(new.id, PHOTO);
}

#[test]
fn the_clock_does_not_ring_for_what_cannot_go_on() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    let files = [
        photo(),
        plan(),
        new_file(FileId::from_number(0xf9), FileKind::Photo, KIB),
    ];
    for file in files.clone() {
        ana.add(file);
    }
    let message = ana.send("", &files.map(|file| file.id));
    let (id, _) = ana.begun();
    ana.fails(id, ErrorCode::Unavailable);
    assert_eq!(ana.calls.len(), 2, "the third one takes its place");
    ana.now += 1_000;
    ana.give(Input::Tick);
    assert!(
        ana.engine.deadline().unwrap() > ana.now,
        "no room for the first one yet"
    );
    let (id, _) = ana.begun();
    ana.fails(id, ErrorCode::SlowDown);
    ana.ask(Request::Cancel { message });
    ana.now += 10_000;
    ana.give(Input::Tick);
    assert!(
        ana.engine.deadline().unwrap() > ana.now,
        "nothing is left to go on with"
    );
}

#[test]
fn a_file_that_is_refused_fails_its_message_which_can_be_tried_again() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.add(photo());
    let message = ana.send("look", &[PHOTO]);
    ana.write("and then");
    let (id, _) = ana.begun();
    ana.fails(id, ErrorCode::TooLong);
    let item = ana.shown_item(message);
    assert_eq!(item.status, Some(Status::Failed));
    assert_eq!(item.failure.as_deref(), Some("The server says no."));
    assert_eq!(ana.status("and then"), Some(Status::Waiting));
    assert_eq!(ana.sent.len(), 1, "what comes after it goes on");
    ana.ask(Request::Retry { message });
    ana.done(|_| Outcome::Done);
    ana.bring_all();
    assert!(matches!(&ana.sent[0].1, Command::SendMessage { id, .. } if *id == message));
}

#[test]
fn bytes_that_are_gone_from_the_device_fail_the_message_after_the_server_was_asked_again() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.add(photo());
    let message = ana.send("", &[PHOTO]);
    for _ in 0..2 {
        assert_eq!(ana.shown_item(message).status, Some(Status::Waiting));
        let (id, _) = ana.begun();
        ana.has(id, 0, None);
        let (id, ..) = ana.pieces.remove(0);
        ana.fails(id, ErrorCode::NotFound);
    }
    assert_eq!(ana.shown_item(message).status, Some(Status::Failed));
}

#[test]
fn what_is_forwarded_on_its_way_up_goes_up_once_and_stays_until_both_are_there() {
    let spring = ConversationId::from_number(0xc2);
    let mut ana = Ana::holding(group(spring, "Spring", Role::Owner));
    ana.online();
    ana.add(photo());
    let message = ana.send("look", &[PHOTO]);
    ana.ask(Request::Forward {
        conversation: TALK,
        message,
        to: vec![spring],
    });
    assert_eq!(ana.calls.len(), 1);
    ana.bring_all();
    assert_eq!(ana.sent.len(), 2);
    ana.done(stored(4));
    assert!(ana.uploaded.is_empty());
    ana.done(|_| Outcome::Done);
    assert_eq!(ana.uploaded, [PHOTO]);
}
