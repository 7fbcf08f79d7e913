//! Table `audit`: who did what to another's. Only grows.

use protocol::{AccountId, ConversationId, MessageId, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, optional_id, time};
use crate::db::{Audit, AuditRow, DbError};

fn audit_row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        at: time(row, 0)?,
        actor: AccountId(id(row, 1)?),
        action: row.get(2)?,
        conversation: optional_id(row, 3)?.map(ConversationId),
        message: optional_id(row, 4)?.map(MessageId),
        subject: optional_id(row, 5)?.map(AccountId),
    })
}

impl Audit for SqliteTx {
    async fn insert_audit(&mut self, ws: WorkspaceId, row: &AuditRow) -> Result<(), DbError> {
        self.run(
            "INSERT INTO audit (workspace, id, at, actor, action, conversation, message, subject)
             VALUES (?1, (SELECT coalesce(max(id), 0) + 1 FROM audit WHERE workspace = ?1), ?2, ?3, ?4, ?5, ?6,
                ?7)",
            params![
                blob(ws.0),
                row.at.0,
                blob(row.actor.0),
                row.action,
                row.conversation.map(|of| blob(of.0)),
                row.message.map(|of| blob(of.0)),
                row.subject.map(|of| blob(of.0)),
            ],
        )?;
        Ok(())
    }

    async fn audit(&mut self, ws: WorkspaceId, limit: u32) -> Result<Vec<AuditRow>, DbError> {
        self.all(
            "SELECT at, actor, action, conversation, message, subject FROM audit
             WHERE workspace = ?1 ORDER BY id DESC LIMIT ?2",
            params![blob(ws.0), limit],
            audit_row,
        )
    }
}
