//! What the file promises: it conforms, outlives the process, belongs to one, and says what is wrong with it.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::{fs, io};

use engine::conformance;
use engine::store::{Durability, OutboxEntry, Store, Write};
use engine::ui::KeptFile;
use protocol::{
    AccountId, Command, CommandId, ConversationId, FileId, FileKind, Message, MessageId, NewFile, RichText,
    Seq, Timestamp,
};
use rusqlite::Connection;
use store::{OpenError, Rescued, SqliteStore, rescue};

const BEN: AccountId = AccountId::from_number(0xb2);
const TALK: ConversationId = ConversationId::from_number(0xc1);

fn message(seq: Seq) -> Write {
    Write::PutMessage(Message {
        attachments: Vec::new(),
        id: MessageId::from_number(u128::from(seq)),
        conversation: TALK,
        author: BEN,
        seq,
        rev: seq,
        sent_at: Timestamp(1),
        body: RichText::plain("hello"),
        reply_to: None,
        edited_at: None,
        deleted: false,
        deleted_by: None,
        forwarded: false,
        pinned_by: None,
        card: None,
        staff_only: false,
        event: None,
    })
}

/// A document in a composer.
fn composer() -> Write {
    let file = NewFile {
        id: FileId::from_number(7),
        kind: FileKind::Document,
        name: "plan.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: 5,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        poster: None,
    };
    Write::PutComposer {
        conversation: TALK,
        files: vec![KeptFile::Staged(file)],
    }
}

fn waiting(order: u64) -> OutboxEntry {
    OutboxEntry {
        order,
        id: CommandId::from_number(u128::from(order)),
        command: Command::LeaveGroup { conversation: TALK },
        failure: None,
        files: Vec::new(),
    }
}

#[test]
fn it_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let made = Cell::new(0);
    conformance::all(|| {
        made.set(made.get() + 1);
        SqliteStore::open(&folder.path().join(format!("{}.db", made.get()))).unwrap()
    });
}

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.db");
    let mut store = SqliteStore::open(&path).unwrap();
    store
        .commit(&[Write::PutOutbox(waiting(1))], Durability::Full)
        .unwrap();
    store
        .commit(&[message(1), message(2)], Durability::Cache)
        .unwrap();
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.load().unwrap().outbox, vec![waiting(1)]);
    assert_eq!(store.messages_after(TALK, 0, 9).unwrap().len(), 2);
}

#[test]
fn a_crash_keeps_whole_batches_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.db");
    let mut store = SqliteStore::open(&path).unwrap();
    store
        .commit(&[Write::PutOutbox(waiting(1)), message(1)], Durability::Full)
        .unwrap();
    let whole = copy_as_a_crash_leaves_it(&path, "whole").unwrap();
    store
        .commit(&[Write::PutOutbox(waiting(2)), message(2)], Durability::Full)
        .unwrap();
    let torn = copy_as_a_crash_leaves_it(&path, "torn").unwrap();
    drop(store);

    // The last write was cut off on its way to the disk.
    let wal = torn.with_extension("db-wal");
    let length = fs::metadata(&wal).unwrap().len();
    let file = fs::OpenOptions::new().write(true).open(&wal).unwrap();
    file.set_len(length - 100).unwrap();
    drop(file);

    for path in [whole, torn] {
        let store = SqliteStore::open(&path).unwrap();
        assert_eq!(
            store.load().unwrap().outbox,
            vec![waiting(1)],
            "{}",
            path.display()
        );
        assert_eq!(store.messages_after(TALK, 0, 9).unwrap().len(), 1);
    }
}

/// Copies the file and its log while the store is open: what a killed process leaves behind.
fn copy_as_a_crash_leaves_it(path: &Path, name: &str) -> io::Result<PathBuf> {
    let copy = path.with_file_name(format!("{name}.db"));
    fs::copy(path, &copy)?;
    fs::copy(path.with_extension("db-wal"), copy.with_extension("db-wal"))?;
    Ok(copy)
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.db");
    drop(SqliteStore::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    assert_eq!(
        SqliteStore::open(&path).unwrap_err(),
        OpenError::Newer { found: 99, known: 5 }
    );
}

#[test]
fn a_file_that_is_no_database_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.db");
    fs::write(
        &path,
        "not a database, but long enough to be looked at as one".repeat(100),
    )
    .unwrap();
    assert!(matches!(SqliteStore::open(&path), Err(OpenError::Damaged(_))));
}

#[test]
fn a_missing_folder_is_not_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("ana.db");
    assert!(matches!(SqliteStore::open(&path), Err(OpenError::Failed(_))));
}

#[test]
fn a_second_process_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.db");
    let first = SqliteStore::open(&path).unwrap();
    assert_eq!(SqliteStore::open(&path).unwrap_err(), OpenError::InUse);
    drop(first);
    SqliteStore::open(&path).unwrap();
}

#[test]
fn damage_is_noticed_and_what_was_unsent_can_be_rescued() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.db");
    let mut store = SqliteStore::open(&path).unwrap();
    store
        .commit(&[Write::PutOutbox(waiting(1)), composer()], Durability::Full)
        .unwrap();
    let batch: Vec<_> = (1..2_000).map(message).collect();
    store.commit(&batch, Durability::Full).unwrap();
    drop(store);

    // Overwrite the pages of the messages, which lie behind the schema and the small tables.
    let mut bytes = fs::read(&path).unwrap();
    let from = bytes.len() / 2;
    bytes[from..].fill(0x5a);
    fs::write(&path, bytes).unwrap();

    let store = SqliteStore::open(&path).unwrap();
    assert!(!store.is_damaged(), "nothing has touched those pages yet");
    assert!(store.messages_before(TALK, Seq::MAX, 500).is_err());
    assert!(store.is_damaged());
    drop(store);
    let rescued = rescue(&path);
    assert!(rescued.complete);
    assert_eq!(rescued.outbox, vec![waiting(1)]);
    assert_eq!(rescued.writes(), vec![Write::PutOutbox(waiting(1)), composer()]);

    fs::write(&path, "nothing to be read here").unwrap();
    assert_eq!(rescue(&path), Rescued::default());
}

#[test]
fn of_a_file_from_before_there_were_files_all_is_rescued_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.db");
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(include_str!("../src/migrations/001.sql"))
        .unwrap();
    connection
        .execute(
            "INSERT INTO outbox (position, id, command, failure) VALUES (1, ?1, ?2, NULL)",
            (
                CommandId::from_number(1).0.as_bytes(),
                serde_json::to_string(&waiting(1).command).unwrap(),
            ),
        )
        .unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    drop(connection);
    let rescued = rescue(&path);
    assert!(rescued.complete);
    assert_eq!(rescued.outbox, vec![waiting(1)]);
}

#[test]
fn a_file_that_lacks_a_table_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.db");
    drop(SqliteStore::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("DROP TABLE drafts").unwrap();
    drop(connection);
    let store = SqliteStore::open(&path).unwrap();
    assert!(store.load().is_err());
    assert!(store.is_damaged());
}
