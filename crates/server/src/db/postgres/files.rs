//! Table `files`.

use protocol::{AccountId, Attachment, FileId, Timestamp, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{from_json, id, int, optional_hash, seq, time, to_json};
use crate::db::held::IS_HELD;
use crate::db::{Begun, DbError, FileContent, FileRow, Files};

const FILE: &str =
    "SELECT f.id, f.owner, f.begun_at, f.bytes, f.asked, f.received, f.attachment, f.hash, f.thumbnail
    FROM files f";

fn file(row: &Row) -> Result<FileRow, DbError> {
    let content = match row.try_get::<_, Option<&str>>(6)? {
        Some(_) => FileContent::Stored(Box::new(from_json(row, 6)?)),
        None => FileContent::Coming {
            asked: from_json(row, 4)?,
            received: seq(row, 5)?,
        },
    };
    Ok(FileRow {
        id: FileId(id(row, 0)?),
        owner: AccountId(id(row, 1)?),
        begun_at: time(row, 2)?,
        bytes: seq(row, 3)?,
        hash: optional_hash(row, 7)?,
        thumbnail: optional_hash(row, 8)?,
        content,
    })
}

impl Files for PgTx {
    async fn insert_file(&mut self, ws: WorkspaceId, file: &FileRow) -> Result<(), DbError> {
        let (asked, stored) = match &file.content {
            FileContent::Coming { asked, .. } => (Some(to_json(asked)?), None),
            FileContent::Stored(stored) => (None, Some(stored)),
        };
        let attachment = stored.map(to_json).transpose()?;
        self.insert(
            "INSERT INTO files (workspace, id, owner, begun_at, bytes, asked, received, attachment, hash, thumbnail)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            &[
                &ws.0,
                &file.id.0,
                &file.owner.0,
                &file.begun_at.0,
                &int(file.bytes),
                &asked,
                &int(file.offset()),
                &attachment,
                &file.hash.as_ref().map(<[u8; 32]>::as_slice),
                &file.thumbnail.as_ref().map(<[u8; 32]>::as_slice),
            ],
        )
        .await
    }

    async fn file(&mut self, ws: WorkspaceId, of: FileId) -> Result<Option<FileRow>, DbError> {
        self.one(
            &format!("{FILE} WHERE f.workspace = $1 AND f.id = $2"),
            &[&ws.0, &of.0],
            file,
        )
        .await
    }

    async fn file_for(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        notes: bool,
        of: FileId,
    ) -> Result<Option<FileRow>, DbError> {
        self.one(
            &format!(
                "{FILE} WHERE f.workspace = $1 AND f.id = $2 AND (f.owner = $3 OR EXISTS (
                    SELECT 1 FROM message_files h JOIN members m ON m.workspace = h.workspace
                        AND m.conversation = h.conversation AND m.account = $3 AND m.active
                    JOIN messages t ON t.workspace = h.workspace AND t.conversation = h.conversation
                        AND t.seq = h.seq AND ($4 OR t.staff_only IS NULL)
                    WHERE h.workspace = $1 AND h.file = $2 AND h.seq >= coalesce(m.since, 0))
                 OR EXISTS (
                    SELECT 1 FROM conversations c JOIN members m ON m.workspace = c.workspace
                        AND m.conversation = c.id AND m.account = $3 AND m.active
                    WHERE c.workspace = $1 AND c.picture = $2)
                  OR EXISTS (SELECT 1 FROM template_files t
                     WHERE t.workspace = $1 AND t.file = $2 AND t.holder = $3)
                  OR EXISTS (SELECT 1 FROM accounts a WHERE a.workspace = $1 AND a.id = $3 AND a.kind = 'coach'
                     AND (EXISTS (SELECT 1 FROM vault_items v WHERE v.workspace = $1 AND v.file = $2)
                         OR EXISTS (SELECT 1 FROM template_files t
                             WHERE t.workspace = $1 AND t.file = $2 AND t.holder = $1))))"
            ),
            &[&ws.0, &of.0, &account.0, &notes],
            file,
        )
        .await
    }

    async fn set_received(&mut self, ws: WorkspaceId, of: FileId, received: u64) -> Result<(), DbError> {
        self.run(
            "UPDATE files SET received = $3 WHERE workspace = $1 AND id = $2 AND attachment IS NULL",
            &[&ws.0, &of.0, &int(received)],
        )
        .await?;
        Ok(())
    }

    async fn name_bytes(
        &mut self,
        ws: WorkspaceId,
        of: FileId,
        hash: &[u8; 32],
        thumbnail: Option<&[u8; 32]>,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE files SET hash = $3, thumbnail = $4 WHERE workspace = $1 AND id = $2",
            &[
                &ws.0,
                &of.0,
                &hash.as_slice(),
                &thumbnail.map(<[u8; 32]>::as_slice),
            ],
        )
        .await?;
        Ok(())
    }

    async fn store_file(
        &mut self,
        ws: WorkspaceId,
        of: FileId,
        attachment: &Attachment,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE files SET asked = NULL, received = bytes, attachment = $3 WHERE workspace = $1 AND id = $2",
            &[&ws.0, &of.0, &to_json(attachment)?],
        )
        .await?;
        Ok(())
    }

    async fn delete_file(&mut self, ws: WorkspaceId, of: FileId) -> Result<(), DbError> {
        self.run(
            "DELETE FROM files WHERE workspace = $1 AND id = $2",
            &[&ws.0, &of.0],
        )
        .await?;
        Ok(())
    }

    async fn begun_since(
        &mut self,
        ws: WorkspaceId,
        owner: AccountId,
        since: Timestamp,
    ) -> Result<Begun, DbError> {
        let begun = self
            .one(
                "SELECT count(*), coalesce(sum(bytes), 0)::bigint, coalesce(min(begun_at), 0) FROM files
                 WHERE workspace = $1 AND owner = $2 AND begun_at > $3",
                &[&ws.0, &owner.0, &since.0],
                |row| {
                    Ok(Begun {
                        files: seq(row, 0)?,
                        bytes: seq(row, 1)?,
                        first_at: time(row, 2)?,
                    })
                },
            )
            .await?;
        Ok(begun.unwrap_or_default())
    }

    async fn is_file_held(&mut self, ws: WorkspaceId, of: FileId) -> Result<bool, DbError> {
        let held = self
            .one(
                &format!("SELECT {IS_HELD} FROM files f WHERE f.workspace = $1 AND f.id = $2"),
                &[&ws.0, &of.0],
                |row| Ok(row.try_get(0)?),
            )
            .await?;
        Ok(held.unwrap_or(false))
    }

    async fn is_hash_named(&mut self, ws: WorkspaceId, hash: &[u8; 32]) -> Result<bool, DbError> {
        let named = self
            .one(
                "SELECT EXISTS (SELECT 1 FROM files WHERE workspace = $1 AND hash = $2)
                    OR EXISTS (SELECT 1 FROM files WHERE workspace = $1 AND thumbnail = $2)",
                &[&ws.0, &hash.as_slice()],
                |row| Ok(row.try_get(0)?),
            )
            .await?;
        Ok(named.unwrap_or(false))
    }
}
