//! Files that the page wants to show: fetched once, together, and gone when they have to be.

use engine::ui::{Reply, Request};
use protocol::{
    Answer, Attachment, Call, ConversationId, ErrorCode, FileId, FileKind, FileLink, FileState, FileVariant,
    LinksQuery, NewFile, SyncResponse, Variant,
};
use tempfile::tempdir;

use super::out_of_reach;
use crate::driver::world::{ANA, BEN, World, me};
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

const PLAN: FileId = FileId::from_number(0xf1);

/// A plan waits in the composer of a group of Ana's.
fn add_plan(world: &mut World) -> ConversationId {
    let group = world.ask(Request::CreateGroup {
        name: "Spring".into(),
        members: vec![BEN],
        options: protocol::GroupOptions::default(),
        rule: None,
    });
    let Ok(Reply::Conversation { id: conversation }) = group else {
        panic!("{group:?}")
    };
    let folder = world.folder().unwrap();
    folder.stage_piece(PLAN, 0, b"a plan", true).unwrap();
    let file = NewFile {
        id: PLAN,
        kind: FileKind::Document,
        name: "plan.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: 6,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        poster: None,
    };
    world.ask(Request::AddFile { conversation, file }).unwrap();
    conversation
}

/// The server answers until it is asked to take a file.
fn asked_to_begin(world: &mut World) -> (NewFile, Purpose) {
    loop {
        let (_, call, purpose) = world.next_call();
        match call {
            Call::BeginFile(file) => return (file, purpose),
            Call::Sync(_) => {
                let nothing = SyncResponse {
                    pages: Vec::new(),
                    gone: Vec::new(),
                };
                world.answer(purpose, Ok(Answer::Sync(nothing)));
            }
            _ => {}
        }
    }
}

fn state(offset: u64, ready: Option<Attachment>) -> Answer {
    Answer::File(FileState { offset, ready })
}

#[test]
fn what_is_sent_goes_up_from_the_folder_from_where_the_server_says() {
    let folder = tempdir().unwrap();
    let mut world = signed_in(folder.path());
    let conversation = add_plan(&mut world);
    let sent = world.ask(Request::Send {
        conversation,
        text: String::new(),
        files: vec![PLAN],
        reply_to: None,
        staff_only: false,
    });
    assert!(matches!(sent, Ok(Reply::Message { .. })), "{sent:?}");
    world.come_online(ANA);
    let (file, purpose) = asked_to_begin(&mut world);
    assert_eq!(file.id, PLAN);
    world.answer(purpose, Ok(state(2, None)));
    let (piece, purpose) = world.next_piece();
    assert_eq!((piece.file, piece.offset), (PLAN, 2));
    assert!(piece.bytes >= 4);
    assert_eq!(std::fs::read(&piece.path).unwrap(), b"a plan");
    drop(world);

    // The app was closed with the piece on its way: it goes on by itself.
    let mut world = World::start(folder.path());
    world.come_online(ANA);
    let (file, again) = asked_to_begin(&mut world);
    world.answer(purpose, Ok(state(6, None)));
    world.answer(again, Ok(state(4, None)));
    let (piece, purpose) = world.next_piece();
    assert_eq!(
        (file.id, piece.offset),
        (PLAN, 4),
        "what an earlier session hears is not heard"
    );
    world.answer(purpose, Ok(state(6, Some(file.attachment()))));
    assert_eq!(
        std::fs::read(&piece.path).unwrap(),
        b"a plan",
        "until the message is there"
    );
}

#[test]
fn what_is_taken_out_of_the_composer_is_gone() {
    let folder = tempdir().unwrap();
    let mut world = signed_in(folder.path());
    let conversation = add_plan(&mut world);
    let staged = world.folder().unwrap().to_send(PLAN);
    assert!(staged.exists());
    let file = PLAN;
    world.ask(Request::RemoveFile { conversation, file }).unwrap();
    assert!(!staged.exists());
}

#[test]
fn what_a_crash_left_behind_goes_a_day_later_and_what_waits_to_be_sent_stays() {
    let folder = tempdir().unwrap();
    let mut world = signed_in(folder.path());
    add_plan(&mut world);
    let files = world.folder().unwrap();
    let left = FileId::from_number(0xf2);
    files.stage_piece(left, 0, b"never added", true).unwrap();
    let staged_at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_800_000_000);
    let paths = [files.to_send(PLAN), files.to_send(left)];
    for path in &paths {
        let file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
        file.set_modified(staged_at).unwrap();
    }
    drop((world, files));
    for (hours, stays) in [(23, true), (25, false)] {
        let now = (1_800_000_000 + hours * 3_600) * 1_000;
        drop(World::start_at(folder.path(), now));
        assert_eq!(paths.each_ref().map(|path| path.exists()), [true, stays]);
    }
}
