//! Table `vault_items`: what the vault says of a file. What the file is stands in `files`.

use protocol::{AccountId, FolderId, Seq, VaultItem, VaultItemId, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, from_json, id, int, optional_id, seq, time, to_json};
use crate::db::{DbError, VaultItems, no_file};

const ITEM: &str =
    "SELECT v.id, f.attachment, v.name, v.folder, v.tags, v.added_by, v.added_at, v.rev, v.deleted
    FROM vault_items v LEFT JOIN files f ON f.workspace = v.workspace AND f.id = v.file";

fn item(row: &Row<'_>) -> rusqlite::Result<VaultItem> {
    Ok(VaultItem {
        id: VaultItemId(id(row, 0)?),
        file: match row.get_ref(1)?.as_str_or_null()? {
            Some(_) => from_json(row, 1)?,
            None => no_file(),
        },
        name: row.get(2)?,
        folder: optional_id(row, 3)?.map(FolderId),
        tags: from_json(row, 4)?,
        added_by: AccountId(id(row, 5)?),
        added_at: time(row, 6)?,
        rev: seq(row, 7)?,
        deleted: row.get(8)?,
    })
}

impl VaultItems for SqliteTx {
    async fn vault_item(&mut self, ws: WorkspaceId, of: VaultItemId) -> Result<Option<VaultItem>, DbError> {
        self.one(
            &format!("{ITEM} WHERE v.workspace = ?1 AND v.id = ?2"),
            params![blob(ws.0), blob(of.0)],
            item,
        )
    }

    async fn vault_items_in(&mut self, ws: WorkspaceId, folder: FolderId) -> Result<Vec<VaultItem>, DbError> {
        self.all(
            &format!("{ITEM} WHERE v.workspace = ?1 AND v.folder = ?2 ORDER BY v.rev"),
            params![blob(ws.0), blob(folder.0)],
            item,
        )
    }

    async fn count_vault_items(&mut self, ws: WorkspaceId) -> Result<u32, DbError> {
        let count = self.one(
            "SELECT count(*) FROM vault_items WHERE workspace = ?1 AND file IS NOT NULL",
            params![blob(ws.0)],
            |row| row.get(0),
        )?;
        Ok(count.unwrap_or(0))
    }

    async fn put_vault_item(&mut self, ws: WorkspaceId, item: &VaultItem) -> Result<(), DbError> {
        self.run(
            "INSERT INTO vault_items (workspace, id, file, name, folder, tags, added_by, added_at, rev, deleted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (workspace, id) DO UPDATE SET file = excluded.file, name = excluded.name,
                folder = excluded.folder, tags = excluded.tags, rev = excluded.rev, deleted = excluded.deleted",
            params![
                blob(ws.0),
                blob(item.id.0),
                (!item.deleted).then_some(blob(item.file.id.0)),
                item.name,
                item.folder.map(|folder| blob(folder.0)),
                to_json(&item.tags)?,
                blob(item.added_by.0),
                item.added_at.0,
                int(item.rev),
                item.deleted,
            ],
        )?;
        Ok(())
    }

    async fn vault_items_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, VaultItem)>, DbError> {
        self.all(
            &format!("{ITEM} WHERE v.workspace = ?1 AND v.rev > ?2 ORDER BY v.rev LIMIT ?3"),
            params![blob(ws.0), int(since), limit],
            |row| Ok((seq(row, 7)?, item(row)?)),
        )
    }
}
