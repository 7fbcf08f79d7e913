//! Table `filings`: how each person files each conversation.

use protocol::{AccountId, ConversationId, Filing, Seq, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, int, optional_seq, optional_time, seq};
use crate::db::{DbError, Filings};

const FILING: &str = "SELECT conversation, pinned, archived_at, muted_until, unread, rev FROM filings";

fn filing(row: &Row<'_>) -> rusqlite::Result<Filing> {
    Ok(Filing {
        conversation: ConversationId(id(row, 0)?),
        pinned: row.get(1)?,
        archived_at: optional_seq(row, 2)?,
        muted_until: optional_time(row, 3)?,
        unread: row.get(4)?,
        rev: seq(row, 5)?,
    })
}

impl Filings for SqliteTx {
    async fn filing(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        of: ConversationId,
    ) -> Result<Option<Filing>, DbError> {
        self.one(
            &format!("{FILING} WHERE workspace = ?1 AND account = ?2 AND conversation = ?3"),
            params![blob(ws.0), blob(account.0), blob(of.0)],
            filing,
        )
    }

    async fn put_filing(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        filing: &Filing,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO filings (workspace, account, conversation, pinned, archived_at, muted_until, unread, rev)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (workspace, account, conversation) DO UPDATE SET pinned = excluded.pinned,
                archived_at = excluded.archived_at, muted_until = excluded.muted_until,
                unread = excluded.unread, rev = excluded.rev",
            params![
                blob(ws.0),
                blob(account.0),
                blob(filing.conversation.0),
                filing.pinned,
                filing.archived_at.map(int),
                filing.muted_until.map(|until| until.0),
                filing.unread,
                int(filing.rev),
            ],
        )?;
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
            &format!("{FILING} WHERE workspace = ?1 AND account = ?2 AND rev > ?3 ORDER BY rev LIMIT ?4"),
            params![blob(ws.0), blob(account.0), int(since), limit],
            |row| Ok((seq(row, 5)?, filing(row)?)),
        )
    }
}
