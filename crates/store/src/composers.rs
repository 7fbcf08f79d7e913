//! Table `composers`: files that wait in the composer of a conversation, on this device only.

use engine::ui::KeptFile;
use protocol::{ConversationId, NewFile};
use rusqlite::{Connection, params};

use crate::column::{from_json, rows, run, to_json, uuid};

/// A composer without files is not kept.
pub(crate) fn put(
    connection: &Connection,
    conversation: ConversationId,
    files: &[KeptFile],
) -> rusqlite::Result<()> {
    if files.is_empty() {
        return clear(connection, conversation);
    }
    run(
        connection,
        "INSERT INTO composers (conversation, files) VALUES (?1, ?2)
            ON CONFLICT (conversation) DO UPDATE SET files = excluded.files",
        params![conversation.0.as_bytes(), to_json(&files)?],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM composers WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<(ConversationId, Vec<KeptFile>)>> {
    rows(
        connection,
        "SELECT conversation, files FROM composers",
        [],
        |row| Ok((ConversationId(uuid(row, 0)?), from_json(row, 1)?)),
    )
}

/// As the third step of the schema wrote them: all were staged.
pub(crate) fn load_staged(connection: &Connection) -> rusqlite::Result<Vec<(ConversationId, Vec<KeptFile>)>> {
    rows(
        connection,
        "SELECT conversation, files FROM composers",
        [],
        |row| {
            let files: Vec<NewFile> = from_json(row, 1)?;
            let kept = files.into_iter().map(KeptFile::Staged).collect();
            Ok((ConversationId(uuid(row, 0)?), kept))
        },
    )
}
