//! What the folder promises, on a real disk.

use std::fs;

use protocol::{FileId, FileVariant, Variant};
use tempfile::{TempDir, tempdir};

use super::{COPIES, Folder, read_piece, refused};

const PHOTO: FileId = FileId::from_number(0x1);
const PLAN: FileId = FileId::from_number(0x2);
const NOW: i64 = 1_800_000_000_000;

fn full(file: FileId) -> FileVariant {
    let variant = Variant::Full;
    FileVariant { file, variant }
}

fn thumbnail(file: FileId) -> FileVariant {
    let variant = Variant::Thumbnail;
    FileVariant { file, variant }
}

fn folder(limit: u64) -> (TempDir, Folder) {
    let root = tempdir().unwrap();
    let folder = Folder::open(root.path().join("files"), limit, NOW).unwrap();
    (root, folder)
}

fn fetch(folder: &Folder, which: FileVariant, bytes: usize, now: i64) {
    fs::write(folder.part(which), vec![7; bytes]).unwrap();
    folder.fetched(which, now).unwrap();
}

fn names(root: &TempDir) -> usize {
    fs::read_dir(root.path().join("files")).unwrap().count()
}

#[test]
fn a_file_is_staged_in_pieces_and_whole_or_not_at_all() {
    let (_root, folder) = folder(COPIES);
    folder.stage_piece(PHOTO, 0, b"first ", false).unwrap();
    assert_eq!(folder.find(full(PHOTO), NOW), None, "not all of it is there");
    folder.stage_piece(PHOTO, 6, b"second", true).unwrap();
    let path = folder.find(full(PHOTO), NOW).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"first second");
    assert_eq!(
        folder.find(thumbnail(PHOTO), NOW),
        Some(path.clone()),
        "it stands for all of them"
    );
    assert_eq!(folder.to_send(PHOTO), path);
    assert_eq!(read_piece(&path, 6, 3).unwrap(), b"sec");
    assert_eq!(read_piece(&path, 12, 3).unwrap(), b"");
}

#[test]
fn a_piece_that_does_not_follow_ends_the_attempt() {
    let (_root, folder) = folder(COPIES);
    folder.stage_piece(PHOTO, 0, b"first", false).unwrap();
    let error = folder.stage_piece(PHOTO, 9, b"third", true).unwrap_err();
    assert!(refused(&error).message.contains("Choose it once more"));
    assert_eq!(folder.find(full(PHOTO), NOW), None);
}

#[test]
fn what_the_server_has_becomes_a_copy_and_what_is_forgotten_is_gone() {
    let (root, folder) = folder(COPIES);
    folder.stage_piece(PHOTO, 0, b"photo", true).unwrap();
    folder.uploaded(PHOTO, NOW).unwrap();
    let path = folder.find(full(PHOTO), NOW).unwrap();
    assert!(path.to_string_lossy().ends_with(".full"), "{path:?}");
    assert_eq!(folder.find(thumbnail(PHOTO), NOW), None);
    fetch(&folder, thumbnail(PHOTO), 5, NOW);
    folder.stage_piece(PLAN, 0, b"plan", true).unwrap();
    fs::write(folder.part(full(PLAN)), "half").unwrap();
    for file in [PHOTO, PLAN, FileId::from_number(404)] {
        folder.forget(file).unwrap();
    }
    assert_eq!(names(&root), 0);
    assert!(!folder.to_send(PHOTO).exists());
}

#[test]
fn the_longest_unused_copy_goes_first_and_what_is_staged_never() {
    let (root, folder) = folder(100);
    folder.stage_piece(PLAN, 0, &[1; 500], true).unwrap();
    let photos: Vec<FileId> = (10..14).map(FileId::from_number).collect();
    for (photo, now) in photos.iter().zip(NOW..) {
        fetch(&folder, full(*photo), 30, now);
    }
    let here = |folder: &Folder| -> Vec<bool> {
        let found = photos
            .iter()
            .map(|photo| folder.find(full(*photo), NOW + 50).is_some());
        found.collect()
    };
    assert_eq!(here(&folder), [false, true, true, true]);
    folder.find(full(photos[1]), NOW + 100).unwrap();
    fetch(&folder, thumbnail(photos[0]), 30, NOW + 101);
    assert_eq!(
        here(&folder),
        [false, true, false, true],
        "it was looked at since"
    );
    fetch(&folder, full(photos[0]), 300, NOW + 102);
    assert_eq!(
        here(&folder),
        [true, false, false, false],
        "larger than all: still here, alone"
    );
    assert!(folder.find(full(PLAN), NOW).is_some());

    let again = Folder::open(root.path().join("files"), 100, NOW).unwrap();
    assert_eq!(
        here(&again),
        [true, false, false, false],
        "the next start knows them"
    );
}

#[test]
fn uses_are_remembered_over_a_start() {
    let (root, folder) = folder(100);
    fetch(&folder, full(PHOTO), 40, NOW);
    fetch(&folder, full(PLAN), 40, NOW + 1_000);
    folder.find(full(PHOTO), NOW + 2_000).unwrap();
    drop(folder);
    let folder = Folder::open(root.path().join("files"), 100, NOW).unwrap();
    fetch(&folder, full(FileId::from_number(3)), 40, NOW + 3_000);
    assert!(folder.find(full(PHOTO), NOW + 3_001).is_some());
    assert_eq!(folder.find(full(PLAN), NOW + 3_001), None);
}

#[test]
fn what_was_begun_and_never_ended_goes_after_a_week() {
    let (root, folder) = folder(COPIES);
    fetch(&folder, full(PHOTO), 1, NOW);
    folder.stage_piece(PLAN, 0, b"begun", false).unwrap();
    fs::write(folder.part(full(PLAN)), "half").unwrap();
    let files = root.path().join("files");
    let begun_at = fs::metadata(folder.part(full(PLAN))).unwrap().modified().unwrap();
    let begun_at = begun_at
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis() as i64;
    Folder::open(files.clone(), COPIES, begun_at + 6 * 86_400_000).unwrap();
    assert_eq!(names(&root), 3);
    let folder = Folder::open(files, COPIES, begun_at + 8 * 86_400_000).unwrap();
    assert_eq!(names(&root), 1);
    assert!(folder.find(full(PHOTO), NOW).is_some());
}

#[test]
fn a_staged_file_that_nobody_needs_is_tidied_away_once_it_is_old() {
    let (root, folder) = folder(COPIES);
    for file in [PHOTO, PLAN] {
        folder.stage_piece(file, 0, b"bytes", true).unwrap();
    }
    folder.tidy(&[PLAN].into(), 0).unwrap();
    assert_eq!(names(&root), 2, "it may be between two steps");
    folder.tidy(&[PLAN].into(), i64::MAX).unwrap();
    assert_eq!(folder.find(full(PHOTO), NOW), None);
    assert!(folder.find(full(PLAN), NOW).is_some());
}
