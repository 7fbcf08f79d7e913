//! A seeded practice looks as if it had been lived in, and codes made at the command line open it.

use protocol::{AccountKind, Change, FeedCursor, FeedId, RichText, SyncRequest};

use super::*;
use crate::config::Config;
use crate::domain::Actor;
use crate::hosted::Embedded;

fn open(config: &Config) -> Admin<Embedded> {
    Admin::on(Embedded::open(config).unwrap().0)
}

fn person(kind: AccountKind, name: &str) -> SeedPerson {
    SeedPerson {
        kind,
        name: name.into(),
        email: Some(format!("{}@fit.example", name.to_lowercase())),
        created_at: Timestamp(1_000),
        joined_at: Some(Timestamp(2_000)),
    }
}

fn said(author: usize, at: i64, text: &str, reply_to: Option<usize>) -> SeedMessage {
    SeedMessage {
        author,
        sent_at: Timestamp(at),
        body: RichText::plain(text),
        reply_to,
    }
}

fn seed() -> Seed {
    let seen = |person, delivered, read| SeedSeen {
        person,
        delivered,
        read,
    };
    Seed {
        workspace_name: "Fit with Ana".into(),
        brand_hue: 20,
        opened_at: Timestamp(500),
        people: vec![
            person(AccountKind::Coach, "Ana"),
            person(AccountKind::Client, "Ben"),
            person(AccountKind::Client, "Cleo"),
        ],
        conversations: vec![
            SeedConversation {
                place: SeedPlace::Direct(1),
                messages: vec![
                    said(0, 3_000, "How was it?", None),
                    said(1, 4_000, "Hard!", Some(0)),
                    said(0, 5_000, "Good.", None),
                ],
                seen: vec![seen(0, 3, 3), seen(1, 3, 2)],
            },
            SeedConversation {
                place: SeedPlace::Group {
                    name: "Runners".into(),
                    owner: 0,
                    members: vec![1, 2],
                    created_at: Timestamp(2_500),
                    announcement: None,
                },
                messages: vec![said(2, 6_000, "Who runs on Sunday?", None)],
                seen: vec![],
            },
        ],
        drafts: vec![SeedDraft {
            person: 1,
            conversation: 0,
            text: "Very h".into(),
        }],
        templates: Vec::new(),
        gestures: Vec::new(),
        ..Seed::default()
    }
}

#[tokio::test]
async fn the_past_is_there_with_its_times_and_receipts() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new(folder.path());
    let admin = open(&config);
    let planted = admin.seed(seed()).await.unwrap();
    assert_eq!(
        admin.workspaces().await.unwrap(),
        std::slice::from_ref(&planted.workspace)
    );
    let ben = &planted.people[1];
    assert_eq!(ben.direct, Some(planted.conversations[0]));
    let actor = Actor {
        workspace: planted.workspace.id,
        account: ben.id,
        kind: ben.kind,
        device: protocol::DeviceId::from_number(1),
    };
    let feeds = [
        FeedId::Conversation(planted.conversations[0]),
        FeedId::Receipts(planted.conversations[0]),
        FeedId::Account(ben.id),
    ];
    let request = SyncRequest {
        feeds: feeds.map(|feed| FeedCursor { feed, since: 0 }).to_vec(),
        window: 50,
    };
    let read = admin
        .db
        .read(move |tx| async move { crate::sync::sync(tx, &actor, &request).await }.boxed());
    let pages = read.await.unwrap().pages;
    let messages: Vec<_> = crate::sync::messages_of(&pages[0]).collect();
    let times: Vec<_> = messages.iter().map(|message| message.sent_at.0).collect();
    assert_eq!(times, [3_000, 4_000, 5_000]);
    assert_eq!(messages[1].reply_to, Some(messages[0].id));
    let of_ben = pages[1].changes.iter().find_map(|change| match change {
        Change::Receipt(receipt) if receipt.account == ben.id => Some((receipt.delivered, receipt.read)),
        _ => None,
    });
    assert_eq!(of_ben, Some((messages[2].seq, messages[1].seq)));
    let mut drafts = pages[2].changes.iter().filter_map(|change| match change {
        Change::Draft(draft) => Some(draft.text.as_str()),
        _ => None,
    });
    assert_eq!(drafts.next(), Some("Very h"));
}

#[tokio::test]
async fn a_seed_that_makes_no_sense_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let admin = open(&Config::new(folder.path()));
    let mut wrong = seed();
    wrong.conversations[0].messages[0].author = 99;
    assert!(admin.seed(wrong).await.is_err());
    assert!(admin.workspaces().await.unwrap().is_empty());
}

#[tokio::test]
async fn people_and_codes_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let admin = open(&Config::new(folder.path()));
    let (workspace, ana) = admin
        .create_workspace("Fit", 20, "Ana", "ana@fit.example")
        .await
        .unwrap();
    let fay = admin
        .create_coach(workspace.id, "Fay", "fay@fit.example")
        .await
        .unwrap();
    let (ben, invited) = admin.invite_client(workspace.id, "Ben", None).await.unwrap();
    assert!(ben.direct.is_some());
    assert!(
        invited
            .link("https://chat.fit.example")
            .ends_with(&format!("/join#{}", invited.code))
    );
    let code = admin.sign_in_code(workspace.id, ana.id).await.unwrap();
    assert_ne!(code.code, invited.code);
    let found = admin.find(" FAY@fit.example").await.unwrap();
    assert_eq!(found[0].account, fay);
}
