//! The golden wire: one example of everything that crosses it. A change here is a change for every app out there:
//! fields may be added, nothing may be renamed or taken away.

mod examples;

use protocol::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use examples::*;

/// What is written can be read again.
fn comes_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(values: &[T]) {
    for value in values {
        let json = serde_json::to_string(value).unwrap();
        assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value, "{json}");
    }
}

#[test]
fn commands_and_outcomes() {
    comes_back(&commands());
    insta::assert_json_snapshot!("commands", commands());
    let outcomes = [
        Outcome::Done,
        Outcome::Message(message()),
        Outcome::Receipt(receipt()),
        Outcome::Draft(draft()),
        Outcome::Reaction(reaction()),
        Outcome::Star(star()),
        Outcome::Filing(filing()),
    ];
    comes_back(&outcomes);
    insta::assert_json_snapshot!("outcomes", outcomes);
}

#[test]
fn groups() {
    comes_back(&examples::groups::events());
    insta::assert_json_snapshot!("group_events", examples::groups::events());
    let settings = [GroupSettings::default(), examples::groups::settings()];
    comes_back(&settings);
    insta::assert_json_snapshot!("group_settings", settings);
    let newer: GroupEvent = serde_json::from_str(r#"{"type":"fanfare","loud":true}"#).unwrap();
    assert_eq!(newer, GroupEvent::Unknown);
}

#[test]
fn frames() {
    let mut up = vec![
        ClientFrame::Authenticate { token: None },
        ClientFrame::Authenticate {
            token: Some("token".into()),
        },
        ClientFrame::Activity {
            conversation: CONVERSATION,
            activity: Activity::Typing,
        },
        ClientFrame::Ping,
    ];
    up.extend(
        commands()
            .into_iter()
            .take(1)
            .map(|command| ClientFrame::Command { id: COMMAND, command }),
    );
    comes_back(&up);
    insta::assert_json_snapshot!("client_frames", up);

    let down = [
        ServerFrame::Ready {
            account: ANA,
            limits: Limits::default(),
        },
        ServerFrame::Result {
            id: COMMAND,
            result: CommandResult::Ok(Outcome::Done),
        },
        ServerFrame::Result {
            id: COMMAND,
            result: CommandResult::Error(error()),
        },
        ServerFrame::Feed(page()),
        ServerFrame::Activity {
            conversation: CONVERSATION,
            account: BEN,
            activity: Activity::Recording,
        },
        ServerFrame::Heartbeat {
            heads: vec![FeedCursor {
                feed: FeedId::Receipts(CONVERSATION),
                since: 12,
            }],
        },
        ServerFrame::Resync,
        ServerFrame::Ended { error: error() },
        ServerFrame::Error { error: error() },
        ServerFrame::Pong,
    ];
    comes_back(&down);
    insta::assert_json_snapshot!("server_frames", down);
}

#[test]
fn bodies_and_answers() {
    let (email, device_name) = ("ana@fit.example".to_owned(), "Firefox on Linux".to_owned());
    let query = HistoryQuery {
        before: Some(50),
        after: None,
        around: None,
        limit: 50,
    };
    let calls = [
        Call::StartSignIn(StartSignIn { email: email.clone() }),
        Call::VerifySignIn(VerifySignIn {
            email: email.clone(),
            code: "042317".into(),
            device_name: device_name.clone(),
            account: Some(ANA),
            wants_token: true,
        }),
        Call::RedeemCode(RedeemCode {
            code: "K7QXD-2M9RT".into(),
            device_name: device_name.clone(),
            wants_token: false,
        }),
        Call::CreateWorkspace(CreateWorkspace {
            workspace_name: "Fit with Ana".into(),
            your_name: "Ana".into(),
            email: email.clone(),
            code: "042317".into(),
            device_name: device_name.clone(),
            wants_token: false,
        }),
        Call::SignOut,
        Call::Me,
        Call::Devices,
        Call::EndDevice(DeviceId::from_number(70)),
        Call::Invites,
        Call::CreateInvite(CreateInvite {
            name: "Ben".into(),
            email: Some("ben@example.com".into()),
            account: None,
            send_email: true,
        }),
        Call::RevokeInvite(InviteId::from_number(80)),
        Call::Sync(SyncRequest {
            feeds: vec![FeedCursor {
                feed: FeedId::Account(ANA),
                since: 0,
            }],
            window: 50,
        }),
        Call::History(CONVERSATION, query),
        Call::Versions(CONVERSATION, MESSAGE),
        Call::Seen(CONVERSATION, MESSAGE),
        Call::BeginFile(new_file()),
        Call::DropFile(FILE),
        Call::Links(LinksQuery {
            files: vec![FileVariant {
                file: FILE,
                variant: Variant::Thumbnail,
            }],
        }),
        Call::Files(
            CONVERSATION,
            FilesQuery {
                sort: FileSort::Pictures,
                before: Some(7),
                limit: 50,
            },
        ),
        Call::Submit(SubmitCommand {
            id: COMMAND,
            command: Command::Rename { name: "Ana".into() },
        }),
    ];
    comes_back(&calls);
    let requests: Vec<_> = calls
        .iter()
        .map(|call| {
            let request = call.request();
            let body = request
                .body
                .as_deref()
                .map(|body| serde_json::from_str(body).unwrap());
            (
                request.method.as_str(),
                request.path,
                body.unwrap_or(serde_json::Value::Null),
            )
        })
        .collect();
    insta::assert_json_snapshot!("requests", requests);
    assert_eq!(
        upload_path(FILE, 1_048_576),
        "/api/files/00000000-0000-0000-0000-0000000000c8/bytes?offset=1048576"
    );

    let me = Me {
        account: account(),
        workspace: workspace(),
        device: DeviceId::from_number(70),
        limits: Limits::default(),
    };
    let session = Session {
        token: Some("token".into()),
        me: me.clone(),
    };
    let choice = AccountChoice {
        account: ANA,
        name: "Ana".into(),
        workspace_name: "Fit with Ana".into(),
    };
    let invite = Invite {
        id: InviteId::from_number(80),
        account: BEN,
        conversation: CONVERSATION,
        name: "Ben".into(),
        expires_at: AT,
        code: Some("K7QXD-2M9RT".into()),
        link: Some("https://chat.example.com/join#K7QXD-2M9RT".into()),
        qr: Some(vec![vec![true, false], vec![false, true]]),
    };
    let answers = [
        Answer::CodeSent(CodeSent {
            valid_ms: 600_000,
            sign_up_open: false,
        }),
        Answer::SignedIn(SignedIn::Session(session)),
        Answer::SignedIn(SignedIn::Choose {
            accounts: vec![choice],
        }),
        Answer::SignedIn(SignedIn::NewHere),
        Answer::Me(me),
        Answer::Devices(vec![Device {
            id: DeviceId::from_number(70),
            name: device_name,
            signed_in_at: AT,
            last_seen_at: AT,
            this: true,
        }]),
        Answer::Invite(invite),
        Answer::Sync(SyncResponse {
            pages: vec![page()],
            gone: vec![FeedId::Workspace(WorkspaceId::from_number(51))],
        }),
        Answer::History(HistoryPage {
            reactions: vec![reaction()],
            conversation: CONVERSATION,
            messages: vec![message()],
            referenced: vec![quoted()],
            from: 7,
            to: 7,
        }),
        Answer::Versions(vec![Version { body: body(), at: AT }]),
        Answer::Seen(vec![SeenBy {
            account: BEN,
            delivered_at: Some(AT),
            read_at: None,
            delivered: true,
            read: false,
        }]),
        Answer::Command(CommandResult::Ok(Outcome::Done)),
        Answer::File(FileState {
            offset: 1_048_576,
            ready: None,
        }),
        Answer::File(FileState {
            offset: 5_000_000,
            ready: Some(attachments().remove(0)),
        }),
        Answer::Links(vec![FileLink {
            file: FILE,
            variant: Variant::Full,
            path: "/media/token".into(),
            valid_ms: 1_200_000,
        }]),
        Answer::Files(FilesPage {
            messages: vec![message()],
            more: true,
        }),
        Answer::Done,
    ];
    comes_back(&answers);
    insta::assert_json_snapshot!("answers", answers);
    insta::assert_json_snapshot!("error", error());
}
