//! Table `filings`: how this person files each conversation.

use engine::store::is_untouched;
use protocol::{ConversationId, Filing, Timestamp};
use rusqlite::{Connection, params};

use crate::column::{number, optional_seq, rows, run, seq, uuid};

/// As before anybody touched it is none.
pub(crate) fn put(connection: &Connection, filing: &Filing) -> rusqlite::Result<()> {
    if is_untouched(filing) {
        return run(
            connection,
            "DELETE FROM filings WHERE conversation = ?1",
            params![filing.conversation.0.as_bytes()],
        );
    }
    run(
        connection,
        "INSERT INTO filings (conversation, pinned, archived_at, muted_until, unread, rev)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (conversation) DO UPDATE SET pinned = excluded.pinned, archived_at = excluded.archived_at,
                muted_until = excluded.muted_until, unread = excluded.unread, rev = excluded.rev",
        params![
            filing.conversation.0.as_bytes(),
            filing.pinned,
            filing.archived_at.map(number),
            filing.muted_until.map(|at| at.0),
            filing.unread,
            number(filing.rev),
        ],
    )
}

pub(crate) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    run(connection, "DELETE FROM filings", [])
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Filing>> {
    rows(
        connection,
        "SELECT conversation, pinned, archived_at, muted_until, unread, rev FROM filings",
        [],
        |row| {
            Ok(Filing {
                conversation: ConversationId(uuid(row, 0)?),
                pinned: row.get(1)?,
                archived_at: optional_seq(row, 2)?,
                muted_until: row.get::<_, Option<i64>>(3)?.map(Timestamp),
                unread: row.get(4)?,
                rev: seq(row, 5)?,
            })
        },
    )
}
