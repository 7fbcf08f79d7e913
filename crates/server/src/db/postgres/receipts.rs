//! Table `receipts`.

use protocol::{AccountId, ConversationId, Receipt, ReceiptPolicy, Seq, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{id, int, receipt_policy, seq};
use crate::db::{DbError, Receipts};

fn receipt(row: &Row) -> Result<Receipt, DbError> {
    Ok(Receipt {
        conversation: ConversationId(id(row, 1)?),
        account: AccountId(id(row, 2)?),
        delivered: seq(row, 3)?,
        read: seq(row, 4)?,
    })
}

impl Receipts for PgTx {
    async fn receipt(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        account: AccountId,
    ) -> Result<Option<Receipt>, DbError> {
        self.one(
            "SELECT rev, conversation, account, delivered, read FROM receipts
             WHERE workspace = $1 AND conversation = $2 AND account = $3",
            &[&ws.0, &of.0, &account.0],
            receipt,
        )
        .await
    }

    async fn watermarks(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        account: AccountId,
    ) -> Result<(Seq, Seq, ReceiptPolicy), DbError> {
        let found = self
            .one(
                "SELECT coalesce(r.delivered, 0), coalesce(r.read, 0), w.receipts FROM workspaces w
                 LEFT JOIN receipts r ON r.workspace = w.id AND r.conversation = $2 AND r.account = $3
                 WHERE w.id = $1",
                &[&ws.0, &of.0, &account.0],
                |row| Ok((seq(row, 0)?, seq(row, 1)?, receipt_policy(row, 2)?)),
            )
            .await?;
        Ok(found.unwrap_or_default())
    }

    async fn put_receipt(&mut self, ws: WorkspaceId, receipt: &Receipt, rev: Seq) -> Result<(), DbError> {
        self.run(
            "INSERT INTO receipts (workspace, conversation, account, delivered, read, rev)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (workspace, conversation, account) DO UPDATE SET delivered = excluded.delivered,
                read = excluded.read, rev = excluded.rev",
            &[
                &ws.0,
                &receipt.conversation.0,
                &receipt.account.0,
                &int(receipt.delivered),
                &int(receipt.read),
                &int(rev),
            ],
        )
        .await?;
        Ok(())
    }

    async fn receipts_changed(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Receipt)>, DbError> {
        self.all(
            "SELECT rev, conversation, account, delivered, read FROM receipts
             WHERE workspace = $1 AND conversation = $2 AND rev > $3 ORDER BY rev LIMIT $4",
            &[&ws.0, &of.0, &int(since), &i64::from(limit)],
            |row| Ok((seq(row, 0)?, receipt(row)?)),
        )
        .await
    }
}
