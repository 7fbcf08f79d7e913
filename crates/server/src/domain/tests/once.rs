//! A command that arrives twice is done once, and answers the same.

use protocol::{
    Command, CommandId, ConversationId, ErrorCode, FilingSwitch, MessageId, Outcome, ReceiptPolicy, RichText,
};

use crate::scene::{Scene, send};

#[test]
fn the_second_arrival_answers_what_the_first_did_and_changes_nothing() {
    let mut scene = Scene::new();
    let group = scene.group();
    let message = scene.says(scene.ana, group, "first words");
    let at_home = scene.says(scene.ben, scene.with_ben, "hello");
    let body = RichText::plain("better words");
    for (number, command) in [
        send(MessageId::from_number(1), group, "hello"),
        Command::EditMessage {
            conversation: group,
            message,
            body,
        },
        Command::RenameGroup {
            conversation: group,
            name: "Walkers".into(),
        },
        Command::ArchiveGroup {
            conversation: group,
            archived: true,
        },
        Command::DeleteMessage {
            conversation: group,
            message,
        },
        Command::RemoveMember {
            conversation: group,
            account: scene.ben.account,
        },
        Command::AddMembers {
            conversation: group,
            accounts: vec![scene.ben.account],
        },
        Command::SetDraft {
            conversation: group,
            text: "half".into(),
            reply_to: None,
        },
        Command::React {
            conversation: scene.with_ben,
            message: at_home,
            emoji: "👍".into(),
            on: true,
        },
        Command::PinMessage {
            conversation: scene.with_ben,
            message: at_home,
            pinned: true,
        },
        Command::StarMessage {
            conversation: scene.with_ben,
            message: at_home,
            starred: true,
            follow_up_at: None,
        },
        Command::FileConversation {
            conversation: scene.with_ben,
            switch: FilingSwitch::Pinned(true),
        },
        Command::SetReceiptPolicy {
            policy: ReceiptPolicy::Staff,
        },
        Command::CreateGroup {
            id: ConversationId::from_number(5),
            name: "More".into(),
            members: vec![],
            options: protocol::GroupOptions::default(),
            rule: None,
        },
        Command::Rename { name: "Anja".into() },
        Command::LeaveGroup { conversation: group },
    ]
    .into_iter()
    .enumerate()
    {
        let id = CommandId::from_number(10_000 + number as u128);
        let (first, published) = scene.submit(scene.ana, id, command.clone());
        first.as_ref().unwrap();
        assert!(!published.is_empty(), "{command:?}");
        let heads = scene.server.heads(&scene.ana).unwrap();
        let (again, published) = scene.submit(scene.ana, id, command.clone());
        assert_eq!(again, first, "{command:?}");
        assert!(published.is_empty(), "{command:?}");
        assert_eq!(scene.server.heads(&scene.ana).unwrap(), heads, "{command:?}");
    }
}

#[test]
fn the_answer_to_a_repeated_send_is_the_message_as_it_is_now() {
    let mut scene = Scene::new();
    let (direct, ana, ben) = (scene.with_ben, scene.ana, scene.ben);
    let id = MessageId::from_number(1);
    scene.does(ana, send(id, direct, "meet at 8"));
    scene.does(
        ana,
        Command::DeleteMessage {
            conversation: direct,
            message: id,
        },
    );
    let Outcome::Message(message) = scene.does(ana, send(id, direct, "meet at 8")) else {
        panic!("not a message");
    };
    assert!(message.deleted);
    assert_eq!(
        message.body,
        RichText::default(),
        "what was taken back does not come back"
    );
    assert_eq!(scene.try_do(ben, send(id, direct, "mine")), Err(ErrorCode::Taken));
    let group = scene.group();
    assert_eq!(
        scene.try_do(ana, send(id, group, "elsewhere")),
        Err(ErrorCode::Taken)
    );
}

#[test]
fn the_id_of_anothers_command_says_nothing() {
    let mut scene = Scene::new();
    let (direct, ana, ben) = (scene.with_ben, scene.ana, scene.ben);
    let message = scene.says(ana, direct, "for ben");
    let id = CommandId::from_number(1);
    let body = RichText::plain("for ben only");
    scene
        .submit(
            ana,
            id,
            Command::EditMessage {
                conversation: direct,
                message,
                body,
            },
        )
        .0
        .unwrap();
    let (answer, _) = scene.submit(
        ben,
        id,
        Command::Rename {
            name: "Benjamin".into(),
        },
    );
    assert_eq!(answer, Ok(Outcome::Done));
    let (answer, _) = scene.submit(
        scene.dora,
        id,
        Command::Rename {
            name: "Dorothea".into(),
        },
    );
    assert_eq!(answer, Ok(Outcome::Done));
}

#[test]
fn a_refusal_stays_one_and_a_new_command_may_succeed() {
    let mut scene = Scene::new();
    let group = scene.group();
    scene.does(
        scene.ana,
        Command::ArchiveGroup {
            conversation: group,
            archived: true,
        },
    );
    let id = CommandId::from_number(1);
    let command = send(MessageId::from_number(1), group, "still there?");
    let refused = scene.submit(scene.ben, id, command.clone()).0.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ReadOnly);
    scene.does(
        scene.ana,
        Command::ArchiveGroup {
            conversation: group,
            archived: false,
        },
    );
    let again = scene.submit(scene.ben, id, command.clone()).0.unwrap_err();
    assert_eq!(again, refused, "its person was told that it failed");
    assert!(scene.try_do(scene.ben, command).is_ok());
}

#[test]
fn whoever_is_out_learns_nothing_by_asking_again() {
    let mut scene = Scene::new();
    let group = scene.group();
    let (ana, ben) = (scene.ana, scene.ben);
    let message = scene.says(ben, group, "mine");
    let id = CommandId::from_number(1);
    let body = RichText::plain("better");
    let edit = Command::EditMessage {
        conversation: group,
        message,
        body,
    };
    assert!(scene.submit(ben, id, edit.clone()).0.is_ok());
    scene.does(ben, Command::LeaveGroup { conversation: group });
    scene.does(
        ana,
        Command::DeleteMessage {
            conversation: group,
            message,
        },
    );
    assert_eq!(scene.submit(ben, id, edit).0, Ok(Outcome::Done), "done it is");
}
