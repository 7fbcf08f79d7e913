//! Calls over HTTP: signing in by every way, and what is refused.

use protocol::{
    Answer, Call, Command, CommandId, CommandResult, CreateInvite, ErrorCode, FeedCursor, FeedId,
    HistoryQuery, SignedIn, StartSignIn, SubmitCommand, SyncRequest, VerifySignIn,
};

use super::running::{Running, person, says};

fn verify(email: &str, code: &str) -> Call {
    Call::VerifySignIn(VerifySignIn {
        email: email.into(),
        code: code.into(),
        device_name: "Firefox on Linux".into(),
        account: None,
        wants_token: true,
    })
}

fn submit(number: u128, command: Command) -> Call {
    Call::Submit(SubmitCommand {
        id: CommandId::from_number(number),
        command,
    })
}

#[tokio::test]
async fn ana_signs_in_on_a_second_device_and_ends_it_from_the_first() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let code = server.code_for(" ANA@fit.example").await;
    let second = person(server.call(None, verify("ana@fit.example", &code)).await.unwrap());
    assert_ne!(second.token, ana.token);
    let again = server
        .call(None, verify("ana@fit.example", &code))
        .await
        .unwrap_err();
    assert_eq!(again.code, ErrorCode::WrongCode, "a code works once");

    let Answer::Devices(devices) = server.call(Some(&ana.token), Call::Devices).await.unwrap() else {
        panic!("not devices");
    };
    assert_eq!(devices.len(), 2);
    assert_eq!(devices.iter().filter(|device| device.this).count(), 1);
    server
        .call(Some(&ana.token), Call::EndDevice(second.me.device))
        .await
        .unwrap();
    let ended = server.call(Some(&second.token), Call::Me).await.unwrap_err();
    assert_eq!(ended.code, ErrorCode::SessionEnded);
    server.stop().await;
}

#[tokio::test]
async fn five_wrong_codes_spend_the_right_one() {
    let mut server = Running::start().await;
    server.ana().await;
    let code = server.code_for("ana@fit.example").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let refused = server
            .call(None, verify("ana@fit.example", wrong))
            .await
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::WrongCode);
    }
    let refused = server
        .call(None, verify("ana@fit.example", &code))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongCode);
    server.stop().await;
}

#[tokio::test]
async fn the_answer_does_not_say_whether_an_address_is_known() {
    let mut server = Running::start().await;
    server.ana().await;
    let start = |email: &str| Call::StartSignIn(StartSignIn { email: email.into() });
    let unknown = server.call(None, start("nobody@fit.example")).await.unwrap();
    let known = server.call(None, start("ana@fit.example")).await.unwrap();
    assert_eq!(unknown, known);
    // The only mail is ana's.
    let crate::mail::Letter::SignInCode { code, .. } = server.letter().await else {
        panic!("another letter");
    };
    server.call(None, verify("ana@fit.example", &code)).await.unwrap();
    server.stop().await;
}

#[tokio::test]
async fn a_second_practice_needs_an_open_door() {
    for open in [false, true] {
        let mut server = Running::with(|config| config.sign_up_open = open).await;
        server.ana().await;
        let start = StartSignIn {
            email: "dora@else.example".into(),
        };
        let Answer::CodeSent(sent) = server.call(None, Call::StartSignIn(start)).await.unwrap() else {
            panic!("no code");
        };
        assert_eq!(sent.sign_up_open, open);
        if open {
            let crate::mail::Letter::SignInCode { code, .. } = server.letter().await else {
                panic!("another letter");
            };
            let new = server
                .call(None, verify("dora@else.example", &code))
                .await
                .unwrap();
            assert_eq!(new, Answer::SignedIn(SignedIn::NewHere));
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn an_invite_works_once_however_it_is_typed() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let invite = server.invite(&ana, "Ben").await;
    assert!(invite.link.as_ref().unwrap().contains("/join#"));
    assert!(invite.qr.is_some());
    let Answer::Invites(open) = server.call(Some(&ana.token), Call::Invites).await.unwrap() else {
        panic!("not invites");
    };
    assert_eq!(open.len(), 1);
    assert!(open[0].code.is_none(), "the server keeps a hash");
    let typed = invite.code.unwrap().to_lowercase().replace('-', " ");
    let ben = server.redeem(&typed).await.unwrap();
    assert_eq!(ben.me.account.direct, Some(invite.conversation));
    assert!(ben.me.account.joined_at.is_some());
    assert_eq!(
        server.redeem(&typed).await.unwrap_err().code,
        ErrorCode::WrongCode
    );
    let refused = server.call(Some(&ben.token), Call::Invites).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Forbidden);
    server.stop().await;
}

#[tokio::test]
async fn ben_catches_up_and_reads_back() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let ben = server.client(&ana, "Ben").await;
    let direct = ben.me.account.direct.unwrap();
    for number in 1..=5 {
        let call = submit(number, says(number, direct, "hello"));
        let answer = server.call(Some(&ana.token), call).await.unwrap();
        assert!(
            matches!(answer, Answer::Command(CommandResult::Ok(_))),
            "{answer:?}"
        );
    }
    let request = SyncRequest {
        feeds: vec![FeedCursor {
            feed: FeedId::Conversation(direct),
            since: 0,
        }],
        window: 2,
    };
    let Answer::Sync(synced) = server.call(Some(&ben.token), Call::Sync(request)).await.unwrap() else {
        panic!("not pages");
    };
    assert_eq!(
        synced.pages[0].snapshot_from,
        Some(1),
        "back to the first unread one"
    );
    let query = HistoryQuery {
        before: Some(u64::from(u32::MAX)),
        after: None,
        around: None,
        limit: 3,
    };
    let Answer::History(page) = server
        .call(Some(&ben.token), Call::History(direct, query))
        .await
        .unwrap()
    else {
        panic!("not history");
    };
    assert_eq!(page.messages.len(), 3);
    server.stop().await;
}

#[tokio::test]
async fn errors_have_one_shape_everywhere() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let json = ("content-type", "application/json");
    let long = format!("{:?}", "x".repeat(300_000));
    let post = |path: &str| {
        server
            .http
            .post(format!("{}{path}", server.base))
            .bearer_auth(&ana.token)
    };
    let get = |path: &str| {
        server
            .http
            .get(format!("{}{path}", server.base))
            .bearer_auth(&ana.token)
    };
    for (request, status, code) in [
        (get("/api/nothing"), 404, ErrorCode::NotFound),
        (get("/api/sync"), 405, ErrorCode::Invalid),
        (
            post("/api/sync").header(json.0, json.1).body("{"),
            400,
            ErrorCode::Invalid,
        ),
        (
            post("/api/sync").header(json.0, json.1).body("{}"),
            400,
            ErrorCode::Invalid,
        ),
        (post("/api/sync").body("{}"), 400, ErrorCode::Invalid),
        (
            post("/api/sync").header(json.0, json.1).body(long),
            413,
            ErrorCode::TooLong,
        ),
        (
            get("/api/conversations/x/messages?limit=1"),
            404,
            ErrorCode::NotFound,
        ),
        (get("/api/conversations/x/messages"), 404, ErrorCode::NotFound),
        (get("/api/socket"), 400, ErrorCode::Invalid),
        (
            server.http.get(format!("{}/api/me", server.base)),
            401,
            ErrorCode::SignInNeeded,
        ),
    ] {
        let request = request.build().unwrap();
        let what = format!("{} {}", request.method(), request.url().path());
        let response = server.http.execute(request).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{what}");
        let error: protocol::ApiError = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(error.code, code, "{what}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(path).send().await.unwrap().status(), 200, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_browsers_cookie_works_from_our_own_pages_only() {
    let mut server = Running::start().await;
    server.ana().await;
    let code = server.code_for("ana@fit.example").await;
    let body = format!(
        r#"{{"email":"ana@fit.example","code":"{code}","device_name":"Firefox","wants_token":false}}"#
    );
    let signed_in = server
        .http
        .post(format!("{}/api/sign-in/verify", server.base))
        .header("content-type", "application/json")
        .header("origin", &server.base)
        .body(body)
        .send()
        .await
        .unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"));
    assert!(!cookie.contains("Secure"), "not served over https here");
    assert!(!signed_in.text().await.unwrap().contains("\"token\""));
    let pair = cookie.split(';').next().unwrap();

    let sync = |origin: Option<&str>| {
        let request = server
            .http
            .post(format!("{}/api/sync", server.base))
            .header("cookie", pair)
            .header("content-type", "application/json")
            .body(r#"{"feeds":[],"window":1}"#);
        match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        }
    };
    for (origin, status) in [
        (Some(server.base.as_str()), 200),
        (Some("https://evil.example"), 403),
        (Some("tauri://localhost"), 403),
        (None, 403),
    ] {
        assert_eq!(sync(origin).send().await.unwrap().status(), status, "{origin:?}");
    }
    let me = server
        .http
        .get(format!("{}/api/me", server.base))
        .header("cookie", pair);
    assert_eq!(me.send().await.unwrap().status(), 200);
    server.stop().await;
}

#[tokio::test]
async fn too_many_attempts_are_slowed_down() {
    let server = Running::with(|config| config.sign_ins_per_minute = 3).await;
    for _ in 0..3 {
        assert_eq!(
            server.redeem("AAAAA-AAAAA").await.unwrap_err().code,
            ErrorCode::WrongCode
        );
    }
    let slow = server.redeem("AAAAA-AAAAA").await.unwrap_err();
    assert_eq!(slow.code, ErrorCode::SlowDown);
    assert!(slow.retry_after_ms.is_some());
    server.stop().await;
}

#[tokio::test]
async fn a_client_who_is_invited_many_times_at_once_is_one_client() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let invites = (0..20).map(|_| {
        let create = CreateInvite {
            name: "Gil".into(),
            email: Some("gil@mail.example".into()),
            account: None,
            send_email: false,
        };
        server.call(Some(&ana.token), Call::CreateInvite(create))
    });
    let answers = futures_util::future::join_all(invites).await;
    let mut made = std::collections::HashSet::new();
    let mut codes = Vec::new();
    for answer in answers {
        let Ok(Answer::Invite(invite)) = answer else {
            panic!("{answer:?}");
        };
        made.insert((invite.account, invite.conversation));
        codes.push(invite.code.unwrap());
    }
    assert_eq!(made.len(), 1, "one client with one direct conversation");
    let mut working = 0;
    for code in codes {
        working += usize::from(server.redeem(&code).await.is_ok());
    }
    assert_eq!(working, 1, "only the newest code");
    server.stop().await;
}
