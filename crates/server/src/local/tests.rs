//! What the simulation builds on: committed or never happened, and who learns of what.

use protocol::{Change, Command, FeedId, Outcome};

use super::*;
use crate::domain::Audience;
use crate::scene::{Scene, actor, send};

#[test]
fn ana_writes_and_ben_reads_it() {
    let mut scene = Scene::new();
    let id = scene.says(scene.ana, scene.with_ben, "Good morning\nHow is the knee?");
    let response = scene.catch_up(scene.ben, FeedId::Conversation(scene.with_ben), 0);
    let page = &response.pages[0];
    assert_eq!(page.snapshot_from, Some(1));
    let last = page.changes.last().unwrap();
    assert!(
        matches!(last, Change::Message(message) if message.id == id && message.body.text.ends_with("knee?")),
        "{last:?}"
    );
}

#[test]
fn a_publication_reaches_the_members_and_nobody_else() {
    let mut scene = Scene::new();
    let command = send(protocol::MessageId::from_number(1), scene.with_ben, "hello");
    let (_, publications) = scene.submit(scene.ana, protocol::CommandId::from_number(1), command);
    assert_eq!(publications.len(), 1, "the conversation and nothing else");
    for publication in &publications {
        assert_eq!(publication.page.head, publication.page.after + 1);
        let mut reached = scene.server.audience(publication).unwrap();
        reached.sort();
        let mut members = vec![scene.ana.account, scene.ben.account];
        members.sort();
        assert_eq!(reached, members);
    }
}

#[test]
fn the_roster_is_told_to_coaches_only() {
    let mut scene = Scene::new();
    let now = scene.now();
    let (emil, publications) = scene
        .server
        .create_client(now, scene.workspace, "Emil", Some(" Emil@Mail.example "))
        .unwrap();
    assert_eq!(emil.email.as_deref(), Some("emil@mail.example"));
    let workspace = FeedId::Workspace(scene.workspace);
    for publication in publications.iter().filter(|one| one.page.feed == workspace) {
        match publication.audience {
            Audience::Staff(_) => assert_eq!(publication.page.changes, [Change::Account(emil.clone())]),
            Audience::Clients(_) => assert!(publication.page.changes.is_empty()),
            other => panic!("{other:?}"),
        }
    }
    let for_ben = scene.catch_up(scene.ben, workspace, 0);
    assert!(matches!(for_ben.pages[0].changes[..], [Change::Workspace(_)]));
    let for_ana = scene.catch_up(scene.ana, workspace, 0);
    assert_eq!(
        for_ana.pages[0].changes.len(),
        5,
        "the practice, ana, ben, cleo, emil"
    );
    assert_eq!(for_ben.pages[0].head, for_ana.pages[0].head);
}

#[test]
fn what_was_answered_survives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rapport.db");
    let now = Timestamp(5);
    let mut server = LocalServer::open(&path, Entropy::from_seed(3)).unwrap();
    let workspace = server.create_workspace(now, "Fit").unwrap().id;
    let (ana, _) = server.create_coach(now, workspace, "Ana", None).unwrap();
    let (ben, _) = server.create_client(now, workspace, "Ben", None).unwrap();
    let conversation = ben.direct.unwrap();
    let command = send(protocol::MessageId::from_number(1), conversation, "kept");
    let submit = SubmitCommand {
        id: protocol::CommandId::from_number(1),
        command,
    };
    let (first, _) = server.submit(now, &actor(workspace, &ana), submit.clone());
    drop(server);

    let mut server = LocalServer::open(&path, Entropy::from_seed(4)).unwrap();
    assert_eq!(server.all_messages(workspace, conversation).unwrap().len(), 1);
    let (again, publications) = server.submit(now.plus_ms(9), &actor(workspace, &ana), submit);
    assert_eq!(first, again, "the second arrival answers what the first did");
    assert!(publications.is_empty());
    assert_eq!(server.all_messages(workspace, conversation).unwrap().len(), 1);
}

#[test]
fn a_refused_command_leaves_nothing_behind() {
    let mut scene = Scene::new();
    let before = scene.server.heads(&scene.ana).unwrap();
    // The group is made before the unknown member is found to be unknown.
    let refused = scene.try_do(
        scene.ana,
        Command::CreateGroup {
            id: protocol::ConversationId::from_number(5),
            name: "Half".into(),
            members: vec![scene.ben.account, AccountId::from_number(404)],
            options: protocol::GroupOptions::default(),
            rule: None,
        },
    );
    assert_eq!(refused, Err(protocol::ErrorCode::NotFound));
    assert_eq!(scene.server.heads(&scene.ana).unwrap(), before);
}

#[test]
fn a_new_coach_is_in_every_direct_conversation_without_old_messages_unread() {
    let mut scene = Scene::new();
    scene.says(scene.ben, scene.with_ben, "Is anybody there?");
    let now = scene.now();
    let (fay, _) = scene
        .server
        .create_coach(now, scene.workspace, "Fay", None)
        .unwrap();
    let fay = actor(scene.workspace, &fay);
    assert_eq!(scene.server.heads(&fay).unwrap().len(), 2 + 2 * 2);
    let seen = Command::MarkSeen {
        conversation: scene.with_ben,
        delivered: 0,
        read: 0,
    };
    let Outcome::Receipt(receipt) = scene.does(fay, seen) else {
        panic!("not a receipt");
    };
    let messages = scene
        .server
        .all_messages(scene.workspace, scene.with_ben)
        .unwrap();
    assert!(receipt.read >= messages[0].seq);
}
