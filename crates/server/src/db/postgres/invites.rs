//! Table `invites`: codes by which a person comes in, as hashes.

use protocol::{AccountId, InviteId, Timestamp, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{id, optional_time, time};
use crate::db::{DbError, InviteRow, Invites};

fn invite(row: &Row) -> Result<InviteRow, DbError> {
    Ok(InviteRow {
        id: InviteId(id(row, 1)?),
        account: AccountId(id(row, 2)?),
        expires_at: time(row, 3)?,
        used_at: optional_time(row, 4)?,
    })
}

impl Invites for PgTx {
    async fn insert_invite(
        &mut self,
        ws: WorkspaceId,
        invite: &InviteRow,
        code_hash: &[u8; 32],
    ) -> Result<(), DbError> {
        self.insert(
            "INSERT INTO invites (workspace, id, account, code_hash, expires_at, used_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
            &[
                &ws.0,
                &invite.id.0,
                &invite.account.0,
                &code_hash.as_slice(),
                &invite.expires_at.0,
                &invite.used_at.map(|at| at.0),
            ],
        )
        .await
    }

    async fn invite_by_code(
        &mut self,
        code_hash: &[u8; 32],
    ) -> Result<Option<(WorkspaceId, InviteRow)>, DbError> {
        self.one(
            "SELECT workspace, id, account, expires_at, used_at FROM invites WHERE code_hash = $1",
            &[&code_hash.as_slice()],
            |row| Ok((WorkspaceId(id(row, 0)?), invite(row)?)),
        )
        .await
    }

    async fn open_invites(&mut self, ws: WorkspaceId, now: Timestamp) -> Result<Vec<InviteRow>, DbError> {
        self.all(
            "SELECT workspace, id, account, expires_at, used_at FROM invites
             WHERE workspace = $1 AND used_at IS NULL AND expires_at > $2 ORDER BY expires_at DESC, id",
            &[&ws.0, &now.0],
            invite,
        )
        .await
    }

    async fn use_invite(&mut self, ws: WorkspaceId, invite: InviteId, at: Timestamp) -> Result<(), DbError> {
        self.run(
            "UPDATE invites SET used_at = $3 WHERE workspace = $1 AND id = $2",
            &[&ws.0, &invite.0, &at.0],
        )
        .await?;
        Ok(())
    }

    async fn delete_invite(&mut self, ws: WorkspaceId, invite: InviteId) -> Result<bool, DbError> {
        let deleted = self
            .run(
                "DELETE FROM invites WHERE workspace = $1 AND id = $2 AND used_at IS NULL",
                &[&ws.0, &invite.0],
            )
            .await?;
        Ok(deleted > 0)
    }

    async fn delete_open_invites_of(&mut self, ws: WorkspaceId, account: AccountId) -> Result<(), DbError> {
        self.run(
            "DELETE FROM invites WHERE workspace = $1 AND account = $2 AND used_at IS NULL",
            &[&ws.0, &account.0],
        )
        .await?;
        Ok(())
    }
}
