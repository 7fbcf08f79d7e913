//! Table `stretches`: which parts of a conversation's history are held.

use engine::Stretches;
use protocol::ConversationId;
use rusqlite::{Connection, params};

use crate::column::{from_json, rows, run, to_json, uuid};

pub(crate) fn put(
    connection: &Connection,
    conversation: ConversationId,
    stretches: &Stretches,
) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO stretches (conversation, json) VALUES (?1, ?2)
            ON CONFLICT (conversation) DO UPDATE SET json = excluded.json",
        params![conversation.0.as_bytes(), to_json(stretches)?],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM stretches WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<(ConversationId, Stretches)>> {
    rows(
        connection,
        "SELECT conversation, json FROM stretches",
        [],
        |row| Ok((ConversationId(uuid(row, 0)?), from_json(row, 1)?)),
    )
}
