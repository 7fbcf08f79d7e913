//! Table `memberships`: the conversations that this account is in.

use protocol::ConversationId;
use rusqlite::{Connection, params};

use crate::column::{rows, run, uuid};

pub(crate) fn put(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO memberships (conversation) VALUES (?1) ON CONFLICT (conversation) DO NOTHING",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM memberships WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<ConversationId>> {
    rows(connection, "SELECT conversation FROM memberships", [], |row| {
        Ok(ConversationId(uuid(row, 0)?))
    })
}
