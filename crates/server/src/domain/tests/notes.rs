//! Notes among coaches: on no path does a client meet one, or anything that tells of it.

use protocol::{
    AccountId, ApiError, Change, Command, ConversationId, ErrorCode, FeedId, FileId, FileSort, FileVariant,
    FilesQuery, HistoryPage, HistoryQuery, MessageId, Outcome, RichText, Span, SpanKind, Variant,
};

use crate::db::ready;
use crate::domain::{Actor, files};
use crate::scene::{Scene, actor};
use crate::sync::messages_of;

/// A message of these files and words, as an answer to another.
fn says(
    id: MessageId,
    conversation: ConversationId,
    text: &str,
    attachments: Vec<FileId>,
    reply_to: Option<MessageId>,
    staff_only: bool,
) -> Command {
    Command::SendMessage {
        id,
        conversation,
        body: RichText::plain(text),
        attachments,
        reply_to,
        forwarded: false,
        staff_only,
    }
}

/// Ana writes down something about ben.
fn notes(scene: &mut Scene, conversation: ConversationId, text: &str) -> MessageId {
    let id = MessageId::from_number(scene.number());
    scene.does(scene.ana, says(id, conversation, text, Vec::new(), None, true));
    id
}

fn jonas(scene: &mut Scene) -> Actor {
    let (now, ws) = (scene.now(), scene.workspace);
    let (account, _) = scene.server.create_coach(now, ws, "Jonas", None).unwrap();
    actor(ws, &account)
}

fn history(
    scene: &Scene,
    reader: Actor,
    before: Option<u64>,
    around: Option<MessageId>,
    limit: u32,
) -> Result<HistoryPage, ErrorCode> {
    let query = HistoryQuery {
        before,
        after: None,
        around,
        limit,
    };
    let page = scene.server.history(&reader, scene.with_ben, query);
    page.map_err(|error| error.code)
}

fn ids(page: &HistoryPage) -> Vec<MessageId> {
    page.messages.iter().map(|message| message.id).collect()
}

fn message(outcome: Outcome) -> protocol::Message {
    match outcome {
        Outcome::Message(message) => message,
        other => panic!("not a message: {other:?}"),
    }
}

fn react(conversation: ConversationId, message: MessageId) -> Command {
    Command::React {
        conversation,
        message,
        emoji: "👍".into(),
        on: true,
    }
}

fn pin(conversation: ConversationId, message: MessageId) -> Command {
    Command::PinMessage {
        conversation,
        message,
        pinned: true,
    }
}

#[test]
fn only_coaches_write_notes_and_an_answer_to_one_is_one() {
    let mut scene = Scene::new();
    let (ana, ben, direct) = (scene.ana, scene.ben, scene.with_ben);
    let jonas = jonas(&mut scene);
    let own = says(MessageId::from_number(1), direct, "psst", Vec::new(), None, true);
    assert_eq!(scene.try_do(ben, own), Err(ErrorCode::Forbidden));
    let first = notes(&mut scene, direct, "His mother is ill");
    let answer = |id| {
        let id = MessageId::from_number(id);
        says(id, direct, "I did not know", Vec::new(), Some(first), false)
    };
    assert!(
        message(scene.does(jonas, answer(2))).staff_only,
        "whatever was asked for"
    );
    assert_eq!(scene.try_do(ben, answer(3)), Err(ErrorCode::NotFound));
    let edit = Command::EditMessage {
        conversation: direct,
        message: first,
        body: RichText::plain("His mother is well again"),
    };
    assert!(message(scene.does(ana, edit)).staff_only);
    let delete = Command::DeleteMessage {
        conversation: direct,
        message: first,
    };
    let gone = message(scene.does(ana, delete));
    assert!(gone.staff_only && gone.deleted, "the stub is for coaches as well");
}

#[test]
fn whatever_a_client_does_to_a_note_there_is_none() {
    let mut scene = Scene::new();
    let (ana, ben, conversation) = (scene.ana, scene.ben, scene.with_ben);
    let message = notes(&mut scene, conversation, "His mother is ill");
    let star = Command::StarMessage {
        conversation,
        message,
        starred: true,
        follow_up_at: None,
    };
    for command in [
        pin(conversation, message),
        star.clone(),
        react(conversation, message),
        Command::EditMessage {
            conversation,
            message,
            body: RichText::plain("mine"),
        },
        Command::DeleteMessage {
            conversation,
            message,
        },
        Command::MarkPlayed {
            conversation,
            message,
        },
        Command::SetDraft {
            conversation,
            text: "about that".into(),
            reply_to: Some(message),
        },
    ] {
        let refused = scene.try_do(ben, command.clone());
        assert_eq!(refused, Err(ErrorCode::NotFound), "{command:?}");
    }
    for command in [pin(conversation, message), star, react(conversation, message)] {
        scene.does(ana, command);
    }
    let code = |error: ApiError| error.code;
    let asked = history(&scene, ben, None, Some(message), 10);
    assert_eq!(asked, Err(ErrorCode::NotFound));
    let asked = scene.server.versions(&ben, conversation, message);
    assert_eq!(asked.map_err(code), Err(ErrorCode::NotFound));
    let asked = scene.server.seen(&ben, conversation, message);
    assert_eq!(asked.map_err(code), Err(ErrorCode::NotFound));
}

#[test]
fn pages_of_a_client_go_on_as_if_there_were_no_notes() {
    let mut scene = Scene::new();
    let (ana, ben, direct) = (scene.ana, scene.ben, scene.with_ben);
    let mut said = Vec::new();
    for _ in 0..6 {
        said.push(scene.says(ana, direct, "More"));
        for _ in 0..3 {
            let hidden = notes(&mut scene, direct, "He looks tired");
            scene.does(ana, react(direct, hidden));
            scene.does(ana, pin(direct, hidden));
        }
    }
    // A page is full of what he sees, and reaches down to the last of it.
    let page = history(&scene, ben, Some(u64::MAX), None, 4).unwrap();
    assert_eq!(ids(&page), said[2..]);
    assert_eq!(page.from, page.messages[0].seq);
    assert_eq!(page.reactions, []);
    let rest = history(&scene, ben, Some(page.from), None, 4).unwrap();
    assert_eq!((ids(&rest), rest.from), (said[..2].to_vec(), 1));
    let all = history(&scene, ana, Some(u64::MAX), None, 50).unwrap();
    assert_eq!((all.messages.len(), all.reactions.len()), (24, 18));

    let feed = FeedId::Conversation(direct);
    let head = scene.catch_up(ana, feed, 0).pages[0].head;
    for since in [0, 3] {
        let page = scene.catch_up(ben, feed, since).pages.remove(0);
        assert_eq!(page.head, head, "he has everything that there is for him");
        let held: Vec<_> = messages_of(&page).map(|message| message.id).collect();
        let expected = match since {
            0 => &said[..],
            _ => &said[said.len() - held.len()..],
        };
        assert!(held.len() >= 5);
        assert_eq!(held, expected);
        assert_eq!(page.referenced, []);
        let reactions = page
            .changes
            .iter()
            .filter(|change| matches!(change, Change::Reaction(_)));
        assert_eq!(reactions.count(), 0);
    }
    let anas = scene.catch_up(ana, feed, 3).pages.remove(0);
    assert!(messages_of(&anas).filter(|message| message.staff_only).count() >= 15);
}

#[test]
fn clients_are_not_named_in_notes_and_have_not_read_them() {
    let mut scene = Scene::new();
    let (ana, ben, direct) = (scene.ana, scene.ben, scene.with_ben);
    let jonas = jonas(&mut scene);
    let span = |start, account: AccountId| Span {
        start,
        end: start + 2,
        kind: SpanKind::Mention { account },
    };
    let id = MessageId::from_number(scene.number());
    let command = Command::SendMessage {
        attachments: Vec::new(),
        id,
        conversation: direct,
        body: RichText {
            text: "@b @j".into(),
            spans: vec![span(0, ben.account), span(3, jonas.account)],
        },
        reply_to: None,
        forwarded: false,
        staff_only: true,
    };
    let sent = message(scene.does(ana, command));
    assert_eq!(sent.body.spans, [span(3, jonas.account)]);
    for reader in [ben, jonas] {
        let seen = Command::MarkSeen {
            conversation: direct,
            delivered: u64::MAX,
            read: u64::MAX,
        };
        scene.does(reader, seen);
    }
    let seen = scene.server.seen(&ana, direct, id).unwrap();
    let by: Vec<_> = seen.iter().map(|seen| (seen.account, seen.read)).collect();
    assert_eq!(by, [(jonas.account, true)]);
}

#[test]
fn files_of_notes_are_for_coaches() {
    let mut scene = Scene::new();
    let (ana, ben, direct) = (scene.ana, scene.ben, scene.with_ben);
    let jonas = jonas(&mut scene);
    let file = scene.voice(ana);
    let showing = |id, staff_only| says(id, direct, "", vec![file], None, staff_only);
    let id = MessageId::from_number(scene.number());
    scene.does(ana, showing(id, true));
    let played = Command::MarkPlayed {
        conversation: direct,
        message: id,
    };
    scene.does(jonas, played);
    let sees = |scene: &Scene, who: Actor| {
        let asked = vec![FileVariant {
            file,
            variant: Variant::Full,
        }];
        let links = scene.server.look(|tx| ready(files::links(tx, &who, asked)));
        let query = FilesQuery {
            sort: FileSort::Voice,
            before: None,
            limit: 10,
        };
        let tab = scene.server.files(&who, direct, query).unwrap();
        let page = scene.catch_up(who, FeedId::Receipts(direct), 0).pages.remove(0);
        let mut played = page.changes.into_iter();
        let heard = played.any(|change| matches!(change, Change::Played(_)));
        (links.unwrap().len(), tab.messages.len(), heard)
    };
    assert_eq!(sees(&scene, jonas), (1, 1, true));
    assert_eq!(sees(&scene, ben), (0, 0, false));
    // Jonas has it from a note: he passes it on among coaches, and not to ben.
    let next = MessageId::from_number(scene.number());
    let refused = scene.try_do(jonas, showing(next, false));
    assert_eq!(refused, Err(ErrorCode::NotFound));
    scene.does(jonas, showing(next, true));
    // Ana brought it: she may show it to whom she likes.
    let shown = MessageId::from_number(scene.number());
    scene.does(ana, showing(shown, false));
    assert_eq!(sees(&scene, ben), (1, 1, false));
}
