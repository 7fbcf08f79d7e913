//! Files in the composer and in messages: sent, taken back, forwarded, deleted, and what is told of them.

use engine::Input;
use engine::store::Write;
use engine::ui::Request;
use protocol::{
    Call, Change, Command, ConversationId, ErrorCode, FeedId, FileId, FileKind, Limits, Membership, Message,
    MessageId, NewFile, Role, ServerFrame,
};

use crate::files::{KIB, PHOTO, PLAN, VOICE, looked_at, new_file, photo, plan, stored, with_photo};
use crate::support::{ANA, Ana, BEN, TALK, group, said, whole};

#[test]
fn a_failed_message_gives_its_words_and_files_back_when_the_composer_is_empty() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.add(photo());
    let message = ana.send("look", &[PHOTO]);
    let (id, _) = ana.begun();
    ana.fails(id, ErrorCode::Forbidden);
    ana.ask(Request::Discard { message });
    assert_eq!((ana.composer.as_str(), &ana.tray[..]), ("look", &[photo()][..]));
    assert!(ana.forgotten.is_empty());
    let message = ana.send("look", &[PHOTO]);
    let (id, _) = ana.begun();
    ana.fails(id, ErrorCode::Forbidden);
    ana.add(plan());
    ana.ask(Request::Discard { message });
    assert_eq!(ana.tray, [plan()], "the composer is in use");
    assert_eq!(ana.forgotten, [PHOTO]);
}

#[test]
fn a_message_on_its_way_up_can_be_taken_back_until_it_goes_out() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.add(photo());
    let message = ana.send("look", &[PHOTO]);
    ana.write("next");
    ana.ask(Request::Cancel { message });
    assert_eq!(ana.tray, [photo()]);
    assert!(!ana.items.contains_key(&message));
    assert_eq!(ana.sent.len(), 1, "what waited behind it goes");
    ana.done(stored(4));
    let message = ana.send("look", &[PHOTO]);
    ana.bring_all();
    ana.ask(Request::Cancel { message });
    assert_eq!(ana.refusal().code, ErrorCode::Invalid);
    ana.give(Input::Disconnected);
    ana.ask(Request::Cancel { message });
    assert_eq!(
        ana.refusal().code,
        ErrorCode::Invalid,
        "it may have arrived under the line that broke"
    );
}

#[test]
fn deleting_a_message_that_never_went_out_forgets_it_and_its_files_here_and_there() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.add(photo());
    let message = ana.send("look", &[PHOTO]);
    let (id, _) = ana.begun();
    ana.has(id, 0, None);
    ana.ask(Request::Delete {
        conversation: TALK,
        message,
    });
    assert!(!ana.items.contains_key(&message) && ana.sent.is_empty());
    assert_eq!(ana.forgotten, [PHOTO]);
    assert!(matches!(ana.calls[..], [(_, Call::DropFile(PHOTO))]));
}

#[test]
fn what_the_server_would_refuse_is_refused_before_anything_goes_up() {
    let mut ana = Ana::with_history(1, 3, 3);
    let huge = new_file(PHOTO, FileKind::Video, 101 * KIB * KIB);
    for (file, code) in [
        (huge, ErrorCode::TooLong),
        (new_file(PHOTO, FileKind::Document, 0), ErrorCode::Invalid),
        (
            NewFile {
                length_ms: Some(16 * 60_000),
                ..new_file(VOICE, FileKind::Voice, KIB)
            },
            ErrorCode::TooLong,
        ),
    ] {
        ana.add(file);
        assert_eq!(ana.refusal().code, code);
    }
    for number in 0..10 {
        ana.add(new_file(FileId::from_number(number), FileKind::Photo, KIB));
        assert!(ana.reply.take().unwrap().is_ok());
    }
    ana.add(photo());
    assert!(ana.refusal().message.contains("10 files"));
    ana.ask(Request::Send {
        conversation: TALK,
        text: String::new(),
        files: vec![PHOTO],
        reply_to: None,
        staff_only: false,
    });
    assert_eq!(
        ana.refusal().code,
        ErrorCode::NotFound,
        "it is not in the composer"
    );
}

#[test]
fn limits_of_a_server_that_was_updated_hold_at_once() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    let limits = Limits {
        message_files: 2,
        ..Limits::default()
    };
    let account = ana.engine.me().account.id;
    ana.give(Input::Frame(ServerFrame::Ready { account, limits }));
    for number in 0..2 {
        ana.add(new_file(FileId::from_number(number), FileKind::Photo, KIB));
        assert!(ana.reply.take().unwrap().is_ok());
    }
    ana.add(photo());
    assert!(ana.refusal().message.contains("2 files"));
    assert_eq!(ana.restarted().engine.me().limits, limits, "also without a line");
}

#[test]
fn taking_a_file_out_of_the_composer_forgets_it_also_after_a_crash() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.add(photo());
    ana.ask(Request::Close);
    assert_eq!(ana.rows[&TALK].draft_files, 1);
    assert_eq!(ana.rows[&TALK].draft.as_deref(), Some(""));
    ana.ask(Request::RemoveFile {
        conversation: TALK,
        file: PHOTO,
    });
    assert_eq!(ana.rows[&TALK].draft_files, 0);
    assert_eq!(ana.forgotten, [PHOTO]);
    let mut ana = ana.restarted();
    assert_eq!(ana.forgotten, [PHOTO], "perhaps the crash came first");
    for text in ["one", "two"] {
        ana.write(text);
    }
    assert!(
        ana.restarted().forgotten.is_empty(),
        "it was done, and that is noted"
    );
}

#[test]
fn a_voice_note_goes_alone_and_leaves_what_is_half_written() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.ask(Request::SetDraft {
        conversation: TALK,
        text: "half".into(),
        reply_to: None,
    });
    ana.add(photo());
    ana.add(new_file(VOICE, FileKind::Voice, 9 * KIB));
    for (text, files) in [("words", &[VOICE][..]), ("", &[VOICE, PHOTO][..])] {
        ana.ask(Request::Send {
            conversation: TALK,
            text: text.into(),
            files: files.to_vec(),
            reply_to: None,
            staff_only: false,
        });
        assert_eq!(ana.refusal().code, ErrorCode::Invalid);
    }
    let message = ana.send("", &[VOICE]);
    assert_eq!(ana.tray, [photo()]);
    assert!(!ana.shown_item(message).may.edit);
    ana.ask(Request::Close);
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(ana.composer, "half");
}

#[test]
fn a_caption_may_be_taken_away_but_not_all_words() {
    let photo = with_photo(4);
    let mine = Message { author: ANA, ..photo };
    let mut ana = Ana::holding(vec![
        Write::PutMessage(mine.clone()),
        Write::PutMessage(said(5, ANA)),
    ]);
    let edit = |message| Request::Edit {
        conversation: TALK,
        message,
        text: " ".into(),
    };
    ana.ask(edit(mine.id));
    assert!(ana.reply.take().unwrap().is_ok());
    ana.ask(edit(MessageId::from_number(5)));
    assert_eq!(ana.refusal().code, ErrorCode::Invalid);
}

#[test]
fn lists_and_quotes_say_what_is_in_a_message() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.page(
        FeedId::Conversation(TALK),
        3,
        vec![Change::Message(with_photo(4))],
    );
    let preview = ana.rows[&TALK].preview.clone().unwrap();
    assert_eq!(preview.text, "");
    let media = preview.media.unwrap();
    assert_eq!((media.first.kind, media.count), (FileKind::Photo, 1));
    assert_eq!(ana.notices[0].body, "Ben: Photo");
    ana.ask(Request::Send {
        conversation: TALK,
        text: "well done".into(),
        files: Vec::new(),
        reply_to: Some(MessageId::from_number(4)),
        staff_only: false,
    });
    let item = ana.items.values().find(|item| item.body.text == "well done");
    let quote = item.unwrap().reply.clone().unwrap();
    assert_eq!(quote.media.unwrap().first.id, PHOTO);
    ana.add(plan());
    ana.send("", &[PLAN]);
    let preview = ana.rows[&TALK].preview.clone().unwrap();
    assert_eq!(preview.media.unwrap().first.name, "week 3.jpg");
}

#[test]
fn a_deleted_message_leaves_no_file_on_this_device() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.page(
        FeedId::Conversation(TALK),
        3,
        vec![Change::Message(with_photo(4))],
    );
    let mut gone = Message {
        rev: 5,
        ..with_photo(4)
    };
    gone.erase();
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Message(gone)]);
    assert!(ana.item(4).files.is_empty());
    assert!(ana.rows[&TALK].preview.as_ref().unwrap().media.is_none());
    assert_eq!(ana.forgotten, [PHOTO]);
}

#[test]
fn a_conversation_that_one_has_left_leaves_no_file_on_this_device() {
    let mut ana = Ana::holding(vec![Write::PutMessage(with_photo(4))]);
    ana.add(plan());
    ana.online();
    let left = Membership {
        conversation: TALK,
        active: false,
    };
    ana.page(FeedId::Account(ANA), 0, vec![Change::Membership(left)]);
    ana.forgotten.sort();
    assert_eq!(ana.forgotten, [PHOTO, PLAN]);
}

#[test]
fn a_conversation_fetched_afresh_forgets_files_of_what_it_lets_go() {
    let other = Message {
        attachments: vec![looked_at(&plan())],
        ..said(5, BEN)
    };
    let mut ana = Ana::holding(vec![
        Write::PutMessage(with_photo(4)),
        Write::PutMessage(other.clone()),
    ]);
    ana.greeted();
    let page = whole(FeedId::Conversation(TALK), 9, vec![Change::Message(other)]);
    ana.synced(vec![page]);
    assert_eq!(ana.forgotten, [PHOTO], "it may have been deleted meanwhile");
}

#[test]
fn a_message_is_forwarded_with_its_files() {
    let spring = ConversationId::from_number(0xc2);
    let mut writes = group(spring, "Spring", Role::Owner);
    writes.push(Write::PutMessage(with_photo(4)));
    let mut ana = Ana::holding(writes);
    ana.online();
    ana.ask(Request::Open { conversation: spring });
    ana.ask(Request::Forward {
        conversation: TALK,
        message: MessageId::from_number(4),
        to: vec![spring],
    });
    let item = ana.items.values().next().unwrap();
    assert_eq!((item.files[0].file.id, item.files[0].sent), (PHOTO, None));
    assert!(ana.pieces.is_empty(), "the server has it");
    assert!(
        matches!(&ana.sent[0].1, Command::SendMessage { attachments, forwarded: true, .. } if attachments == &[PHOTO])
    );
    ana.done(stored(2));
    assert!(ana.uploaded.is_empty());
}
