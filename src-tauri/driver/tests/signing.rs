//! Signing in and out, and what happens to a person's data on the way.

use engine::ui::{Reply, Request, Update};
use protocol::{Answer, Call, ErrorCode, ServerFrame, SignedIn, StartSignIn};
use tempfile::tempdir;

use super::{ended, groups_shown, is_reset, make_group, out_of_reach};
use crate::driver::world::{ANA, BEN, World, me};
use crate::settings::Settings;
use crate::tokens::TokenPlace;

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
