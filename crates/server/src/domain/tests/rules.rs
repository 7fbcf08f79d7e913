//! What each command does, beyond who may give it.

use protocol::{
    Change, Command, ConversationId, ErrorCode, FeedId, Member, MessageId, Outcome, Receipt, RichText, Role,
    Span, SpanKind,
};

use crate::domain::Actor;
use crate::scene::{Scene, actor, send};

fn members(scene: &Scene, by: Actor, conversation: ConversationId) -> Vec<Member> {
    let response = scene.catch_up(by, FeedId::Conversation(conversation), 0);
    let changes = response.pages.into_iter().flat_map(|page| page.changes);
    changes
        .filter_map(|change| match change {
            Change::Member(member) => Some(member),
            _ => None,
        })
        .collect()
}

fn owner(scene: &Scene, by: Actor, conversation: ConversationId) -> Vec<String> {
    let members = members(scene, by, conversation).into_iter();
    members
        .filter(|one| one.active && one.role == Role::Owner)
        .map(|one| one.name)
        .collect()
}

#[test]
fn words_are_measured_before_they_are_kept() {
    let mut scene = Scene::new();
    let (ana, direct) = (scene.ana, scene.with_ben);
    let link = |start, end, url: &str| Span {
        start,
        end,
        kind: SpanKind::Link { url: url.into() },
    };
    let text = |text: &str, spans| RichText {
        text: text.into(),
        spans,
    };
    for (body, expected) in [
        (text("", vec![]), Err(ErrorCode::Invalid)),
        (text(" \n\t", vec![]), Err(ErrorCode::Invalid)),
        (text("a\0b", vec![]), Err(ErrorCode::Invalid)),
        (
            text("go", vec![link(0, 9, "https://a.example")]),
            Err(ErrorCode::Invalid),
        ),
        (
            text("go", vec![link(0, 2, "javascript:1")]),
            Err(ErrorCode::Invalid),
        ),
        (text("go", vec![link(0, 2, "https://a.example")]), Ok(())),
        (text(&"é".repeat(20_000), vec![]), Ok(())),
        (text(&"é".repeat(20_001), vec![]), Err(ErrorCode::TooLong)),
    ] {
        let id = MessageId::from_number(scene.number());
        let command = Command::SendMessage {
            attachments: Vec::new(),
            id,
            conversation: direct,
            body: body.clone(),
            reply_to: None,
            forwarded: false,
            staff_only: false,
        };
        assert_eq!(scene.try_do(ana, command).map(drop), expected, "{body:?}");
    }
    for (name, expected) in [
        ("  ", Err(ErrorCode::Invalid)),
        ("two\nlines", Err(ErrorCode::Invalid)),
        (&"x".repeat(101), Err(ErrorCode::TooLong)),
        (" Anja ", Ok(())),
    ] {
        assert_eq!(
            scene.try_do(ana, Command::Rename { name: name.into() }).map(drop),
            expected,
            "{name:?}"
        );
    }
}

#[test]
fn a_reply_is_to_a_message_of_the_same_conversation_and_brings_it_along() {
    let mut scene = Scene::new();
    let (ana, ben, direct) = (scene.ana, scene.ben, scene.with_ben);
    let group = scene.group();
    let elsewhere = scene.says(ana, group, "in the group");
    let original = scene.says(ben, direct, "Is 5 km enough?");
    let reply = |id, to| Command::SendMessage {
        attachments: Vec::new(),
        id,
        conversation: direct,
        body: RichText::plain("Plenty"),
        reply_to: Some(to),
        forwarded: false,
        staff_only: false,
    };
    let id = MessageId::from_number(1);
    assert_eq!(scene.try_do(ana, reply(id, elsewhere)), Err(ErrorCode::NotFound));
    let (result, published) = scene.submit(ana, protocol::CommandId::from_number(1), reply(id, original));
    assert!(matches!(result, Ok(Outcome::Message(message)) if message.reply_to == Some(original)));
    assert_eq!(published[0].page.referenced[0].id, original);
}

#[test]
fn an_edit_keeps_the_place_and_a_delete_leaves_a_stub() {
    let mut scene = Scene::new();
    let (ana, direct) = (scene.ana, scene.with_ben);
    let id = scene.says(ana, direct, "80 kg");
    let body = RichText::plain("85 kg");
    let Outcome::Message(edited) = scene.does(
        ana,
        Command::EditMessage {
            conversation: direct,
            message: id,
            body: body.clone(),
        },
    ) else {
        panic!("not a message");
    };
    assert!(edited.edited_at.is_some() && edited.rev > edited.seq && edited.body == body);
    let Outcome::Message(stub) = scene.does(
        ana,
        Command::DeleteMessage {
            conversation: direct,
            message: id,
        },
    ) else {
        panic!("not a message");
    };
    assert!(
        stub.deleted && stub.body == RichText::default() && stub.seq == edited.seq && stub.rev > edited.rev
    );
    let again = Command::EditMessage {
        conversation: direct,
        message: id,
        body,
    };
    assert_eq!(scene.try_do(ana, again), Err(ErrorCode::NotFound));
}

#[test]
fn watermarks_only_rise_and_never_above_what_there_is() {
    let mut scene = Scene::new();
    let (ana, ben, direct) = (scene.ana, scene.ben, scene.with_ben);
    scene.says(ana, direct, "one");
    scene.says(ana, direct, "two");
    let head = scene
        .server
        .all_messages(scene.workspace, direct)
        .unwrap()
        .last()
        .unwrap()
        .seq;
    for (delivered, read, expected) in [
        (head - 1, 0, (head - 1, 0)),
        (0, head - 1, (head - 1, head - 1)),
        (u64::MAX, 1, (head, head - 1)),
        (0, 0, (head, head - 1)),
        (0, u64::MAX, (head, head)),
    ] {
        let seen = Command::MarkSeen {
            conversation: direct,
            delivered,
            read,
        };
        let Outcome::Receipt(receipt) = scene.does(ben, seen) else {
            panic!("not a receipt");
        };
        let expected = Receipt {
            conversation: direct,
            account: ben.account,
            delivered: expected.0,
            read: expected.1,
        };
        assert_eq!(receipt, expected);
    }
}

#[test]
fn writing_says_nothing_of_what_one_has_read() {
    let mut scene = Scene::new();
    scene.says(scene.ana, scene.with_ben, "one");
    scene.says(scene.ben, scene.with_ben, "two");
    let receipts = scene.catch_up(scene.ana, FeedId::Receipts(scene.with_ben), 0);
    let mut changes = receipts.pages.iter().flat_map(|page| &page.changes);
    let of_ben = |change: &Change| matches!(change, Change::Receipt(one) if one.account == scene.ben.account);
    assert!(!changes.any(of_ben));
}

#[test]
fn a_group_is_never_ownerless_while_anybody_is_in_it() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let group = scene.group();
    let now = scene.now();
    let (fay, _) = scene
        .server
        .create_coach(now, scene.workspace, "Fay", None)
        .unwrap();
    let fay = actor(scene.workspace, &fay);
    // Ben is in longest, but fay is a coach.
    let accounts = vec![cleo.account, fay.account];
    scene.does(
        ana,
        Command::AddMembers {
            conversation: group,
            accounts,
        },
    );
    scene.does(ana, Command::LeaveGroup { conversation: group });
    assert_eq!(owner(&scene, ben, group), ["Fay"]);
    scene.does(fay, Command::LeaveGroup { conversation: group });
    assert_eq!(owner(&scene, ben, group), ["Ben"]);
    let removed = scene.try_do(
        ben,
        Command::RemoveMember {
            conversation: group,
            account: ben.account,
        },
    );
    assert_eq!(removed, Err(ErrorCode::Forbidden));
    scene.does(ben, Command::LeaveGroup { conversation: group });
    assert_eq!(owner(&scene, cleo, group), ["Cleo"]);
    // Who comes back is a plain member.
    scene.does(
        cleo,
        Command::AddMembers {
            conversation: group,
            accounts: vec![ana.account],
        },
    );
    assert_eq!(owner(&scene, cleo, group), ["Cleo"]);
}

#[test]
fn whoever_has_left_stays_as_a_name_and_reads_no_more() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let group = scene.group();
    scene.says(ben, group, "bye");
    scene.does(
        ana,
        Command::RemoveMember {
            conversation: group,
            account: ben.account,
        },
    );
    let response = scene.catch_up(ben, FeedId::Conversation(group), 0);
    assert_eq!(response.gone, [FeedId::Conversation(group)]);
    let left = members(&scene, ana, group)
        .into_iter()
        .find(|one| one.account == ben.account)
        .unwrap();
    assert!(!left.active && left.name == "Ben");
    // A rename shows also on what he wrote there.
    scene.does(
        ben,
        Command::Rename {
            name: "Benjamin".into(),
        },
    );
    let left = members(&scene, ana, group)
        .into_iter()
        .find(|one| one.account == ben.account)
        .unwrap();
    assert_eq!(left.name, "Benjamin");
}

#[test]
fn directs_are_no_groups() {
    let mut scene = Scene::new();
    let (ana, conversation) = (scene.ana, scene.with_ben);
    for command in [
        Command::RenameGroup {
            conversation,
            name: "Mine".into(),
        },
        Command::AddMembers {
            conversation,
            accounts: vec![scene.cleo.account],
        },
        Command::RemoveMember {
            conversation,
            account: scene.ben.account,
        },
        Command::LeaveGroup { conversation },
        Command::ArchiveGroup {
            conversation,
            archived: true,
        },
    ] {
        assert_eq!(
            scene.try_do(ana, command.clone()),
            Err(ErrorCode::Invalid),
            "{command:?}"
        );
    }
}

#[test]
fn an_archived_group_is_read_only() {
    let mut scene = Scene::new();
    let (ana, group) = (scene.ana, scene.group());
    let message = scene.says(ana, group, "the last word");
    scene.does(
        ana,
        Command::ArchiveGroup {
            conversation: group,
            archived: true,
        },
    );
    let body = RichText::plain("no, this");
    assert_eq!(
        scene.try_do(ana, send(MessageId::from_number(1), group, "more")),
        Err(ErrorCode::ReadOnly)
    );
    let edit = Command::EditMessage {
        conversation: group,
        message,
        body,
    };
    assert_eq!(scene.try_do(ana, edit), Err(ErrorCode::ReadOnly));
    scene.does(
        ana,
        Command::DeleteMessage {
            conversation: group,
            message,
        },
    );
}

#[test]
fn a_draft_is_one_persons_and_goes_when_it_is_emptied() {
    let mut scene = Scene::new();
    let (ana, direct) = (scene.ana, scene.with_ben);
    let draft = |text: &str| Command::SetDraft {
        conversation: direct,
        text: text.into(),
        reply_to: None,
    };
    let drafts = |scene: &Scene, by: Actor| {
        let response = scene.catch_up(by, FeedId::Account(by.account), 0);
        let changes = response.pages.into_iter().flat_map(|page| page.changes);
        changes
            .filter(|change| matches!(change, Change::Draft(_)))
            .count()
    };
    assert_eq!(
        scene.try_do(ana, draft("a\0b")).map(drop),
        Err(ErrorCode::Invalid)
    );
    scene.does(ana, draft("Well done, "));
    assert_eq!((drafts(&scene, ana), drafts(&scene, scene.ben)), (1, 0));
    scene.does(ana, draft(""));
    assert_eq!(drafts(&scene, ana), 0);
}

#[test]
fn a_clients_direct_conversation_is_one() {
    let mut scene = Scene::new();
    let now = scene.now();
    let email = Some("gil@mail.example");
    scene
        .server
        .create_client(now, scene.workspace, "Gil", email)
        .unwrap();
    let again = scene
        .server
        .create_client(now, scene.workspace, "Gil again", email)
        .unwrap_err();
    assert_eq!(again.code, ErrorCode::Taken);
    let rows = scene.server.heads(&scene.ana).unwrap();
    let conversations = rows
        .iter()
        .filter(|cursor| matches!(cursor.feed, FeedId::Conversation(_)));
    assert_eq!(conversations.count(), 3, "with ben, cleo and gil");
}
