//! A session that is given from outside instead of a sign-in.

use std::fs;

use engine::ui::Update;
use protocol::{Answer, Call, ErrorCode};
use tempfile::tempdir;

use super::{ended, groups_shown, is_reset, make_group, out_of_reach};
use crate::driver::world::{ANA, World, me};
use crate::settings::Settings;
use crate::tokens::TokenPlace;

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
