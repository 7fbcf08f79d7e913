//! Answers of calls, errors, and what is not understood.

use super::*;

#[test]
fn answers() {
    let session = |token: Option<&str>| Session {
        token: token.map(str::to_owned),
        me: me(),
    };
    let invite = |some: bool| Invite {
        id: InviteId::from_number(8),
        account: ANA,
        conversation: CONVERSATION,
        name: "Ben".into(),
        expires_at: AT,
        code: some.then(|| "K7QXD-2M9RT".into()),
        link: some.then(|| "https://fit.example/join#K7".into()),
        qr: some.then(|| vec![vec![true, false], vec![false, true]]),
    };
    for answer in [
        Answer::CodeSent(CodeSent {
            valid_ms: 5,
            sign_up_open: true,
        }),
        Answer::SignedIn(SignedIn::Session(session(Some("t")))),
        Answer::SignedIn(SignedIn::Session(session(None))),
        Answer::SignedIn(SignedIn::Choose {
            accounts: vec![AccountChoice {
                account: ANA,
                name: "Ana".into(),
                workspace_name: "Fit".into(),
            }],
        }),
        Answer::SignedIn(SignedIn::NewHere),
        Answer::Me(me()),
        Answer::Devices(vec![Device {
            id: DeviceId::from_number(5),
            name: "Firefox on Linux".into(),
            signed_in_at: AT,
            last_seen_at: AT,
            this: true,
        }]),
        Answer::Invites(vec![invite(false)]),
        Answer::Invite(invite(true)),
        Answer::Sync(SyncResponse {
            pages: vec![page(changes())],
            gone: vec![FeedId::Account(ANA)],
        }),
        Answer::History(HistoryPage {
            conversation: CONVERSATION,
            messages: vec![bare()],
            referenced: vec![whole()],
            reactions: vec![reaction()],
            from: 1,
            to: 9,
        }),
        Answer::Versions(vec![Version { body: text(), at: AT }]),
        Answer::Seen(vec![SeenBy {
            account: ANA,
            delivered_at: Some(AT),
            read_at: None,
            delivered: true,
            read: false,
        }]),
        Answer::Command(CommandResult::Ok(Outcome::Done)),
        Answer::File(FileState {
            offset: 5,
            ready: None,
        }),
        Answer::File(FileState {
            offset: 5,
            ready: files().pop(),
        }),
        Answer::Links(
            [Variant::Thumbnail, Variant::Full]
                .map(|variant| FileLink {
                    file: FileId::from_number(7),
                    variant,
                    path: "/media/x".into(),
                    valid_ms: 9,
                })
                .into(),
        ),
        Answer::Files(FilesPage {
            messages: vec![whole()],
            more: true,
        }),
        Answer::Done,
    ] {
        comes_back(answer);
    }
}

#[test]
fn every_code_of_an_error() {
    for code in [
        ErrorCode::Invalid,
        ErrorCode::TooLong,
        ErrorCode::SignInNeeded,
        ErrorCode::SessionEnded,
        ErrorCode::WrongCode,
        ErrorCode::NotFound,
        ErrorCode::Forbidden,
        ErrorCode::ReadOnly,
        ErrorCode::Taken,
        ErrorCode::SlowDown,
        ErrorCode::Unavailable,
        ErrorCode::Unknown,
    ] {
        comes_back(code);
    }
}

#[test]
fn what_a_newer_server_says_is_skipped() {
    let change = from_json::<Change>(r#"{"type":"planet","moons":2}"#);
    assert_eq!(change, Some(Change::Unknown));
    let frame = from_json::<ServerFrame>(r#"{"moons":2,"type":"eclipse"}"#);
    assert_eq!(frame, Some(ServerFrame::Unknown));
    assert_eq!(from_json::<ErrorCode>(r#""eclipse""#), Some(ErrorCode::Unknown));
    let receipt = format!(
        r#"{{"type":"receipt","read":1,"conversation":"{CONVERSATION}","moons":[1],"account":"{ANA}","delivered":2}}"#
    );
    assert!(matches!(from_json::<Change>(&receipt), Some(Change::Receipt(_))));
}

#[test]
fn what_is_no_such_thing_is_refused() {
    for bad in [
        "",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        r#"{"type":7}"#,
        r#"{"type":"message"}"#,
    ] {
        assert_eq!(from_json::<Change>(bad), None, "{bad}");
    }
    for bad in ["-1", "4294967296", "1.5", "\"1\""] {
        assert_eq!(from_json::<u32>(bad), None, "{bad}");
    }
    assert_eq!(from_json::<AccountId>("\"ana\""), None);
    let nested = "[".repeat(100_000);
    assert_eq!(
        from_json::<Vec<u8>>(&nested),
        None,
        "deep JSON is refused, not recursed into"
    );
}
