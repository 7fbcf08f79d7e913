//! Table `receipt_steps`: when each watermark rose. Both only rise, so that the key's order is the order of time.

use protocol::{AccountId, Message, SeenBy, Seq, Timestamp, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{id, int, optional_time};
use crate::db::{DbError, ReceiptSteps, Step};

fn seen_by(row: &Row) -> Result<SeenBy, DbError> {
    Ok(SeenBy {
        account: AccountId(id(row, 0)?),
        delivered: row.try_get(1)?,
        read: row.try_get(2)?,
        delivered_at: optional_time(row, 3)?,
        read_at: optional_time(row, 4)?,
    })
}

impl ReceiptSteps for PgTx {
    async fn advance_receipt(&mut self, ws: WorkspaceId, step: Step<'_>, rev: Seq) -> Result<(), DbError> {
        // In one round trip; what refers to what is looked at when the statement ends.
        self.run(
            "WITH step AS (
                INSERT INTO receipt_steps (workspace, conversation, account, delivered, read, from_delivered,
                    from_read, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
             INSERT INTO receipts (workspace, conversation, account, delivered, read, rev)
             VALUES ($1, $2, $3, $4, $5, $9)
             ON CONFLICT (workspace, conversation, account) DO UPDATE SET delivered = excluded.delivered,
                read = excluded.read, rev = excluded.rev",
            &[
                &ws.0,
                &step.to.conversation.0,
                &step.to.account.0,
                &int(step.to.delivered),
                &int(step.to.read),
                &int(step.from_delivered),
                &int(step.from_read),
                &step.at.0,
                &int(rev),
            ],
        )
        .await?;
        Ok(())
    }

    async fn seen_by(&mut self, ws: WorkspaceId, message: &Message) -> Result<Vec<SeenBy>, DbError> {
        // The first step that reaches the message tells when, if it came from below: an earlier one may be swept away.
        self.all(
            "SELECT m.account, coalesce(r.delivered, 0) >= $3, coalesce(r.read, 0) >= $3,
                (SELECT CASE WHEN s.from_delivered < $3 THEN s.at END FROM receipt_steps s
                 WHERE s.workspace = $1 AND s.conversation = $2 AND s.account = m.account AND s.delivered >= $3
                 ORDER BY s.delivered, s.read LIMIT 1),
                (SELECT CASE WHEN s.from_read < $3 THEN s.at END FROM receipt_steps s
                 WHERE s.workspace = $1 AND s.conversation = $2 AND s.account = m.account AND s.delivered >= $3
                    AND s.read >= $3
                 ORDER BY s.delivered, s.read LIMIT 1)
             FROM members m
             JOIN accounts a ON a.workspace = m.workspace AND a.id = m.account
             LEFT JOIN receipts r ON r.workspace = m.workspace AND r.conversation = m.conversation
                AND r.account = m.account
             WHERE m.workspace = $1 AND m.conversation = $2 AND m.active AND m.account <> $4 AND m.joined < $3
                AND (NOT $5 OR a.kind = 'coach')
             ORDER BY a.name COLLATE \"C\", m.account",
            &[&ws.0, &message.conversation.0, &int(message.seq), &message.author.0, &message.staff_only],
            seen_by,
        ).await
    }

    async fn forget_steps(&mut self, before: Timestamp, limit: u32) -> Result<u32, DbError> {
        // Those that another node is at are left to it.
        let gone = self
            .run(
                "DELETE FROM receipt_steps WHERE (workspace, conversation, account, delivered, read) IN
                (SELECT workspace, conversation, account, delivered, read FROM receipt_steps
                 WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)",
                &[&before.0, &i64::from(limit)],
            )
            .await?;
        Ok(u32::try_from(gone).unwrap_or(limit))
    }
}
