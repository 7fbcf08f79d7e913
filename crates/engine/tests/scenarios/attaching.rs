//! Files: in the composer, on their way, taken back, forwarded, deleted; and what happens when the line breaks on the way.

use engine::store::Write;
use engine::ui::{Reply, Request, Status, TimelineItem};
use engine::{CallId, Input};
use protocol::{
    Answer, ApiError, Attachment, Call, Change, Command, ConversationId, ErrorCode, FeedId, FileId, FileKind,
    FileState, Membership, Message, MessageId, NewFile, Outcome, RichText, Role,
};

use crate::support::{ANA, Ana, BEN, TALK, group, said, whole};

const PHOTO: FileId = FileId::from_number(0xf1);
const PLAN: FileId = FileId::from_number(0xf2);
const VOICE: FileId = FileId::from_number(0xf3);
const KIB: u64 = 1_024;

fn new_file(id: FileId, kind: FileKind, bytes: u64) -> NewFile {
    NewFile {
        id,
        kind,
        name: "week 3.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes,
        size: None,
        length_ms: (kind == FileKind::Voice).then_some(42_000),
        placeholder: None,
        waveform: None,
        poster: None,
    }
}

fn photo() -> NewFile {
    new_file(PHOTO, FileKind::Photo, 300 * KIB)
}

fn plan() -> NewFile {
    new_file(PLAN, FileKind::Document, 10 * KIB)
}

/// As the server has looked at it.
fn looked_at(new: &NewFile) -> Attachment {
    Attachment {
        thumbnail: true,
        ..new.attachment()
    }
}

impl Ana {
    fn add(&mut self, file: NewFile) {
        self.ask(Request::AddFile {
            conversation: TALK,
            file,
        });
    }

    fn send(&mut self, text: &str, files: &[FileId]) -> MessageId {
        self.ask(Request::Send {
            conversation: TALK,
            text: text.into(),
            files: files.to_vec(),
            reply_to: None,
        });
        let reply = self.reply.take().unwrap().unwrap();
        let Reply::Message { id } = reply else {
            unreachable!("{reply:?}")
        };
        id
    }

    /// The oldest question about a file.
    fn begun(&mut self) -> (CallId, NewFile) {
        let begins = |(_, call): &(CallId, Call)| matches!(call, Call::BeginFile(_));
        let at = self.calls.iter().position(begins);
        let (id, call) = self.calls.remove(at.unwrap());
        let Call::BeginFile(new) = call else {
            unreachable!()
        };
        (id, new)
    }

    fn has(&mut self, id: CallId, offset: u64, ready: Option<Attachment>) {
        let state = FileState { offset, ready };
        self.give(Input::Called {
            id,
            result: Ok(Answer::File(state)),
        });
    }

    fn fails(&mut self, id: CallId, code: ErrorCode) {
        let error = ApiError::new(code, "The server says no.");
        self.give(Input::Called {
            id,
            result: Err(error),
        });
    }

    /// The server takes everything of the files on their way, as quickly as it can.
    fn bring_all(&mut self) {
        loop {
            if self
                .calls
                .iter()
                .any(|(_, call)| matches!(call, Call::BeginFile(_)))
            {
                let (id, _) = self.begun();
                self.has(id, 0, None);
            } else if let Some((id, file, offset, bytes)) = self.pieces.pop() {
                let new = [photo(), plan(), new_file(VOICE, FileKind::Voice, 9 * KIB)]
                    .into_iter()
                    .find(|new| new.id == file)
                    .unwrap();
                let offset = offset + u64::from(bytes);
                self.has(id, offset, (offset == new.bytes).then(|| looked_at(&new)));
            } else {
                return;
            }
        }
    }

    fn shown_item(&self, message: MessageId) -> &TimelineItem {
        &self.items[&message]
    }
}

/// The server puts a sent message at a place.
fn stored(seq: u64) -> impl FnOnce(Command) -> Outcome {
    move |command| {
        let Command::SendMessage { id, body, .. } = command else {
            unreachable!("{command:?}")
        };
        Outcome::Message(Message {
            id,
            body,
            attachments: vec![looked_at(&photo())],
            ..said(seq, ANA)
        })
    }
}

fn with_photo(seq: u64) -> Message {
    Message {
        attachments: vec![looked_at(&photo())],
        body: RichText::default(),
        ..said(seq, BEN)
    }
}

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
    });
    assert_eq!(
        ana.refusal().code,
        ErrorCode::NotFound,
        "it is not in the composer"
    );
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
