//! Files that the page wants to show: fetched once, together, and gone when they have to be.

use protocol::{Answer, Call, ErrorCode, FileId, FileLink, FileVariant, LinksQuery, Variant};
use tempfile::tempdir;

use super::out_of_reach;
use crate::driver::world::{ANA, World, me};
use crate::files::not_there;
use crate::network::Purpose;

fn photo(number: u128) -> FileVariant {
    FileVariant {
        file: FileId::from_number(number),
        variant: Variant::Thumbnail,
    }
}

fn link(which: FileVariant) -> FileLink {
    FileLink {
        file: which.file,
        variant: which.variant,
        path: format!("/media/{}", which.file),
        valid_ms: 600_000,
    }
}

/// The question for links that waits for the server.
fn question(world: &World) -> (Vec<FileVariant>, Purpose) {
    loop {
        if let (_, Call::Links(LinksQuery { files }), purpose) = world.next_call() {
            return (files, purpose);
        }
    }
}

fn signed_in(folder: &std::path::Path) -> World {
    let mut world = World::start(folder);
    world.sign_in(me(ANA), "token");
    world
}

#[test]
fn who_wants_the_same_waits_for_the_same_and_then_it_is_here() {
    let folder = tempdir().unwrap();
    let mut world = signed_in(folder.path());
    let (mut first, mut second) = (world.fetch(photo(1)), world.fetch(photo(1)));
    let (asked, purpose) = question(&world);
    assert_eq!(asked, [photo(1)]);
    let links = vec![link(photo(1))];
    world.answer(purpose, Ok(Answer::Links(links)));
    let mut downloads = world.downloads();
    assert_eq!(downloads.len(), 1);
    assert!(first.try_recv().is_err(), "not yet");
    let download = downloads.remove(0);
    assert_eq!(download.0.path, format!("/media/{}", photo(1).file));
    world.deliver(download, Ok(b"picture"));
    let path = first.try_recv().unwrap().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"picture");
    assert_eq!(second.try_recv().unwrap().unwrap(), path);
    let mut again = world.fetch(photo(1));
    assert_eq!(again.try_recv().unwrap().unwrap(), path, "without the server");
    assert!(world.downloads().is_empty());
}

#[test]
fn links_are_asked_for_together_and_a_few_files_come_at_once() {
    let folder = tempdir().unwrap();
    let mut world = signed_in(folder.path());
    let mut answers: Vec<_> = (0..150).map(|number| world.fetch(photo(number))).collect();
    let mut links = Vec::new();
    for expected in [1, 100, 49] {
        let (asked, purpose) = question(&world);
        assert_eq!(asked.len(), expected, "one question at a time");
        links.extend(asked.iter().copied());
        let found = asked.into_iter().map(link).collect();
        world.answer(purpose, Ok(Answer::Links(found)));
    }
    assert_eq!(links, (0..150).map(photo).collect::<Vec<_>>());
    let mut come = 0;
    loop {
        let downloads = world.downloads();
        if downloads.is_empty() {
            break;
        }
        assert!(downloads.len() <= 4);
        for download in downloads {
            world.deliver(download, Ok(b"picture"));
            come += 1;
        }
    }
    assert_eq!(come, 150);
    assert!(
        answers
            .iter_mut()
            .all(|answer| answer.try_recv().unwrap().is_ok())
    );
}

#[test]
fn what_cannot_be_had_says_so_and_is_asked_for_anew_the_next_time() {
    let folder = tempdir().unwrap();
    let mut world = signed_in(folder.path());
    let mut offline = world.fetch(photo(1));
    let (_, purpose) = question(&world);
    world.answer(purpose, Err(out_of_reach()));
    assert_eq!(offline.try_recv().unwrap(), Err(out_of_reach()));

    let (mut hidden, mut cut) = (world.fetch(photo(2)), world.fetch(photo(1)));
    let (_, purpose) = question(&world);
    world.answer(purpose, Ok(Answer::Links(Vec::new())));
    assert_eq!(hidden.try_recv().unwrap(), Err(not_there()), "nobody may see it");
    let (asked, purpose) = question(&world);
    assert_eq!(asked, [photo(1)]);
    world.answer(purpose, Ok(Answer::Links(vec![link(photo(1))])));
    let download = world.downloads().remove(0);
    world.deliver(download, Err(out_of_reach()));
    assert_eq!(cut.try_recv().unwrap(), Err(out_of_reach()));
    world.fetch(photo(1));
    assert_eq!(question(&world).0, [photo(1)]);
}

#[test]
fn nobody_who_is_not_signed_in_gets_a_file_and_a_sign_out_leaves_none() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    let refused = world.fetch(photo(1)).try_recv().unwrap().unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignInNeeded);
    assert!(world.folder().is_err());
    world.sign_in(me(ANA), "token");
    let files = world.places.files(ANA);
    let staged = FileId::from_number(9);
    let folder = world.folder().unwrap();
    folder.stage_piece(staged, 0, b"photo", true).unwrap();
    assert_eq!(std::fs::read_dir(&files).unwrap().count(), 1);
    let mut waits = world.fetch(photo(1));
    world.call(Call::SignOut);
    assert!(!files.exists());
    assert!(
        matches!(
            waits.try_recv(),
            Err(tokio::sync::oneshot::error::TryRecvError::Closed)
        ),
        "whoever waited is told"
    );
}
