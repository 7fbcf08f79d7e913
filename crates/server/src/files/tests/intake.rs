//! Uploads that have come whole, on a folder and on a bucket.

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use protocol::{FileId, FileKind, NewFile, WorkspaceId};

use super::samples::{claim, halves, jpeg, noise, with_metadata};
use crate::config::MediaPlace;
use crate::files::{Intake, Stored};
use crate::media::tests::bucket;
use crate::media::{Kept, Media, MediaError, MediaHash};

const ANAS: WorkspaceId = WorkspaceId::from_number(1);

async fn bring(media: &Media, claimed: &NewFile, bytes: &[u8]) {
    let mut offset = 0;
    for piece in bytes.chunks(1_024 * 1_024) {
        let piece = Bytes::copy_from_slice(piece);
        let length = piece.len() as u64;
        media.put_piece(ANAS, claimed.id.0, offset, piece).await.unwrap();
        offset += length;
    }
}

async fn brought(media: &Media, claimed: &NewFile, bytes: &[u8]) -> Stored {
    bring(media, claimed, bytes).await;
    Intake::new(media.clone()).finish(ANAS, claimed).await.unwrap()
}

async fn read(media: &Media, hash: &MediaHash) -> Vec<u8> {
    let bytes = media.get(ANAS, hash, None).await.unwrap();
    let parts: Vec<Bytes> = bytes.try_collect().await.unwrap();
    parts.concat()
}

async fn a_photo_is_kept_clean_and_once(media: Media) {
    let plain = jpeg(&noise(300, 200));
    let told = with_metadata(&plain, 1);
    let claimed = claim(FileKind::Photo, &told);
    let stored = brought(&media, &claimed, &told).await;
    assert_eq!(stored.attachment.kind, FileKind::Photo);
    assert_eq!(read(&media, &stored.full).await, plain, "nothing but the picture");
    let thumbnail = read(&media, &stored.thumbnail.unwrap()).await;
    assert!(image::load_from_memory(&thumbnail).is_ok());
    // Asked for again, because the answer was lost: the same.
    assert_eq!(
        Intake::new(media.clone()).finish(ANAS, &claimed).await.unwrap(),
        stored
    );
    // The same picture from somebody else is the same file, without what it told.
    let others = NewFile {
        id: FileId::from_number(2),
        ..claim(FileKind::Photo, &plain)
    };
    let again = brought(&media, &others, &plain).await;
    assert_eq!((again.full, again.thumbnail), (stored.full, stored.thumbnail));
    for upload in [claimed, others] {
        media.forget(ANAS, upload.id.0).await.unwrap();
    }
    let left: Vec<Kept> = media.list(None).try_collect().await.unwrap();
    assert_eq!(left.len(), 2, "{left:?}");
}

async fn what_is_large_goes_through_as_it_is(media: Media) {
    let film: Vec<u8> = (0..20_000_000_u32).map(|at| (at % 251) as u8).collect();
    let film = [b"\0\0\0\x18ftypisom\0\0\0\0isommp42", &film[..]].concat();
    let stored = brought(&media, &claim(FileKind::Video, &film), &film).await;
    assert_eq!(stored.attachment.kind, FileKind::Video);
    assert_eq!(stored.attachment.bytes, film.len() as u64);
    assert_eq!(stored.full, MediaHash::of(&film));
    assert!(read(&media, &stored.full).await == film);
}

async fn what_is_missing_is_told(media: Media) {
    let photo = jpeg(&halves(64, 64));
    let claimed = NewFile {
        bytes: photo.len() as u64 + 5,
        ..claim(FileKind::Photo, &photo)
    };
    bring(&media, &claimed, &photo).await;
    let end = photo.len() as u64;
    let finished = Intake::new(media).finish(ANAS, &claimed).await;
    assert!(matches!(finished, Err(MediaError::Hole(at)) if at == end));
}

#[tokio::test]
async fn uploads_end_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let media = |name: &str| Media::open(&MediaPlace::Folder(folder.path().join(name))).unwrap();
    a_photo_is_kept_clean_and_once(media("photo")).await;
    what_is_large_goes_through_as_it_is(media("film")).await;
    what_is_missing_is_told(media("cut")).await;
}

#[tokio::test]
async fn uploads_end_in_a_bucket() {
    let media = || Media::open(&bucket()).unwrap();
    a_photo_is_kept_clean_and_once(media()).await;
    what_is_large_goes_through_as_it_is(media()).await;
    what_is_missing_is_told(media()).await;
}
