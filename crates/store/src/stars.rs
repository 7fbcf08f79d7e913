//! Table `stars`: the messages that this person keeps at hand.

use protocol::{ConversationId, MessageId, Star, Timestamp};
use rusqlite::{Connection, params};

use crate::column::{number, rows, run, seq, uuid};

/// An empty star is none.
pub(crate) fn put(connection: &Connection, star: &Star) -> rusqlite::Result<()> {
    if star.is_empty() {
        return run(
            connection,
            "DELETE FROM stars WHERE message = ?1",
            params![star.message.0.as_bytes()],
        );
    }
    run(
        connection,
        "INSERT INTO stars (message, conversation, starred, follow_up_at, rev) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (message) DO UPDATE SET conversation = excluded.conversation, starred = excluded.starred,
                follow_up_at = excluded.follow_up_at, rev = excluded.rev",
        params![
            star.message.0.as_bytes(),
            star.conversation.0.as_bytes(),
            star.starred,
            star.follow_up_at.map(|at| at.0),
            number(star.rev),
        ],
    )
}

pub(crate) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    run(connection, "DELETE FROM stars", [])
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Star>> {
    rows(
        connection,
        "SELECT message, conversation, starred, follow_up_at, rev FROM stars",
        [],
        |row| {
            Ok(Star {
                message: MessageId(uuid(row, 0)?),
                conversation: ConversationId(uuid(row, 1)?),
                starred: row.get(2)?,
                follow_up_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
                rev: seq(row, 4)?,
            })
        },
    )
}
