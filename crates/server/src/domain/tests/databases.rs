//! One story, played on each database: every answer, every publication and all that can be read comes out the same.

use protocol::{
    AccountId, CohortRule, Command, CommandId, ConversationId, DeviceId, FeedCursor, FeedId, FileId,
    FileKind, FilingSwitch, HistoryQuery, Limits, MessageId, ReceiptPolicy, RichText, Span, SpanKind,
    SubmitCommand, SyncRequest, TagId, Timestamp, WorkspaceId,
};

use crate::db::conformance::{empty_postgres, on_sqlite};
use crate::db::{DbError, FileContent, FileRow, Steps};
use crate::domain::{self, Actor, Failure, NewClient, NewPerson, Rules, Work};
use crate::entropy::Entropy;
use crate::scene::announced;
use crate::sync;

const COMMANDS: u32 = 1_600;
const VOICE: FileId = FileId::from_number(504);

/// Ana, ben and cleo, and dora of another practice.
async fn people<T: Steps>(tx: &mut T, rules: Rules) -> Vec<Actor> {
    let mut actors = Vec::new();
    for (practice, names) in [(1, vec!["Ana", "Ben", "Cleo"]), (2, vec!["Dora"])] {
        let workspace = WorkspaceId::from_number(practice);
        let mut work = Work::new(tx, workspace, rules);
        domain::create_workspace(&mut work, "A practice", 200)
            .await
            .unwrap();
        for (place, name) in (1_u128..).zip(names) {
            let person = NewPerson {
                id: AccountId::from_number(practice * 10 + place),
                name: name.into(),
                email: None,
                joined_at: Some(rules.now),
            };
            let account = if place == 1 {
                domain::create_coach(&mut work, person).await.unwrap()
            } else {
                let direct = ConversationId::from_number(practice * 100 + place);
                domain::create_client(&mut work, NewClient { person, direct })
                    .await
                    .unwrap()
            };
            actors.push(Actor {
                workspace,
                account: account.id,
                kind: account.kind,
                device: DeviceId::from_number(1),
            });
        }
    }
    for (number, owner) in [(500, 0), (501, 0), (502, 1), (503, 2), (504, 0), (500, 3)] {
        let Actor {
            workspace, account, ..
        } = actors[owner];
        let id = FileId::from_number(number);
        let kind = match number {
            _ if id == VOICE => FileKind::Voice,
            503 => FileKind::Photo,
            _ => FileKind::Document,
        };
        let row = FileRow {
            id,
            owner: account,
            begun_at: rules.now,
            bytes: 5,
            hash: Some([7; 32]),
            thumbnail: None,
            content: FileContent::Stored(Box::new(announced(id, kind, 5).attachment())),
        };
        tx.insert_file(workspace, &row).await.unwrap();
    }
    actors
}

/// A command as chance has it, of few conversations, messages and people, so that they meet.
fn command(
    roll: [u8; 32],
    fresh: u128,
    sent: &[(Actor, ConversationId, MessageId)],
    spoken: &[(ConversationId, MessageId)],
) -> Command {
    let of = |byte: usize, choices: usize| usize::from(roll[byte]) % choices;
    // Voice notes for the most part where ana and a client are.
    let choices = if roll[20] < 65 { 3 } else { 5 };
    let conversation = ConversationId::from_number([102, 103, 300, 301, 302][of(1, choices)]);
    let known = (!sent.is_empty()).then(|| sent[of(2, sent.len())]);
    let message = known.map_or(MessageId::from_number(1_000), |(_, _, message)| message);
    // Where it is, for the most part.
    let home = known
        .filter(|_| roll[13] < 200)
        .map_or(conversation, |(_, conversation, _)| conversation);
    let account = AccountId::from_number([11, 12, 12, 13, 13, 21][of(3, 6)]);
    let text = format!("{} \u{1f3c3} '\"\\ {}", roll[4], "x".repeat(of(5, 40)));
    let reply_to = (roll[6] < 60).then_some(message);
    let tag = TagId::from_number(600 + u128::from(roll[23] % 3));
    let emoji = ["👍", "🔥", "❤️", "no"][of(14, 4)].to_owned();
    match of(0, 44) {
        0..6 => Command::SendMessage {
            attachments: match roll[20] {
                0..70 => vec![VOICE],
                70..90 => vec![FileId::from_number(500 + u128::from(roll[21] % 5))],
                90..110 => (0..4).map(|file| FileId::from_number(500 + file)).collect(),
                _ => Vec::new(),
            },
            id: if roll[7] < 230 {
                MessageId::from_number(1_000 + fresh)
            } else {
                message
            },
            conversation,
            body: match roll[20] {
                0..65 => RichText::default(),
                _ => naming(text, account, roll[15]),
            },
            reply_to,
            forwarded: roll[16] < 50,
            staff_only: roll[22] < 50,
        },
        6 | 7 => Command::EditMessage {
            conversation: home,
            message,
            body: naming(text, account, roll[15]),
        },
        8 => Command::DeleteMessage {
            conversation: home,
            message,
        },
        9..12 => Command::MarkSeen {
            conversation,
            delivered: roll[8].into(),
            read: u64::from(roll[9]) / 2,
        },
        12 => Command::SetDraft {
            conversation,
            text: if roll[10] < 100 { String::new() } else { text },
            reply_to,
        },
        13 | 14 => Command::CreateGroup {
            id: conversation,
            name: text,
            members: vec![account, AccountId::from_number(12)],
            options: protocol::GroupOptions::default(),
            rule: None,
        },
        15 => Command::RenameGroup {
            conversation,
            name: text,
        },
        16..19 => Command::AddMembers {
            conversation,
            accounts: vec![account],
        },
        19..22 => Command::RemoveMember {
            conversation,
            account,
        },
        22 if roll[11] < 128 => Command::LeaveGroup { conversation },
        22 => Command::Rename { name: text },
        23 | 41 => Command::ArchiveGroup {
            conversation,
            archived: roll[12] < 128,
        },
        24..28 => Command::React {
            conversation: home,
            message,
            emoji,
            on: roll[17] < 170,
        },
        28 | 29 => Command::PinMessage {
            conversation: home,
            message,
            pinned: roll[17] < 170,
        },
        30 => Command::StarMessage {
            conversation: home,
            message,
            starred: roll[17] < 170,
            follow_up_at: (roll[18] < 60).then_some(Timestamp(roll[19].into())),
        },
        31 | 32 => {
            let spoken = (!spoken.is_empty()).then(|| spoken[of(2, spoken.len())]);
            let (conversation, message) = spoken.unwrap_or((home, message));
            Command::MarkPlayed {
                conversation,
                message,
            }
        }
        33 | 34 => Command::FileConversation {
            conversation,
            switch: match roll[17] % 4 {
                0 => FilingSwitch::Pinned(roll[18] < 128),
                1 => FilingSwitch::Archived((roll[18] < 128).then_some(roll[19].into())),
                2 => FilingSwitch::Muted((roll[18] < 128).then_some(Timestamp(roll[19].into()))),
                _ => FilingSwitch::Unread(roll[18] < 128),
            },
        },
        36 => Command::SaveTag {
            id: tag,
            name: format!("Tag {}", of(5, 6)),
            hue: roll[4].into(),
        },
        37 => match roll[12] {
            0..100 => Command::DeleteTag { id: tag },
            _ => Command::AssignClient {
                account,
                coach: (roll[10] < 128).then_some(AccountId::from_number(11)),
            },
        },
        38 | 39 => Command::TagClient {
            account,
            tag,
            on: roll[17] < 170,
        },
        40..43 => Command::SetCohort {
            conversation,
            rule: match roll[12] {
                0..60 => None,
                60..120 => Some(CohortRule::Everyone),
                120..190 => Some(CohortRule::Any { tags: vec![tag] }),
                _ => Some(CohortRule::All {
                    tags: vec![tag, TagId::from_number(600)],
                }),
            },
        },
        _ => Command::SetReceiptPolicy {
            policy: [ReceiptPolicy::Everyone, ReceiptPolicy::Staff, ReceiptPolicy::Off][of(17, 3)],
        },
    }
}

/// Often with somebody's name in it, whether or not they are there.
fn naming(text: String, account: AccountId, roll: u8) -> RichText {
    let kind = match roll {
        0..60 => SpanKind::Mention { account },
        60..90 => SpanKind::Everyone,
        _ => return RichText::plain(text),
    };
    let spans = vec![Span {
        start: 0,
        end: 1,
        kind,
    }];
    RichText { text, spans }
}

/// Does a command as the hosted server does: a step of its own, and what is refused is remembered.
async fn submit<T: Steps>(tx: &mut T, actor: &Actor, rules: Rules, submit: SubmitCommand) -> String {
    let id = submit.id;
    tx.begin_step().await.unwrap();
    let told = match domain::execute(tx, actor, rules, submit).await {
        Ok((outcome, publications)) => {
            let mut told = serde_json::to_string(&outcome).unwrap();
            for publication in publications {
                let mut audience = domain::audience(tx, &publication).await.unwrap();
                audience.sort_by_key(|account| account.0);
                let page = serde_json::to_string(&publication.page).unwrap();
                told.push_str(&format!("\n  to {audience:?} ({:?}): {page}", publication.reach));
            }
            told
        }
        Err(failure) => {
            assert!(matches!(failure, Failure::Refused(_)), "{failure}");
            tx.undo_step().await.unwrap();
            domain::remember_refusal(tx, actor, rules.now, id, &failure)
                .await
                .unwrap();
            format!("{:?}", failure.into_api())
        }
    };
    tx.end_step().await.unwrap();
    told
}

/// What one person can read: afresh, since some number, and around some message.
async fn read<T: Steps>(tx: &mut T, actor: &Actor, roll: [u8; 32]) -> String {
    let mut heads = sync::heads(tx, actor).await.unwrap();
    heads.sort_by_key(|head| format!("{:?}", head.feed));
    let mut told = format!("{heads:?}");
    heads.push(FeedCursor {
        feed: FeedId::Conversation(ConversationId::from_number(300)),
        since: 0,
    });
    for since in [0, u64::from(roll[0]) / 4] {
        let feeds = heads.iter().map(|head| FeedCursor { since, ..*head }).collect();
        let request = SyncRequest { feeds, window: 5 };
        let pages = sync::sync(tx, actor, &request).await.unwrap();
        told.push_str(&serde_json::to_string(&pages).unwrap());
    }
    let around = MessageId::from_number(1_001 + u128::from(roll[1]));
    for query in [
        HistoryQuery {
            before: Some(roll[2].into()),
            after: None,
            around: None,
            limit: 5,
        },
        HistoryQuery {
            before: None,
            after: None,
            around: Some(around),
            limit: 5,
        },
    ] {
        let conversation = ConversationId::from_number(102);
        let page = sync::history(tx, actor, conversation, query, Limits::default()).await;
        told.push_str(&match page {
            Ok(page) => serde_json::to_string(&page).unwrap(),
            Err(failure) => format!("{:?}", failure.into_api()),
        });
    }
    for number in (1 + u128::from(roll[3] % 16)..COMMANDS.into()).step_by(16) {
        let message = MessageId::from_number(1_000 + number);
        for conversation in [102, 300].map(ConversationId::from_number) {
            if let Ok(versions) = domain::versions(tx, actor, conversation, message).await {
                told.push_str(&serde_json::to_string(&versions).unwrap());
            }
            if let Ok(seen) = domain::seen(tx, actor, conversation, message).await {
                told.push_str(&serde_json::to_string(&seen).unwrap());
            }
        }
    }
    told.push_str(&format!("{:?}", tx.audit(actor.workspace, 50).await.unwrap()));
    told
}

async fn story<T: Steps>(mut tx: T, seed: u64) -> Vec<String> {
    let mut chance = Entropy::from_seed(seed);
    let rules = |minute: u32| Rules {
        now: Timestamp(1_000_000 + i64::from(minute) * 60_000),
        limits: Limits::default(),
    };
    let actors = people(&mut tx, rules(0)).await;
    let mut told = Vec::new();
    let mut sent = Vec::new();
    let mut spoken = Vec::new();
    for turn in 1..=COMMANDS {
        let roll = chance.token();
        // Ana has the most to do: only a coach runs groups.
        let actor = &actors[[0, 0, 0, 0, 1, 1, 2, 3][usize::from(roll[31]) % 8]];
        // Now and then one comes twice, or with the id of another.
        let id = CommandId::from_number(u128::from(turn) - u128::from(roll[30] < 20));
        let asked = SubmitCommand {
            id,
            command: command(roll, turn.into(), &sent, &spoken),
        };
        let answer = submit(&mut tx, actor, rules(turn), asked.clone()).await;
        if let Command::SendMessage {
            id,
            conversation,
            attachments,
            ..
        } = &asked.command
            && answer.contains("\n  to ")
        {
            sent.push((*actor, *conversation, *id));
            if attachments.as_slice() == [VOICE] {
                spoken.push((*conversation, *id));
            }
        }
        told.push(format!("{turn} {:?}: {answer}", asked.command));
        if roll[29] < 10 {
            told.push(submit(&mut tx, actor, rules(turn), asked).await);
        }
        if turn % 50 == 0 {
            for actor in &actors {
                told.push(read(&mut tx, actor, roll).await);
            }
        }
    }
    told
}

#[tokio::test]
async fn a_story_comes_out_the_same_on_every_database() -> Result<(), DbError> {
    for seed in [1, 2] {
        let embedded = story(on_sqlite().await, seed).await;
        let database = empty_postgres().await;
        let networked = story(database.begin(None).await?, seed).await;
        // Where they part is what is worth showing.
        for (one, other) in embedded.iter().zip(&networked) {
            assert_eq!(one, other, "seed {seed}");
        }
        assert_eq!(embedded.len(), networked.len());
        let done = |kind: &str| {
            let done = embedded
                .iter()
                .filter(|line| line.contains(kind) && line.contains("\n  to "));
            done.count()
        };
        for kind in [
            "SendMessage",
            "EditMessage",
            "DeleteMessage",
            "MarkSeen",
            "SetDraft",
            "CreateGroup",
            "RenameGroup",
            "AddMembers",
            "RemoveMember",
            "LeaveGroup",
            "ArchiveGroup",
            "Rename",
            "React",
            "PinMessage",
            "StarMessage",
            "FileConversation",
            "SetReceiptPolicy",
            "MarkPlayed",
            "SaveTag",
            "DeleteTag",
            "TagClient",
            "AssignClient",
            "SetCohort",
        ] {
            assert!(done(kind) > 0, "seed {seed} never does {kind}");
        }
    }
    Ok(())
}
