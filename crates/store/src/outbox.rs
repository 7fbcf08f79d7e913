//! Table `outbox`: what this device has yet to send, in the order of making.

use engine::store::OutboxEntry;
use protocol::CommandId;
use rusqlite::{Connection, params};

use crate::column::{from_json, number, rows, run, seq, to_json, uuid};

pub(crate) fn put(connection: &Connection, entry: &OutboxEntry) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO outbox (position, id, command, failure) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (position) DO UPDATE SET id = excluded.id, command = excluded.command,
                failure = excluded.failure",
        params![
            number(entry.order),
            entry.id.0.as_bytes(),
            to_json(&entry.command)?,
            entry.failure,
        ],
    )
}

pub(crate) fn remove(connection: &Connection, id: CommandId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM outbox WHERE id = ?1",
        params![id.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<OutboxEntry>> {
    rows(
        connection,
        "SELECT position, id, command, failure FROM outbox ORDER BY position",
        [],
        |row| {
            Ok(OutboxEntry {
                order: seq(row, 0)?,
                id: CommandId(uuid(row, 1)?),
                command: from_json(row, 2)?,
                failure: row.get(3)?,
            })
        },
    )
}
