//! Bytes over the wire: pieces go up with their place, downloads go on where they were cut.

use std::fs;
use std::path::PathBuf;

use engine::CallId;
use protocol::{Answer, ApiError, ErrorCode, FileId, FileVariant, Variant};
use tempfile::{TempDir, tempdir};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::super::{Access, Asker, Download, Fetcher, Network, Online, Piece, Purpose};
use super::listen;
use crate::driver::Event;

const PHOTO: FileVariant = FileVariant {
    file: FileId::from_number(7),
    variant: Variant::Full,
};

/// Reads a request with its body.
async fn read(stream: &mut TcpStream) -> String {
    use tokio::io::AsyncReadExt;
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8(request.clone()).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
    }
}

/// Answers requests one after the other, each on a connection of its own that ends after it; returns them.
async fn serve(server: TcpListener, answers: &[&str]) -> Vec<String> {
    let mut requests = Vec::new();
    for answer in answers {
        let (mut stream, _) = server.accept().await.unwrap();
        requests.push(read(&mut stream).await);
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
    }
    requests
}

async fn upload(access: Access, path: PathBuf, offset: u64, bytes: u32) -> Result<Answer, ApiError> {
    let (events, mut inbox) = mpsc::channel(8);
    let online = Online::new(Handle::current()).unwrap();
    let purpose = Purpose::Engine {
        session: 1,
        id: CallId(1),
    };
    let piece = Piece {
        file: PHOTO.file,
        path,
        offset,
        bytes,
    };
    online.upload(access, piece, Asker { purpose, events });
    match inbox.recv().await {
        Some(Event::Answered { result, .. }) => result,
        _ => panic!("something else"),
    }
}

async fn download(access: Access, part: PathBuf) -> Result<(), ApiError> {
    let (events, mut inbox) = mpsc::channel(8);
    let online = Online::new(Handle::current()).unwrap();
    let fetcher = Fetcher {
        session: 1,
        which: PHOTO,
        events,
    };
    let path = "/media/signed".into();
    online.download(access, Download { path, part }, fetcher);
    match inbox.recv().await {
        Some(Event::Fetched {
            session: 1,
            which: PHOTO,
            result,
        }) => result,
        _ => panic!("something else"),
    }
}

fn part() -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let part = folder.path().join("photo.part");
    (folder, part)
}

#[tokio::test]
async fn a_piece_is_the_bytes_of_its_place() {
    let (server, access) = listen().await;
    let (_folder, path) = part();
    fs::write(&path, "0123456789").unwrap();
    let answers = ["HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"offset\":7}"];
    let (requests, result) = tokio::join!(serve(server, &answers), upload(access, path, 4, 3));
    assert!(matches!(result, Ok(Answer::File(state)) if state.offset == 7));
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert_eq!(body, "456");
    assert!(
        head.starts_with(&format!(
            "PUT /api/files/{}/bytes?offset=4 HTTP/1.1\r\n",
            PHOTO.file
        )),
        "{head}"
    );
    let head = head.to_ascii_lowercase();
    assert!(head.contains("authorization: bearer secret\r\n"), "{head}");
    assert!(head.contains("content-type: application/octet-stream"), "{head}");
}

#[tokio::test]
async fn bytes_that_are_not_on_this_device_are_not_sent() {
    let (_server, access) = listen().await;
    let (_folder, path) = part();
    let gone = upload(access.clone(), path.clone(), 0, 3).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
    fs::write(&path, "0123").unwrap();
    let behind = upload(access, path, 4, 3).await.unwrap_err();
    assert_eq!(behind.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_download_that_is_cut_goes_on_where_it_was() {
    let (server, access) = listen().await;
    let (_folder, path) = part();
    fs::write(&path, "01").unwrap();
    let answers = [
        // Eight bytes are promised, and three come.
        "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 2-9/10\r\ncontent-length: 8\r\n\r\n234",
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 5-9/10\r\ncontent-length: 5\r\n\r\n56789",
    ];
    let (requests, result) = tokio::join!(serve(server, &answers), download(access, path.clone()));
    assert_eq!(result, Ok(()));
    assert_eq!(fs::read(&path).unwrap(), b"0123456789");
    for (request, range) in requests.iter().zip(["bytes=2-", "bytes=5-", "bytes=5-"]) {
        let request = request.to_ascii_lowercase();
        assert!(request.contains(&format!("range: {range}\r\n")), "{request}");
        assert!(!request.contains("authorization"), "the link says all");
        assert!(
            !request.contains("accept-encoding"),
            "bytes as they are: {request}"
        );
    }
}

#[tokio::test]
async fn another_answer_than_was_asked_for_begins_anew() {
    let (server, access) = listen().await;
    let (_folder, path) = part();
    fs::write(&path, "old and longer than it").unwrap();
    let answers = [
        "HTTP/1.1 416 Range Not Satisfiable\r\ncontent-range: bytes */3\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nnew",
    ];
    let (_, result) = tokio::join!(serve(server, &answers), download(access, path.clone()));
    assert_eq!(result, Ok(()));
    assert_eq!(fs::read(&path).unwrap(), b"new");

    let (server, access) = listen().await;
    fs::write(&path, "old").unwrap();
    let whole = ["HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nnew"];
    let (_, result) = tokio::join!(serve(server, &whole), download(access, path.clone()));
    assert_eq!(result, Ok(()), "a server without ranges sends all of it");
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

#[tokio::test]
async fn a_download_ends_when_nothing_comes_of_it() {
    let (server, access) = listen().await;
    let (_folder, path) = part();
    let gone = ["HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"];
    let (_, result) = tokio::join!(serve(server, &gone), download(access, path.clone()));
    assert_eq!(result.unwrap_err().code, ErrorCode::NotFound);

    let (server, access) = listen().await;
    drop(server);
    let error = download(access, path).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unavailable);
}
