//! Table `filings`: how each person files each conversation.

use protocol::{AccountId, ConversationId, Filing, Seq, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{id, int, optional_seq, optional_time, seq};
use crate::db::{DbError, Filings};

const FILING: &str = "SELECT conversation, pinned, archived_at, muted_until, unread, rev FROM filings";

fn filing(row: &Row) -> Result<Filing, DbError> {
    Ok(Filing {
        conversation: ConversationId(id(row, 0)?),
        pinned: row.try_get(1)?,
        archived_at: optional_seq(row, 2)?,
        muted_until: optional_time(row, 3)?,
        unread: row.try_get(4)?,
        rev: seq(row, 5)?,
    })
}

impl Filings for PgTx {
    async fn filing(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        of: ConversationId,
    ) -> Result<Option<Filing>, DbError> {
        self.one(
            &format!("{FILING} WHERE workspace = $1 AND account = $2 AND conversation = $3"),
            &[&ws.0, &account.0, &of.0],
            filing,
        )
        .await
    }

    async fn put_filing(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        filing: &Filing,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO filings (workspace, account, conversation, pinned, archived_at, muted_until, unread, rev)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (workspace, account, conversation) DO UPDATE SET pinned = excluded.pinned,
                archived_at = excluded.archived_at, muted_until = excluded.muted_until,
                unread = excluded.unread, rev = excluded.rev",
            &[&ws.0, &account.0, &filing.conversation.0, &filing.pinned, &filing.archived_at.map(int), &filing.muted_until.map(|until| until.0), &filing.unread, &int(filing.rev)],
        ).await?;
        Ok(())
    }

    async fn filings_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Filing)>, DbError> {
        self.all(
            &format!("{FILING} WHERE workspace = $1 AND account = $2 AND rev > $3 ORDER BY rev LIMIT $4"),
            &[&ws.0, &account.0, &int(since), &i64::from(limit)],
            |row| Ok((seq(row, 5)?, filing(row)?)),
        )
        .await
    }
}
