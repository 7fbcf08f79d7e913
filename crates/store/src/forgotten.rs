//! Table `forgotten`: files of which nothing is to be on this device any more, until that is done.

use protocol::FileId;
use rusqlite::{Connection, params};

use crate::column::{rows, run, uuid};

pub(crate) fn put(connection: &Connection, file: FileId) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO forgotten (file) VALUES (?1) ON CONFLICT DO NOTHING",
        params![file.0.as_bytes()],
    )
}

pub(crate) fn remove(connection: &Connection, file: FileId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM forgotten WHERE file = ?1",
        params![file.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<FileId>> {
    rows(connection, "SELECT file FROM forgotten", [], |row| {
        uuid(row, 0).map(FileId)
    })
}
