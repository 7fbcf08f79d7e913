//! Table `versions`: what messages said before they were edited.

use protocol::{Message, MessageId, RichText, Seq, Version, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::messages::{spans_from, spans_json};
use super::values::{blob, int, time};
use crate::db::{DbError, Versions};

fn version(row: &Row<'_>) -> rusqlite::Result<Version> {
    Ok(Version {
        at: time(row, 0)?,
        body: RichText {
            text: row.get(1)?,
            spans: spans_from(row, 2)?,
        },
    })
}

impl Versions for SqliteTx {
    async fn insert_version(&mut self, ws: WorkspaceId, message: &Message, rev: Seq) -> Result<(), DbError> {
        self.run(
            "INSERT INTO versions (workspace, message, rev, at, text, spans) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                blob(ws.0),
                blob(message.id.0),
                int(rev),
                message.edited_at.unwrap_or(message.sent_at).0,
                message.body.text,
                spans_json(&message.body)?,
            ],
        )?;
        Ok(())
    }

    async fn versions(&mut self, ws: WorkspaceId, of: MessageId) -> Result<Vec<Version>, DbError> {
        self.all(
            "SELECT at, text, spans FROM versions WHERE workspace = ?1 AND message = ?2 ORDER BY rev",
            params![blob(ws.0), blob(of.0)],
            version,
        )
    }

    async fn delete_versions(&mut self, ws: WorkspaceId, of: MessageId) -> Result<(), DbError> {
        self.run(
            "DELETE FROM versions WHERE workspace = ?1 AND message = ?2",
            params![blob(ws.0), blob(of.0)],
        )?;
        Ok(())
    }
}
