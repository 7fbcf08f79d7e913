//! Table `receipt_steps`: when each watermark rose. Both only rise, so that the key's order is the order of time.

use protocol::{AccountId, Message, SeenBy, Seq, Timestamp, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, int, optional_time};
use crate::db::{DbError, ReceiptSteps, Receipts as _, Step};

fn seen_by(row: &Row<'_>) -> rusqlite::Result<SeenBy> {
    Ok(SeenBy {
        account: AccountId(id(row, 0)?),
        delivered: row.get(1)?,
        read: row.get(2)?,
        delivered_at: optional_time(row, 3)?,
        read_at: optional_time(row, 4)?,
    })
}

impl ReceiptSteps for SqliteTx {
    async fn advance_receipt(&mut self, ws: WorkspaceId, step: Step<'_>, rev: Seq) -> Result<(), DbError> {
        self.put_receipt(ws, step.to, rev).await?;
        self.run(
            "INSERT INTO receipt_steps (workspace, conversation, account, delivered, read, from_delivered,
                from_read, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                blob(ws.0),
                blob(step.to.conversation.0),
                blob(step.to.account.0),
                int(step.to.delivered),
                int(step.to.read),
                int(step.from_delivered),
                int(step.from_read),
                step.at.0,
            ],
        )?;
        Ok(())
    }

    async fn seen_by(&mut self, ws: WorkspaceId, message: &Message) -> Result<Vec<SeenBy>, DbError> {
        // The first step that reaches the message tells when, if it came from below: an earlier one may be swept away.
        self.all(
            "SELECT m.account, coalesce(r.delivered, 0) >= ?3, coalesce(r.read, 0) >= ?3,
                (SELECT CASE WHEN s.from_delivered < ?3 THEN s.at END FROM receipt_steps s
                 WHERE s.workspace = ?1 AND s.conversation = ?2 AND s.account = m.account AND s.delivered >= ?3
                 ORDER BY s.delivered, s.read LIMIT 1),
                (SELECT CASE WHEN s.from_read < ?3 THEN s.at END FROM receipt_steps s
                 WHERE s.workspace = ?1 AND s.conversation = ?2 AND s.account = m.account AND s.delivered >= ?3
                    AND s.read >= ?3
                 ORDER BY s.delivered, s.read LIMIT 1)
             FROM members m
             JOIN accounts a ON a.workspace = m.workspace AND a.id = m.account
             LEFT JOIN receipts r ON r.workspace = m.workspace AND r.conversation = m.conversation
                AND r.account = m.account
             WHERE m.workspace = ?1 AND m.conversation = ?2 AND m.active AND m.account <> ?4 AND m.joined < ?3
                AND (NOT ?5 OR a.kind = 'coach')
             ORDER BY a.name, m.account",
            params![
                blob(ws.0),
                blob(message.conversation.0),
                int(message.seq),
                blob(message.author.0),
                message.staff_only
            ],
            seen_by,
        )
    }

    async fn forget_steps(&mut self, before: Timestamp, limit: u32) -> Result<u32, DbError> {
        let gone = self.run(
            "DELETE FROM receipt_steps WHERE (workspace, conversation, account, delivered, read) IN
                (SELECT workspace, conversation, account, delivered, read FROM receipt_steps
                 WHERE at < ?1 ORDER BY at LIMIT ?2)",
            params![before.0, limit],
        )?;
        Ok(u32::try_from(gone).unwrap_or(limit))
    }
}
