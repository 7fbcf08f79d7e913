//! Table `seen`: how far this person has read on this device.

use protocol::{ConversationId, Seq};
use rusqlite::{Connection, params};

use crate::column::{number, rows, run, seq, uuid};

pub(crate) fn put(connection: &Connection, conversation: ConversationId, seq: Seq) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO seen (conversation, seq) VALUES (?1, ?2)
            ON CONFLICT (conversation) DO UPDATE SET seq = excluded.seq",
        params![conversation.0.as_bytes(), number(seq)],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM seen WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<(ConversationId, Seq)>> {
    rows(connection, "SELECT conversation, seq FROM seen", [], |row| {
        Ok((ConversationId(uuid(row, 0)?), seq(row, 1)?))
    })
}
