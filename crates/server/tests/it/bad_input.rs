//! What makes no sense: each gets a clear error with a code, and the server goes on for everybody else.

use protocol::{
    ApiError, Call, ClientFrame, Command, CommandId, CommandResult, ConversationId, ErrorCode, FeedCursor,
    FeedId, HistoryQuery, MessageId, RichText, ServerFrame, Span, SpanKind, SyncRequest,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::support::line::Line;
use crate::support::people::{code, fresh, send};
use crate::support::running::Running;

/// The error of the next frame that is one.
async fn refusal(line: &mut Line) -> ErrorCode {
    line.wait(|frame| match frame {
        ServerFrame::Error { error }
        | ServerFrame::Ended { error }
        // A command that has an id is answered by it.
        | ServerFrame::Result {
            result: CommandResult::Error(error),
            ..
        } => Some(error.code),
        _ => None,
    })
    .await
}

fn deep() -> String {
    format!("{}{}", "[".repeat(50_000), "]".repeat(50_000))
}

#[tokio::test]
async fn a_frame_that_cannot_be_read_is_answered_and_the_line_stays_open() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let mut line = ana.line().await;
    let id = CommandId::from_number(1);
    for bad in [
        String::new(),
        "{".into(),
        "null".into(),
        "[]".into(),
        deep(),
        r#"{"type":"dance"}"#.into(),
        r#"{"type":"command"}"#.into(),
        format!(r#"{{"type":"command","id":"{id}","command":{{"type":"dance"}}}}"#),
        format!(r#"{{"type":"command","id":"{id}","command":{{"type":"rename","name":7}}}}"#),
        r#"{"type":"command","id":"x","command":{"type":"rename","name":"Ana"}}"#.into(),
    ] {
        let shown: String = bad.chars().take(60).collect();
        line.send_text(bad).await;
        assert_eq!(refusal(&mut line).await, ErrorCode::Invalid, "{shown}");
    }
    line.send_raw(Frame::Binary(vec![0, 1, 2].into())).await.unwrap();
    assert_eq!(refusal(&mut line).await, ErrorCode::Invalid, "bytes");
    line.pong().await;
}

#[tokio::test]
async fn what_is_too_long_is_told_with_the_limit() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let mut line = ben.line().await;

    // A letter that is three bytes, so that bytes and characters are told apart.
    let longest = "字".repeat(20_000);
    let said = line
        .does(CommandId::from_number(fresh()), send(ben.direct(), &longest))
        .await;
    assert!(matches!(said, CommandResult::Ok(_)));
    let said = line
        .does(
            CommandId::from_number(fresh()),
            send(ben.direct(), &"x".repeat(20_001)),
        )
        .await;
    let CommandResult::Error(error) = said else {
        panic!("20,001 characters were taken");
    };
    assert_eq!(error.code, ErrorCode::TooLong);
    assert_eq!(error.details.unwrap()["limit"], 20_000);

    line.send_text("x".repeat(262_145)).await;
    assert_eq!(
        refusal(&mut line).await,
        ErrorCode::TooLong,
        "a frame over the limit"
    );
    line.pong().await;

    let rename = Command::Rename {
        name: "x".repeat(101),
    };
    assert_eq!(code(ben.does(rename).await), ErrorCode::TooLong);
    let body = server
        .http
        .post(server.url("/api/commands"))
        .bearer_auth(&ben.token);
    let body = body
        .header("content-type", "application/json")
        .body(vec![b' '; 262_145]);
    let answer = body.send().await.unwrap();
    assert_eq!(answer.status(), 413);
    assert_eq!(answer.json::<ApiError>().await.unwrap().code, ErrorCode::TooLong);
}

#[tokio::test]
async fn a_frame_of_megabytes_ends_only_the_line_that_sent_it() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let mut line = ana.line().await;
    // The server may hang up before all of it has been sent.
    let _ = line.send_raw(Frame::Text("x".repeat(8_000_000).into())).await;
    while line.next().await.is_some() {}
    ana.line().await.pong().await;
}

#[tokio::test]
async fn text_that_is_not_utf_8_ends_only_the_line_that_sent_it() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let mut stream = TcpStream::connect(&server.address).await.unwrap();
    let upgrade = format!(
        "GET /api/socket HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        server.address
    );
    stream.write_all(upgrade.as_bytes()).await.unwrap();
    // A masked text frame (RFC 6455, section 5.2) with the mask 0 and two bytes that no UTF-8 has.
    stream
        .write_all(&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe])
        .await
        .unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await.unwrap();
    assert!(all.starts_with(b"HTTP/1.1 101"));
    ana.line().await.pong().await;
}

#[tokio::test]
async fn half_an_upgrade_keeps_nobody_waiting() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let mut half = TcpStream::connect(&server.address).await.unwrap();
    half.write_all(b"GET /api/socket HTTP/1.1\r\nHost: x\r\nConnec")
        .await
        .unwrap();
    let mut silent = Line::open(&server.address, &[]).await.unwrap();
    ana.line().await.pong().await;
    silent.send_raw(Frame::Close(None)).await.unwrap();
    drop(half);
    assert!(ana.call(&Call::Me).await.is_ok());
}

#[tokio::test]
async fn the_first_frame_must_sign_in() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let wrong = "A".repeat(43);
    for (first, expected) in [
        (ClientFrame::Ping, ErrorCode::SignInNeeded),
        (ClientFrame::Authenticate { token: None }, ErrorCode::SignInNeeded),
        (
            ClientFrame::Authenticate { token: Some(wrong) },
            ErrorCode::SessionEnded,
        ),
    ] {
        let mut line = Line::open(&server.address, &[]).await.unwrap();
        line.send(&first).await;
        assert_eq!(refusal(&mut line).await, expected, "{first:?}");
        assert!(line.next().await.is_none(), "the line is closed behind it");
    }
    let mut line = Line::open(&server.address, &[]).await.unwrap();
    line.send_text("not JSON").await;
    assert!(matches!(
        refusal(&mut line).await,
        ErrorCode::Invalid | ErrorCode::SignInNeeded
    ));
    ana.line().await.pong().await;
}

#[tokio::test]
async fn ids_of_others_name_nothing() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let cleo = ana.invites("Cleo").await;
    let secret = cleo.says(cleo.direct(), "Between us").await.unwrap();
    let mine = ben.says(ben.direct(), "Mine").await.unwrap();

    // Another's message as what one replies to, in one's own conversation.
    let reply = Command::SendMessage {
        attachments: Vec::new(),
        id: MessageId::from_number(fresh()),
        conversation: ben.direct(),
        body: RichText::plain("?"),
        reply_to: Some(secret.id),
        forwarded: false,
        staff_only: false,
    };
    assert_eq!(code(ben.does(reply).await), ErrorCode::NotFound);
    let edit = Command::EditMessage {
        conversation: ben.direct(),
        message: secret.id,
        body: RichText::plain("?"),
    };
    assert_eq!(code(ben.does(edit).await), ErrorCode::NotFound);
    // Another's id for a message of one's own.
    let taken = Command::SendMessage {
        attachments: Vec::new(),
        id: secret.id,
        conversation: ben.direct(),
        body: RichText::plain("?"),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    };
    assert_eq!(code(ben.does(taken).await), ErrorCode::Taken);
    let around = HistoryQuery {
        before: None,
        after: None,
        around: Some(secret.id),
        limit: 50,
    };
    assert_eq!(
        code(ben.call(&Call::History(ben.direct(), around)).await),
        ErrorCode::NotFound
    );
    let nowhere = ConversationId::from_number(fresh());
    assert_eq!(code(ben.says(nowhere, "?").await), ErrorCode::NotFound);
    assert_eq!(
        ben.says(ben.direct(), "Still here").await.unwrap().seq,
        mine.seq + 1
    );
}

#[tokio::test]
async fn formatting_that_does_not_fit_is_refused() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let link = |end, url: &str| RichText {
        text: "look".into(),
        spans: vec![Span {
            start: 0,
            end,
            kind: SpanKind::Link { url: url.into() },
        }],
    };
    for body in [
        link(9, "https://a.example"),
        link(4, "javascript:alert(1)"),
        RichText::plain(" \n"),
    ] {
        let send = Command::SendMessage {
            attachments: Vec::new(),
            id: MessageId::from_number(fresh()),
            conversation: ben.direct(),
            body,
            reply_to: None,
            forwarded: false,
            staff_only: false,
        };
        assert_eq!(code(ben.does(send).await), ErrorCode::Invalid);
    }
}

#[tokio::test]
async fn cursors_that_lead_nowhere_are_answered() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    ben.says(ben.direct(), "One").await.unwrap();
    let feed = FeedId::Conversation(ben.direct());
    // Ahead of the server, as after a restored backup: it starts afresh.
    let ahead = SyncRequest {
        feeds: vec![FeedCursor { feed, since: 1 << 62 }],
        window: 50,
    };
    let Ok(protocol::Answer::Sync(answer)) = ben.call(&Call::Sync(ahead)).await else {
        panic!("no sync");
    };
    assert!(answer.pages[0].snapshot_from.is_some());

    let bad_feed = r#"{"feeds":[{"feed":"planet/1","since":0}],"window":50}"#;
    let too_large = r#"{"feeds":[],"window":4294967296}"#;
    let negative = format!(r#"{{"feeds":[{{"feed":"{feed}","since":-1}}],"window":50}}"#);
    for body in [bad_feed, too_large, &negative, "{}", ""] {
        let sync = server.http.post(server.url("/api/sync")).bearer_auth(&ben.token);
        let answer = sync
            .header("content-type", "application/json")
            .body(body.to_owned())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{body}");
        assert_eq!(
            answer.json::<ApiError>().await.unwrap().code,
            ErrorCode::Invalid,
            "{body}"
        );
    }
    let path = format!("/api/conversations/{}/messages", ben.direct());
    for query in [
        "",
        "?limit=50",
        "?limit=50&before=5&after=2",
        "?limit=x&before=5",
        "?limit=50&before=-5",
    ] {
        let history = server
            .http
            .get(server.url(&format!("{path}{query}")))
            .bearer_auth(&ben.token);
        let answer = history.send().await.unwrap();
        assert_eq!(answer.status(), 400, "{query}");
        assert_eq!(
            answer.json::<ApiError>().await.unwrap().code,
            ErrorCode::Invalid,
            "{query}"
        );
    }
}

#[tokio::test]
async fn every_error_of_a_route_has_the_one_shape() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let post = |path: &str| server.http.post(server.url(path)).bearer_auth(&ana.token);
    for (what, request, status) in [
        ("no such call", server.http.get(server.url("/api/nothing")), 404),
        ("another method", server.http.delete(server.url("/api/me")), 405),
        ("no JSON", post("/api/commands").body("{}"), 400),
        (
            "half JSON",
            post("/api/commands")
                .header("content-type", "application/json")
                .body("{"),
            400,
        ),
        (
            "deep JSON",
            post("/api/commands")
                .header("content-type", "application/json")
                .body(deep()),
            400,
        ),
        (
            "not UTF-8",
            post("/api/commands")
                .header("content-type", "application/json")
                .body(vec![b'"', 0xff, b'"']),
            400,
        ),
        (
            "no id",
            server
                .http
                .delete(server.url("/api/devices/7"))
                .bearer_auth(&ana.token),
            404,
        ),
        (
            "no token",
            server.http.get(server.url("/api/me")).bearer_auth("x"),
            401,
        ),
        (
            "no e-mail",
            post("/api/sign-in/start").json(&serde_json::json!({ "email": "ana" })),
            400,
        ),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{what}");
        let error: ApiError = answer.json().await.unwrap();
        assert!(!error.message.is_empty(), "{what}");
    }
    ana.line().await.pong().await;
}
