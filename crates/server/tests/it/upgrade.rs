//! A practice that the first release left is opened by this one, and nothing of it is missing.

use std::path::Path;

use protocol::{
    Answer, Call, Change, FeedCursor, FeedId, FeedPage, Message, MessageId, RichText, SyncRequest,
    SyncResponse,
};

use crate::support::http;
use crate::support::program::{Program, run};

/// Of ana's device in the fixture, where only its hash is.
const TOKEN: &str = "XBG2LCHKQkV7ID-SY4SyjztWqa2D0s_OPcJbmwm9vfA";
const ANA: &str = "01a203d1-3596-7421-8587-59e753373cfa";
const WITH_BEN: &str = "01a203d1-35c5-7bdf-8e4b-66287869e8d5";
const RUNNERS: &str = "00000000-0000-7000-a000-000000000001";

fn lay(data: &Path) {
    std::fs::create_dir_all(data).unwrap();
    let database = rusqlite::Connection::open(data.join("rapport.db")).unwrap();
    database
        .execute_batch(include_str!("fixtures/schema_1.sql"))
        .unwrap();
    let version: u32 = database
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 1, "the fixture is of the first release");
}

async fn catch_up(server: &Program) -> Vec<FeedPage> {
    let feeds = [
        FeedId::Conversation(WITH_BEN.parse().unwrap()),
        FeedId::Conversation(RUNNERS.parse().unwrap()),
        FeedId::Account(ANA.parse().unwrap()),
        FeedId::Receipts(WITH_BEN.parse().unwrap()),
    ];
    let call = Call::Sync(SyncRequest {
        feeds: feeds.map(|feed| FeedCursor { feed, since: 0 }).to_vec(),
        window: 50,
    });
    let request = call.request();
    let sent = http()
        .post(format!("http://{}{}", server.address, request.path))
        .bearer_auth(TOKEN)
        .header("content-type", "application/json")
        .body(request.body.unwrap());
    let answer = sent.send().await.unwrap();
    let status = answer.status().as_u16();
    match call.answer(status, &answer.text().await.unwrap()).unwrap() {
        Answer::Sync(SyncResponse { pages, gone }) => {
            assert!(gone.is_empty());
            pages
        }
        other => panic!("not a catch-up: {other:?}"),
    }
}

fn messages(page: &FeedPage) -> Vec<&Message> {
    let messages = page.changes.iter().filter_map(|change| match change {
        Change::Message(message) => Some(message),
        _ => None,
    });
    messages.collect()
}

#[tokio::test]
async fn what_the_first_release_kept_is_all_there() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    lay(&data);
    let server = Program::serve(&data).await;
    let pages = catch_up(&server).await;
    server.kill().await;

    let with_ben = messages(&pages[0]);
    let texts: Vec<&str> = with_ben
        .iter()
        .map(|message| message.body.text.as_str())
        .collect();
    let expected = [
        "Guten Morgen, wie geht das Knie? 🦵",
        "Viel besser!\nSiehe https://fit.example/plan",
        "Gut. 85 kg",
        "",
    ];
    assert_eq!(texts, expected);
    assert_eq!(with_ben[1].reply_to, Some(with_ben[0].id));
    assert_eq!(with_ben[1].body.spans.len(), 1, "the link");
    assert!(with_ben[2].edited_at.is_some() && with_ben[3].deleted);
    let runners = messages(&pages[1]);
    assert_eq!(runners[0].body, RichText::plain("Willkommen"));
    let draft = pages[2].changes.iter().find_map(|change| match change {
        Change::Draft(draft) => Some(draft.text.as_str()),
        _ => None,
    });
    assert_eq!(draft, Some("Morgen um 8?"));
    let read = pages[3].changes.iter().find_map(|change| match change {
        Change::Receipt(receipt) if receipt.account.to_string() == ANA => Some(receipt.read),
        _ => None,
    });
    assert_eq!(read, Some(5));
    assert_eq!(
        with_ben[0].id,
        "00000000-0000-7000-9000-000000000001"
            .parse::<MessageId>()
            .unwrap()
    );

    let (code, out, _) = run(&["doctor"], &data).await;
    assert_eq!(code, Some(0), "{out}");
}

#[tokio::test]
async fn its_backup_moves_to_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let (data, media) = (folder.path().join("data"), folder.path().join("there"));
    lay(&data);
    let archive = folder.path().join("backup");
    let archive = archive.to_str().unwrap();
    let (code, out, error) = run(&["backup", archive], &data).await;
    assert_eq!(code, Some(0), "{out}{error}");
    let url = backing::Postgres::shared().unwrap().create_database().unwrap();
    let (code, out, error) = run(&["restore", archive, "--database", &url], &media).await;
    assert_eq!(code, Some(0), "{out}{error}");
    let server = Program::start(&["serve", "--database", &url], &media).await;
    let pages = catch_up(&server).await;
    assert_eq!(messages(&pages[0]).len(), 4);
    let (code, out, _) = run(&["doctor", "--database", &url], &media).await;
    assert_eq!(code, Some(0), "{out}");
}
