//! A store that cannot be opened as it is.

use std::fs;

use engine::ui::Update;
use protocol::ClientFrame;
use tempfile::tempdir;

use super::{groups_shown, is_reset, make_group};
use crate::driver::world::{ANA, World, me};

fn world_path(folder: &std::path::Path) -> std::path::PathBuf {
    crate::places::Places::open(folder).unwrap().store(ANA)
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
