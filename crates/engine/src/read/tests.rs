//! What the shell tells its page is read as it was written.

use std::fmt::Debug;

use protocol::read::{Read, from_json};
use protocol::{
    Account, AccountId, AccountKind, Activity, ApiError, Command, CommandId, ConversationId,
    ConversationKind, DeviceId, ErrorCode, FileId, FileKind, Limits, LinkCard, Me, Member, MessageId,
    NewFile, ReceiptPolicy, RichText, Role, Timestamp, Workspace, WorkspaceId,
};
use serde::Serialize;

mod practice;

use crate::store::{OutboxEntry, OutgoingFile};
use crate::ui::{
    Allowed, Connection, ConnectionState, ConversationDetails, ConversationRow, Edge, FileView, Media, Place,
    Preview, Quote, ReactionCount, Reply, Snapshot, StarredMessage, Status, TimelineItem, TimelineUpdate,
    TypingPerson, Update,
};

const ANA: AccountId = AccountId::from_number(1);
const CONVERSATION: ConversationId = ConversationId::from_number(10);
const MESSAGE: MessageId = MessageId::from_number(100);
const AT: Timestamp = Timestamp(1_780_000_000_000);

/// As JSON, because what has words in it says nothing in `Debug`.
fn comes_back<T: Serialize + Read + PartialEq + Debug>(whole: &T) {
    let json = serde_json::to_string(whole).unwrap();
    let back = from_json::<T>(&json).map(|back| serde_json::to_string(&back).unwrap());
    assert_eq!(back.as_deref(), Some(json.as_str()));
}

fn new_file() -> NewFile {
    NewFile {
        id: FileId::from_number(9),
        kind: FileKind::Voice,
        name: "note.ogg".into(),
        media_type: "audio/ogg".into(),
        bytes: 7,
        size: None,
        length_ms: Some(8),
        placeholder: None,
        waveform: Some("AP8=".into()),
        poster: None,
    }
}

fn quote(deleted: bool) -> Quote {
    Quote {
        media: (!deleted).then(|| Media {
            first: new_file().attachment(),
            count: 3,
        }),
        message: MESSAGE,
        author: "Ana".into(),
        own: true,
        text: "two\nlines".into(),
        deleted,
    }
}

fn item(some: bool) -> TimelineItem {
    TimelineItem {
        files: vec![FileView {
            file: new_file().attachment(),
            sent: some.then_some(5),
        }],
        played: some,
        id: MESSAGE,
        place: if some { Place::Sent(7) } else { Place::Waiting(3) },
        author: ANA,
        author_name: "Ana".into(),
        own: some,
        body: RichText::plain("hello"),
        sent_at: some.then_some(AT),
        status: some.then_some(Status::Delivered),
        reply: some.then(|| quote(false)),
        edited_at: some.then_some(AT),
        deleted: some,
        failure: some.then(|| "no".into()),
        reactions: if some {
            vec![ReactionCount {
                emoji: "👍".into(),
                count: 2,
                own: true,
                names: vec!["Ben".into()],
            }]
        } else {
            Vec::new()
        },
        pinned: some,
        starred: some,
        follow_up_at: some.then_some(AT),
        forwarded: some,
        deleted_by: some.then(|| "Jonas".into()),
        card: some.then(|| {
            Box::new(LinkCard {
                url: "https://fit.example".into(),
                title: "Fit".into(),
                description: String::new(),
                site: "fit.example".into(),
                picture: None,
            })
        }),
        mentions_me: some,
        may: Allowed {
            edit: some,
            delete: false,
            pin: some,
            versions: false,
            seen: some,
        },
        staff_only: some,
        event: practice::event(some),
    }
}

fn row(some: bool) -> ConversationRow {
    ConversationRow {
        draft_files: 0,
        id: CONVERSATION,
        kind: ConversationKind::Direct,
        title: "Ben".into(),
        client: some.then_some(ANA),
        preview: some.then(|| Preview {
            media: None,
            author: some.then(|| "Ana".into()),
            own: true,
            text: "hello".into(),
            deleted: false,
            status: Some(Status::Read),
            event: practice::event(some),
            staff_only: some,
        }),
        pending: some,
        activity_at: AT,
        unread: 100,
        needs_reply: some,
        draft: some.then(|| "half".into()),
        typing: vec![TypingPerson {
            name: "Ben".into(),
            activity: Activity::Recording,
        }],
        failed: some,
        archived: some,
        members: 2,
        pinned: some,
        put_away: !some,
        muted_until: some.then_some(AT),
        marked_unread: some,
        mentioned: !some,
        follow_up: some,
        may_post: !some,
        picture: some.then(|| new_file().attachment()),
        announcement: some,
    }
}

fn account() -> Account {
    Account {
        id: ANA,
        kind: AccountKind::Coach,
        name: "Ana".into(),
        email: None,
        joined_at: Some(AT),
        direct: None,
    }
}

fn workspace() -> Workspace {
    Workspace {
        id: WorkspaceId::from_number(2),
        name: "Fit with Ana".into(),
        brand_hue: 178,
        receipts: ReceiptPolicy::Everyone,
    }
}

fn starred() -> StarredMessage {
    StarredMessage {
        conversation: CONVERSATION,
        title: "Ben".into(),
        quote: quote(true),
        sent_at: None,
        starred: true,
        follow_up_at: Some(AT),
    }
}

/// All of them: a new one does not compile here until it has an example.
fn after(update: &Update) -> Option<Update> {
    let connection = |state| Connection { state, waiting: 4 };
    Some(match update {
        Update::SignedOut { .. } => Update::Reset(Box::new(Snapshot {
            me: Me {
                account: account(),
                workspace: workspace(),
                device: DeviceId::from_number(3),
                limits: Limits::default(),
            },
            rows: vec![row(true), row(false)],
            people: vec![account()],
            starred: vec![starred()],
            connection: connection(ConnectionState::CatchingUp),
            unread: 3,
            needs_reply: 1,
            roster: practice::roster(),
            library: practice::library(),
        })),
        Update::Reset(_) => Update::Rows {
            upsert: vec![row(true)],
            remove: vec![CONVERSATION],
        },
        Update::Rows { .. } => Update::People {
            upsert: vec![account()],
        },
        Update::People { .. } => Update::Workspace {
            workspace: workspace(),
        },
        Update::Workspace { .. } => Update::Me { account: account() },
        Update::Me { .. } => Update::Connection(connection(ConnectionState::Offline { since_ms: -5 })),
        Update::Connection(_) => Update::Progress {
            conversation: CONVERSATION,
            file: protocol::FileId::from_number(9),
            sent: 5,
        },
        Update::Progress { .. } => Update::Counts {
            unread: 4,
            needs_reply: 2,
        },
        Update::Counts { .. } => Update::Timeline(TimelineUpdate {
            conversation: CONVERSATION,
            reset: true,
            upsert: vec![item(true), item(false)],
            remove: vec![MESSAGE],
            older: Edge::More,
            newer: Edge::End,
            unread_from: Some(4),
            focus: Some(MESSAGE),
            scroll_to_end: true,
            newer_count: 2,
        }),
        Update::Timeline(_) => Update::Details {
            details: ConversationDetails {
                id: CONVERSATION,
                kind: ConversationKind::Group,
                title: "Runners".into(),
                client: None,
                members: vec![Member {
                    conversation: CONVERSATION,
                    account: ANA,
                    name: "Ana".into(),
                    kind: AccountKind::Coach,
                    role: Role::Owner,
                    can_post: false,
                    active: true,
                    since: 0,
                }],
                may_post: true,
                may_manage: false,
                may_leave: true,
                archived: false,
                pinned: vec![quote(false)],
                may_mention_everyone: true,
                settings: practice::settings(),
            },
        },
        Update::Details { .. } => Update::Composer {
            files: vec![new_file()],
            files_only: true,
            conversation: CONVERSATION,
            text: "half".into(),
            reply_to: Some(quote(false)),
        },
        Update::Composer { .. } => Update::Uploading {
            file: new_file().id,
            sent: 1_024,
        },
        Update::Uploading { .. } => Update::Starred {
            messages: vec![starred()],
        },
        Update::Starred { .. } => Update::Roster(practice::roster()),
        Update::Roster(_) => Update::Library(practice::library()),
        Update::Library(_) => Update::Closed {
            conversation: CONVERSATION,
        },
        Update::Closed { .. } => Update::Trouble {
            message: "The disk is full.".into(),
        },
        Update::Trouble { .. } => return None,
    })
}

#[test]
fn updates() {
    let first = Update::SignedOut {
        reason: Some(ApiError::new(ErrorCode::SessionEnded, "over")),
    };
    let all: Vec<_> = std::iter::successors(Some(first), after).collect();
    assert_eq!(all.len(), 18);
    for update in &all {
        comes_back(update);
    }
    comes_back(&Update::SignedOut { reason: None });
    for state in [ConnectionState::Connecting, ConnectionState::Live] {
        comes_back(&Update::Connection(Connection { state, waiting: 0 }));
    }
    for status in [
        Status::Failed,
        Status::Waiting,
        Status::Sent,
        Status::Delivered,
        Status::Read,
    ] {
        comes_back(&status);
    }
    for edge in [Edge::End, Edge::More, Edge::Loading, Edge::Offline] {
        comes_back(&edge);
    }
    assert_eq!(from_json::<Update>(r#"{"planet":{}}"#), None);
}

#[test]
fn replies_and_what_is_kept() {
    for reply in [
        Reply::Done,
        Reply::Conversation { id: CONVERSATION },
        Reply::Message { id: MESSAGE },
        Reply::Tag { id: practice::TAG },
        Reply::VaultFolder { id: practice::FOLDER },
        Reply::VaultItem { id: practice::ITEM },
        Reply::Template {
            id: practice::TEMPLATE,
        },
        Reply::Text {
            text: "Hi Ben".into(),
        },
    ] {
        comes_back(&reply);
    }
    comes_back(&OutboxEntry {
        order: 3,
        id: CommandId::from_number(4),
        command: Command::LeaveGroup {
            conversation: CONVERSATION,
        },
        failure: Some("read-only".into()),
        files: Vec::new(),
    });
    let outgoing = |begin: Option<NewFile>| OutgoingFile {
        file: new_file().attachment(),
        ready: begin.is_none(),
        begin,
    };
    comes_back(&OutboxEntry {
        order: 3,
        id: CommandId::from_number(4),
        command: Command::LeaveGroup {
            conversation: CONVERSATION,
        },
        failure: None,
        files: vec![outgoing(None), outgoing(Some(new_file()))],
    });
}
