//! A file's way over HTTP: in pieces to the server, in a message, by links to who may see it, and gone with the message.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Duration;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use protocol::{
    Answer, Call, Change, Command, ErrorCode, FeedCursor, FeedId, FileKind, FileState, SyncRequest, Variant,
};

use crate::support::files::{VOICE, announced};
use crate::support::people::{Person, code};
use crate::support::running::Running;

const PATIENCE: Duration = Duration::from_secs(30);

/// A server, and the folder in which it keeps its media.
async fn server() -> (Running, PathBuf) {
    let mut media = PathBuf::new();
    let server = Running::with(|config| {
        config.sign_up_open = true;
        config.sign_ins_per_minute = 1_000_000;
        media = config.data.join("media");
    })
    .await;
    (server, media)
}

async fn ana_and_ben(server: &Running) -> (Person<'_>, Person<'_>) {
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    (ana, ben)
}

fn photo(red: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(900, 600, |x, y| Rgb([red, (x / 4) as u8, (y / 4) as u8]));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(picture)
        .write_to(&mut file, ImageFormat::Jpeg)
        .unwrap();
    file.into_inner()
}

/// The files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(below(&path)),
            false => files.push(path),
        }
    }
    files
}

/// Asks the server again and again, until the place of its media holds so many files.
async fn holds(server: &Running, media: &Path, count: usize) {
    let reached = async {
        while below(media).len() != count {
            server.fetch("/healthz").await;
        }
    };
    let reached = tokio::time::timeout(PATIENCE, reached).await;
    assert!(reached.is_ok(), "{count} files, not {:?}", below(media));
}

#[tokio::test]
async fn a_file_comes_in_pieces_and_its_readers_have_it() {
    let (server, _) = server().await;
    let (ana, ben) = ana_and_ben(&server).await;
    let cleo = ana.invites("Cleo").await;
    let words = b"Twenty minutes, easy. Then the plan of next week.";
    let asked = announced(FileKind::Document, words.len());
    let at = |offset| FileState { offset, ready: None };
    assert_eq!(ben.begins(&asked).await, Ok(at(0)));
    assert_eq!(ben.piece(asked.id, 0, &words[..20]).await, Ok(at(20)));
    // The line broke: the device asks, and goes on.
    assert_eq!(ben.begins(&asked).await, Ok(at(20)));
    assert_eq!(ben.piece(asked.id, 0, &words[..20]).await, Ok(at(20)));
    let state = ben.piece(asked.id, 20, &words[20..]).await.unwrap();
    let file = state.ready.clone().unwrap();
    assert_eq!(file.kind, FileKind::Document);
    assert_eq!(ben.begins(&asked).await, Ok(state));

    assert_eq!(ana.links(file.id).await, [], "not sent yet");
    let sent = ben.shows(ben.direct(), file.id).await.unwrap();
    assert_eq!(sent.attachments, std::slice::from_ref(&file));
    let links = ana.links(file.id).await;
    let [link] = links.as_slice() else {
        panic!("{links:?}");
    };
    assert_eq!(link.variant, Variant::Full);
    assert_eq!(server.fetch(&link.path).await, (200, words.to_vec()));
    assert_eq!(cleo.links(file.id).await, []);
    assert_eq!(
        code(cleo.shows(cleo.direct(), file.id).await),
        ErrorCode::NotFound
    );

    // Ana forwards it to cleo, who then has it too.
    ana.shows(cleo.direct(), file.id).await.unwrap();
    let link = cleo.links(file.id).await.remove(0);
    assert_eq!(server.fetch(&link.path).await.1, words);
}

#[tokio::test]
async fn a_photo_has_a_thumbnail_and_the_same_one_is_kept_once() {
    let (server, media) = server().await;
    let (ana, ben) = ana_and_ben(&server).await;
    let bytes = photo(200);
    let one = ben.brings(FileKind::Photo, &bytes).await;
    let two = ana.brings(FileKind::Photo, &bytes).await;
    assert!(one.thumbnail && one.placeholder.is_some());
    assert_eq!(one.size.map(|size| (size.width, size.height)), Some((900, 600)));
    let first = ben.shows(ben.direct(), one.id).await.unwrap();
    ana.shows(ben.direct(), two.id).await.unwrap();
    // The photo and its thumbnail; the pieces are gone.
    holds(&server, &media, 2).await;
    for link in ana.links(one.id).await {
        let (status, picture) = server.fetch(&link.path).await;
        assert_eq!(status, 200);
        assert!(image::load_from_memory(&picture).is_ok(), "{:?}", link.variant);
    }
    let delete = Command::DeleteMessage {
        conversation: first.conversation,
        message: first.id,
    };
    ben.does(delete).await.unwrap();
    let link = ana.links(two.id).await.remove(0);
    assert_eq!(server.fetch(&link.path).await.0, 200);
}

#[tokio::test]
async fn the_files_of_a_deleted_message_are_gone_for_everybody() {
    let (server, media) = server().await;
    let (ana, ben) = ana_and_ben(&server).await;
    let file = ben.brings(FileKind::Photo, &photo(10)).await;
    let sent = ben.shows(ben.direct(), file.id).await.unwrap();
    let links = ana.links(file.id).await;
    assert_eq!(links.len(), 2);
    let delete = Command::DeleteMessage {
        conversation: sent.conversation,
        message: sent.id,
    };
    ben.does(delete).await.unwrap();
    assert_eq!(ana.links(file.id).await, []);
    holds(&server, &media, 0).await;
    for link in links {
        assert_eq!(server.fetch(&link.path).await.0, 404);
    }
    assert_eq!(code(ben.shows(ben.direct(), file.id).await), ErrorCode::NotFound);
    // The same photo may come again.
    let again = ben.brings(FileKind::Photo, &photo(10)).await;
    let link = ben.links(again.id).await.remove(0);
    assert_eq!(server.fetch(&link.path).await.0, 200);
}

#[tokio::test]
async fn what_is_taken_back_leaves_nothing() {
    let (server, media) = server().await;
    let (_ana, ben) = ana_and_ben(&server).await;
    let half = announced(FileKind::Document, 10);
    ben.begins(&half).await.unwrap();
    ben.piece(half.id, 0, b"12345").await.unwrap();
    assert_eq!(below(&media).len(), 1);
    ben.call(&Call::DropFile(half.id)).await.unwrap();
    holds(&server, &media, 0).await;
    assert_eq!(code(ben.piece(half.id, 5, b"67890").await), ErrorCode::NotFound);
}

#[tokio::test]
async fn pieces_that_are_lost_come_again() {
    let (server, media) = server().await;
    let (_ana, ben) = ana_and_ben(&server).await;
    let asked = announced(FileKind::Document, 10);
    ben.begins(&asked).await.unwrap();
    ben.piece(asked.id, 0, b"0123").await.unwrap();
    // As after a restore: the rows are there, and the pieces are in no backup.
    for piece in below(&media) {
        std::fs::remove_file(piece).unwrap();
    }
    let state = ben.piece(asked.id, 4, b"456789").await.unwrap();
    assert_eq!((state.offset, state.ready), (0, None));
    let state = ben.piece(asked.id, 0, b"0123456789").await.unwrap();
    assert!(state.ready.is_some());
    let link = ben.links(asked.id).await.remove(0);
    assert_eq!(server.fetch(&link.path).await, (200, b"0123456789".to_vec()));
}

#[tokio::test]
async fn pieces_are_measured() {
    let (server, _) = server().await;
    let (_ana, ben) = ana_and_ben(&server).await;
    let limit = ben.me.limits.piece_bytes as usize;
    let asked = announced(FileKind::Document, limit + 5);
    ben.begins(&asked).await.unwrap();
    let large = ben.piece(asked.id, 0, &vec![7; limit + 1]).await;
    assert_eq!(code(large), ErrorCode::TooLong);
    let whole = ben.piece(asked.id, 0, &vec![7; limit]).await.unwrap();
    assert_eq!(whole.offset, limit as u64);
    let more = ben.piece(asked.id, limit as u64, b"123456").await;
    assert_eq!(code(more), ErrorCode::Invalid);
    assert!(
        ben.piece(asked.id, limit as u64, b"12345")
            .await
            .unwrap()
            .ready
            .is_some()
    );
    for path in [
        format!("/api/files/{}/bytes", asked.id),
        format!("/api/files/{}/bytes?offset=-1", asked.id),
    ] {
        let put = server.http.put(server.url(&path)).bearer_auth(&ben.token);
        assert_eq!(put.body("x").send().await.unwrap().status(), 400, "{path}");
    }
    let put = server.http.put(server.url("/api/files/knee/bytes?offset=0"));
    let answer = put.bearer_auth(&ben.token).body("x").send().await.unwrap();
    assert_eq!(answer.status(), 404);
}

#[tokio::test]
async fn a_voice_note_is_kept_in_one_form_and_listening_is_told() {
    let (server, _) = server().await;
    let (ana, ben) = ana_and_ben(&server).await;
    let voice = ben.brings(FileKind::Voice, VOICE).await;
    assert_eq!(
        (voice.kind, voice.media_type.as_str()),
        (FileKind::Voice, "audio/ogg")
    );
    let sent = ben.shows(ben.direct(), voice.id).await.unwrap();
    let played = Command::MarkPlayed {
        conversation: sent.conversation,
        message: sent.id,
    };
    ana.does(played).await.unwrap();
    let feed = FeedId::Receipts(sent.conversation);
    let feeds = vec![FeedCursor { feed, since: 0 }];
    let sync = Call::Sync(SyncRequest { feeds, window: 50 });
    let Ok(Answer::Sync(answer)) = ben.call(&sync).await else {
        panic!("ben could not sync");
    };
    let told = answer.pages[0].changes.iter().any(|change| match change {
        Change::Played(played) => played.account == ana.account() && played.message == sent.id,
        _ => false,
    });
    assert!(told);
}
