//! Table `workspaces`.

use protocol::{ReceiptPolicy, Seq, Timestamp, Workspace, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{id, int, narrow, receipt_policy, receipt_policy_text, seq};
use crate::db::{DbError, Workspaces};

fn workspace(row: &Row) -> Result<Workspace, DbError> {
    Ok(Workspace {
        id: WorkspaceId(id(row, 1)?),
        name: row.try_get(2)?,
        brand_hue: narrow(row, 3)?,
        receipts: receipt_policy(row, 4)?,
    })
}

impl Workspaces for PgTx {
    async fn lock_workspace(&mut self, ws: WorkspaceId) -> Result<(), DbError> {
        self.lock(ws).await.map(drop)
    }

    async fn insert_workspace(
        &mut self,
        workspace: &Workspace,
        at: Timestamp,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.insert(
            "INSERT INTO workspaces (id, name, brand_hue, created_at, rev, receipts)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
            &[
                &workspace.id.0,
                &workspace.name,
                &i64::from(workspace.brand_hue),
                &at.0,
                &int(rev),
                &receipt_policy_text(workspace.receipts),
            ],
        )
        .await
    }

    async fn workspace(&mut self, ws: WorkspaceId) -> Result<Option<(Seq, Workspace)>, DbError> {
        self.one(
            "SELECT rev, id, name, brand_hue, receipts FROM workspaces WHERE id = $1",
            &[&ws.0],
            |row| Ok((seq(row, 0)?, workspace(row)?)),
        )
        .await
    }

    async fn set_receipt_policy(
        &mut self,
        ws: WorkspaceId,
        policy: ReceiptPolicy,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE workspaces SET receipts = $2, rev = $3 WHERE id = $1",
            &[&ws.0, &receipt_policy_text(policy), &int(rev)],
        )
        .await?;
        Ok(())
    }

    async fn any_workspace(&mut self) -> Result<bool, DbError> {
        Ok(self
            .one("SELECT 1 FROM workspaces LIMIT 1", &[], |_| Ok(()))
            .await?
            .is_some())
    }

    async fn workspaces(&mut self) -> Result<Vec<Workspace>, DbError> {
        self.all(
            "SELECT rev, id, name, brand_hue, receipts FROM workspaces ORDER BY name COLLATE \"C\", id",
            &[],
            workspace,
        )
        .await
    }
}
