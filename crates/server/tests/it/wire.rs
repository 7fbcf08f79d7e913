//! The golden wire: one example of everything that crosses it. A change here is a change for every app out there:
//! fields may be added, nothing may be renamed or taken away.

use protocol::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

const ANA: AccountId = AccountId::from_number(1);
const BEN: AccountId = AccountId::from_number(2);
const CONVERSATION: ConversationId = ConversationId::from_number(10);
const MESSAGE: MessageId = MessageId::from_number(100);
const QUOTED: MessageId = MessageId::from_number(99);
const COMMAND: CommandId = CommandId::from_number(1000);
const AT: Timestamp = Timestamp(1_780_000_000_000);

fn body() -> RichText {
    RichText {
        text: "Plan:\nhttps://a.example".into(),
        spans: vec![Span {
            start: 6,
            end: 23,
            kind: SpanKind::Link {
                url: "https://a.example".into(),
            },
        }],
    }
}

fn message() -> Message {
    Message {
        id: MESSAGE,
        conversation: CONVERSATION,
        author: ANA,
        seq: 7,
        rev: 8,
        sent_at: AT,
        body: body(),
        reply_to: Some(QUOTED),
        edited_at: Some(AT),
        deleted: false,
        deleted_by: None,
        forwarded: false,
        pinned_by: None,
        card: None,
    }
}

fn quoted() -> Message {
    Message {
        id: QUOTED,
        seq: 6,
        rev: 9,
        body: RichText::default(),
        reply_to: None,
        edited_at: None,
        deleted: true,
        ..message()
    }
}

fn account() -> Account {
    Account {
        id: BEN,
        kind: AccountKind::Client,
        name: "Ben".into(),
        email: None,
        joined_at: Some(AT),
        direct: Some(CONVERSATION),
    }
}

fn workspace() -> Workspace {
    Workspace {
        id: WorkspaceId::from_number(50),
        name: "Fit with Ana".into(),
        brand_hue: 200,
        receipts: protocol::ReceiptPolicy::default(),
    }
}

fn receipt() -> Receipt {
    Receipt {
        conversation: CONVERSATION,
        account: BEN,
        delivered: 7,
        read: 6,
    }
}

fn draft() -> Draft {
    Draft {
        conversation: CONVERSATION,
        text: "half".into(),
        reply_to: None,
        rev: 4,
    }
}

fn page() -> FeedPage {
    FeedPage {
        feed: FeedId::Conversation(CONVERSATION),
        after: 7,
        head: 9,
        changes: vec![
            Change::Workspace(workspace()),
            Change::Account(account()),
            Change::Membership(Membership {
                conversation: CONVERSATION,
                active: true,
            }),
            Change::Draft(draft()),
            Change::Conversation(Conversation {
                id: CONVERSATION,
                kind: ConversationKind::Direct,
                name: String::new(),
                client: Some(BEN),
                archived: false,
                created_at: AT,
            }),
            Change::Member(Member {
                conversation: CONVERSATION,
                account: BEN,
                name: "Ben".into(),
                kind: AccountKind::Client,
                role: Role::Member,
                can_post: true,
                active: true,
            }),
            Change::Message(message()),
            Change::Receipt(receipt()),
        ],
        referenced: vec![quoted()],
        more: true,
        snapshot_from: Some(3),
    }
}

fn error() -> ApiError {
    ApiError {
        retry_after_ms: Some(30_000),
        ..ApiError::new(ErrorCode::SlowDown, "Too often.").with("limit", 5)
    }
}

/// What is written can be read again.
fn comes_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(values: &[T]) {
    for value in values {
        let json = serde_json::to_string(value).unwrap();
        assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value, "{json}");
    }
}

/// One of every command.
pub(crate) fn commands() -> Vec<Command> {
    let (conversation, name) = (CONVERSATION, "Runners".to_owned());
    vec![
        Command::SendMessage {
            id: MESSAGE,
            conversation,
            body: body(),
            reply_to: Some(QUOTED),
            forwarded: false,
        },
        Command::EditMessage {
            conversation,
            message: MESSAGE,
            body: body(),
        },
        Command::DeleteMessage {
            conversation,
            message: MESSAGE,
        },
        Command::MarkSeen {
            conversation,
            delivered: 7,
            read: 6,
        },
        Command::SetDraft {
            conversation,
            text: "half".into(),
            reply_to: None,
        },
        Command::CreateGroup {
            id: conversation,
            name: name.clone(),
            members: vec![BEN],
        },
        Command::RenameGroup {
            conversation,
            name: name.clone(),
        },
        Command::AddMembers {
            conversation,
            accounts: vec![BEN],
        },
        Command::RemoveMember {
            conversation,
            account: BEN,
        },
        Command::LeaveGroup { conversation },
        Command::ArchiveGroup {
            conversation,
            archived: true,
        },
        Command::Rename { name },
    ]
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
    ];
    comes_back(&outcomes);
    insta::assert_json_snapshot!("outcomes", outcomes);
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
            reactions: Vec::new(),
            conversation: CONVERSATION,
            messages: vec![message()],
            referenced: vec![quoted()],
            from: 7,
            to: 7,
        }),
        Answer::Command(CommandResult::Ok(Outcome::Done)),
        Answer::Done,
    ];
    comes_back(&answers);
    insta::assert_json_snapshot!("answers", answers);
    insta::assert_json_snapshot!("error", error());
}
