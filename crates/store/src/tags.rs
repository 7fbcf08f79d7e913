//! Table `tags`: the words by which a practice tells its clients apart, on a coach's device.

use protocol::{Tag, TagId};
use rusqlite::{Connection, params};

use crate::column::{number, rows, run, seq, uuid};

/// What is deleted is none.
pub(crate) fn put(connection: &Connection, tag: &Tag) -> rusqlite::Result<()> {
    if tag.deleted {
        return run(
            connection,
            "DELETE FROM tags WHERE id = ?1",
            params![tag.id.0.as_bytes()],
        );
    }
    run(
        connection,
        "INSERT INTO tags (id, name, hue, rev) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, hue = excluded.hue, rev = excluded.rev",
        params![tag.id.0.as_bytes(), tag.name, tag.hue, number(tag.rev)],
    )
}

pub(crate) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    run(connection, "DELETE FROM tags", [])
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Tag>> {
    rows(connection, "SELECT id, name, hue, rev FROM tags", [], |row| {
        Ok(Tag {
            id: TagId(uuid(row, 0)?),
            name: row.get(1)?,
            hue: row.get(2)?,
            rev: seq(row, 3)?,
            deleted: false,
        })
    })
}
