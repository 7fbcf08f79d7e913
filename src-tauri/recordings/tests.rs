//! What a crash leaves, and what becomes of it. The recording itself is tested with a real microphone, in `crates/voice`.

use std::cell::RefCell;

use tempfile::{TempDir, tempdir};

use super::*;

const CONVERSATION: ConversationId = ConversationId::from_number(10);
const FILE: FileId = FileId::from_number(77);

fn folder() -> (TempDir, Arc<Folder>) {
    let root = tempdir().unwrap();
    let files = Folder::open(root.path().join("files"), 1_000_000, 0).unwrap();
    (root, Arc::new(files))
}

/// As a crash leaves it: the header says that there is nothing.
fn left_by_a_crash(files: &Folder, seconds: usize) -> Place {
    let place = Place::new(&files.recordings(), CONVERSATION, FILE).unwrap();
    let mut part = vec![0; 44];
    for n in 0..seconds * 48_000 {
        let sample = (8_000.0 * (n as f32 * 0.04).sin()) as i16;
        part.extend(sample.to_le_bytes());
    }
    fs::write(&place.part, part).unwrap();
    place
}

/// What the engine is asked, and says.
fn recovered(files: &Folder, answer: Result<(), ErrorCode>) -> Vec<NewFile> {
    let asked = RefCell::new(Vec::new());
    recover(files, |request| {
        let Request::AddFile { conversation, file } = request else {
            panic!("only files are added")
        };
        assert_eq!(conversation, CONVERSATION);
        asked.borrow_mut().push(file);
        answer.map_err(|code| ApiError::new(code, "no"))
    });
    asked.into_inner()
}

#[test]
fn what_a_crash_left_is_put_into_its_composer_once() {
    let (_root, files) = folder();
    let place = left_by_a_crash(&files, 3);
    assert!(any_left(&files));
    let added = recovered(&files, Ok(()));
    assert_eq!(added.len(), 1);
    let note = &added[0];
    assert_eq!(
        (note.id, note.kind, note.length_ms),
        (FILE, FileKind::Voice, Some(3_000))
    );
    assert_eq!(BASE64.decode(note.waveform.as_ref().unwrap()).unwrap().len(), 60);
    let staged = fs::read(files.to_send(FILE)).unwrap();
    assert_eq!(staged.len() as u64, note.bytes);
    assert_eq!(voice::decode(&staged).unwrap().samples.len(), 3 * 48_000);
    assert!(!place.part.exists() && !any_left(&files));
}

#[test]
fn what_is_not_taken_now_is_tried_again_and_what_nobody_may_send_goes() {
    let (_root, files) = folder();
    let place = left_by_a_crash(&files, 1);
    assert_eq!(recovered(&files, Err(ErrorCode::SignInNeeded)).len(), 1);
    assert!(place.part.exists());
    assert_eq!(recovered(&files, Err(ErrorCode::Forbidden)).len(), 1);
    assert!(!place.part.exists() && !files.to_send(FILE).exists());
}

#[test]
fn a_click_and_other_peoples_files_make_no_voice_note() {
    let (_root, files) = folder();
    let place = left_by_a_crash(&files, 0);
    fs::write(files.recordings().join("notes.txt"), "hello").unwrap();
    assert_eq!(recovered(&files, Ok(())), []);
    assert!(!place.part.exists() && files.recordings().join("notes.txt").exists());
}

#[test]
fn without_a_recording_there_is_nothing_to_finish() {
    let recordings = Recordings::default();
    assert_eq!(recordings.finish().unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(recordings.pause(true).unwrap_err().code, ErrorCode::NotFound);
    recordings.cancel();
    assert!(!recordings.leave());
}
