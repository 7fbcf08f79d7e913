//! Table `cohorts`: whom groups take in by themselves, on a coach's device.

use protocol::{Cohort, ConversationId};
use rusqlite::{Connection, params};

use crate::column::{from_json, number, rows, run, seq, to_json, uuid};

/// Without a rule there is none.
pub(crate) fn put(connection: &Connection, cohort: &Cohort) -> rusqlite::Result<()> {
    let Some(rule) = &cohort.rule else {
        return run(
            connection,
            "DELETE FROM cohorts WHERE conversation = ?1",
            params![cohort.conversation.0.as_bytes()],
        );
    };
    run(
        connection,
        "INSERT INTO cohorts (conversation, rule, rev) VALUES (?1, ?2, ?3)
            ON CONFLICT (conversation) DO UPDATE SET rule = excluded.rule, rev = excluded.rev",
        params![
            cohort.conversation.0.as_bytes(),
            to_json(rule)?,
            number(cohort.rev),
        ],
    )
}

pub(crate) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    run(connection, "DELETE FROM cohorts", [])
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Cohort>> {
    rows(
        connection,
        "SELECT conversation, rule, rev FROM cohorts",
        [],
        |row| {
            Ok(Cohort {
                conversation: ConversationId(uuid(row, 0)?),
                rule: Some(from_json(row, 1)?),
                rev: seq(row, 2)?,
            })
        },
    )
}
