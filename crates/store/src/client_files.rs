//! Table `client_files`: how each client is filed, on a coach's device.

use protocol::{AccountId, ClientFile};
use rusqlite::{Connection, params};

use crate::column::{from_json, number, optional_uuid, rows, run, seq, to_json, uuid};

pub(crate) fn put(connection: &Connection, file: &ClientFile) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO client_files (account, tags, coach, rev) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (account) DO UPDATE SET tags = excluded.tags, coach = excluded.coach, rev = excluded.rev",
        params![
            file.account.0.as_bytes(),
            to_json(&file.tags)?,
            file.coach.as_ref().map(|id| id.0.as_bytes()),
            number(file.rev),
        ],
    )
}

pub(crate) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    run(connection, "DELETE FROM client_files", [])
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<ClientFile>> {
    rows(
        connection,
        "SELECT account, tags, coach, rev FROM client_files",
        [],
        |row| {
            Ok(ClientFile {
                account: AccountId(uuid(row, 0)?),
                tags: from_json(row, 1)?,
                coach: optional_uuid(row, 2)?.map(AccountId),
                rev: seq(row, 3)?,
            })
        },
    )
}
