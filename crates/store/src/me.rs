//! Table `me`: who is signed in here, as the server said last. One row.

use protocol::Me;
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::{from_json, run, to_json};

pub(crate) fn put(connection: &Connection, me: &Me) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO me (one, json) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET json = excluded.json",
        params![to_json(me)?],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Option<Me>> {
    connection
        .prepare_cached("SELECT json FROM me")?
        .query_row([], |row| from_json(row, 0))
        .optional()
}
