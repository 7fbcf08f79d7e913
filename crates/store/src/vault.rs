//! Tables `vault_folders` and `vault_items`: what coaches keep to send again.

use protocol::{AccountId, FolderId, Timestamp, VaultFolder, VaultItem, VaultItemId};
use rusqlite::{Connection, params};

use crate::column::{from_json, number, optional_json, optional_uuid, rows, run, seq, to_json, uuid};

/// One that is deleted goes.
pub(crate) fn put_folder(connection: &Connection, folder: &VaultFolder) -> rusqlite::Result<()> {
    if folder.deleted {
        return run(
            connection,
            "DELETE FROM vault_folders WHERE id = ?1",
            params![folder.id.0.as_bytes()],
        );
    }
    run(
        connection,
        "INSERT INTO vault_folders (id, name, parent, rev) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent, rev = excluded.rev",
        params![
            folder.id.0.as_bytes(),
            folder.name,
            folder.parent.as_ref().map(|parent| parent.0.as_bytes()),
            number(folder.rev),
        ],
    )
}

/// As [`put_folder`].
pub(crate) fn put_item(connection: &Connection, item: &VaultItem) -> rusqlite::Result<()> {
    if item.deleted {
        return run(
            connection,
            "DELETE FROM vault_items WHERE id = ?1",
            params![item.id.0.as_bytes()],
        );
    }
    let tags = (!item.tags.is_empty()).then(|| to_json(&item.tags)).transpose()?;
    run(
        connection,
        "INSERT INTO vault_items (id, file, name, folder, tags, added_by, added_at, rev)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (id) DO UPDATE SET file = excluded.file, name = excluded.name, folder = excluded.folder,
                tags = excluded.tags, added_by = excluded.added_by, added_at = excluded.added_at, rev = excluded.rev",
        params![
            item.id.0.as_bytes(),
            to_json(&item.file)?,
            item.name,
            item.folder.as_ref().map(|folder| folder.0.as_bytes()),
            tags,
            item.added_by.0.as_bytes(),
            item.added_at.0,
            number(item.rev),
        ],
    )
}

pub(crate) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    run(connection, "DELETE FROM vault_folders", [])?;
    run(connection, "DELETE FROM vault_items", [])
}

pub(crate) fn load_folders(connection: &Connection) -> rusqlite::Result<Vec<VaultFolder>> {
    rows(
        connection,
        "SELECT id, name, parent, rev FROM vault_folders",
        [],
        |row| {
            Ok(VaultFolder {
                id: FolderId(uuid(row, 0)?),
                name: row.get(1)?,
                parent: optional_uuid(row, 2)?.map(FolderId),
                rev: seq(row, 3)?,
                deleted: false,
            })
        },
    )
}

pub(crate) fn load_items(connection: &Connection) -> rusqlite::Result<Vec<VaultItem>> {
    rows(
        connection,
        "SELECT id, file, name, folder, tags, added_by, added_at, rev FROM vault_items",
        [],
        |row| {
            Ok(VaultItem {
                id: VaultItemId(uuid(row, 0)?),
                file: from_json(row, 1)?,
                name: row.get(2)?,
                folder: optional_uuid(row, 3)?.map(FolderId),
                tags: optional_json(row, 4)?.unwrap_or_default(),
                added_by: AccountId(uuid(row, 5)?),
                added_at: Timestamp(row.get(6)?),
                rev: seq(row, 7)?,
                deleted: false,
            })
        },
    )
}
