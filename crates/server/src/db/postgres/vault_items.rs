//! Table `vault_items`: what the vault says of a file. What the file is stands in `files`.

use protocol::{AccountId, FolderId, Seq, VaultItem, VaultItemId, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{from_json, id, int, narrow, optional_id, seq, time, to_json};
use crate::db::{DbError, VaultItems, no_file};

const ITEM: &str =
    "SELECT v.id, f.attachment, v.name, v.folder, v.tags, v.added_by, v.added_at, v.rev, v.deleted
    FROM vault_items v LEFT JOIN files f ON f.workspace = v.workspace AND f.id = v.file";

fn item(row: &Row) -> Result<VaultItem, DbError> {
    Ok(VaultItem {
        id: VaultItemId(id(row, 0)?),
        file: match row.try_get::<_, Option<&str>>(1)? {
            Some(_) => from_json(row, 1)?,
            None => no_file(),
        },
        name: row.try_get(2)?,
        folder: optional_id(row, 3)?.map(FolderId),
        tags: from_json(row, 4)?,
        added_by: AccountId(id(row, 5)?),
        added_at: time(row, 6)?,
        rev: seq(row, 7)?,
        deleted: row.try_get(8)?,
    })
}

impl VaultItems for PgTx {
    async fn vault_item(&mut self, ws: WorkspaceId, of: VaultItemId) -> Result<Option<VaultItem>, DbError> {
        self.one(
            &format!("{ITEM} WHERE v.workspace = $1 AND v.id = $2"),
            &[&ws.0, &of.0],
            item,
        )
        .await
    }

    async fn vault_items_in(&mut self, ws: WorkspaceId, folder: FolderId) -> Result<Vec<VaultItem>, DbError> {
        self.all(
            &format!("{ITEM} WHERE v.workspace = $1 AND v.folder = $2 ORDER BY v.rev"),
            &[&ws.0, &folder.0],
            item,
        )
        .await
    }

    async fn count_vault_items(&mut self, ws: WorkspaceId) -> Result<u32, DbError> {
        let count = self
            .one(
                "SELECT count(*) FROM vault_items WHERE workspace = $1 AND file IS NOT NULL",
                &[&ws.0],
                |row| narrow(row, 0),
            )
            .await?;
        Ok(count.unwrap_or(0))
    }

    async fn put_vault_item(&mut self, ws: WorkspaceId, item: &VaultItem) -> Result<(), DbError> {
        self.run(
            "INSERT INTO vault_items (workspace, id, file, name, folder, tags, added_by, added_at, rev, deleted)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (workspace, id) DO UPDATE SET file = excluded.file, name = excluded.name,
                folder = excluded.folder, tags = excluded.tags, rev = excluded.rev, deleted = excluded.deleted",
            &[
                &ws.0,
                &item.id.0,
                &(!item.deleted).then_some(item.file.id.0),
                &item.name,
                &item.folder.map(|folder| folder.0),
                &to_json(&item.tags)?,
                &item.added_by.0,
                &item.added_at.0,
                &int(item.rev),
                &item.deleted,
            ],
        )
        .await?;
        Ok(())
    }

    async fn vault_items_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, VaultItem)>, DbError> {
        self.all(
            &format!("{ITEM} WHERE v.workspace = $1 AND v.rev > $2 ORDER BY v.rev LIMIT $3"),
            &[&ws.0, &int(since), &i64::from(limit)],
            |row| Ok((seq(row, 7)?, item(row)?)),
        )
        .await
    }
}
