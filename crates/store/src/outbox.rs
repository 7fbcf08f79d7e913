//! Table `outbox`: what this device has yet to send, in the order of making.

use engine::store::OutboxEntry;
use protocol::CommandId;
use rusqlite::{Connection, params};

use crate::column::{from_json, number, optional_json, rows, run, seq, to_json, uuid};

pub(crate) fn put(connection: &Connection, entry: &OutboxEntry) -> rusqlite::Result<()> {
    let files = Some(&entry.files).filter(|files| !files.is_empty());
    run(
        connection,
        "INSERT INTO outbox (position, id, command, failure, files) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (position) DO UPDATE SET id = excluded.id, command = excluded.command,
                failure = excluded.failure, files = excluded.files",
        params![
            number(entry.order),
            entry.id.0.as_bytes(),
            to_json(&entry.command)?,
            entry.failure,
            files.map(to_json).transpose()?,
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
    load_by(
        connection,
        "SELECT position, id, command, failure, files FROM outbox ORDER BY position",
    )
}

/// Of a file whose schema has not come to files yet.
pub(crate) fn load_without_files(connection: &Connection) -> rusqlite::Result<Vec<OutboxEntry>> {
    load_by(
        connection,
        "SELECT position, id, command, failure, NULL FROM outbox ORDER BY position",
    )
}

fn load_by(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<OutboxEntry>> {
    rows(connection, sql, [], |row| {
        Ok(OutboxEntry {
            order: seq(row, 0)?,
            id: CommandId(uuid(row, 1)?),
            command: from_json(row, 2)?,
            failure: row.get(3)?,
            files: optional_json(row, 4)?.unwrap_or_default(),
        })
    })
}
