//! Ways in: by mail, by invitation, with one address in two practices; and ways out.

use protocol::{
    Answer, Call, CommandResult, CreateWorkspace, DeviceId, ErrorCode, ServerFrame, SignedIn, StartSignIn,
};
use reqwest::header;
use server::mail::Letter;

use crate::support::line::Line;
use crate::support::people::{Person, code, session};
use crate::support::running::Running;

#[tokio::test]
async fn ana_opens_a_practice_and_ben_joins_by_invitation() {
    let server = Running::start().await;
    let email = "ana@fit.example";
    let mailed = server.mailed_code(email).await;
    assert_eq!(mailed.len(), 6);
    // The code is right and nobody has the address: the same code opens the practice.
    let answer = server.call(None, &Running::verify(email, &mailed, None)).await;
    assert!(
        matches!(answer, Ok(Answer::SignedIn(SignedIn::NewHere))),
        "{answer:?}"
    );
    let create = Call::CreateWorkspace(CreateWorkspace {
        workspace_name: "Fit with Ana".into(),
        your_name: "Ana".into(),
        email: email.into(),
        code: mailed,
        device_name: "Laptop".into(),
        wants_token: true,
    });
    let ana = Person::from(&server, session(server.call(None, &create).await.unwrap()));
    assert_eq!(ana.me.workspace.name, "Fit with Ana");

    let invite = ana.invite("Ben", None).await.unwrap();
    let link = invite.link.unwrap();
    let invite_code = invite.code.unwrap();
    assert!(link.ends_with(&format!("/join#{invite_code}")), "{link}");
    assert!(invite.qr.is_some_and(|rows| rows.len() > 20));
    let ben = server.call(None, &Running::redeem(&invite_code)).await.unwrap();
    let ben = Person::from(&server, session(ben));
    assert_eq!(ben.direct(), invite.conversation);

    let said = ben.says(ben.direct(), "Hello Ana").await.unwrap();
    assert_eq!(said.author, ben.account());
}

#[tokio::test]
async fn a_code_works_once_and_a_wrong_one_never() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let invite_code = ana.invite("Ben", None).await.unwrap().code.unwrap();
    assert!(server.call(None, &Running::redeem(&invite_code)).await.is_ok());
    let again = server.call(None, &Running::redeem(&invite_code)).await;
    assert_eq!(code(again), ErrorCode::WrongCode);
    let never = server.call(None, &Running::redeem("AAAAA-AAAAA")).await;
    assert_eq!(code(never), ErrorCode::WrongCode);

    let mailed = server.mailed_code("ana@fit.example").await;
    let wrong = if mailed == "000000" { "000001" } else { "000000" };
    for _ in 0..3 {
        let refused = server
            .call(None, &Running::verify("ana@fit.example", wrong, None))
            .await;
        assert_eq!(code(refused), ErrorCode::WrongCode);
    }
    let verify = Running::verify("ana@fit.example", &mailed, None);
    assert!(
        server.call(None, &verify).await.is_ok(),
        "a slip of the finger does not burn the code"
    );
    assert_eq!(
        code(server.call(None, &verify).await),
        ErrorCode::WrongCode,
        "it was used"
    );
}

#[tokio::test]
async fn guessing_burns_the_code() {
    let server = Running::start().await;
    server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let mailed = server.mailed_code("ana@fit.example").await;
    let wrong = if mailed == "000000" { "000001" } else { "000000" };
    let mut refusals = Vec::new();
    for _ in 0..12 {
        refusals.push(code(
            server
                .call(None, &Running::verify("ana@fit.example", wrong, None))
                .await,
        ));
    }
    assert!(
        refusals
            .iter()
            .all(|code| matches!(code, ErrorCode::WrongCode | ErrorCode::SlowDown)),
        "{refusals:?}"
    );
    let right = server
        .call(None, &Running::verify("ana@fit.example", &mailed, None))
        .await;
    assert!(matches!(code(right), ErrorCode::WrongCode | ErrorCode::SlowDown));
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let server = Running::with(|config| config.sign_ins_per_minute = 1_000).await;
    server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let start = |email: &str| Call::StartSignIn(StartSignIn { email: email.into() });
    let known = server.raw(None, &start("ana@fit.example")).await;
    let unknown = server.raw(None, &start("nobody@fit.example")).await;
    assert_eq!(known, unknown);
    assert_eq!(
        server.mail().await.to,
        "ana@fit.example",
        "and only ana gets a mail"
    );
    let refused = server
        .call(None, &Running::verify("nobody@fit.example", "123456", None))
        .await;
    assert_eq!(code(refused), ErrorCode::WrongCode);
}

#[tokio::test]
async fn sign_up_is_closed_after_the_first_practice() {
    let server = Running::with(|_| {}).await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let create = Call::CreateWorkspace(CreateWorkspace {
        workspace_name: "Another".into(),
        your_name: "Dora".into(),
        email: "dora@else.example".into(),
        code: "123456".into(),
        device_name: "Laptop".into(),
        wants_token: true,
    });
    let refused = code(server.call(None, &create).await);
    assert!(
        matches!(refused, ErrorCode::Forbidden | ErrorCode::WrongCode),
        "{refused:?}"
    );
    assert!(ana.call(&Call::Me).await.is_ok());
}

#[tokio::test]
async fn one_address_in_two_practices_chooses() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let dora = server.opens_practice("Dora", "Dora's", "dora@else.example").await;
    let email = "ben@example.com";
    ana.invite("Ben", Some(email)).await.unwrap();
    let other = dora.invite("Ben O.", Some(email)).await.unwrap();
    let mailed = server.mailed_code(email).await;
    let choice = server
        .call(None, &Running::verify(email, &mailed, None))
        .await
        .unwrap();
    let Answer::SignedIn(SignedIn::Choose { accounts }) = choice else {
        panic!("no choice: {choice:?}");
    };
    let mut offered: Vec<&str> = accounts
        .iter()
        .map(|account| account.workspace_name.as_str())
        .collect();
    offered.sort_unstable();
    assert_eq!(offered, ["Dora's", "Fit with Ana"]);
    let chosen = server
        .call(None, &Running::verify(email, &mailed, Some(other.account)))
        .await
        .unwrap();
    let ben = Person::from(&server, session(chosen));
    assert_eq!(ben.me.workspace.name, "Dora's");
    assert_eq!(ben.account(), other.account);
    // Somebody else's account is no choice.
    let mailed = server.mailed_code(email).await;
    let stolen = server
        .call(None, &Running::verify(email, &mailed, Some(ana.account())))
        .await;
    assert!(stolen.is_err(), "{stolen:?}");
}

#[tokio::test]
async fn an_invitation_by_mail_carries_the_link() {
    let server = Running::with(|config| config.public_url = Some("https://chat.fit.example".into())).await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let create = Call::CreateInvite(protocol::CreateInvite {
        name: "Ben".into(),
        email: Some("ben@example.com".into()),
        account: None,
        send_email: true,
    });
    ana.call(&create).await.unwrap();
    let mail = server.mail().await;
    assert_eq!(mail.to, "ben@example.com");
    let Letter::Invite {
        workspace,
        inviter,
        name,
        code,
        link,
    } = mail.letter
    else {
        panic!("not an invitation");
    };
    assert_eq!(
        (workspace.as_str(), inviter.as_str(), name.as_str()),
        ("Fit with Ana", "Ana", "Ben")
    );
    assert_eq!(link, format!("https://chat.fit.example/join#{code}"));
}

#[tokio::test]
async fn signing_a_device_out_ends_its_live_line_at_once() {
    let server = Running::start().await;
    let laptop = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let phone = server.signs_in("ana@fit.example").await;
    let mut line = phone.line().await;

    let Answer::Devices(devices) = laptop.call(&Call::Devices).await.unwrap() else {
        panic!("no devices");
    };
    assert_eq!(devices.len(), 2);
    assert_eq!(devices.iter().filter(|device| device.this).count(), 1);
    laptop.call(&Call::EndDevice(phone.me.device)).await.unwrap();

    let ended = line
        .wait(|frame| match frame {
            ServerFrame::Ended { error } => Some(error.code),
            _ => None,
        })
        .await;
    assert_eq!(ended, ErrorCode::SessionEnded);
    assert!(line.next().await.is_none(), "the line is closed behind it");
    assert_eq!(code(phone.call(&Call::Me).await), ErrorCode::SessionEnded);
    assert!(laptop.call(&Call::Me).await.is_ok());

    let nobodys = laptop.call(&Call::EndDevice(DeviceId::from_number(5))).await;
    assert_eq!(code(nobodys), ErrorCode::NotFound);
    laptop.call(&Call::SignOut).await.unwrap();
    assert_eq!(code(laptop.call(&Call::Me).await), ErrorCode::SessionEnded);
}

#[tokio::test]
async fn a_browser_gets_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let invite_code = ana.invite("Ben", None).await.unwrap().code.unwrap();
    let home = format!("http://{}", server.address);
    let body = serde_json::json!({ "code": invite_code, "device_name": "Firefox" });
    let answer = server
        .http
        .post(server.url("/api/sign-in/redeem"))
        .header(header::ORIGIN, &home)
        .json(&body)
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert!(
        !answer.text().await.unwrap().contains("\"token\""),
        "the page never sees it"
    );
    let cookie = cookie.split(';').next().unwrap();

    let me = server
        .http
        .get(server.url("/api/me"))
        .header(header::COOKIE, cookie);
    assert_eq!(me.send().await.unwrap().status(), 200);
    for (origin, expected) in [
        (Some(home.as_str()), 200),
        (Some("https://evil.example"), 403),
        (None, 403),
    ] {
        let mut sync = server
            .http
            .post(server.url("/api/sync"))
            .header(header::COOKIE, cookie)
            .json(&serde_json::json!({ "feeds": [], "window": 50 }));
        if let Some(origin) = origin {
            sync = sync.header(header::ORIGIN, origin);
        }
        assert_eq!(sync.send().await.unwrap().status(), expected, "{origin:?}");
    }

    let mut line = Line::open(&server.address, &[("cookie", cookie), ("origin", &home)])
        .await
        .unwrap();
    line.send(&protocol::ClientFrame::Authenticate { token: None })
        .await;
    assert!(matches!(line.next().await, Some(ServerFrame::Ready { .. })));
    let foreign = Line::open(
        &server.address,
        &[("cookie", cookie), ("origin", "https://evil.example")],
    )
    .await;
    assert!(foreign.is_err(), "another site cannot even open the line");
    let mut unsaid = Line::open(&server.address, &[("cookie", cookie)]).await.unwrap();
    unsaid
        .send(&protocol::ClientFrame::Authenticate { token: None })
        .await;
    assert!(matches!(unsaid.next().await, Some(ServerFrame::Ended { .. })));
}

#[tokio::test]
async fn too_many_attempts_from_one_address_are_told_when_to_come_back() {
    let server = Running::with(|config| config.sign_ins_per_minute = 3).await;
    let mut last = None;
    for _ in 0..4 {
        last = Some(
            server
                .call(None, &Running::redeem("AAAAA-AAAAA"))
                .await
                .unwrap_err(),
        );
    }
    let last = last.unwrap();
    assert_eq!(last.code, ErrorCode::SlowDown);
    assert!(last.retry_after_ms.is_some_and(|ms| ms > 0 && ms <= 60_000));
}

#[tokio::test]
async fn a_stopped_server_says_goodbye_and_answers_what_it_began() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let direct = ben.direct();
    let mut line = ben.line().await;
    let said = line
        .does(
            protocol::CommandId::from_number(1),
            crate::support::people::send(direct, "Last words"),
        )
        .await;
    assert!(matches!(said, CommandResult::Ok(_)));
    drop((ana, ben));
    server.stop().await.unwrap();
    // What was on its way may still come, then the line is closed.
    while line.next().await.is_some() {}
}
