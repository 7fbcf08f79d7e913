//! Table `versions`: what messages said before they were edited.

use protocol::{Message, MessageId, RichText, Seq, Version, WorkspaceId};
use tokio_postgres::Row;

use super::messages::{spans_from, spans_json};
use super::tx::PgTx;
use super::values::{int, time};
use crate::db::{DbError, Versions};

fn version(row: &Row) -> Result<Version, DbError> {
    Ok(Version {
        at: time(row, 0)?,
        body: RichText {
            text: row.try_get(1)?,
            spans: spans_from(row, 2)?,
        },
    })
}

impl Versions for PgTx {
    async fn insert_version(&mut self, ws: WorkspaceId, message: &Message, rev: Seq) -> Result<(), DbError> {
        self.run(
            "INSERT INTO versions (workspace, message, rev, at, text, spans) VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                &ws.0,
                &message.id.0,
                &int(rev),
                &message.edited_at.unwrap_or(message.sent_at).0,
                &message.body.text,
                &spans_json(&message.body)?,
            ],
        )
        .await?;
        Ok(())
    }

    async fn versions(&mut self, ws: WorkspaceId, of: MessageId) -> Result<Vec<Version>, DbError> {
        self.all(
            "SELECT at, text, spans FROM versions WHERE workspace = $1 AND message = $2 ORDER BY rev",
            &[&ws.0, &of.0],
            version,
        )
        .await
    }

    async fn delete_versions(&mut self, ws: WorkspaceId, of: MessageId) -> Result<(), DbError> {
        self.run(
            "DELETE FROM versions WHERE workspace = $1 AND message = $2",
            &[&ws.0, &of.0],
        )
        .await?;
        Ok(())
    }
}
