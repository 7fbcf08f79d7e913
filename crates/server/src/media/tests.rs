//! The same scenario on every place: here on a folder, in `crates/backing` on a bucket.

use futures_util::stream;

use super::*;

const ANAS: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const DORAS: WorkspaceId = WorkspaceId(Uuid::from_u128(2));
const NAME: Uuid = Uuid::from_u128(3);

fn folder() -> (tempfile::TempDir, Media) {
    let folder = tempfile::tempdir().unwrap();
    let media = Media::open(&MediaPlace::Folder(folder.path().join("media"))).unwrap();
    (folder, media)
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

#[tokio::test]
async fn a_file_comes_back_as_it_went_in_whole_and_in_part() {
    let (_folder, media) = folder();
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

#[tokio::test]
async fn a_file_is_kept_once_and_belongs_to_its_practice() {
    let (_folder, media) = folder();
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

#[tokio::test]
async fn a_file_that_stops_coming_is_not_kept() {
    let (_folder, media) = folder();
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
