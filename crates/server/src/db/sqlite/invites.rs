//! Table `invites`: codes by which a person comes in, as hashes.

use protocol::{AccountId, InviteId, Timestamp, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, optional_time, time};
use crate::db::{DbError, InviteRow, Invites};

fn invite(row: &Row<'_>) -> rusqlite::Result<InviteRow> {
    Ok(InviteRow {
        id: InviteId(id(row, 1)?),
        account: AccountId(id(row, 2)?),
        expires_at: time(row, 3)?,
        used_at: optional_time(row, 4)?,
    })
}

impl Invites for SqliteTx {
    async fn insert_invite(
        &mut self,
        ws: WorkspaceId,
        invite: &InviteRow,
        code_hash: &[u8; 32],
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO invites (workspace, id, account, code_hash, expires_at, used_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                blob(ws.0),
                blob(invite.id.0),
                blob(invite.account.0),
                code_hash,
                invite.expires_at.0,
                invite.used_at.map(|at| at.0),
            ],
        )?;
        Ok(())
    }

    async fn invite_by_code(
        &mut self,
        code_hash: &[u8; 32],
    ) -> Result<Option<(WorkspaceId, InviteRow)>, DbError> {
        self.one(
            "SELECT workspace, id, account, expires_at, used_at FROM invites WHERE code_hash = ?1",
            params![code_hash],
            |row| Ok((WorkspaceId(id(row, 0)?), invite(row)?)),
        )
    }

    async fn open_invites(&mut self, ws: WorkspaceId, now: Timestamp) -> Result<Vec<InviteRow>, DbError> {
        self.all(
            "SELECT workspace, id, account, expires_at, used_at FROM invites
             WHERE workspace = ?1 AND used_at IS NULL AND expires_at > ?2 ORDER BY expires_at DESC, id",
            params![blob(ws.0), now.0],
            invite,
        )
    }

    async fn use_invite(&mut self, ws: WorkspaceId, invite: InviteId, at: Timestamp) -> Result<(), DbError> {
        self.run(
            "UPDATE invites SET used_at = ?3 WHERE workspace = ?1 AND id = ?2",
            params![blob(ws.0), blob(invite.0), at.0],
        )?;
        Ok(())
    }

    async fn delete_invite(&mut self, ws: WorkspaceId, invite: InviteId) -> Result<bool, DbError> {
        let deleted = self.run(
            "DELETE FROM invites WHERE workspace = ?1 AND id = ?2 AND used_at IS NULL",
            params![blob(ws.0), blob(invite.0)],
        )?;
        Ok(deleted > 0)
    }

    async fn delete_open_invites_of(&mut self, ws: WorkspaceId, account: AccountId) -> Result<(), DbError> {
        self.run(
            "DELETE FROM invites WHERE workspace = ?1 AND account = ?2 AND used_at IS NULL",
            params![blob(ws.0), blob(account.0)],
        )?;
        Ok(())
    }
}
