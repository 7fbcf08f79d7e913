//! Files in a folder, as browsers and the app ask for them.

use bytes::Bytes;
use futures_util::stream;
use protocol::{FileKind, Variant, WorkspaceId};
use uuid::Uuid;

use super::*;
use crate::config::MediaPlace;

const ANAS: WorkspaceId = WorkspaceId::from_number(1);
const FILM: &[u8] = b"0123456789abcdef";

async fn film() -> (tempfile::TempDir, Media, Content) {
    let folder = tempfile::tempdir().unwrap();
    let media = Media::open(&MediaPlace::Folder(folder.path().to_owned())).unwrap();
    let bytes = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(FILM))]);
    let file = media.put(ANAS, Uuid::from_u128(1), bytes).await.unwrap();
    let content = Content {
        kind: FileKind::Video,
        media_type: "video/mp4".into(),
        name: "squat.mp4".into(),
        hash: file.hash,
        variant: Variant::Full,
        bytes: Some(file.bytes),
    };
    (folder, media, content)
}

async fn ask(media: &Media, content: &Content, headers: &[(header::HeaderName, &str)]) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
        .collect();
    let asked = Asked {
        headers: &headers,
        manner: Manner {
            save: false,
            seconds: 60,
            is_open: false,
        },
    };
    answer(media, ANAS, content, asked)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn body(response: Response) -> Vec<u8> {
    axum::body::to_bytes(response.into_body(), 1_000)
        .await
        .unwrap()
        .into()
}

#[tokio::test]
async fn a_film_is_had_whole_or_in_parts() {
    let (_folder, media, film) = film().await;
    for known in [Some(16), None] {
        let film = Content {
            bytes: known,
            ..film.clone()
        };
        let whole = ask(&media, &film, &[]).await;
        assert_eq!(whole.status(), 200);
        assert_eq!(whole.headers()[header::CONTENT_LENGTH], "16");
        assert_eq!(whole.headers()[header::ACCEPT_RANGES], "bytes");
        assert_eq!(body(whole).await, FILM);

        let part = ask(&media, &film, &[(header::RANGE, "bytes=4-7")]).await;
        assert_eq!(part.status(), 206);
        assert_eq!(part.headers()[header::CONTENT_RANGE], "bytes 4-7/16");
        assert_eq!(part.headers()[header::CONTENT_LENGTH], "4");
        assert_eq!(part.headers()[header::CONTENT_TYPE], "video/mp4");
        assert_eq!(body(part).await, b"4567");

        let behind = ask(&media, &film, &[(header::RANGE, "bytes=16-")]).await;
        assert_eq!(behind.status(), 416);
        assert_eq!(behind.headers()[header::CONTENT_RANGE], "bytes */16");
    }
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again_and_parts_of_two_files_are_not_mixed() {
    let (_folder, media, film) = film().await;
    let first = ask(&media, &film, &[]).await;
    let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    let again = ask(
        &media,
        &film,
        &[(header::IF_NONE_MATCH, &format!("\"x\", W/{tag}"))],
    )
    .await;
    assert_eq!(again.status(), 304);
    assert_eq!(again.headers()[header::ETAG], *tag);
    assert!(body(again).await.is_empty());
    let other = ask(&media, &film, &[(header::IF_NONE_MATCH, "\"x\"")]).await;
    assert_eq!(other.status(), 200);

    let range = (header::RANGE, "bytes=4-");
    let same = ask(&media, &film, &[range.clone(), (header::IF_RANGE, &tag)]).await;
    assert_eq!(same.status(), 206);
    let changed = ask(&media, &film, &[range, (header::IF_RANGE, "\"x\"")]).await;
    assert_eq!(changed.status(), 200);
}

#[tokio::test]
async fn bytes_that_are_gone_are_not_found() {
    let (_folder, media, film) = film().await;
    media.delete(ANAS, &film.hash).await.unwrap();
    for known in [Some(16), None] {
        let film = Content {
            bytes: known,
            ..film.clone()
        };
        assert_eq!(ask(&media, &film, &[]).await.status(), 404);
        assert_eq!(
            ask(&media, &film, &[(header::RANGE, "bytes=0-1")]).await.status(),
            404
        );
    }
}
