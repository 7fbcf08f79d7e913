//! A recording that a crash has left.

use std::fs;

use engine::ui::Request;
use protocol::{ConversationId, FileId, FileKind};
use tempfile::tempdir;

use crate::driver::Event;
use crate::driver::world::{ANA, World, me};

#[test]
fn the_next_start_puts_it_into_its_composer() {
    let folder = tempdir().unwrap();
    let (conversation, file) = (ConversationId::from_number(10), FileId::from_number(77));
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "token");
    let recordings = world.folder().unwrap().recordings();
    drop(world);
    fs::create_dir_all(&recordings).unwrap();
    // A second of a hum; the header was not written yet.
    let hum = (0..48_000i32).flat_map(|n| ((n * 200 % 8_000) as i16).to_le_bytes());
    let part = [0; 44].into_iter().chain(hum).collect::<Vec<u8>>();
    fs::write(recordings.join(format!("{conversation}.{file}.part")), part).unwrap();

    let mut world = World::start(folder.path());
    let Event::Ask { request, .. } = world.next_told() else {
        panic!("only the composer is told")
    };
    let Request::AddFile {
        conversation: into,
        file: note,
    } = request
    else {
        panic!("a file is added")
    };
    assert_eq!((into, note.id, note.kind), (conversation, file, FileKind::Voice));
    assert_eq!(note.length_ms, Some(1_000));
    let staged = fs::read(world.folder().unwrap().to_send(file)).unwrap();
    assert_eq!(staged.len() as u64, note.bytes);
}
