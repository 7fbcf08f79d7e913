//! Tags and how clients are filed: for coaches, in the feed of the practice.

use protocol::{
    AccountId, CLIENT_TAGS, Change, ClientFile, Command, ErrorCode, FeedId, FeedPage, Tag, TagId,
};

use crate::domain::{Actor, Audience, Publication};
use crate::scene::Scene;

fn save(id: u128, name: &str) -> Command {
    Command::SaveTag {
        id: TagId::from_number(id),
        name: name.into(),
        hue: 200,
    }
}

fn tag(account: AccountId, id: u128, on: bool) -> Command {
    Command::TagClient {
        account,
        tag: TagId::from_number(id),
        on,
    }
}

fn delete(id: u128) -> Command {
    Command::DeleteTag {
        id: TagId::from_number(id),
    }
}

/// The practice as somebody catches up on it.
fn practice(scene: &Scene, reader: Actor, since: u64) -> FeedPage {
    let feed = FeedId::Workspace(scene.workspace);
    scene.catch_up(reader, feed, since).pages.remove(0)
}

fn tags(page: &FeedPage) -> Vec<Tag> {
    let changes = page.changes.iter().cloned();
    changes
        .filter_map(|change| match change {
            Change::Tag(tag) => Some(tag),
            _ => None,
        })
        .collect()
}

fn files(page: &FeedPage) -> Vec<ClientFile> {
    let changes = page.changes.iter().cloned();
    changes
        .filter_map(|change| match change {
            Change::ClientFile(file) => Some(file),
            _ => None,
        })
        .collect()
}

#[test]
fn a_name_is_taken_whatever_its_case_until_its_tag_is_deleted() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    scene.does(ana, save(1, "  Online "));
    assert_eq!(scene.try_do(ana, save(2, "ONLINE")), Err(ErrorCode::Taken));
    scene.does(ana, save(1, "online"));
    scene.does(ana, save(2, "Übung"));
    assert_eq!(scene.try_do(ana, save(1, "übung")), Err(ErrorCode::Taken));
    let since = practice(&scene, ana, 0).head;
    scene.does(ana, save(2, "Übung"));
    assert!(
        scene
            .catch_up(ana, FeedId::Workspace(scene.workspace), since)
            .pages
            .is_empty(),
        "what changes nothing takes no number"
    );
    scene.does(ana, delete(1));
    scene.does(ana, save(3, "Online"));
    assert_eq!(scene.try_do(ana, save(1, "Back")), Err(ErrorCode::NotFound));
    assert_eq!(scene.try_do(ana, save(4, " ")), Err(ErrorCode::Invalid));

    let afresh: Vec<_> = tags(&practice(&scene, ana, 0))
        .into_iter()
        .map(|tag| (tag.id, tag.name, tag.deleted))
        .collect();
    let id = TagId::from_number;
    let expected = [
        (id(2), "Übung".to_owned(), false),
        (id(3), "Online".to_owned(), false),
    ];
    assert_eq!(afresh, expected, "deleted ones are left out");
    let news = tags(&practice(&scene, ana, since));
    assert_eq!(
        (news[0].id, news[0].deleted),
        (id(1), true),
        "devices learn of it"
    );
    // Another practice has its own words.
    scene.does(scene.dora, save(5, "Online"));
}

#[test]
fn clients_are_tagged_and_looked_after() {
    let mut scene = Scene::new();
    let (ana, ben, dora) = (scene.ana, scene.ben.account, scene.dora.account);
    for id in 1..=51 {
        scene.does(ana, save(id, &format!("Tag {id}")));
    }
    for id in [2, 1, 2] {
        scene.does(ana, tag(ben, id, true));
    }
    let assign = |account, coach| Command::AssignClient { account, coach };
    scene.does(ana, assign(ben, Some(ana.account)));
    let filed = files(&practice(&scene, ana, 0));
    let in_order = [2, 1].map(TagId::from_number);
    assert_eq!(filed.len(), 1);
    assert_eq!(
        (filed[0].account, &filed[0].tags[..], filed[0].coach),
        (ben, &in_order[..], Some(ana.account))
    );
    // Each once, and so many.
    for id in 3..=51 {
        let done = scene.try_do(ana, tag(ben, id, true)).map(drop);
        let expected = match id as usize <= CLIENT_TAGS {
            true => Ok(()),
            false => Err(ErrorCode::TooLong),
        };
        assert_eq!(done, expected, "{id}");
    }
    scene.does(ana, delete(2));
    let filed = files(&practice(&scene, ana, 0));
    assert_eq!(filed[0].tags.len(), CLIENT_TAGS - 1, "it is off all clients");
    assert!(!filed[0].tags.contains(&TagId::from_number(2)));
    for (command, code) in [
        (tag(ben, 2, true), ErrorCode::NotFound),
        (tag(ben, 99, true), ErrorCode::NotFound),
        (tag(dora, 1, true), ErrorCode::NotFound),
        (tag(ana.account, 1, true), ErrorCode::Invalid),
        (assign(ana.account, None), ErrorCode::Invalid),
        (assign(ben, Some(scene.cleo.account)), ErrorCode::Invalid),
        (assign(ben, Some(dora)), ErrorCode::NotFound),
    ] {
        assert_eq!(scene.try_do(ana, command.clone()), Err(code), "{command:?}");
    }
    scene.does(ana, tag(ben, 2, false));
    scene.does(ana, assign(ben, None));
    assert_eq!(files(&practice(&scene, ana, 0))[0].coach, None);
}

#[test]
fn clients_learn_only_that_numbers_are_taken() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let since = practice(&scene, ben, 0).head;
    let mut told: Vec<Publication> = Vec::new();
    for command in [
        save(1, "Late payer"),
        tag(ben.account, 1, true),
        Command::AssignClient {
            account: ben.account,
            coach: Some(ana.account),
        },
        delete(1),
    ] {
        let id = protocol::CommandId::from_number(scene.number());
        let (done, publications) = scene.submit(ana, id, command);
        done.unwrap();
        told.extend(publications);
    }
    let page = practice(&scene, ben, since);
    assert_eq!(
        (page.changes.len(), page.head),
        (0, practice(&scene, ana, 0).head)
    );
    let for_clients: Vec<_> = told
        .iter()
        .filter(|one| one.audience == Audience::Clients(scene.workspace))
        .collect();
    assert_eq!(for_clients.last().unwrap().page.head, page.head);
    assert!(for_clients.iter().all(|one| one.page.changes.is_empty()));
    assert!(
        told.iter()
            .filter(|one| one.audience != Audience::Clients(scene.workspace))
            .all(|one| one.audience == Audience::Staff(scene.workspace))
    );
    let afresh = practice(&scene, ben, 0);
    assert_eq!((tags(&afresh), files(&afresh)), (vec![], vec![]));
}
