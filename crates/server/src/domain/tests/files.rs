//! Files: who may bring, send, see and take them away, and that they go with the last message that has them.

use protocol::{
    Change, Command, ConversationId, ErrorCode, FeedId, FileId, FileKind, FileSort, FileState, FileVariant,
    FilesQuery, LinksQuery, Message, MessageId, NewFile, Outcome, Played, ReceiptPolicy, RichText, Variant,
};

use crate::db::{Files as _, ready};
use crate::domain::Actor;
use crate::scene::{Scene, announced};

const DAY_MS: i64 = 24 * 3_600_000;

/// Brings a document.
fn brings(scene: &mut Scene, actor: Actor, words: &[u8]) -> FileId {
    let id = FileId::from_number(scene.number());
    let asked = announced(id, FileKind::Document, words.len() as u64);
    let now = scene.now();
    scene.server.begin_file(now, &actor, asked).unwrap();
    let state = scene.server.upload(now, &actor, id, 0, words).unwrap();
    assert_eq!(state.ready.unwrap().bytes, words.len() as u64);
    id
}

fn sending(id: u128, conversation: ConversationId, text: &str, attachments: &[FileId]) -> Command {
    Command::SendMessage {
        id: MessageId::from_number(id),
        conversation,
        body: RichText::plain(text),
        attachments: attachments.to_vec(),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    }
}

fn sends(
    scene: &mut Scene,
    actor: Actor,
    to: ConversationId,
    text: &str,
    files: &[FileId],
) -> Result<Message, ErrorCode> {
    let command = sending(scene.number(), to, text, files);
    match scene.try_do(actor, command)? {
        Outcome::Message(message) => Ok(message),
        other => panic!("{other:?}"),
    }
}

fn deletes(scene: &mut Scene, actor: Actor, message: &Message) {
    let (conversation, message) = (message.conversation, message.id);
    scene.does(
        actor,
        Command::DeleteMessage {
            conversation,
            message,
        },
    );
}

/// What the actor gets of the file.
fn gets(scene: &mut Scene, actor: Actor, file: FileId) -> Option<Vec<u8>> {
    let now = scene.now();
    let of = FileVariant {
        file,
        variant: Variant::Full,
    };
    let query = LinksQuery { files: vec![of] };
    let links = scene.server.links(now, &actor, &query).unwrap();
    let link = links.first()?;
    Some(scene.server.follow(now, &link.path).unwrap().to_vec())
}

fn sees(scene: &mut Scene, file: FileId) -> [bool; 4] {
    let people = [scene.ana, scene.ben, scene.cleo, scene.dora];
    people.map(|who| gets(scene, who, file).is_some())
}

#[test]
fn a_file_comes_in_pieces_and_a_repeated_one_changes_nothing() {
    let mut scene = Scene::new();
    let ben = scene.ben;
    let now = scene.now();
    let id = FileId::from_number(7);
    let asked = announced(id, FileKind::Document, 10);
    let at = |offset| FileState { offset, ready: None };
    assert_eq!(scene.server.begin_file(now, &ben, asked.clone()), Ok(at(0)));
    assert_eq!(scene.server.upload(now, &ben, id, 0, b"0123"), Ok(at(4)));
    // The answer was lost, and the device tries again; or it believes that more has come.
    assert_eq!(scene.server.upload(now, &ben, id, 0, b"0123"), Ok(at(4)));
    assert_eq!(scene.server.upload(now, &ben, id, 6, b"6789"), Ok(at(4)));
    assert_eq!(scene.server.begin_file(now, &ben, asked.clone()), Ok(at(4)));
    assert_eq!(scene.server.upload(now, &ben, id, 4, b""), Ok(at(4)));
    let state = scene.server.upload(now, &ben, id, 4, b"456789").unwrap();
    assert_eq!(state.offset, 10);
    let file = state.ready.clone().unwrap();
    assert_eq!((file.id, file.bytes, file.kind), (id, 10, FileKind::Document));
    assert_eq!(
        scene.server.upload(now, &ben, id, 4, b"456789"),
        Ok(state.clone())
    );
    assert_eq!(scene.server.begin_file(now, &ben, asked), Ok(state));
    assert_eq!(gets(&mut scene, ben, id), Some(b"0123456789".to_vec()));
}

#[test]
fn only_who_began_a_file_brings_it() {
    let mut scene = Scene::new();
    let (ana, ben, dora) = (scene.ana, scene.ben, scene.dora);
    let now = scene.now();
    let id = FileId::from_number(7);
    let asked = announced(id, FileKind::Document, 4);
    scene.server.begin_file(now, &ben, asked.clone()).unwrap();
    for other in [ana, dora] {
        let refused = scene.server.upload(now, &other, id, 0, b"evil").unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotFound);
        let refused = scene.server.drop_file(now, &other, id).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotFound);
    }
    let taken = scene.server.begin_file(now, &ana, asked.clone()).unwrap_err();
    assert_eq!(taken.code, ErrorCode::Taken);
    // In another practice the id is another file.
    assert_eq!(scene.server.begin_file(now, &dora, asked).unwrap().offset, 0);
}

#[test]
fn what_is_too_much_is_refused_with_the_limit() {
    let mut scene = Scene::new();
    let ben = scene.ben;
    let now = scene.now();
    let id = FileId::from_number(7);
    let begin = |scene: &mut Scene, change: fn(&mut NewFile)| {
        let mut asked = announced(id, FileKind::Document, 4);
        change(&mut asked);
        scene.server.begin_file(now, &ben, asked).unwrap_err()
    };
    let large = begin(&mut scene, |asked| asked.bytes = 100 * 1_024 * 1_024 + 1);
    assert_eq!(large.code, ErrorCode::TooLong);
    assert_eq!(large.details.unwrap()["limit"], 100 * 1_024 * 1_024);
    assert_eq!(
        begin(&mut scene, |asked| asked.bytes = 0).code,
        ErrorCode::Invalid
    );
    let long = begin(&mut scene, |asked| {
        asked.kind = FileKind::Voice;
        asked.length_ms = Some(15 * 60 * 1_000 + 1);
    });
    assert_eq!(long.code, ErrorCode::TooLong);
    let heavy = begin(&mut scene, |asked| asked.poster = Some("A".repeat(200_000)));
    assert_eq!(heavy.code, ErrorCode::Invalid);

    let asked = announced(id, FileKind::Document, 4);
    scene.server.begin_file(now, &ben, asked).unwrap();
    let state = scene.server.upload(now, &ben, id, 0, b"12345").unwrap();
    assert_eq!(state.offset, 0, "more than was announced is not taken");
    let piece = vec![0; 1_024 * 1_024 + 1];
    let refused = scene.server.upload(now, &ben, id, 0, &piece).unwrap_err();
    assert_eq!(refused.code, ErrorCode::TooLong);
}

#[test]
fn many_files_in_one_hour_have_to_wait() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let began = scene.now();
    for number in 0..500 {
        let asked = announced(FileId::from_number(number), FileKind::Document, 4);
        scene.server.begin_file(began, &ben, asked).unwrap();
    }
    let late = began.plus_ms(600_000);
    let next = announced(FileId::from_number(500), FileKind::Document, 4);
    let refused = scene.server.begin_file(late, &ben, next.clone()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::SlowDown);
    assert_eq!(refused.retry_after_ms, Some(3_000_000));
    let known = announced(FileId::from_number(3), FileKind::Document, 4);
    assert!(
        scene.server.begin_file(late, &ben, known).is_ok(),
        "it is there already"
    );
    let anas = announced(FileId::from_number(501), FileKind::Document, 4);
    assert!(scene.server.begin_file(late, &ana, anas).is_ok());
    let then = late.plus_ms(3_000_000);
    assert!(scene.server.begin_file(then, &ben, next).is_ok());

    let cleo = scene.cleo;
    for number in 600..620 {
        let asked = announced(
            FileId::from_number(number),
            FileKind::Document,
            100 * 1_024 * 1_024,
        );
        scene.server.begin_file(then, &cleo, asked).unwrap();
    }
    let next = announced(FileId::from_number(620), FileKind::Document, 100 * 1_024 * 1_024);
    let refused = scene.server.begin_file(then, &cleo, next).unwrap_err();
    assert_eq!(refused.code, ErrorCode::SlowDown, "2 GB");
}

#[test]
fn a_message_has_its_files_and_its_readers_see_them() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let with_ben = scene.with_ben;
    let (one, two) = (brings(&mut scene, ben, b"one"), brings(&mut scene, ben, b"two"));
    assert_eq!(sees(&mut scene, one), [false, true, false, false]);
    let sent = sends(&mut scene, ben, with_ben, "", &[two, one]).unwrap();
    let ids: Vec<FileId> = sent.attachments.iter().map(|file| file.id).collect();
    assert_eq!(ids, [two, one], "in the order of sending");
    assert_eq!(sees(&mut scene, one), [true, true, false, false]);
    let page = scene.catch_up(ana, FeedId::Conversation(with_ben), 0);
    assert!(page.pages[0].changes.contains(&Change::Message(sent)));
    assert_eq!(gets(&mut scene, ana, one), Some(b"one".to_vec()));
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let with_ben = scene.with_ben;
    let file = brings(&mut scene, ben, b"words");
    let refused = |scene: &mut Scene, actor, text, files: &[FileId]| {
        sends(scene, actor, with_ben, text, files).unwrap_err()
    };
    assert_eq!(refused(&mut scene, ben, " ", &[]), ErrorCode::Invalid);
    assert_eq!(refused(&mut scene, ana, "", &[file]), ErrorCode::NotFound);
    let nothing = FileId::from_number(404);
    assert_eq!(refused(&mut scene, ben, "", &[nothing]), ErrorCode::NotFound);
    assert_eq!(refused(&mut scene, ben, "", &[file, file]), ErrorCode::Invalid);
    let now = scene.now();
    let half = announced(FileId::from_number(5), FileKind::Document, 9);
    scene.server.begin_file(now, &ben, half.clone()).unwrap();
    assert_eq!(refused(&mut scene, ben, "", &[half.id]), ErrorCode::Invalid);
    let many: Vec<FileId> = (0..11).map(|_| brings(&mut scene, ben, b"x")).collect();
    assert_eq!(refused(&mut scene, ben, "", &many), ErrorCode::TooLong);
    assert!(sends(&mut scene, ben, with_ben, "", &many[1..]).is_ok());
}

#[test]
fn a_voice_note_stands_alone() {
    let mut scene = Scene::new();
    let ben = scene.ben;
    let with_ben = scene.with_ben;
    let (voice, other) = (scene.voice(ben), brings(&mut scene, ben, b"words"));
    let refused =
        |scene: &mut Scene, text, files: &[FileId]| sends(scene, ben, with_ben, text, files).unwrap_err();
    assert_eq!(refused(&mut scene, "listen", &[voice]), ErrorCode::Invalid);
    assert_eq!(refused(&mut scene, "", &[voice, other]), ErrorCode::Invalid);
    let sent = sends(&mut scene, ben, with_ben, "", &[voice]).unwrap();
    let edit = Command::EditMessage {
        conversation: with_ben,
        message: sent.id,
        body: RichText::plain("words"),
    };
    assert_eq!(scene.try_do(ben, edit), Err(ErrorCode::Invalid));
}

#[test]
fn a_caption_is_changed_and_taken_off_and_the_files_stay() {
    let mut scene = Scene::new();
    let ben = scene.ben;
    let with_ben = scene.with_ben;
    let file = brings(&mut scene, ben, b"words");
    let sent = sends(&mut scene, ben, with_ben, "My knee", &[file]).unwrap();
    let plain = scene.says(ben, with_ben, "Only words");
    for text in ["My left knee", ""] {
        let edit = Command::EditMessage {
            conversation: with_ben,
            message: sent.id,
            body: RichText::plain(text),
        };
        let Outcome::Message(edited) = scene.does(ben, edit) else {
            panic!("not a message");
        };
        assert_eq!(edited.body.text, text);
        assert_eq!(edited.attachments, sent.attachments);
    }
    let blank = Command::EditMessage {
        conversation: with_ben,
        message: plain,
        body: RichText::default(),
    };
    assert_eq!(scene.try_do(ben, blank), Err(ErrorCode::Invalid));
}

#[test]
fn a_file_is_forwarded_by_who_may_read_it_and_goes_with_its_last_message() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let with_ben = scene.with_ben;
    let with_cleo = scene.direct_of(cleo);
    let file = brings(&mut scene, ben, b"words");
    let sent = sends(&mut scene, ben, with_ben, "", &[file]).unwrap();
    let forwarded = sends(&mut scene, ana, with_cleo, "", &[file]).unwrap();
    assert_eq!(forwarded.attachments, sent.attachments);
    assert_eq!(sees(&mut scene, file), [true, true, true, false]);

    deletes(&mut scene, ben, &sent);
    let now = scene.now();
    scene.server.clear(now).unwrap();
    assert_eq!(gets(&mut scene, cleo, file), Some(b"words".to_vec()));
    deletes(&mut scene, ana, &forwarded);
    assert_eq!(sees(&mut scene, file), [false, true, false, false]);
    let now = scene.now();
    scene.server.clear(now).unwrap();
    assert_eq!(sees(&mut scene, file), [false; 4]);
    assert_eq!(scene.server.shelved(), (0, 0));
    let again = sends(&mut scene, ben, with_ben, "", &[file]);
    assert_eq!(again, Err(ErrorCode::NotFound));
}

#[test]
fn the_same_bytes_are_kept_once_and_as_long_as_a_file_has_them() {
    let mut scene = Scene::new();
    let (ana, ben, dora) = (scene.ana, scene.ben, scene.dora);
    let with_ben = scene.with_ben;
    let one = brings(&mut scene, ben, b"the same");
    let two = brings(&mut scene, ana, b"the same");
    brings(&mut scene, dora, b"the same");
    let now = scene.now();
    scene.server.clear(now).unwrap();
    assert_eq!(scene.server.shelved(), (2, 0), "once in each practice");
    let sent = sends(&mut scene, ben, with_ben, "", &[one]).unwrap();
    let other = sends(&mut scene, ana, with_ben, "", &[two]).unwrap();
    deletes(&mut scene, ben, &sent);
    let now = scene.now();
    scene.server.clear(now).unwrap();
    assert_eq!(gets(&mut scene, ben, two), Some(b"the same".to_vec()));
    // They go, and the same bytes come again before they are taken away.
    deletes(&mut scene, ana, &other);
    let three = brings(&mut scene, ben, b"the same");
    let now = scene.now();
    scene.server.clear(now).unwrap();
    assert_eq!(gets(&mut scene, ben, three), Some(b"the same".to_vec()));
    assert_eq!(scene.server.shelved(), (2, 0));
}

#[test]
fn what_is_never_sent_goes_after_a_day_and_what_is_taken_back_at_once() {
    let mut scene = Scene::new();
    let ben = scene.ben;
    let with_ben = scene.with_ben;
    let (sent, unsent, unwanted) = (
        brings(&mut scene, ben, b"sent"),
        brings(&mut scene, ben, b"unsent"),
        brings(&mut scene, ben, b"unwanted"),
    );
    sends(&mut scene, ben, with_ben, "", &[sent]).unwrap();
    let now = scene.now();
    let half = announced(FileId::from_number(5), FileKind::Document, 9);
    scene.server.begin_file(now, &ben, half.clone()).unwrap();
    scene.server.upload(now, &ben, half.id, 0, b"123").unwrap();
    let refused = scene.server.drop_file(now, &ben, sent).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Forbidden);
    scene.server.drop_file(now, &ben, unwanted).unwrap();
    scene.server.clear(now).unwrap();
    assert_eq!(scene.server.shelved(), (2, 1));
    scene.server.clear(now.plus_ms(DAY_MS - 60_000)).unwrap();
    assert!(gets(&mut scene, ben, unsent).is_some());
    scene.server.clear(now.plus_ms(DAY_MS)).unwrap();
    assert!(gets(&mut scene, ben, unsent).is_none());
    assert!(gets(&mut scene, ben, sent).is_some());
    assert_eq!(scene.server.shelved(), (1, 0));
    // The id is free again.
    let again = scene.server.begin_file(now.plus_ms(DAY_MS), &ben, half).unwrap();
    assert_eq!(again.offset, 0);
}

#[test]
fn a_thumbnail_is_there_only_where_there_is_one() {
    let mut scene = Scene::new();
    let ben = scene.ben;
    let file = brings(&mut scene, ben, b"words");
    let now = scene.now();
    let files = [Variant::Thumbnail, Variant::Full].map(|variant| FileVariant { file, variant });
    let query = LinksQuery {
        files: files.to_vec(),
    };
    let links = scene.server.links(now, &ben, &query).unwrap();
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].variant, Variant::Full);
    let many = LinksQuery {
        files: vec![files[1]; 101],
    };
    let refused = scene.server.links(now, &ben, &many).unwrap_err();
    assert_eq!(refused.code, ErrorCode::TooLong);
}

#[test]
fn listening_is_told_once_and_as_the_policy_allows() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let with_ben = scene.with_ben;
    let voice = scene.voice(ana);
    let sent = sends(&mut scene, ana, with_ben, "", &[voice]).unwrap();
    let words = scene.says(ana, with_ben, "Did you hear it?");
    let played = |message| Command::MarkPlayed {
        conversation: with_ben,
        message,
    };
    assert_eq!(scene.try_do(ben, played(words)), Err(ErrorCode::Invalid));
    let (cleo, dora) = (scene.cleo, scene.dora);
    for other in [cleo, dora] {
        assert_eq!(scene.try_do(other, played(sent.id)), Err(ErrorCode::NotFound));
    }
    let told = |scene: &mut Scene, actor| {
        let id = protocol::CommandId::from_number(scene.number());
        scene.submit(actor, id, played(sent.id)).1
    };
    assert!(told(&mut scene, ana).is_empty(), "one's own");
    let publications = told(&mut scene, ben);
    let change = Change::Played(Played {
        conversation: with_ben,
        message: sent.id,
        account: ben.account,
    });
    assert_eq!(publications[0].page.feed, FeedId::Receipts(with_ben));
    assert_eq!(publications[0].page.changes, std::slice::from_ref(&change));
    assert!(told(&mut scene, ben).is_empty(), "known already");
    let knows = |scene: &Scene, actor, since| {
        let page = scene.catch_up(actor, FeedId::Receipts(with_ben), since);
        page.pages
            .first()
            .is_some_and(|page| page.changes.contains(&change))
    };
    assert!(knows(&scene, ana, 0) && knows(&scene, ben, 0));
    let before = publications[0].page.after;
    assert!(knows(&scene, ana, before) && knows(&scene, ben, before));

    let off = ReceiptPolicy::Off;
    scene.does(ana, Command::SetReceiptPolicy { policy: off });
    assert!(!knows(&scene, ana, 0), "not told to others");
    assert!(knows(&scene, ben, 0), "always one's own");
    scene.does(
        ana,
        Command::SetReceiptPolicy {
            policy: ReceiptPolicy::Everyone,
        },
    );
    deletes(&mut scene, ana, &sent);
    assert!(!knows(&scene, ana, 0), "goes with the message");
}

#[test]
fn a_conversation_shows_what_it_has_by_sort() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let with_ben = scene.with_ben;
    let mut documents = Vec::new();
    for words in [b"one", b"two"] {
        let file = brings(&mut scene, ben, words);
        documents.push(sends(&mut scene, ben, with_ben, "", &[file]).unwrap());
    }
    let voice = scene.voice(ben);
    let voice = sends(&mut scene, ben, with_ben, "", &[voice]).unwrap();
    documents.reverse();
    let query = |sort, before, limit| FilesQuery { sort, before, limit };
    let page = |actor: &Actor, query| scene.server.files(actor, with_ben, query);
    let all = page(&ana, query(FileSort::Documents, None, 50)).unwrap();
    assert_eq!((all.messages, all.more), (documents.clone(), false));
    let first = page(&ana, query(FileSort::Documents, None, 1)).unwrap();
    assert_eq!((&first.messages[..], first.more), (&documents[..1], true));
    let next = page(&ana, query(FileSort::Documents, Some(documents[0].seq), 1)).unwrap();
    assert_eq!((&next.messages[..], next.more), (&documents[1..], false));
    let voices = page(&ben, query(FileSort::Voice, None, 9)).unwrap();
    assert_eq!(voices.messages, [voice]);
    let pictures = page(&ben, query(FileSort::Pictures, None, 9)).unwrap();
    assert_eq!(pictures.messages, []);
    let refused = page(&cleo, query(FileSort::Voice, None, 9)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
}

#[test]
fn rows_and_messages_say_the_same_of_files() {
    let mut scene = Scene::new();
    let ben = scene.ben;
    let with_ben = scene.with_ben;
    let file = brings(&mut scene, ben, b"words");
    let sent = sends(&mut scene, ben, with_ben, "", &[file]).unwrap();
    let ws = scene.workspace;
    let named = |scene: &Scene| {
        let found = scene
            .server
            .look(|tx| ready(async { Ok((tx.is_file_held(ws, file).await?, tx.file(ws, file).await?)) }));
        let (sent, row) = found.unwrap();
        (sent, row.is_some())
    };
    assert_eq!(named(&scene), (true, true));
    deletes(&mut scene, ben, &sent);
    assert_eq!(named(&scene), (false, true));
    let now = scene.now();
    scene.server.clear(now).unwrap();
    assert_eq!(named(&scene), (false, false));
}
