//! The same scenarios on a folder and on a bucket.

use backing::S3;
use futures_util::stream;

use super::*;
use crate::config::{S3Place, Secret};

const ANAS: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const DORAS: WorkspaceId = WorkspaceId(Uuid::from_u128(2));
const NAME: Uuid = Uuid::from_u128(3);

fn folder() -> (tempfile::TempDir, Media) {
    let folder = tempfile::tempdir().unwrap();
    let media = Media::open(&MediaPlace::Folder(folder.path().join("media"))).unwrap();
    (folder, media)
}

/// A bucket of a real server, shared with somebody else's files.
pub(crate) fn bucket() -> MediaPlace {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let server = S3::shared().unwrap();
    MediaPlace::S3(S3Place {
        bucket: server.create_bucket().unwrap(),
        prefix: "practices/ours".into(),
        endpoint: Some(server.endpoint()),
        region: "us-east-1".into(),
        access_key: Secret::new(S3::ACCESS_KEY),
        secret_key: Secret::new(S3::SECRET_KEY),
    })
}

fn chunks(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + Unpin + use<> {
    let chunks: Vec<_> = bytes
        .chunks(70_001)
        .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
        .collect();
    stream::iter(chunks)
}

async fn all(media: &Media, of: Option<WorkspaceId>) -> Vec<Kept> {
    media.list(of).try_collect().await.unwrap()
}

async fn a_file_comes_back_as_it_went_in_whole_and_in_part(media: Media) {
    for size in [0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE] {
        let bytes: Vec<u8> = (0..size).map(|at| (at * 31 % 251) as u8).collect();
        let file = media.put(ANAS, NAME, chunks(&bytes)).await.unwrap();
        assert_eq!((file.hash, file.bytes), (MediaHash::of(&bytes), size as u64));
        assert_eq!(media.size(ANAS, &file.hash).await.unwrap(), size as u64);
        let whole: Vec<Bytes> = media
            .get(ANAS, &file.hash, None)
            .await
            .unwrap()
            .try_collect()
            .await
            .unwrap();
        assert!(whole.concat() == bytes, "{size}");
        if size > 10 {
            let part = media.get(ANAS, &file.hash, Some(4..9)).await.unwrap();
            let part: Vec<Bytes> = part.try_collect().await.unwrap();
            assert_eq!(part.concat(), bytes[4..9]);
        }
    }
}

async fn a_file_is_kept_once_and_belongs_to_its_practice(media: Media) {
    let photo = media.put(ANAS, NAME, chunks(b"a photo")).await.unwrap();
    media.put(ANAS, NAME, chunks(b"a photo")).await.unwrap();
    assert_eq!(all(&media, None).await, [Kept::File(photo)]);
    assert!(all(&media, Some(DORAS)).await.is_empty());
    assert!(matches!(
        media.get(DORAS, &photo.hash, None).await,
        Err(MediaError::NotFound)
    ));
    media.delete(DORAS, &photo.hash).await.unwrap();
    assert_eq!(all(&media, Some(ANAS)).await, [Kept::File(photo)]);
    media.delete(ANAS, &photo.hash).await.unwrap();
    assert!(all(&media, None).await.is_empty());
    media.check().await.unwrap();
}

async fn a_file_that_stops_coming_is_not_kept(media: Media) {
    let large = vec![7; 2 * AT_ONCE];
    for beginning in [&large[..100], &large[..]] {
        let cut = stream::iter([Err(std::io::Error::other("gone"))]);
        let bytes = chunks(beginning).chain(cut);
        assert!(matches!(
            media.put(ANAS, NAME, bytes).await,
            Err(MediaError::Cut(_))
        ));
        assert!(all(&media, None).await.is_empty());
    }
}

#[tokio::test]
async fn what_is_not_ours_is_told_apart() {
    let (folder, media) = folder();
    std::fs::write(folder.path().join("media/notes.txt"), b"mine").unwrap();
    assert_eq!(all(&media, None).await, [Kept::Unknown("notes.txt".into())]);
}

#[tokio::test]
async fn a_folder_keeps_what_it_is_given() {
    let (_folder, media) = folder();
    a_file_comes_back_as_it_went_in_whole_and_in_part(media).await;
    let (_folder, media) = folder();
    a_file_is_kept_once_and_belongs_to_its_practice(media).await;
    let (_folder, media) = folder();
    a_file_that_stops_coming_is_not_kept(media).await;
}

#[tokio::test]
async fn a_bucket_keeps_what_it_is_given() {
    let media = || Media::open(&bucket()).unwrap();
    a_file_comes_back_as_it_went_in_whole_and_in_part(media()).await;
    a_file_is_kept_once_and_belongs_to_its_practice(media()).await;
    a_file_that_stops_coming_is_not_kept(media()).await;
}

#[tokio::test]
async fn a_place_that_does_not_answer_is_told() {
    let MediaPlace::S3(place) = bucket() else { panic!() };
    let nowhere = S3Place {
        bucket: "no-such-bucket".into(),
        ..place.clone()
    };
    // It opens all the same: nothing has been asked yet.
    let media = Media::open(&MediaPlace::S3(nowhere)).unwrap();
    assert!(media.check().await.is_err());
    assert!(Media::open(&MediaPlace::S3(place)).unwrap().check().await.is_ok());
}

const UPLOAD: Uuid = Uuid::from_u128(4);

async fn joined(media: &Media, bytes: u64) -> Result<Vec<u8>, MediaError> {
    let parts: Vec<Bytes> = media.join(ANAS, UPLOAD, bytes).await?.try_collect().await?;
    Ok(parts.concat())
}

async fn pieces_come_in_any_order_and_again(media: Media) {
    let bytes: Vec<u8> = (0..100_u8).collect();
    let piece = |from: usize, to: usize| Bytes::copy_from_slice(&bytes[from..to]);
    assert!(matches!(joined(&media, 100).await, Err(MediaError::Hole(0))));
    media.put_piece(ANAS, UPLOAD, 40, piece(40, 100)).await.unwrap();
    media.put_piece(ANAS, UPLOAD, 0, piece(0, 30)).await.unwrap();
    assert!(matches!(joined(&media, 100).await, Err(MediaError::Hole(30))));
    // What was cut comes again, longer; and once more as it was.
    media.put_piece(ANAS, UPLOAD, 0, piece(0, 45)).await.unwrap();
    media.put_piece(ANAS, UPLOAD, 0, piece(0, 30)).await.unwrap();
    assert_eq!(joined(&media, 100).await.unwrap(), bytes);
    // Another node, and another upload of the practice.
    let others = Uuid::from_u128(5);
    media.put_piece(ANAS, others, 0, piece(0, 1)).await.unwrap();
    let incoming = |kept: &Kept| matches!(kept, Kept::Incoming { workspace, .. } if *workspace == ANAS);
    assert!(all(&media, None).await.iter().all(incoming));

    media.forget(ANAS, UPLOAD).await.unwrap();
    media.forget(ANAS, UPLOAD).await.unwrap();
    let left = Kept::Incoming {
        workspace: ANAS,
        upload: others,
    };
    assert_eq!(all(&media, None).await, [left]);
    assert!(matches!(joined(&media, 100).await, Err(MediaError::Hole(0))));
}

#[tokio::test]
async fn pieces_make_a_file_in_a_folder_and_in_a_bucket() {
    let (_folder, media) = folder();
    pieces_come_in_any_order_and_again(media).await;
    pieces_come_in_any_order_and_again(Media::open(&bucket()).unwrap()).await;
}
