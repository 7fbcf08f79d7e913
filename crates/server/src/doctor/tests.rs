//! A whole practice is fine; each way of breaking one is found.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::*;
use crate::admin::Admin;
use crate::config::Secret;
use crate::db::sqlite::{Place, open};
use crate::demo;
use crate::hosted::{Embedded, Pooled};
use crate::media::Media;

/// The demo's database; the folder goes with the value.
fn practice() -> (tempfile::TempDir, Connection) {
    let data = tempfile::tempdir().unwrap();
    let (db, _) = Embedded::open(&Config::new(data.path())).unwrap();
    let admin = Admin::on(db);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        demo::prepare(&admin).await.unwrap();
        admin.close().await.unwrap();
    });
    let connection = Connection::open(data.path().join(DATABASE)).unwrap();
    (data, connection)
}

#[test]
fn a_whole_practice_is_fine() {
    for finding in examine(&practice().1) {
        assert!(finding.is_fine(), "{finding}");
    }
}

#[test]
fn each_broken_rule_is_found_and_comes_with_advice() {
    let (_data, connection) = practice();
    // Of each person a file that is still coming, but for one that a message has; and a message that somebody has listened to.
    let bare =
        "NOT EXISTS (SELECT 1 FROM reactions r WHERE r.conversation = m.conversation AND r.seq = m.seq)
        AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.message = m.id)";
    let files = format!(
        "INSERT INTO files (workspace, id, owner, begun_at, bytes, received, asked)
            SELECT workspace, id, id, 1, 5, 2, '{{}}' FROM accounts;
         UPDATE messages SET attachments = '[{{}}]' WHERE id = (SELECT min(id) FROM messages m WHERE {bare});
         UPDATE files SET asked = NULL, attachment = '{{}}', hash = zeroblob(32), received = 5
            WHERE id = (SELECT author FROM messages WHERE attachments IS NOT NULL);
         INSERT INTO message_files SELECT workspace, author, conversation, seq, 'documents' FROM messages
            WHERE attachments IS NOT NULL;
         INSERT INTO played SELECT workspace, conversation, seq, author, 1 FROM messages
            WHERE id = (SELECT max(id) FROM messages m WHERE {bare});
         INSERT INTO vault_folders SELECT id, id, 'Plans', NULL, 1, 0 FROM workspaces;
         INSERT INTO vault_items SELECT workspace, id, id, 'Plan', workspace, '[]', id, 1, 1, 0 FROM files
            WHERE attachment IS NOT NULL;
         INSERT INTO vault_items SELECT workspace, workspace, NULL, '', NULL, '[]', id, 1, 1, 1 FROM files
            WHERE attachment IS NOT NULL;
         INSERT INTO templates SELECT workspace, id, id, 'own', 'Hi', NULL, 1, 0 FROM accounts WHERE kind = 'coach';
         INSERT INTO templates SELECT workspace, workspace, id, 'shared', '', '[{{}}]', 1, 0 FROM files
            WHERE attachment IS NOT NULL;
         INSERT INTO template_files SELECT workspace, id, workspace, id FROM files WHERE attachment IS NOT NULL"
    );
    connection.execute_batch(&files).unwrap();
    for finding in examine(&connection) {
        assert!(finding.is_fine(), "{finding}");
    }
    for (what, damage) in [
        (
            "numbers of conversations",
            "UPDATE feeds SET head = 0 WHERE kind = 3",
        ),
        ("numbers of receipts", "UPDATE feeds SET head = 0 WHERE kind = 4"),
        ("numbers of accounts", "DELETE FROM feeds WHERE kind = 2"),
        (
            "numbers of workspaces",
            "UPDATE feeds SET head = 0 WHERE kind = 1",
        ),
        (
            "a direct conversation for each client",
            "UPDATE conversations SET kind = 'group', client = NULL WHERE client IS NOT NULL",
        ),
        (
            "an owner for each group that has people",
            "UPDATE members SET role = 0",
        ),
        (
            "members and their memberships",
            "UPDATE memberships SET active = 0",
        ),
        (
            "authors of messages",
            "DELETE FROM members WHERE account IN (SELECT author FROM messages)",
        ),
        (
            "replies",
            "UPDATE messages SET reply_to = id WHERE reply_to IS NOT NULL",
        ),
        (
            "answers to notes are notes",
            "UPDATE messages SET staff_only = 1 WHERE id IN (SELECT reply_to FROM messages)",
        ),
        ("notes are of coaches", "UPDATE messages SET staff_only = 1"),
        (
            "only clients are filed, and coaches look after them",
            "INSERT INTO client_files (workspace, account, tags, rev)
             SELECT workspace, id, '[]', 1 FROM accounts WHERE kind = 'coach'",
        ),
        (
            "only clients are filed, and coaches look after them",
            "UPDATE client_files SET coach = account",
        ),
        (
            "rules are of groups",
            "INSERT INTO cohorts (workspace, conversation, rev)
             SELECT workspace, id, 1 FROM conversations WHERE kind = 'direct'",
        ),
        (
            "whoever a rule brought is a client in a group that has one",
            "UPDATE cohorts SET rule = NULL",
        ),
        (
            "deleted messages without words",
            "UPDATE messages SET deleted = 1",
        ),
        (
            "events without words",
            "UPDATE messages SET text = 'so it was' WHERE event IS NOT NULL",
        ),
        (
            "settings of groups only",
            "UPDATE conversations SET settings = '{}' WHERE kind = 'direct'",
        ),
        (
            "pictures of groups that are whole",
            "UPDATE conversations SET picture = zeroblob(16) WHERE kind = 'group'",
        ),
        (
            "beginnings of members within their conversation",
            "UPDATE members SET since = 1000000",
        ),
        (
            "receipts within their conversation",
            "UPDATE receipts SET delivered = 0 WHERE read > 0",
        ),
        (
            "nothing left of deleted messages",
            "UPDATE messages SET deleted = 1 WHERE seq IN (SELECT seq FROM reactions)",
        ),
        (
            "nothing left of deleted messages",
            "UPDATE messages SET deleted = 1 WHERE id IN (SELECT message FROM versions)",
        ),
        (
            "deleted messages without words",
            "UPDATE messages SET deleted = 1, text = '', spans = '' WHERE pinned_by IS NOT NULL",
        ),
        (
            "stars on messages of their conversation",
            "UPDATE stars SET conversation = zeroblob(16)",
        ),
        (
            "stars and filing of members",
            "UPDATE members SET active = 0 WHERE (account, conversation) IN (SELECT account, conversation FROM stars)",
        ),
        (
            "stars and filing of members",
            "UPDATE members SET active = 0 WHERE (account, conversation) IN (SELECT account, conversation FROM filings)",
        ),
        (
            "rises of watermarks up to where they stand",
            "UPDATE receipt_steps SET delivered = delivered + 1",
        ),
        (
            "deleted messages without words",
            "UPDATE messages SET attachments = '[]', deleted = 1, text = '', spans = '', card = NULL, pinned_by = NULL",
        ),
        (
            "messages that show files and have them",
            "UPDATE messages SET attachments = '[{}]' WHERE attachments IS NULL",
        ),
        (
            "messages that show files and have them",
            "INSERT INTO message_files SELECT workspace, author, conversation, seq, 'voice' FROM messages
                WHERE attachments IS NULL",
        ),
        (
            "files of messages that are whole",
            "UPDATE files SET attachment = NULL, asked = '{}' WHERE attachment IS NOT NULL",
        ),
        (
            "files with a name for their bytes",
            "UPDATE files SET received = 6",
        ),
        (
            "files with a name for their bytes",
            "UPDATE files SET attachment = '{}'",
        ),
        ("numbers of receipts", "UPDATE played SET rev = 1000000"),
        (
            "nothing left of deleted messages",
            "UPDATE messages SET deleted = 1 WHERE (conversation, seq) IN (SELECT conversation, seq FROM played)",
        ),
        (
            "nothing left of deleted messages",
            "UPDATE messages SET deleted = 1 WHERE attachments IS NOT NULL",
        ),
        ("numbers of conversations", "UPDATE reactions SET rev = 1000000"),
        ("numbers of accounts", "UPDATE stars SET rev = 1000000"),
        ("numbers of accounts", "UPDATE filings SET rev = 1000000"),
        (
            "numbers of accounts",
            "UPDATE templates SET rev = 1000000 WHERE holder <> workspace",
        ),
        (
            "numbers of workspaces",
            "UPDATE templates SET rev = 1000000 WHERE holder = workspace",
        ),
        ("numbers of workspaces", "UPDATE vault_folders SET rev = 1000000"),
        ("numbers of workspaces", "UPDATE vault_items SET rev = 1000000"),
        (
            "folders of the vault within folders that are there",
            "UPDATE vault_folders SET deleted = 1, name = ''",
        ),
        (
            "folders of the vault within folders that are there",
            "UPDATE vault_folders SET parent = zeroblob(16)",
        ),
        (
            "files of the vault that are whole",
            "UPDATE files SET attachment = NULL, asked = '{}' WHERE attachment IS NOT NULL",
        ),
        (
            "files of the vault that are whole",
            "UPDATE vault_items SET deleted = 0",
        ),
        (
            "nothing left of what was deleted from the library",
            "UPDATE vault_items SET deleted = 1",
        ),
        (
            "nothing left of what was deleted from the library",
            "UPDATE templates SET deleted = 1, name = '' WHERE holder <> workspace",
        ),
        (
            "templates of the practice or of its coaches",
            "UPDATE accounts SET kind = 'client' WHERE id IN (SELECT holder FROM templates)",
        ),
        (
            "templates that show files and have them",
            "DELETE FROM template_files",
        ),
        (
            "templates that show files and have them",
            "UPDATE templates SET attachments = NULL",
        ),
        ("memberships and their members", "DELETE FROM members"),
        ("receipts of members", "DELETE FROM members"),
        ("places of messages", "UPDATE messages SET rev = seq - 1"),
        (
            "numbers of something that there is",
            "UPDATE feeds SET id = zeroblob(16) WHERE kind = 4 AND id = (SELECT max(id) FROM feeds WHERE kind = 4)",
        ),
        ("a coach for each practice", "UPDATE accounts SET kind = 'client'"),
        ("rows that refer to others", "DELETE FROM conversations"),
    ] {
        connection
            .execute_batch("PRAGMA foreign_keys = OFF; BEGIN")
            .unwrap();
        assert!(connection.execute(damage, []).unwrap() > 0, "{damage}");
        let found = examine(&connection);
        connection.execute_batch("ROLLBACK").unwrap();
        let finding = found.iter().find(|finding| finding.what == what).unwrap();
        let Verdict::Wrong { advice, .. } = &finding.verdict else {
            panic!("{what} was not found");
        };
        assert!(!advice.is_empty());
    }
}

#[test]
fn what_was_given_up_is_told_and_is_no_fault() {
    let (_data, connection) = practice();
    let put = |id: u8, given_up: Option<i64>| {
        let sql = "INSERT INTO jobs SELECT id, 'link_card', ?1, 1, '', 3, 'the connection failed', 0, ?2 FROM workspaces";
        connection
            .execute(sql, rusqlite::params![[id; 16], given_up])
            .unwrap();
    };
    put(1, Some(1));
    put(2, Some(2));
    put(3, None);
    let found = examine(&connection);
    let line = found
        .iter()
        .find(|finding| finding.what.starts_with("what is due later"))
        .unwrap();
    assert!(line.is_fine());
    assert_eq!(
        line.what,
        "what is due later: 1 waiting, given up in the last week (the connection failed: 2)"
    );
}

#[test]
fn a_damaged_file_is_found() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join("rapport.db");
    drop(open(&Place::File(path.clone())).unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    let connection = Connection::open(&path).unwrap();
    assert!(examine(&connection).iter().any(|finding| !finding.is_fine()));
}

#[test]
fn a_folder_that_cannot_be_written_is_found() {
    let data = tempfile::tempdir().unwrap();
    assert!(folder(data.path()).is_fine());
    assert!(!folder(&data.path().join("not-there")).is_fine());
}

#[test]
fn a_disk_that_is_nearly_full_is_found() {
    let data = tempfile::tempdir().unwrap();
    assert!(!room(&data.path().join("not-there")).is_fine());
    let judge = |free, total| judge_room(data.path(), free, total).is_fine();
    assert!(judge(50_000_000_000, 100_000_000_000));
    assert!(judge(2_000_000_000, 20_000_000_000));
    assert!(!judge(900_000_000, 2_000_000_000), "below a gigabyte");
    assert!(
        judge(4_000_000_000, 1_000_000_000_000),
        "much for a while, however large the disk is"
    );
}

#[tokio::test]
async fn media_of_nobody_are_found() {
    let data = tempfile::tempdir().unwrap();
    let config = Config::new(data.path());
    let practices = BTreeSet::from([uuid::Uuid::from_u128(1).to_string()]);
    assert!(
        media(&config, &practices, Depth::Names)
            .await
            .iter()
            .all(Finding::is_fine)
    );
    assert!(!data.path().join("media").exists(), "the doctor makes nothing");
    let place = Media::open(&config.media).unwrap();
    let put = async |owner: u128| {
        let photo = futures_util::stream::iter([std::io::Result::Ok(bytes::Bytes::from_static(b"a photo"))]);
        let owner = protocol::WorkspaceId(uuid::Uuid::from_u128(owner));
        place.put(owner, uuid::Uuid::from_u128(5), photo).await.unwrap()
    };
    put(1).await;
    assert!(
        media(&config, &practices, Depth::Names)
            .await
            .iter()
            .all(Finding::is_fine)
    );
    let file = put(2).await;
    let found = media(&config, &practices, Depth::Names).await;
    let wrong: Vec<&Finding> = found.iter().filter(|finding| !finding.is_fine()).collect();
    assert!(
        wrong.len() == 1 && wrong[0].to_string().contains(&file.hash.to_string()),
        "{wrong:?}"
    );
}

#[tokio::test]
async fn bytes_that_have_changed_are_found_where_they_are_asked_for() {
    let data = tempfile::tempdir().unwrap();
    let config = Config::new(data.path());
    let owner = protocol::WorkspaceId(uuid::Uuid::from_u128(1));
    let practices = BTreeSet::from([owner.to_string()]);
    let place = Media::open(&config.media).unwrap();
    let mut kept = Vec::new();
    for words in [&b"one"[..], b"two"] {
        let words = futures_util::stream::iter([std::io::Result::Ok(bytes::Bytes::from_static(words))]);
        kept.push(place.put(owner, uuid::Uuid::from_u128(5), words).await.unwrap());
    }
    let found = media(&config, &practices, Depth::Bytes).await;
    assert!(found.iter().all(Finding::is_fine), "{found:?}");
    let hash = kept[1].hash.to_string();
    let path = data.path().join("media").join(owner.to_string());
    std::fs::write(
        path.join(format!("{:02x}", kept[1].hash.0[0])).join(&hash),
        b"tow",
    )
    .unwrap();
    let names = media(&config, &practices, Depth::Names).await;
    assert!(names.iter().all(Finding::is_fine), "nobody has read it");
    let found = media(&config, &practices, Depth::Bytes).await;
    let wrong: Vec<String> = found
        .iter()
        .filter(|one| !one.is_fine())
        .map(Finding::to_string)
        .collect();
    assert!(wrong.len() == 1 && wrong[0].contains(&hash), "{wrong:?}");
    assert!(!wrong[0].contains(&kept[0].hash.to_string()));
}

#[tokio::test]
async fn postgresql_is_asked_the_same() {
    let nowhere = Config {
        database: Database::Postgres {
            url: Secret::new("postgres://rapport:hunter2@127.0.0.1:1/rapport"),
            connections: 2,
        },
        ..Config::new("nowhere")
    };
    let found = everything(&nowhere, Depth::Names).await;
    assert!(
        !found[0].is_fine() && !found[0].to_string().contains("hunter2"),
        "{}",
        found[0]
    );

    let url = backing::Postgres::shared().unwrap().create_database().unwrap();
    let data = tempfile::tempdir().unwrap();
    let config = Config {
        database: Database::Postgres {
            url: Secret::new(url.clone()),
            connections: 4,
        },
        ..Config::new(data.path())
    };
    let missing = everything(&config, Depth::Names).await;
    assert!(
        missing.iter().any(|finding| !finding.is_fine()),
        "there are no tables"
    );
    let admin = Admin::on(Pooled::connect(&url, 4).await.unwrap().0);
    demo::prepare(&admin).await.unwrap();
    admin.close().await.unwrap();
    let found = everything(&config, Depth::Names).await;
    for finding in &found {
        assert!(finding.is_fine(), "{finding}");
    }
    assert!(
        found
            .iter()
            .any(|finding| finding.what == "what is due later: 0 waiting")
    );
    damage(&url, "UPDATE feeds SET head = 0 WHERE kind = 3").await;
    let found = everything(&config, Depth::Names).await;
    let wrong: Vec<&str> = found
        .iter()
        .filter(|one| !one.is_fine())
        .map(|one| one.what.as_str())
        .collect();
    assert!(wrong.contains(&"numbers of conversations"), "{wrong:?}");
}

async fn damage(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}
