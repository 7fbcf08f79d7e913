//! Table `devices`: sessions, of whose tokens only hashes are kept.

use protocol::{AccountId, DeviceId, Timestamp, WorkspaceId};

use super::tx::PgTx;
use super::values::{id, kind, time};
use crate::db::{DbError, DeviceRow, Devices, Session};

impl Devices for PgTx {
    async fn insert_device(
        &mut self,
        ws: WorkspaceId,
        device: &DeviceRow,
        token_hash: &[u8; 32],
    ) -> Result<(), DbError> {
        self.insert(
            "INSERT INTO devices (workspace, id, account, token_hash, name, signed_in_at, last_seen_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT DO NOTHING",
            &[
                &ws.0,
                &device.id.0,
                &device.account.0,
                &token_hash.as_slice(),
                &device.name,
                &device.signed_in_at.0,
                &device.last_seen_at.0,
            ],
        )
        .await
    }

    async fn session(&mut self, token_hash: &[u8; 32]) -> Result<Option<Session>, DbError> {
        self.one(
            "SELECT d.workspace, d.account, a.kind, d.id, d.last_seen_at
             FROM devices d JOIN accounts a ON a.workspace = d.workspace AND a.id = d.account
             WHERE d.token_hash = $1",
            &[&token_hash.as_slice()],
            |row| {
                Ok(Session {
                    workspace: WorkspaceId(id(row, 0)?),
                    account: AccountId(id(row, 1)?),
                    kind: kind(row, 2)?,
                    device: DeviceId(id(row, 3)?),
                    last_seen_at: time(row, 4)?,
                })
            },
        )
        .await
    }

    async fn devices(&mut self, ws: WorkspaceId, account: AccountId) -> Result<Vec<DeviceRow>, DbError> {
        self.all(
            "SELECT id, account, name, signed_in_at, last_seen_at FROM devices
             WHERE workspace = $1 AND account = $2 ORDER BY last_seen_at DESC, id",
            &[&ws.0, &account.0],
            |row| {
                Ok(DeviceRow {
                    id: DeviceId(id(row, 0)?),
                    account: AccountId(id(row, 1)?),
                    name: row.try_get(2)?,
                    signed_in_at: time(row, 3)?,
                    last_seen_at: time(row, 4)?,
                })
            },
        )
        .await
    }

    async fn touch_device(
        &mut self,
        ws: WorkspaceId,
        device: DeviceId,
        at: Timestamp,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE devices SET last_seen_at = $3 WHERE workspace = $1 AND id = $2",
            &[&ws.0, &device.0, &at.0],
        )
        .await?;
        Ok(())
    }

    async fn delete_device(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        device: DeviceId,
    ) -> Result<bool, DbError> {
        let deleted = self
            .run(
                "DELETE FROM devices WHERE workspace = $1 AND account = $2 AND id = $3",
                &[&ws.0, &account.0, &device.0],
            )
            .await?;
        Ok(deleted > 0)
    }
}
