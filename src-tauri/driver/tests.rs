//! Signing in and out, starting again, and what happens to a person's data on the way.

use std::fs;

use engine::Input;
use engine::ui::{Reply, Request, Update};
use protocol::{
    Answer, ApiError, Call, Change, ClientFrame, Command, Conversation, ConversationId, ConversationKind,
    ErrorCode, FeedId, FeedPage, Membership, Message, MessageId, RichText, Seq, ServerFrame, SignedIn,
    StartSignIn, SyncResponse, Timestamp,
};
use tempfile::tempdir;

use super::world::{ANA, BEN, World, me};
use crate::settings::Settings;
use crate::tokens::TokenPlace;

fn ended() -> ApiError {
    ApiError::new(ErrorCode::SessionEnded, "This device was signed out.")
}

fn out_of_reach() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "Can't reach the server.")
}

fn is_reset(update: &Update) -> bool {
    matches!(update, Update::Reset(snapshot) if snapshot.me.account.id == ANA)
}

/// A group that Ana makes, offline or not, is a thing of hers that the store keeps.
fn make_group(world: &mut World) {
    let made = world.ask(Request::CreateGroup {
        name: "Spring".into(),
        members: vec![BEN],
    });
    assert!(matches!(made, Ok(Reply::Conversation { .. })), "{made:?}");
}

fn groups_shown(world: &mut World) -> usize {
    world.told();
    world.attach();
    let told = world.told();
    let rows = told.iter().find_map(|update| match update {
        Update::Reset(snapshot) => Some(snapshot.rows.len()),
        _ => None,
    });
    rows.unwrap()
}

#[test]
fn ana_signs_in_and_the_page_never_sees_her_token() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    assert_eq!(world.told(), vec![Update::SignedOut { reason: None }]);
    assert_eq!(world.info().token_place, None);
    assert_eq!(world.ask(Request::Focus { focused: true }), Ok(Reply::Done));

    let mut page = world.call(Call::StartSignIn(StartSignIn {
        email: "ana@north.example".into(),
    }));
    let (access, _, purpose) = world.next_call();
    assert_eq!(access.token, None);
    world.answer(purpose, Ok(Answer::Done));
    assert_eq!(page.try_recv().unwrap(), Ok(Answer::Done));

    let answer = world.sign_in(me(ANA), "secret");
    let Answer::SignedIn(SignedIn::Session(session)) = answer else {
        panic!("no session")
    };
    assert_eq!(session.token, None);
    assert!(world.told().iter().any(is_reset));
    assert_eq!(world.line_token().as_deref(), Some("secret"));
    assert_eq!(world.info().token_place, Some(TokenPlace::File));
}

#[test]
fn a_start_without_network_opens_with_what_was_there() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    make_group(&mut world);
    drop(world);

    let mut world = World::start(folder.path());
    assert!(
        world.told().iter().any(is_reset),
        "before anything was heard of the server"
    );
    assert!(world.no_call_waits());
    assert_eq!(world.line_token().as_deref(), Some("secret"));
    assert_eq!(groups_shown(&mut world), 1);
}

#[test]
fn what_was_made_offline_goes_out_when_the_line_is_up() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    world.line_says(0, Input::Disconnected);
    make_group(&mut world);
    world.wait_for_deadline();
    assert_eq!(world.lines(), 2, "the engine tries again");
    world.line_says(0, Input::Connected);
    assert_eq!(world.sent(), vec![], "what an older line says is not heard");
    world.come_online(ANA);
    let is_group = |frame: &ClientFrame| {
        matches!(
            frame,
            ClientFrame::Command {
                command: Command::CreateGroup { .. },
                ..
            }
        )
    };
    assert!(world.sent().iter().any(is_group));
}

#[test]
fn a_line_that_takes_nothing_any_more_is_opened_anew() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    world.come_online(ANA);
    world.break_line();
    make_group(&mut world);
    world.wait_for_deadline();
    assert_eq!(world.lines(), 2);
    world.come_online(ANA);
    assert!(
        world
            .sent()
            .iter()
            .any(|frame| matches!(frame, ClientFrame::Command { .. })),
        "nothing that was lost with the line is lost"
    );
}

#[test]
fn when_the_server_ends_the_session_the_data_waits_for_the_same_person() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    make_group(&mut world);
    world.come_online(ANA);
    world.told();
    world.frame(ServerFrame::Ended { error: ended() });
    assert_eq!(
        world.told(),
        vec![Update::SignedOut {
            reason: Some(ended())
        }]
    );
    assert!(!world.places.token().exists());
    assert!(world.places.store(ANA).exists());
    assert_eq!(
        world.ask(Request::Reconnect).unwrap_err().code,
        ErrorCode::SignInNeeded
    );
    world.attach();
    assert_eq!(
        world.told(),
        vec![Update::SignedOut {
            reason: Some(ended())
        }],
        "a page that starts now is told why"
    );

    world.sign_in(me(ANA), "another secret");
    assert_eq!(groups_shown(&mut world), 1);
}

#[test]
fn signing_out_leaves_nothing_on_the_device() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    make_group(&mut world);
    world.come_online(ANA);
    world.told();
    let mut page = world.call(Call::SignOut);
    assert_eq!(
        page.try_recv().unwrap(),
        Ok(Answer::Done),
        "at once, whatever the server says"
    );
    let (access, call, purpose) = world.newest_call();
    assert_eq!((call, access.token.as_deref()), (Call::SignOut, Some("secret")));
    world.answer(purpose, Err(out_of_reach()));
    assert_eq!(world.told(), vec![Update::SignedOut { reason: None }]);
    for path in [
        world.places.token(),
        world.places.account(),
        world.places.store(ANA),
    ] {
        assert!(!path.exists(), "{}", path.display());
    }
    drop(world);
    assert_eq!(
        World::start(folder.path()).told(),
        vec![Update::SignedOut { reason: None }]
    );
}

#[test]
fn when_ben_signs_in_anas_data_goes() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    world.come_online(ANA);
    world.frame(ServerFrame::Ended { error: ended() });
    world.sign_in(me(BEN), "bens secret");
    assert!(!world.places.store(ANA).exists());
    assert!(world.places.store(BEN).exists());
    assert_eq!(world.line_token().as_deref(), Some("bens secret"));
}

#[test]
fn a_late_answer_to_anas_engine_does_not_reach_bens() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    world.come_online(ANA);
    let (_, _, anas_sync) = world.next_call();
    world.sign_in(me(BEN), "bens secret");
    world.told();
    world.answer(anas_sync, Err(ended()));
    assert_eq!(world.told(), vec![], "Ben stays signed in");
    assert!(world.info().token_place.is_some());
}

#[test]
fn a_given_session_is_asked_whose_it_is_and_remembered_for_offline() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("session.json");
    fs::write(&file, r#"{"server": "http://127.0.0.1:4000", "token": "given"}"#).unwrap();
    let settings = Settings {
        session_file: Some(file.clone()),
        ..Settings::default()
    };
    let data = folder.path().join("data");
    let mut world = World::start_with(&data, settings.clone());
    assert_eq!(world.told(), vec![], "not yet known");
    let (access, call, purpose) = world.next_call();
    assert_eq!((call, access.token.as_deref()), (Call::Me, Some("given")));
    world.answer(purpose, Ok(Answer::Me(me(ANA))));
    assert!(world.told().iter().any(is_reset));
    assert_eq!(world.info().token_place, Some(TokenPlace::Given));
    assert_eq!(world.info().server, "http://127.0.0.1:4000");
    assert!(!world.places.token().exists(), "a given token is written nowhere");
    make_group(&mut world);
    drop(world);

    let mut world = World::start_with(&data, settings.clone());
    let (_, _, purpose) = world.next_call();
    world.answer(purpose, Err(out_of_reach()));
    assert!(world.told().iter().any(is_reset), "offline, with what was there");
    assert_eq!(groups_shown(&mut world), 1);
    drop(world);

    let mut world = World::start_with(&data, settings);
    let (_, _, purpose) = world.next_call();
    world.answer(purpose, Err(ended()));
    assert_eq!(
        world.told(),
        vec![Update::SignedOut {
            reason: Some(ended())
        }]
    );
}

#[test]
fn a_given_session_that_cannot_be_read_says_so() {
    let folder = tempdir().unwrap();
    let settings = Settings {
        session_file: Some(folder.path().join("missing.json")),
        ..Settings::default()
    };
    let world = World::start_with(&folder.path().join("data"), settings);
    let told = world.told();
    assert!(
        matches!(&told[..], [.., Update::SignedOut { reason: Some(error) }] if error.code == ErrorCode::Invalid),
        "{told:?}"
    );
}

#[test]
fn a_damaged_store_is_set_aside_and_ana_is_told() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    let path = world.places.store(ANA);
    drop(world);
    fs::write(
        &path,
        "this is no database any more, and was one before".repeat(99),
    )
    .unwrap();
    let _ = fs::remove_file(path.with_extension("db-wal"));

    let mut world = World::start(folder.path());
    let told = world.told();
    assert!(told.iter().any(is_reset));
    let notice = told.iter().find_map(|update| match update {
        Update::Trouble { message } => Some(message.clone()),
        _ => None,
    });
    assert!(notice.unwrap().contains("may be missing"));
    assert!(path.with_extension("damaged.db").exists());
    make_group(&mut world);
}

#[test]
fn damage_that_shows_later_is_put_right_with_what_was_unsent() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    make_group(&mut world);
    drop(world);
    // A table that is read at the start is gone: the file opens, and loading it fails as damage.
    let path = world_path(folder.path());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute("UPDATE me SET json = 'no longer what was written'", [])
        .unwrap();
    drop(connection);

    let mut world = World::start(folder.path());
    let told = world.told();
    assert!(
        told.iter().any(
            |update| matches!(update, Update::Trouble { message } if message.contains("Nothing that you wrote is lost"))
        ),
        "{told:?}"
    );
    assert_eq!(groups_shown(&mut world), 1, "the unsent group was rescued");
    world.come_online(ANA);
    assert!(
        world
            .sent()
            .iter()
            .any(|frame| matches!(frame, ClientFrame::Command { .. }))
    );
}

fn world_path(folder: &std::path::Path) -> std::path::PathBuf {
    crate::places::Places::open(folder).unwrap().store(ANA)
}

#[test]
fn a_store_of_a_newer_version_is_left_alone_and_ana_is_told() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    drop(world);
    let path = world_path(folder.path());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let world = World::start(folder.path());
    let told = world.told();
    assert!(
        matches!(&told[..], [.., Update::SignedOut { reason: Some(error) }] if error.message.contains("newer version")),
        "{told:?}"
    );
    assert!(path.exists() && world.places.token().exists());
}

#[test]
fn the_server_is_chosen_before_signing_in() {
    let folder = tempdir().unwrap();
    let mut world = World::start_with(folder.path(), Settings::default());
    let mut page = world.call(Call::StartSignIn(StartSignIn { email: "a@b".into() }));
    assert_eq!(page.try_recv().unwrap().unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(
        world.set_server("http://north.example").unwrap_err().code,
        ErrorCode::Invalid
    );
    assert_eq!(world.info().server, "");
    world.set_server("north.example").unwrap();
    assert_eq!(world.info().server, "https://north.example");
    world.sign_in(me(ANA), "secret");
    assert!(world.set_server("https://south.example").is_err());
    drop(world);
    let mut world = World::start_with(folder.path(), Settings::default());
    assert_eq!(world.info().server, "https://north.example");
}

#[test]
fn the_page_calls_as_the_person_who_is_signed_in_or_not_at_all() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    let mut page = world.call(Call::Devices);
    assert_eq!(
        page.try_recv().unwrap().unwrap_err().code,
        ErrorCode::SignInNeeded
    );
    world.sign_in(me(ANA), "secret");
    let mut page = world.call(Call::Devices);
    let (access, call, purpose) = world.next_call();
    assert_eq!((call, access.token.as_deref()), (Call::Devices, Some("secret")));
    world.answer(purpose, Ok(Answer::Devices(Vec::new())));
    assert_eq!(page.try_recv().unwrap(), Ok(Answer::Devices(Vec::new())));
}

fn page(feed: FeedId, after: Seq, head: Seq, changes: Vec<Change>) -> FeedPage {
    FeedPage {
        feed,
        after,
        head,
        changes,
        referenced: Vec::new(),
        more: false,
        snapshot_from: (after == 0).then_some(1),
    }
}

#[test]
fn bens_message_is_told_to_the_desktop() {
    const TALK: ConversationId = ConversationId::from_number(0xc1);
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    world.come_online(ANA);
    let membership = Change::Membership(Membership {
        conversation: TALK,
        active: true,
    });
    let conversation = Change::Conversation(Conversation {
        id: TALK,
        kind: ConversationKind::Group,
        name: "Spring".into(),
        client: None,
        archived: false,
        created_at: Timestamp(5),
    });
    for pages in [
        vec![page(FeedId::Account(ANA), 0, 1, vec![membership])],
        vec![page(FeedId::Conversation(TALK), 0, 1, vec![conversation])],
    ] {
        let (_, call, purpose) = world.next_call();
        assert!(matches!(call, Call::Sync(_)));
        let gone = Vec::new();
        world.answer(purpose, Ok(Answer::Sync(SyncResponse { pages, gone })));
    }
    assert_eq!(world.desktop().unread, 0);
    let message = Change::Message(Message {
        id: MessageId::from_number(7),
        conversation: TALK,
        author: BEN,
        seq: 2,
        rev: 2,
        sent_at: Timestamp(9),
        body: RichText::plain("Good morning"),
        reply_to: None,
        edited_at: None,
        deleted: false,
    });
    world.frame(ServerFrame::Feed(page(
        FeedId::Conversation(TALK),
        1,
        2,
        vec![message],
    )));
    let desktop = world.desktop();
    assert_eq!(desktop.unread, 1);
    assert_eq!(desktop.notices.len(), 1);
    assert_eq!(desktop.notices[0].conversation, TALK);

    world.call(Call::SignOut);
    assert_eq!(
        world.desktop().unread,
        0,
        "nothing of hers is left in the title either"
    );
}
