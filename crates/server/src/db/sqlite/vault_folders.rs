//! Table `vault_folders`.

use protocol::{FolderId, Seq, VaultFolder, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, int, optional_id, seq};
use crate::db::{DbError, VaultFolders};

const FOLDER: &str = "SELECT id, name, parent, rev, deleted FROM vault_folders";

fn folder(row: &Row<'_>) -> rusqlite::Result<VaultFolder> {
    Ok(VaultFolder {
        id: FolderId(id(row, 0)?),
        name: row.get(1)?,
        parent: optional_id(row, 2)?.map(FolderId),
        rev: seq(row, 3)?,
        deleted: row.get(4)?,
    })
}

impl VaultFolders for SqliteTx {
    async fn vault_folder(&mut self, ws: WorkspaceId, of: FolderId) -> Result<Option<VaultFolder>, DbError> {
        self.one(
            &format!("{FOLDER} WHERE workspace = ?1 AND id = ?2"),
            params![blob(ws.0), blob(of.0)],
            folder,
        )
    }

    async fn vault_folders(&mut self, ws: WorkspaceId) -> Result<Vec<VaultFolder>, DbError> {
        self.all(
            &format!("{FOLDER} WHERE workspace = ?1 AND deleted = 0"),
            params![blob(ws.0)],
            folder,
        )
    }

    async fn put_vault_folder(&mut self, ws: WorkspaceId, folder: &VaultFolder) -> Result<(), DbError> {
        self.run(
            "INSERT INTO vault_folders (workspace, id, name, parent, rev, deleted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, parent = excluded.parent,
                rev = excluded.rev, deleted = excluded.deleted",
            params![
                blob(ws.0),
                blob(folder.id.0),
                folder.name,
                folder.parent.map(|parent| blob(parent.0)),
                int(folder.rev),
                folder.deleted,
            ],
        )?;
        Ok(())
    }

    async fn vault_folders_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, VaultFolder)>, DbError> {
        self.all(
            &format!("{FOLDER} WHERE workspace = ?1 AND rev > ?2 ORDER BY rev LIMIT ?3"),
            params![blob(ws.0), int(since), limit],
            |row| Ok((seq(row, 3)?, folder(row)?)),
        )
    }
}
