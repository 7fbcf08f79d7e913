//! Random histories from a seed: some devices hear everything live, some only now and then, some catch up from wherever
//! they stopped. All end like one that starts afresh.

use protocol::{
    AccountId, Command, CommandId, ConversationId, FeedId, FilingSwitch, GroupSwitch, MessageId, RichText,
    Role, Timestamp,
};

use super::mirror::Mirror;
use crate::domain::Actor;
use crate::scene::{Scene, send};

/// Chance from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        // Knuth's linear congruential generator; the high bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}

fn some_command(
    chance: &mut Chance,
    scene: &mut Scene,
    groups: &[ConversationId],
    messages: &[(ConversationId, MessageId)],
    people: &[AccountId],
) -> Command {
    let mut places = groups.to_vec();
    places.push(scene.with_ben);
    let conversation = chance.of(&places);
    let group = chance.of(groups);
    let (of, message) = chance.of(messages);
    let number = scene.number();
    match chance.below(29) {
        0..5 => Command::SendMessage {
            attachments: Vec::new(),
            id: MessageId::from_number(number),
            conversation,
            body: RichText::plain(format!("words {number}")),
            reply_to: (of == conversation).then_some(message),
            forwarded: false,
            staff_only: false,
        },
        5 => Command::EditMessage {
            conversation: of,
            message,
            body: RichText::plain(format!("edit {number}")),
        },
        6 => Command::DeleteMessage {
            conversation: of,
            message,
        },
        7 | 8 => {
            let (delivered, read) = (chance.below(60) as u64, chance.below(60) as u64);
            Command::MarkSeen {
                conversation,
                delivered,
                read,
            }
        }
        9 => {
            let text = if chance.below(2) == 0 {
                String::new()
            } else {
                format!("half {number}")
            };
            Command::SetDraft {
                conversation,
                text,
                reply_to: None,
            }
        }
        10 => Command::RenameGroup {
            conversation: group,
            name: format!("Group {number}"),
        },
        11 => Command::AddMembers {
            conversation: group,
            accounts: vec![chance.of(people), chance.of(people)],
        },
        12 => Command::RemoveMember {
            conversation: group,
            account: chance.of(people),
        },
        13 => Command::LeaveGroup { conversation: group },
        14 => Command::ArchiveGroup {
            conversation: group,
            archived: chance.below(2) == 0,
        },
        15 | 16 => Command::React {
            conversation: of,
            message,
            emoji: chance.of(&["👍", "🔥", "❤️"]).into(),
            on: chance.below(3) > 0,
        },
        17 => Command::PinMessage {
            conversation: of,
            message,
            pinned: chance.below(2) == 0,
        },
        18 => Command::StarMessage {
            conversation: of,
            message,
            starred: chance.below(2) == 0,
            follow_up_at: (chance.below(3) == 0).then_some(Timestamp(9)),
        },
        19 | 20 => {
            let switch = match chance.below(4) {
                0 => FilingSwitch::Pinned(chance.below(2) == 0),
                1 => FilingSwitch::Archived((chance.below(2) == 0).then_some(chance.below(90) as u64)),
                2 => FilingSwitch::Muted((chance.below(2) == 0).then_some(Timestamp(7))),
                _ => FilingSwitch::Unread(chance.below(2) == 0),
            };
            Command::FileConversation { conversation, switch }
        }
        23 => Command::SetRole {
            conversation: group,
            account: chance.of(people),
            role: chance.of(&[Role::Member, Role::Admin, Role::Owner]),
        },
        24 => Command::SetPosting {
            conversation: group,
            account: chance.of(people),
            can_post: chance.below(2) == 0,
        },
        25..28 => {
            let on = chance.below(2) == 0;
            let switch = match chance.below(4) {
                0 => GroupSwitch::Announcement(on),
                1 => GroupSwitch::NoReactions(on),
                2 => GroupSwitch::HiddenMembers(on),
                _ => GroupSwitch::FromJoining(on),
            };
            Command::SetGroup {
                conversation: group,
                switch,
            }
        }
        _ => Command::Rename {
            name: format!("Name {number}"),
        },
    }
}

fn agree(mirror: &Mirror, scene: &Scene, seed: u64, step: usize) {
    let afresh = Mirror::afresh(mirror.actor, &scene.server);
    assert_eq!(
        mirror.feeds, afresh.feeds,
        "seed {seed}, step {step}, {:?}",
        mirror.actor
    );
}

#[test]
fn catching_up_ends_like_starting_afresh() {
    for seed in 0..25 {
        let mut scene = Scene::new();
        let mut chance = Chance(seed);
        let actors = [scene.ana, scene.ben, scene.cleo];
        let people: Vec<AccountId> = actors.iter().map(|actor| actor.account).collect();
        let groups = [scene.group(), scene.group()];
        let mut messages = vec![(scene.with_ben, scene.says(scene.ana, scene.with_ben, "first"))];
        let mut live: Vec<Mirror> = actors
            .iter()
            .map(|actor| Mirror::afresh(*actor, &scene.server))
            .collect();
        let mut late = live.clone();
        for step in 0..200 {
            let command = some_command(&mut chance, &mut scene, &groups, &messages, &people);
            let actor: Actor = chance.of(&actors);
            let id = CommandId::from_number(scene.number());
            let sent = match &command {
                Command::SendMessage { id, conversation, .. } => Some((*conversation, *id)),
                _ => None,
            };
            let (result, publications) = scene.submit(actor, id, command);
            if result.is_ok() {
                messages.extend(sent);
            }
            for publication in &publications {
                for mirror in &mut live {
                    // One frame in eight is lost.
                    if chance.below(8) > 0 {
                        mirror.hear(&scene.server, publication);
                    }
                }
            }
            let who = chance.below(late.len());
            if chance.below(10) == 0 {
                late[who].catch_up(&scene.server);
                agree(&late[who], &scene, seed, step);
            }
        }
        for mirror in live.iter_mut().chain(&mut late) {
            mirror.catch_up(&scene.server);
            agree(mirror, &scene, seed, 200);
        }
    }
}

#[test]
fn a_long_absence_comes_in_pages() {
    let mut scene = Scene::new();
    let (ana, direct) = (scene.ana, scene.with_ben);
    let early = scene.says(ana, direct, "early");
    let mut ben = Mirror::afresh(scene.ben, &scene.server);
    for _ in 0..1_200 {
        scene.says(ana, direct, "more");
    }
    let body = RichText::plain("early, but edited late");
    scene.does(
        ana,
        Command::EditMessage {
            conversation: direct,
            message: early,
            body: body.clone(),
        },
    );
    let feed = FeedId::Conversation(direct);
    let first = scene.catch_up(scene.ben, feed, ben.feeds[&feed].head);
    assert!(first.pages[0].more && first.pages[0].changes.len() == 500);
    ben.catch_up(&scene.server);
    let held = &ben.feeds[&feed];
    assert_eq!(held.messages.len(), 1_201);
    assert_eq!(held.messages[&early].body, body);
    assert_eq!(scene.catch_up(scene.ben, feed, held.head).pages, []);
}

#[test]
fn a_cursor_from_the_future_starts_afresh() {
    let mut scene = Scene::new();
    scene.says(scene.ana, scene.with_ben, "hello");
    let feed = FeedId::Conversation(scene.with_ben);
    let page = scene.catch_up(scene.ben, feed, u64::MAX).pages.remove(0);
    assert_eq!((page.after, page.snapshot_from), (0, Some(1)));
}

#[test]
fn a_snapshot_reaches_back_to_the_first_unread_message() {
    for (said, read, window, expected) in [
        (30, 30, 10, 10),  // all read: the window
        (30, 5, 10, 25),   // 25 unread
        (300, 0, 10, 100), // unread counts stop at a hundred
        (300, 0, 150, 150),
        (300, 300, 999, 200), // the window's own limit
        (3, 0, 10, 3),
    ] {
        let mut scene = Scene::new();
        let (ana, direct) = (scene.ana, scene.with_ben);
        for _ in 0..said {
            scene.says(ana, direct, "more");
        }
        let all = scene.server.all_messages(scene.workspace, direct).unwrap();
        if read > 0 {
            let read = all[read - 1].seq;
            scene.does(
                scene.ben,
                Command::MarkSeen {
                    conversation: direct,
                    delivered: 0,
                    read,
                },
            );
        }
        let cursor = protocol::FeedCursor {
            feed: FeedId::Conversation(direct),
            since: 0,
        };
        let request = protocol::SyncRequest {
            feeds: vec![cursor],
            window,
        };
        let page = scene.server.sync(&scene.ben, &request).unwrap().pages.remove(0);
        let held = super::super::messages_of(&page).count();
        assert_eq!(held, expected, "{said} said, {read} read, a window of {window}");
        let from = if held == all.len() {
            1
        } else {
            all[all.len() - held].seq
        };
        assert_eq!(page.snapshot_from, Some(from));
    }
}

#[test]
fn a_page_brings_the_messages_that_are_replied_to() {
    let mut scene = Scene::new();
    let (ana, direct) = (scene.ana, scene.with_ben);
    let original = scene.says(ana, direct, "the plan");
    for _ in 0..20 {
        scene.says(ana, direct, "more");
    }
    let id = MessageId::from_number(scene.number());
    let Command::SendMessage { body, .. } = send(id, direct, "as I said") else {
        panic!("not a message");
    };
    scene.does(
        ana,
        Command::SendMessage {
            attachments: Vec::new(),
            id,
            conversation: direct,
            body,
            reply_to: Some(original),
            forwarded: false,
            staff_only: false,
        },
    );
    let seen = Command::MarkSeen {
        conversation: direct,
        delivered: 0,
        read: u64::MAX,
    };
    scene.does(scene.ben, seen);
    let cursor = protocol::FeedCursor {
        feed: FeedId::Conversation(direct),
        since: 0,
    };
    let request = protocol::SyncRequest {
        feeds: vec![cursor],
        window: 5,
    };
    let page = scene.server.sync(&scene.ben, &request).unwrap().pages.remove(0);
    assert_eq!(
        page.referenced
            .iter()
            .map(|message| message.id)
            .collect::<Vec<_>>(),
        [original]
    );
}
