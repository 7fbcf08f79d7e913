//! Table `audit`: who did what to another's. Only grows.

use protocol::{AccountId, ConversationId, MessageId, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{id, optional_id, time};
use crate::db::{Audit, AuditRow, DbError};

fn audit_row(row: &Row) -> Result<AuditRow, DbError> {
    Ok(AuditRow {
        at: time(row, 0)?,
        actor: AccountId(id(row, 1)?),
        action: row.try_get(2)?,
        conversation: optional_id(row, 3)?.map(ConversationId),
        message: optional_id(row, 4)?.map(MessageId),
        subject: optional_id(row, 5)?.map(AccountId),
    })
}

impl Audit for PgTx {
    async fn insert_audit(&mut self, ws: WorkspaceId, row: &AuditRow) -> Result<(), DbError> {
        self.run(
            "INSERT INTO audit (workspace, id, at, actor, action, conversation, message, subject)
             VALUES ($1, (SELECT coalesce(max(id), 0) + 1 FROM audit WHERE workspace = $1), $2, $3, $4, $5, $6,
                $7)",
            &[&ws.0, &row.at.0, &row.actor.0, &row.action, &row.conversation.map(|of| of.0), &row.message.map(|of| of.0), &row.subject.map(|of| of.0)],
        ).await?;
        Ok(())
    }

    async fn audit(&mut self, ws: WorkspaceId, limit: u32) -> Result<Vec<AuditRow>, DbError> {
        self.all(
            "SELECT at, actor, action, conversation, message, subject FROM audit
             WHERE workspace = $1 ORDER BY id DESC LIMIT $2",
            &[&ws.0, &i64::from(limit)],
            audit_row,
        )
        .await
    }
}
