//! The examples: ana and ben, a conversation, a message that has been through everything.

pub(super) mod groups;
mod library;
mod people;

use protocol::*;

pub(super) const ANA: AccountId = AccountId::from_number(1);
pub(super) const BEN: AccountId = AccountId::from_number(2);
pub(super) const CONVERSATION: ConversationId = ConversationId::from_number(10);
pub(super) const MESSAGE: MessageId = MessageId::from_number(100);
pub(super) const QUOTED: MessageId = MessageId::from_number(99);
pub(super) const SPOKEN: MessageId = MessageId::from_number(101);
pub(super) const FILE: FileId = FileId::from_number(200);
pub(super) const COMMAND: CommandId = CommandId::from_number(1000);
pub(super) const AT: Timestamp = Timestamp(1_780_000_000_000);

pub(super) fn body() -> RichText {
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

/// A video in full.
pub(super) fn new_file() -> NewFile {
    NewFile {
        id: FILE,
        kind: FileKind::Video,
        name: "Squat.mp4".into(),
        media_type: "video/mp4".into(),
        bytes: 5_000_000,
        size: Some(Pixels {
            width: 1_920,
            height: 1_080,
        }),
        length_ms: Some(12_000),
        placeholder: Some("3OcRJYB4d3h/iIeHeEh3eIhw+j2w".into()),
        waveform: None,
        poster: Some("/9j/".into()),
    }
}

pub(super) fn attachments() -> Vec<Attachment> {
    let video = Attachment {
        thumbnail: true,
        ..new_file().attachment()
    };
    let plan = Attachment {
        id: FileId::from_number(201),
        kind: FileKind::Document,
        name: "Plan.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: 20_000,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        thumbnail: false,
    };
    vec![video, plan]
}

/// A voice note.
pub(super) fn spoken() -> Message {
    let voice = Attachment {
        id: FileId::from_number(202),
        kind: FileKind::Voice,
        name: "voice.ogg".into(),
        media_type: "audio/ogg".into(),
        bytes: 9_000,
        length_ms: Some(3_000),
        waveform: Some("AID/".into()),
        ..attachments().remove(1)
    };
    Message {
        attachments: vec![voice],
        ..Message::new(SPOKEN, CONVERSATION, ANA, 11, AT, RichText::default())
    }
}

pub(super) fn played() -> Played {
    Played {
        conversation: CONVERSATION,
        message: SPOKEN,
        account: BEN,
    }
}

pub(super) fn message() -> Message {
    Message {
        attachments: attachments(),
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
        forwarded: true,
        staff_only: false,
        event: None,
        pinned_by: Some(BEN),
        card: Some(Box::new(LinkCard {
            url: "https://a.example".into(),
            title: "A plan".into(),
            description: "For runners".into(),
            site: "a.example".into(),
            picture: Some(CardPicture {
                width: 2,
                height: 1,
                jpeg: "/9j/".into(),
            }),
        })),
    }
}

pub(super) fn quoted() -> Message {
    Message {
        attachments: Vec::new(),
        id: QUOTED,
        seq: 6,
        rev: 9,
        body: RichText::default(),
        reply_to: None,
        edited_at: None,
        deleted: true,
        deleted_by: Some(BEN),
        forwarded: false,
        pinned_by: None,
        card: None,
        ..message()
    }
}

pub(super) fn account() -> Account {
    Account {
        id: BEN,
        kind: AccountKind::Client,
        name: "Ben".into(),
        email: None,
        joined_at: Some(AT),
        direct: Some(CONVERSATION),
    }
}

pub(super) fn workspace() -> Workspace {
    Workspace {
        id: WorkspaceId::from_number(50),
        name: "Fit with Ana".into(),
        brand_hue: 200,
        receipts: ReceiptPolicy::Staff,
    }
}

pub(super) fn receipt() -> Receipt {
    Receipt {
        conversation: CONVERSATION,
        account: BEN,
        delivered: 7,
        read: 6,
    }
}

pub(super) fn draft() -> Draft {
    Draft {
        conversation: CONVERSATION,
        text: "half".into(),
        reply_to: None,
        rev: 4,
    }
}

pub(super) fn reaction() -> Reaction {
    Reaction {
        conversation: CONVERSATION,
        message: MESSAGE,
        account: BEN,
        emojis: vec!["👍".into(), "❤️".into()],
        rev: 9,
    }
}

pub(super) fn star() -> Star {
    Star {
        conversation: CONVERSATION,
        message: MESSAGE,
        starred: true,
        follow_up_at: Some(AT),
        rev: 5,
    }
}

pub(super) fn filing() -> Filing {
    Filing {
        conversation: CONVERSATION,
        pinned: true,
        archived_at: Some(7),
        muted_until: Some(AT),
        unread: true,
        rev: 6,
    }
}

pub(super) fn page() -> FeedPage {
    let mut page = FeedPage {
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
                settings: protocol::GroupSettings::default(),
            }),
            Change::Member(Member {
                conversation: CONVERSATION,
                account: BEN,
                name: "Ben".into(),
                kind: AccountKind::Client,
                role: Role::Member,
                can_post: true,
                active: true,
                since: 0,
            }),
            Change::Message(message()),
            Change::Message(spoken()),
            Change::Played(played()),
            Change::Receipt(receipt()),
            Change::Reaction(reaction()),
            Change::Star(star()),
            Change::Filing(filing()),
            Change::Filing(Filing::new(CONVERSATION)),
        ],
        referenced: vec![quoted()],
        more: true,
        snapshot_from: Some(3),
    };
    page.changes.extend(library::changes());
    page.changes.extend(people::changes());
    page
}

pub(super) fn error() -> ApiError {
    ApiError {
        retry_after_ms: Some(30_000),
        ..ApiError::new(ErrorCode::SlowDown, "Too often.").with("limit", 5)
    }
}

/// One of every command.
pub(super) fn commands() -> Vec<Command> {
    let (conversation, name) = (CONVERSATION, "Runners".to_owned());
    let mut commands = vec![
        Command::SendMessage {
            attachments: vec![FILE],
            id: MESSAGE,
            conversation,
            body: body(),
            reply_to: Some(QUOTED),
            forwarded: true,
            staff_only: false,
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
            options: protocol::GroupOptions::default(),
            rule: None,
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
        Command::React {
            conversation,
            message: MESSAGE,
            emoji: "👍".into(),
            on: true,
        },
        Command::PinMessage {
            conversation,
            message: MESSAGE,
            pinned: true,
        },
        Command::StarMessage {
            conversation,
            message: MESSAGE,
            starred: true,
            follow_up_at: Some(AT),
        },
        Command::FileConversation {
            conversation,
            switch: FilingSwitch::Pinned(true),
        },
        Command::FileConversation {
            conversation,
            switch: FilingSwitch::Archived(Some(7)),
        },
        Command::FileConversation {
            conversation,
            switch: FilingSwitch::Muted(None),
        },
        Command::FileConversation {
            conversation,
            switch: FilingSwitch::Unread(true),
        },
        Command::SetReceiptPolicy {
            policy: ReceiptPolicy::Off,
        },
        Command::MarkPlayed {
            conversation,
            message: SPOKEN,
        },
    ];
    commands.extend(groups::commands());
    commands.extend(library::commands());
    commands.extend(people::commands());
    commands
}
