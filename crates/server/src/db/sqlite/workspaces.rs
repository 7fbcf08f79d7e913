//! Table `workspaces`.

use protocol::{ReceiptPolicy, Seq, Timestamp, Workspace, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, int, receipt_policy, receipt_policy_text, seq};
use crate::db::{DbError, Workspaces};

fn workspace(row: &Row<'_>) -> rusqlite::Result<Workspace> {
    Ok(Workspace {
        id: WorkspaceId(id(row, 1)?),
        name: row.get(2)?,
        brand_hue: row.get(3)?,
        receipts: receipt_policy(row, 4)?,
    })
}

impl Workspaces for SqliteTx {
    /// The transaction has the whole file.
    async fn lock_workspace(&mut self, _: WorkspaceId) -> Result<(), DbError> {
        Ok(())
    }

    async fn insert_workspace(
        &mut self,
        workspace: &Workspace,
        at: Timestamp,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO workspaces (id, name, brand_hue, created_at, rev, receipts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                blob(workspace.id.0),
                workspace.name,
                workspace.brand_hue,
                at.0,
                int(rev),
                receipt_policy_text(workspace.receipts),
            ],
        )?;
        Ok(())
    }

    async fn workspace(&mut self, ws: WorkspaceId) -> Result<Option<(Seq, Workspace)>, DbError> {
        self.one(
            "SELECT rev, id, name, brand_hue, receipts FROM workspaces WHERE id = ?1",
            params![blob(ws.0)],
            |row| Ok((seq(row, 0)?, workspace(row)?)),
        )
    }

    async fn set_receipt_policy(
        &mut self,
        ws: WorkspaceId,
        policy: ReceiptPolicy,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE workspaces SET receipts = ?2, rev = ?3 WHERE id = ?1",
            params![blob(ws.0), receipt_policy_text(policy), int(rev)],
        )?;
        Ok(())
    }

    async fn any_workspace(&mut self) -> Result<bool, DbError> {
        Ok(self
            .one("SELECT 1 FROM workspaces LIMIT 1", [], |_| Ok(()))?
            .is_some())
    }

    async fn workspaces(&mut self) -> Result<Vec<Workspace>, DbError> {
        self.all(
            "SELECT rev, id, name, brand_hue, receipts FROM workspaces ORDER BY name, id",
            [],
            workspace,
        )
    }
}
