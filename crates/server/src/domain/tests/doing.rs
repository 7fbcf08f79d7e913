//! What people do to messages besides writing: reactions, pins, stars, filing.

use protocol::{
    Change, Command, ConversationId, ErrorCode, FeedCursor, FeedId, FeedPage, Filing, FilingSwitch,
    MessageId, Outcome, REACTIONS_EACH, Reaction, Star, SyncRequest, Timestamp,
};

use crate::domain::Actor;
use crate::scene::Scene;

fn react(conversation: ConversationId, message: MessageId, emoji: &str, on: bool) -> Command {
    Command::React {
        conversation,
        message,
        emoji: emoji.into(),
        on,
    }
}

fn pin(conversation: ConversationId, message: MessageId, pinned: bool) -> Command {
    Command::PinMessage {
        conversation,
        message,
        pinned,
    }
}

fn star(conversation: ConversationId, message: MessageId, starred: bool) -> Command {
    Command::StarMessage {
        conversation,
        message,
        starred,
        follow_up_at: None,
    }
}

fn delete(conversation: ConversationId, message: MessageId) -> Command {
    Command::DeleteMessage {
        conversation,
        message,
    }
}

fn page(scene: &Scene, actor: Actor, feed: FeedId, since: u64, window: u32) -> FeedPage {
    let feeds = vec![FeedCursor { feed, since }];
    let request = SyncRequest { feeds, window };
    scene.server.sync(&actor, &request).unwrap().pages.remove(0)
}

fn reactions(page: &FeedPage) -> Vec<Reaction> {
    let changes = page.changes.iter().cloned();
    changes
        .filter_map(|change| match change {
            Change::Reaction(reaction) => Some(reaction),
            _ => None,
        })
        .collect()
}

fn stars(page: &FeedPage) -> Vec<Star> {
    let changes = page.changes.iter().cloned();
    changes
        .filter_map(|change| match change {
            Change::Star(star) => Some(star),
            _ => None,
        })
        .collect()
}

#[test]
fn a_reaction_is_a_toggle_and_ones_own() {
    let mut scene = Scene::new();
    let (direct, ana, ben) = (scene.with_ben, scene.ana, scene.ben);
    let feed = FeedId::Conversation(direct);
    let message = scene.says(ana, direct, "80 kg!");
    let since = page(&scene, ben, feed, 0, 50).head;
    let seq = scene.server.all_messages(scene.workspace, direct).unwrap()[0].rev;
    for emoji in ["👍", "🔥"] {
        scene.does(ben, react(direct, message, emoji, true));
    }
    let Outcome::Reaction(again) = scene.does(ben, react(direct, message, "👍", true)) else {
        panic!("not a reaction");
    };
    assert_eq!(again.emojis, ["👍", "🔥"]);
    scene.does(ana, react(direct, message, "👍", true));
    scene.does(ben, react(direct, message, "👍", false));
    let news = page(&scene, ana, feed, since, 50);
    let told: Vec<_> = reactions(&news)
        .into_iter()
        .map(|reaction| (reaction.account, reaction.emojis, reaction.rev))
        .collect();
    assert_eq!(
        told,
        [
            (ana.account, vec!["👍".to_owned()], since + 3),
            (ben.account, vec!["🔥".to_owned()], since + 4)
        ]
    );
    assert_eq!(news.head, since + 4, "what changes nothing takes no number");
    let rev = scene.server.all_messages(scene.workspace, direct).unwrap()[0].rev;
    assert_eq!(rev, seq, "the message itself has not changed");

    scene.does(ana, react(direct, message, "👍", false));
    let news = page(&scene, ben, feed, since + 4, 50);
    assert_eq!(
        reactions(&news)[0].emojis,
        Vec::<String>::new(),
        "devices learn of it"
    );
    let afresh = page(&scene, ben, feed, 0, 50);
    assert_eq!(reactions(&afresh).len(), 1, "and who comes afresh need not");
}

#[test]
fn reactions_are_emojis_and_few_and_to_what_is_there() {
    let mut scene = Scene::new();
    let group = scene.group();
    let (ana, ben) = (scene.ana, scene.ben);
    let message = scene.says(ana, group, "Race on Sunday");
    for words in ["", "ok", "👍👍", "<img>", "👍 "] {
        let refused = scene.try_do(ben, react(group, message, words, true));
        assert_eq!(refused, Err(ErrorCode::Invalid), "{words}");
    }
    let emojis = ["👍", "🔥", "❤️", "💪", "🎉", "😀", "🙏"];
    for (given, emoji) in emojis.into_iter().enumerate() {
        let done = scene.try_do(ben, react(group, message, emoji, true)).is_ok();
        assert_eq!(done, given < REACTIONS_EACH, "{emoji}");
    }
    assert!(scene.try_do(ana, react(group, message, "🙏", true)).is_ok());

    let archive = |archived| Command::ArchiveGroup {
        conversation: group,
        archived,
    };
    scene.does(ana, archive(true));
    let refused = scene.try_do(ben, react(group, message, "👍", false));
    assert_eq!(refused, Err(ErrorCode::ReadOnly));
    scene.does(ana, archive(false));
    scene.does(ana, delete(group, message));
    for on in [true, false] {
        let refused = scene.try_do(ben, react(group, message, "👍", on));
        assert_eq!(refused, Err(ErrorCode::NotFound));
    }
    let afresh = page(&scene, ben, FeedId::Conversation(group), 0, 50);
    assert_eq!(reactions(&afresh), [], "they go with the words");
    let elsewhere = scene.says(ana, scene.with_ben, "hello");
    let refused = scene.try_do(ana, react(group, elsewhere, "👍", true));
    assert_eq!(refused, Err(ErrorCode::NotFound));
}

#[test]
fn a_page_of_history_brings_the_reactions_to_its_messages() {
    let mut scene = Scene::new();
    let (direct, ana, ben) = (scene.with_ben, scene.ana, scene.ben);
    let messages: Vec<_> = (0..4).map(|_| scene.says(ana, direct, "more")).collect();
    for message in &messages {
        scene.does(ben, react(direct, *message, "👍", true));
    }
    scene.does(ben, react(direct, messages[1], "👍", false));
    let all = scene.server.all_messages(scene.workspace, direct).unwrap();
    let query = protocol::HistoryQuery {
        before: Some(all[3].seq),
        after: None,
        around: None,
        limit: 2,
    };
    let page = scene.server.history(&ben, direct, query).unwrap();
    let of: Vec<_> = page.reactions.iter().map(|reaction| reaction.message).collect();
    assert_eq!(of, [messages[2]]);
}

#[test]
fn pins_are_for_all_and_reach_back_behind_the_window() {
    let mut scene = Scene::new();
    let (direct, ana, ben) = (scene.with_ben, scene.ana, scene.ben);
    let plan = scene.says(ana, direct, "the plan");
    let Outcome::Message(pinned) = scene.does(ben, pin(direct, plan, true)) else {
        panic!("not a message");
    };
    assert_eq!(pinned.pinned_by, Some(ben.account));
    assert!(pinned.rev > pinned.seq);
    let head = page(&scene, ana, FeedId::Conversation(direct), 0, 50).head;
    scene.does(ana, pin(direct, plan, true));
    let after = page(&scene, ana, FeedId::Conversation(direct), 0, 50);
    assert_eq!(after.head, head, "it is pinned already");
    for _ in 0..20 {
        scene.says(ana, direct, "more");
    }
    scene.does(
        ana,
        Command::MarkSeen {
            conversation: direct,
            delivered: 0,
            read: u64::MAX,
        },
    );
    let feed = FeedId::Conversation(direct);
    let window = page(&scene, ana, feed, 0, 5);
    assert_eq!(window.referenced, [pinned], "though it is not among the newest");
    scene.does(ana, pin(direct, plan, false));
    assert_eq!(page(&scene, ana, feed, 0, 5).referenced, []);

    let group = scene.group();
    let message = scene.says(ben, group, "mine");
    let refused = scene.try_do(ben, pin(group, message, true));
    assert_eq!(refused, Err(ErrorCode::Forbidden));
    scene.does(ana, pin(group, message, true));
    for number in 2..=51 {
        let message = scene.says(ana, group, "rule");
        let done = scene.try_do(ana, pin(group, message, true)).map(drop);
        let expected = if number <= 50 {
            Ok(())
        } else {
            Err(ErrorCode::Invalid)
        };
        assert_eq!(done, expected, "{number}");
    }
    scene.does(ben, delete(group, message));
    assert_eq!(
        scene.try_do(ana, pin(group, message, true)),
        Err(ErrorCode::NotFound)
    );
    let last = scene.says(ana, group, "one more");
    assert!(
        scene.try_do(ana, pin(group, last, true)).is_ok(),
        "there is room again"
    );
}

#[test]
fn a_star_is_ones_own_and_brings_its_message() {
    let mut scene = Scene::new();
    let group = scene.group();
    let (ana, ben) = (scene.ana, scene.ben);
    let message = scene.says(ana, group, "Keep this");
    let own = FeedId::Account(ben.account);
    let since = page(&scene, ben, own, 0, 50).head;
    let follow_up = Command::StarMessage {
        conversation: group,
        message,
        starred: false,
        follow_up_at: Some(Timestamp(99)),
    };
    scene.does(ben, star(group, message, true));
    let Outcome::Star(kept) = scene.does(ben, follow_up) else {
        panic!("not a star");
    };
    assert_eq!(
        (kept.starred, kept.rev),
        (false, since + 2),
        "the later arrival wins"
    );
    for since in [0, since] {
        let page = page(&scene, ben, own, since, 50);
        assert_eq!(stars(&page), std::slice::from_ref(&kept));
        let beside: Vec<_> = page.referenced.iter().map(|message| message.id).collect();
        assert_eq!(beside, [message]);
    }
    let anas = page(&scene, ana, FeedId::Account(ana.account), 0, 50);
    assert_eq!(stars(&anas), []);

    // A stub can be taken off, and not be put on.
    scene.does(ana, delete(group, message));
    let refused = scene.try_do(ben, star(group, message, true));
    assert_eq!(refused, Err(ErrorCode::NotFound));
    scene.does(ben, star(group, message, false));
    assert_eq!(stars(&page(&scene, ben, own, 0, 50)), []);
    let news = page(&scene, ben, own, since + 2, 50);
    assert!(stars(&news)[0].is_empty(), "the other devices learn of it");
    let untouched = scene.says(ana, group, "something else");
    scene.does(ben, star(group, untouched, false));
    assert_eq!(
        page(&scene, ben, own, 0, 50).head,
        since + 3,
        "nothing to take off"
    );
}

#[test]
fn what_one_keeps_of_a_conversation_goes_with_it() {
    let mut scene = Scene::new();
    let group = scene.group();
    let (ana, ben) = (scene.ana, scene.ben);
    let message = scene.says(ana, group, "Keep this");
    let at_home = scene.says(ana, scene.with_ben, "And this");
    scene.does(ben, star(group, message, true));
    scene.does(ben, star(scene.with_ben, at_home, true));
    for conversation in [group, scene.with_ben] {
        let switch = FilingSwitch::Pinned(true);
        scene.does(ben, Command::FileConversation { conversation, switch });
    }
    let remove = Command::RemoveMember {
        conversation: group,
        account: ben.account,
    };
    scene.does(ana, remove);
    let afresh = page(&scene, ben, FeedId::Account(ben.account), 0, 50);
    assert_eq!(stars(&afresh).len(), 1);
    assert_eq!(afresh.referenced.len(), 1);
    assert_eq!(afresh.referenced[0].id, at_home);
    let filed: Vec<_> = afresh.changes.iter().filter_map(filing).collect();
    assert_eq!(filed.len(), 1);
    assert_eq!(filed[0].conversation, scene.with_ben);
    let refused = scene.try_do(ben, star(group, message, true));
    assert_eq!(refused, Err(ErrorCode::NotFound));
}

fn filing(change: &Change) -> Option<&Filing> {
    match change {
        Change::Filing(filing) => Some(filing),
        _ => None,
    }
}

#[test]
fn switches_are_set_one_by_one() {
    let mut scene = Scene::new();
    let (direct, ana) = (scene.with_ben, scene.ana);
    scene.says(scene.ben, direct, "hello");
    let head = page(&scene, ana, FeedId::Conversation(direct), 0, 50).head;
    let own = FeedId::Account(ana.account);
    let since = page(&scene, ana, own, 0, 50).head;
    for switch in [
        FilingSwitch::Pinned(true),
        FilingSwitch::Muted(Some(Timestamp(77))),
        FilingSwitch::Archived(Some(u64::MAX)),
        FilingSwitch::Unread(true),
        FilingSwitch::Unread(true),
    ] {
        scene.does(
            ana,
            Command::FileConversation {
                conversation: direct,
                switch,
            },
        );
    }
    let afresh = page(&scene, ana, own, 0, 50);
    let filed: Vec<_> = afresh.changes.iter().filter_map(filing).collect();
    let expected = Filing {
        conversation: direct,
        pinned: true,
        archived_at: Some(head),
        muted_until: Some(Timestamp(77)),
        unread: true,
        rev: since + 4,
    };
    assert_eq!(filed, [&expected], "nobody has seen what there is not yet");
    let bens = page(&scene, scene.ben, FeedId::Account(scene.ben.account), 0, 50);
    assert_eq!(bens.changes.iter().filter_map(filing).count(), 0);
}
