//! Table `feeds`: up to where each feed is held.

use protocol::{FeedId, Seq};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use crate::column::{number, rows, run, seq};

pub(crate) fn put(connection: &Connection, feed: FeedId, head: Seq) -> rusqlite::Result<()> {
    if head == 0 {
        return clear(connection, feed);
    }
    run(
        connection,
        "INSERT INTO feeds (feed, head) VALUES (?1, ?2) ON CONFLICT (feed) DO UPDATE SET head = excluded.head",
        params![feed.to_string(), number(head)],
    )
}

pub(crate) fn clear(connection: &Connection, feed: FeedId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM feeds WHERE feed = ?1",
        params![feed.to_string()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<(FeedId, Seq)>> {
    rows(connection, "SELECT feed, head FROM feeds", [], |row| {
        Ok((feed(row, 0)?, seq(row, 1)?))
    })
}

fn feed(row: &Row<'_>, column: usize) -> rusqlite::Result<FeedId> {
    let text = row.get_ref(column)?.as_str()?;
    text.parse()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}
