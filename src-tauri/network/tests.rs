//! The real network against a server of a few lines: what goes over the wire, and what comes of its failures.

mod files;

use engine::{CallId, Input};
use futures_util::{SinkExt, StreamExt};
use protocol::{Answer, Call, ClientFrame, ErrorCode, ServerFrame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use super::{Access, Asker, Listener, Network, Online, Purpose};
use crate::driver::Event;

async fn listen() -> (TcpListener, Access) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let token = Some("secret".into());
    (listener, Access { server, token })
}

async fn heard(inbox: &mut mpsc::Receiver<Event>) -> Input {
    match inbox.recv().await {
        Some(Event::Line { line: 3, input }) => input,
        _ => panic!("something else"),
    }
}

#[tokio::test]
async fn a_line_says_who_it_is_first_and_carries_frames_both_ways() {
    let (server, access) = listen().await;
    let (events, mut inbox) = mpsc::channel(8);
    let online = Online::new(Handle::current()).unwrap();
    let line = online.connect(access, Listener { line: 3, events });

    let (stream, _) = server.accept().await.unwrap();
    let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
    let hello = socket.next().await.unwrap().unwrap();
    assert_eq!(
        hello.to_text().unwrap(),
        r#"{"type":"authenticate","token":"secret"}"#
    );
    assert!(matches!(heard(&mut inbox).await, Input::Connected));

    assert!(line.send(ClientFrame::Ping));
    assert_eq!(
        socket.next().await.unwrap().unwrap().to_text().unwrap(),
        r#"{"type":"ping"}"#
    );
    for text in [
        "not a frame",
        r#"{"type":"of a newer server"}"#,
        r#"{"type":"pong"}"#,
    ] {
        socket.send(Message::text(text)).await.unwrap();
    }
    assert!(
        matches!(heard(&mut inbox).await, Input::Frame(ServerFrame::Unknown)),
        "what cannot be read is skipped"
    );
    assert!(matches!(heard(&mut inbox).await, Input::Frame(ServerFrame::Pong)));

    drop(line);
    assert!(
        socket.next().await.is_none_or(|end| end.is_err()),
        "a dropped line is closed"
    );
}

#[tokio::test]
async fn a_line_that_ends_says_so_once() {
    let (server, access) = listen().await;
    let (events, mut inbox) = mpsc::channel(8);
    let online = Online::new(Handle::current()).unwrap();
    let _line = online.connect(access.clone(), Listener { line: 3, events });
    let (stream, _) = server.accept().await.unwrap();
    drop(stream);
    assert!(matches!(heard(&mut inbox).await, Input::Disconnected));
    assert!(inbox.recv().await.is_none());

    drop(server);
    let (events, mut inbox) = mpsc::channel(8);
    let _line = online.connect(access, Listener { line: 3, events });
    assert!(
        matches!(heard(&mut inbox).await, Input::Disconnected),
        "nobody is there"
    );
}

/// Answers one request with what is given, and returns what was asked.
async fn answer_once(server: &TcpListener, response: &str) -> String {
    let (mut stream, _) = server.accept().await.unwrap();
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
    }
    stream.write_all(response.as_bytes()).await.unwrap();
    String::from_utf8(request).unwrap()
}

async fn call(access: Access, call: Call) -> Result<Answer, protocol::ApiError> {
    let (events, mut inbox) = mpsc::channel(8);
    let online = Online::new(Handle::current()).unwrap();
    let purpose = Purpose::Engine {
        session: 1,
        id: CallId(1),
    };
    online.call(access, call, Asker { purpose, events });
    match inbox.recv().await {
        Some(Event::Answered { result, .. }) => result,
        _ => panic!("something else"),
    }
}

#[tokio::test]
async fn a_call_carries_the_token_and_brings_the_answer() {
    let (server, access) = listen().await;
    let response = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]";
    let (request, result) = tokio::join!(answer_once(&server, response), call(access, Call::Devices));
    assert!(request.starts_with("GET /api/devices HTTP/1.1\r\n"), "{request}");
    assert!(
        request
            .to_ascii_lowercase()
            .contains("authorization: bearer secret\r\n"),
        "{request}"
    );
    assert!(
        request.to_ascii_lowercase().contains("accept-encoding: gzip"),
        "{request}"
    );
    assert_eq!(result, Ok(Answer::Devices(Vec::new())));
}

#[tokio::test]
async fn a_token_does_not_follow_a_redirect() {
    let (server, access) = listen().await;
    let response = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (_, result) = tokio::join!(answer_once(&server, response), call(access, Call::Devices));
    assert_eq!(result.unwrap_err().code, ErrorCode::Unknown);
}

#[tokio::test]
async fn a_server_out_of_reach_may_be_tried_again() {
    let (server, access) = listen().await;
    drop(server);
    let error = call(access, Call::Devices).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unavailable);
    assert!(error.code.may_retry());
}
