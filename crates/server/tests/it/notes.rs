//! Notes among coaches, on the wire: not one byte that reaches a client tells of them.

use protocol::{
    Call, Command, ConversationId, FeedCursor, FeedId, FileKind, FileSort, FilesQuery, HistoryQuery,
    MessageId, RichText, SyncRequest,
};

use crate::support::files::VOICE;
use crate::support::people::{Person, fresh, send};
use crate::support::running::Running;

/// Words that stand in notes only.
const SECRET: &str = "quizzical-walrus";
const LATER: &str = "pensive-walrus";

fn note(conversation: ConversationId, text: &str, reply_to: Option<MessageId>) -> (MessageId, Command) {
    let id = MessageId::from_number(fresh());
    let command = Command::SendMessage {
        id,
        conversation,
        body: RichText::plain(text),
        attachments: Vec::new(),
        reply_to,
        forwarded: false,
        staff_only: true,
    };
    (id, command)
}

/// Everything that can be asked about a conversation, as it came.
async fn asks_everything(who: &Person<'_>, conversation: ConversationId, notes: &[MessageId]) -> String {
    let feeds = |since| {
        [
            FeedId::Conversation(conversation),
            FeedId::Receipts(conversation),
            FeedId::Account(who.account()),
            FeedId::Workspace(who.me.workspace.id),
        ]
        .map(|feed| FeedCursor { feed, since })
    };
    let mut calls: Vec<Call> = [0, 1, 2]
        .map(|since| {
            Call::Sync(SyncRequest {
                feeds: feeds(since).to_vec(),
                window: 50,
            })
        })
        .to_vec();
    let query = |before, around| HistoryQuery {
        before,
        after: None,
        around,
        limit: 50,
    };
    calls.push(Call::History(conversation, query(Some(u64::MAX), None)));
    for sort in [
        FileSort::Voice,
        FileSort::Links,
        FileSort::Documents,
        FileSort::Pictures,
    ] {
        let query = FilesQuery {
            sort,
            before: None,
            limit: 50,
        };
        calls.push(Call::Files(conversation, query));
    }
    let mut heard = String::new();
    for call in calls {
        let answer = who.call(&call).await.unwrap();
        heard.push_str(&serde_json::to_string(&answer).unwrap());
    }
    for note in notes {
        let around = Call::History(conversation, query(None, Some(*note)));
        let seen = Call::Seen(conversation, *note);
        let versions = Call::Versions(conversation, *note);
        for call in [around, seen, versions] {
            let refused = who.call(&call).await.unwrap_err();
            heard.push_str(&serde_json::to_string(&refused).unwrap());
        }
    }
    heard
}

#[tokio::test]
async fn no_byte_of_a_note_reaches_a_client() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let conversation = ben.direct();
    let said = ana.says(conversation, "Good morning").await.unwrap();
    let mut line = ben.line().await;
    let mut of_ana = ana.line().await;

    let (first, command) = note(
        conversation,
        &format!("{SECRET} https://{SECRET}.example"),
        Some(said.id),
    );
    ana.does(command).await.unwrap();
    let (second, command) = note(conversation, SECRET, Some(first));
    ana.does(command).await.unwrap();
    let file = ana.brings(FileKind::Voice, VOICE).await.id;
    let spoken = MessageId::from_number(fresh());
    let speak = Command::SendMessage {
        id: spoken,
        conversation,
        body: RichText::default(),
        attachments: vec![file],
        reply_to: None,
        forwarded: false,
        staff_only: true,
    };
    ana.does(speak).await.unwrap();
    for command in [
        Command::EditMessage {
            conversation,
            message: first,
            body: RichText::plain(LATER),
        },
        Command::React {
            conversation,
            message: first,
            emoji: "🦭".into(),
            on: true,
        },
        Command::PinMessage {
            conversation,
            message: first,
            pinned: true,
        },
        Command::StarMessage {
            conversation,
            message: first,
            starred: true,
            follow_up_at: None,
        },
        Command::DeleteMessage {
            conversation,
            message: second,
        },
    ] {
        ana.does(command).await.unwrap();
    }
    // What ben does hear marks the end of what he could have heard before it.
    ana.does(send(conversation, "And now the plan")).await.unwrap();
    let heard = line.raw_until("And now the plan").await;
    let asked = asks_everything(&ben, conversation, &[first, second, spoken]).await;
    assert!(heard.contains("And now the plan") && asked.contains("And now the plan"));
    let ids = [first, second, spoken].map(|id| id.to_string());
    let file = file.to_string();
    for (bytes, how) in [(&heard, "live"), (&asked, "asked")] {
        for secret in [SECRET, LATER, "walrus", "🦭", "staff_only", file.as_str()] {
            assert!(!bytes.contains(secret), "{secret} {how}");
        }
        for id in &ids {
            assert!(!bytes.contains(id.as_str()), "an id {how}");
        }
    }
    // The same search finds it at ana's: it is no search that cannot find anything.
    let at_anas = of_ana.raw_until("And now the plan").await;
    for secret in [SECRET, LATER, "🦭", "staff_only", &ids[0], &ids[2], &file] {
        assert!(at_anas.contains(secret), "{secret}");
    }
}
