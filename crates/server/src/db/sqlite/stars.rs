//! Table `stars`. One that was taken off stays as an empty row, so that the other devices learn of it.

use protocol::{AccountId, ConversationId, MessageId, Seq, Star, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, int, optional_time, seq};
use crate::db::{DbError, Stars};

const STAR: &str = "SELECT conversation, message, starred, follow_up_at, rev FROM stars";

fn star(row: &Row<'_>) -> rusqlite::Result<Star> {
    Ok(Star {
        conversation: ConversationId(id(row, 0)?),
        message: MessageId(id(row, 1)?),
        starred: row.get(2)?,
        follow_up_at: optional_time(row, 3)?,
        rev: seq(row, 4)?,
    })
}

impl Stars for SqliteTx {
    async fn star(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        of: MessageId,
    ) -> Result<Option<Star>, DbError> {
        self.one(
            &format!("{STAR} WHERE workspace = ?1 AND account = ?2 AND message = ?3"),
            params![blob(ws.0), blob(account.0), blob(of.0)],
            star,
        )
    }

    async fn put_star(&mut self, ws: WorkspaceId, account: AccountId, star: &Star) -> Result<(), DbError> {
        self.run(
            "INSERT INTO stars (workspace, account, message, conversation, starred, follow_up_at, rev)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (workspace, account, message) DO UPDATE SET starred = excluded.starred,
                follow_up_at = excluded.follow_up_at, rev = excluded.rev",
            params![
                blob(ws.0),
                blob(account.0),
                blob(star.message.0),
                blob(star.conversation.0),
                star.starred,
                star.follow_up_at.map(|at| at.0),
                int(star.rev),
            ],
        )?;
        Ok(())
    }

    async fn stars_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Star)>, DbError> {
        self.all(
            &format!("{STAR} WHERE workspace = ?1 AND account = ?2 AND rev > ?3 ORDER BY rev LIMIT ?4"),
            params![blob(ws.0), blob(account.0), int(since), limit],
            |row| Ok((seq(row, 4)?, star(row)?)),
        )
    }
}
