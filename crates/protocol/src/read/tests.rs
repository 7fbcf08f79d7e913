//! Each type is read as serde wrote it: with all that it can say, and with as little as it can.

mod answers;
mod practice;

use std::fmt::Debug;

use serde::Serialize;

use super::{Read, from_json};
use crate::*;

const ANA: AccountId = AccountId::from_number(1);
const CONVERSATION: ConversationId = ConversationId::from_number(10);
const MESSAGE: MessageId = MessageId::from_number(100);
const AT: Timestamp = Timestamp(1_780_000_000_000);

fn comes_back<T: Serialize + Read + PartialEq + Debug>(whole: T) {
    let json = serde_json::to_string(&whole).unwrap();
    assert_eq!(from_json::<T>(&json).as_ref(), Some(&whole), "{json}");
}

fn text() -> RichText {
    let kinds = [
        SpanKind::Quote,
        SpanKind::Item {
            depth: 2,
            number: Some(3),
        },
        SpanKind::Item {
            depth: 0,
            number: None,
        },
        SpanKind::CodeBlock {
            language: Some("rust".into()),
        },
        SpanKind::CodeBlock { language: None },
        SpanKind::Link {
            url: "https://fit.example".into(),
        },
        SpanKind::Bold,
        SpanKind::Italic,
        SpanKind::Strike,
        SpanKind::Code,
        SpanKind::Mention { account: ANA },
        SpanKind::Everyone,
        SpanKind::Unknown,
    ];
    RichText {
        text: "שלום \"80 kg\"\n🎉".into(),
        spans: kinds
            .into_iter()
            .zip(0..)
            .map(|(kind, start)| Span {
                start,
                end: start + 1,
                kind,
            })
            .collect(),
    }
}

fn bare() -> Message {
    Message::new(MESSAGE, CONVERSATION, ANA, 7, AT, RichText::plain("hello"))
}

fn new_file(whole: bool) -> NewFile {
    NewFile {
        id: FileId::from_number(7),
        kind: FileKind::Video,
        name: "Knie ü.mp4".into(),
        media_type: "video/mp4".into(),
        bytes: u64::MAX,
        size: whole.then_some(Pixels {
            width: 1_080,
            height: 1_920,
        }),
        length_ms: whole.then_some(42_000),
        placeholder: whole.then(|| "3OcRJYB4d3h/".into()),
        waveform: whole.then(|| "AP8=".into()),
        poster: whole.then(|| "/9j/".into()),
    }
}

fn files() -> Vec<Attachment> {
    let kinds = [
        FileKind::Photo,
        FileKind::Video,
        FileKind::Voice,
        FileKind::Document,
    ];
    let file = |(index, kind)| Attachment {
        kind,
        thumbnail: kind == FileKind::Photo,
        ..new_file(index % 2 == 0).attachment()
    };
    kinds.into_iter().enumerate().map(file).collect()
}

fn whole() -> Message {
    Message {
        body: text(),
        attachments: files(),
        reply_to: Some(MESSAGE),
        edited_at: Some(AT),
        deleted: true,
        deleted_by: Some(ANA),
        forwarded: true,
        pinned_by: Some(ANA),
        staff_only: true,
        event: Some(Box::new(GroupEvent::Left)),
        card: Some(Box::new(LinkCard {
            url: "https://fit.example".into(),
            title: "Fit".into(),
            description: "All of it".into(),
            site: "fit.example".into(),
            picture: Some(CardPicture {
                width: 40,
                height: 30,
                jpeg: "/9j/".into(),
            }),
        })),
        ..bare()
    }
}

#[test]
fn a_file_that_goes_up() {
    comes_back(new_file(true));
    comes_back(new_file(false));
    let state = FileState {
        offset: 5,
        ready: None,
    };
    let body = serde_json::to_string(&state).unwrap();
    assert_eq!(upload_answer(200, &body), Ok(state));
    assert_eq!(
        upload_answer(502, "<html>").map_err(|error| error.code),
        Err(ErrorCode::Unavailable)
    );
}

fn receipt() -> Receipt {
    Receipt {
        conversation: CONVERSATION,
        account: ANA,
        delivered: u64::MAX,
        read: 0,
    }
}

fn draft(reply_to: Option<MessageId>) -> Draft {
    Draft {
        conversation: CONVERSATION,
        text: "half".into(),
        reply_to,
        rev: 3,
    }
}

fn reaction() -> Reaction {
    Reaction {
        conversation: CONVERSATION,
        message: MESSAGE,
        account: ANA,
        emojis: vec!["👍".into(), "💪🏽".into()],
        rev: 9,
    }
}

fn star(follow_up_at: Option<Timestamp>) -> Star {
    Star {
        conversation: CONVERSATION,
        message: MESSAGE,
        starred: true,
        follow_up_at,
        rev: 4,
    }
}

fn filing() -> Filing {
    Filing {
        conversation: CONVERSATION,
        pinned: true,
        archived_at: Some(5),
        muted_until: Some(AT),
        unread: true,
        rev: 6,
    }
}

fn workspace(receipts: ReceiptPolicy) -> Workspace {
    Workspace {
        id: WorkspaceId::from_number(2),
        name: "Fit with Ana".into(),
        brand_hue: 359,
        receipts,
    }
}

fn account(some: bool) -> Account {
    Account {
        id: ANA,
        kind: if some {
            AccountKind::Coach
        } else {
            AccountKind::Client
        },
        name: "Ana".into(),
        email: some.then(|| "ana@example.com".into()),
        joined_at: some.then_some(AT),
        direct: some.then_some(CONVERSATION),
    }
}

fn conversation(kind: ConversationKind, client: Option<AccountId>) -> Conversation {
    Conversation {
        id: CONVERSATION,
        kind,
        name: "Runners".into(),
        client,
        archived: true,
        created_at: AT,
        settings: practice::settings(client.is_none()),
    }
}

fn member(role: Role) -> Member {
    Member {
        conversation: CONVERSATION,
        account: ANA,
        name: "Ana".into(),
        kind: AccountKind::Coach,
        role,
        can_post: true,
        active: false,
        since: if role == Role::Member { 5 } else { 0 },
    }
}

fn page(changes: Vec<Change>) -> FeedPage {
    FeedPage {
        feed: FeedId::Receipts(CONVERSATION),
        after: 1,
        head: 2,
        referenced: changes.iter().map(|_| whole()).collect(),
        more: !changes.is_empty(),
        snapshot_from: (!changes.is_empty()).then_some(1),
        changes,
    }
}

fn error(details: bool) -> ApiError {
    let error = ApiError::new(ErrorCode::TooLong, "Too long.");
    if details {
        ApiError {
            retry_after_ms: Some(5),
            ..error.with("limit", 20)
        }
    } else {
        error
    }
}

fn me() -> Me {
    Me {
        account: account(true),
        workspace: workspace(ReceiptPolicy::Staff),
        device: DeviceId::from_number(5),
        limits: Limits::default(),
    }
}

#[test]
fn entities() {
    comes_back(bare());
    comes_back(whole());
    for rich in [text(), RichText::default()] {
        comes_back(rich);
    }
    for policy in [ReceiptPolicy::Everyone, ReceiptPolicy::Staff, ReceiptPolicy::Off] {
        comes_back(workspace(policy));
    }
    for some in [true, false] {
        comes_back(account(some));
        comes_back(error(some));
    }
    comes_back(conversation(ConversationKind::Direct, Some(ANA)));
    comes_back(conversation(ConversationKind::Group, None));
    for role in [Role::Owner, Role::Admin, Role::Member] {
        comes_back(member(role));
    }
    for draft in [draft(None), draft(Some(MESSAGE))] {
        comes_back(draft);
    }
    comes_back(star(None));
    comes_back(filing());
    comes_back(Filing::new(CONVERSATION));
    for switch in [
        FilingSwitch::Pinned(true),
        FilingSwitch::Archived(None),
        FilingSwitch::Archived(Some(4)),
        FilingSwitch::Muted(Some(AT)),
        FilingSwitch::Muted(None),
        FilingSwitch::Unread(false),
    ] {
        comes_back(switch);
    }
}

fn changes() -> Vec<Change> {
    vec![
        Change::Workspace(workspace(ReceiptPolicy::Off)),
        Change::Account(account(true)),
        Change::Membership(Membership {
            conversation: CONVERSATION,
            active: true,
        }),
        Change::Draft(draft(None)),
        Change::Conversation(conversation(ConversationKind::Group, None)),
        Change::Member(member(Role::Admin)),
        Change::Message(whole()),
        Change::Receipt(receipt()),
        Change::Reaction(reaction()),
        Change::Star(star(Some(AT))),
        Change::Filing(filing()),
        Change::Played(Played {
            conversation: CONVERSATION,
            message: MESSAGE,
            account: ANA,
        }),
        Change::Unknown,
    ]
}

#[test]
fn frames() {
    let results = [
        CommandResult::Ok(Outcome::Done),
        CommandResult::Ok(Outcome::Message(whole())),
        CommandResult::Ok(Outcome::Receipt(receipt())),
        CommandResult::Ok(Outcome::Draft(draft(None))),
        CommandResult::Ok(Outcome::Reaction(reaction())),
        CommandResult::Ok(Outcome::Star(star(None))),
        CommandResult::Ok(Outcome::Filing(filing())),
        CommandResult::Ok(Outcome::Unknown),
        CommandResult::Error(error(true)),
    ];
    for result in results {
        comes_back(result.clone());
        comes_back(ServerFrame::Result {
            id: CommandId::from_number(1),
            result,
        });
    }
    let cursor = FeedCursor {
        feed: FeedId::Workspace(WorkspaceId::from_number(2)),
        since: 9,
    };
    for frame in [
        ServerFrame::Ready {
            account: ANA,
            limits: Limits::default(),
        },
        ServerFrame::Feed(page(changes())),
        ServerFrame::Feed(page(Vec::new())),
        ServerFrame::Heartbeat { heads: vec![cursor] },
        ServerFrame::Resync,
        ServerFrame::Ended { error: error(false) },
        ServerFrame::Error { error: error(true) },
        ServerFrame::Pong,
        ServerFrame::Unknown,
    ] {
        comes_back(frame);
    }
    for activity in [Activity::Typing, Activity::Recording, Activity::Idle] {
        comes_back(ServerFrame::Activity {
            conversation: CONVERSATION,
            account: ANA,
            activity,
        });
    }
}

/// All of them: a new one does not compile here until it has an example.
fn commands() -> Vec<Command> {
    let (conversation, message) = (CONVERSATION, MESSAGE);
    let after = |command: &Command| match command {
        Command::SendMessage { .. } => Some(Command::EditMessage {
            conversation,
            message,
            body: text(),
        }),
        Command::EditMessage { .. } => Some(Command::DeleteMessage {
            conversation,
            message,
        }),
        Command::DeleteMessage { .. } => Some(Command::MarkSeen {
            conversation,
            delivered: 3,
            read: 2,
        }),
        Command::MarkSeen { .. } => Some(Command::SetDraft {
            conversation,
            text: "half".into(),
            reply_to: Some(message),
        }),
        Command::SetDraft { .. } => Some(Command::CreateGroup {
            id: conversation,
            name: "Runners".into(),
            members: vec![ANA],
            options: GroupOptions {
                announcement: true,
                from_joining: true,
                hidden_members: true,
            },
            rule: Some(CohortRule::Everyone),
        }),
        Command::CreateGroup { .. } => Some(Command::RenameGroup {
            conversation,
            name: "Walkers".into(),
        }),
        Command::RenameGroup { .. } => Some(Command::AddMembers {
            conversation,
            accounts: vec![ANA],
        }),
        Command::AddMembers { .. } => Some(Command::RemoveMember {
            conversation,
            account: ANA,
        }),
        Command::RemoveMember { .. } => Some(Command::LeaveGroup { conversation }),
        Command::LeaveGroup { .. } => Some(Command::ArchiveGroup {
            conversation,
            archived: true,
        }),
        Command::ArchiveGroup { .. } => Some(Command::Rename { name: "Anna".into() }),
        Command::Rename { .. } => Some(Command::React {
            conversation,
            message,
            emoji: "👍".into(),
            on: true,
        }),
        Command::React { .. } => Some(Command::PinMessage {
            conversation,
            message,
            pinned: true,
        }),
        Command::PinMessage { .. } => Some(Command::StarMessage {
            conversation,
            message,
            starred: true,
            follow_up_at: Some(AT),
        }),
        Command::StarMessage { .. } => Some(Command::FileConversation {
            conversation,
            switch: FilingSwitch::Unread(true),
        }),
        Command::FileConversation { .. } => Some(Command::SetReceiptPolicy {
            policy: ReceiptPolicy::Staff,
        }),
        Command::SetReceiptPolicy { .. } => Some(Command::MarkPlayed {
            conversation,
            message: MESSAGE,
        }),
        Command::MarkPlayed { .. } => Some(Command::SetGroup {
            conversation,
            switch: GroupSwitch::Announcement(true),
        }),
        Command::SetGroup { .. } => Some(Command::SetRole {
            conversation,
            account: ANA,
            role: Role::Admin,
        }),
        Command::SetRole { .. } => Some(Command::SetPosting {
            conversation,
            account: ANA,
            can_post: true,
        }),
        Command::SetPosting { .. } => Some(Command::SetCohort {
            conversation,
            rule: Some(CohortRule::Any {
                tags: vec![practice::TAG],
            }),
        }),
        Command::SetCohort { .. } => Some(Command::SaveTag {
            id: practice::TAG,
            name: "Online".into(),
            hue: 359,
        }),
        Command::SaveTag { .. } => Some(Command::DeleteTag { id: practice::TAG }),
        Command::DeleteTag { .. } => Some(Command::TagClient {
            account: ANA,
            tag: practice::TAG,
            on: true,
        }),
        Command::TagClient { .. } => Some(Command::AssignClient {
            account: ANA,
            coach: Some(ANA),
        }),
        Command::AssignClient { .. } => Some(Command::SaveVaultFolder {
            id: practice::FOLDER,
            name: "Plans".into(),
            parent: Some(practice::FOLDER),
        }),
        Command::SaveVaultFolder { .. } => Some(Command::DeleteVaultFolder { id: practice::FOLDER }),
        Command::DeleteVaultFolder { .. } => Some(Command::SaveVaultItem {
            id: practice::ITEM,
            file: FileId::from_number(7),
            name: "Squat".into(),
            folder: Some(practice::FOLDER),
            tags: vec!["legs".into()],
        }),
        Command::SaveVaultItem { .. } => Some(Command::DeleteVaultItem { id: practice::ITEM }),
        Command::DeleteVaultItem { .. } => Some(Command::SaveTemplate {
            id: practice::TEMPLATE,
            shared: true,
            name: "welcome".into(),
            text: "Hi {first_name}".into(),
            files: vec![FileId::from_number(7)],
        }),
        Command::SaveTemplate { .. } => Some(Command::DeleteTemplate {
            id: practice::TEMPLATE,
        }),
        Command::DeleteTemplate { .. } => None,
    };
    let first = Command::SendMessage {
        attachments: vec![FileId::from_number(7), FileId::from_number(8)],
        id: message,
        conversation,
        body: text(),
        reply_to: Some(message),
        forwarded: true,
        staff_only: true,
    };
    std::iter::successors(Some(first), after).collect()
}

#[test]
fn commands_of_an_outbox() {
    let commands = commands();
    assert_eq!(commands.len(), 32);
    for command in commands {
        comes_back(SubmitCommand {
            id: CommandId::from_number(1),
            command,
        });
    }
    comes_back(Command::SendMessage {
        attachments: Vec::new(),
        id: MESSAGE,
        conversation: CONVERSATION,
        body: RichText::default(),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    });
}
