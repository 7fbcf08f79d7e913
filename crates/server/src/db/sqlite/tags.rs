//! Table `tags`.

use protocol::{Seq, Tag, TagId, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, int, seq};
use crate::db::{DbError, Tags};

const TAG: &str = "SELECT id, name, hue, rev, deleted FROM tags";

fn tag(row: &Row<'_>) -> rusqlite::Result<Tag> {
    Ok(Tag {
        id: TagId(id(row, 0)?),
        name: row.get(1)?,
        hue: row.get(2)?,
        rev: seq(row, 3)?,
        deleted: row.get(4)?,
    })
}

impl Tags for SqliteTx {
    async fn tag(&mut self, ws: WorkspaceId, of: TagId) -> Result<Option<Tag>, DbError> {
        self.one(
            &format!("{TAG} WHERE workspace = ?1 AND id = ?2"),
            params![blob(ws.0), blob(of.0)],
            tag,
        )
    }

    async fn tag_named(&mut self, ws: WorkspaceId, folded: &str) -> Result<Option<TagId>, DbError> {
        self.one(
            "SELECT id FROM tags WHERE workspace = ?1 AND folded = ?2 AND NOT deleted",
            params![blob(ws.0), folded],
            |row| id(row, 0).map(TagId),
        )
    }

    async fn count_tags(&mut self, ws: WorkspaceId) -> Result<u32, DbError> {
        let count = self.one(
            "SELECT count(*) FROM tags WHERE workspace = ?1 AND NOT deleted",
            params![blob(ws.0)],
            |row| row.get(0),
        )?;
        Ok(count.unwrap_or(0))
    }

    async fn put_tag(&mut self, ws: WorkspaceId, tag: &Tag, folded: &str) -> Result<(), DbError> {
        self.run(
            "INSERT INTO tags (workspace, id, name, folded, hue, rev, deleted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, folded = excluded.folded,
                hue = excluded.hue, rev = excluded.rev, deleted = excluded.deleted",
            params![
                blob(ws.0),
                blob(tag.id.0),
                tag.name,
                folded,
                tag.hue,
                int(tag.rev),
                tag.deleted,
            ],
        )?;
        Ok(())
    }

    async fn tags_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Tag)>, DbError> {
        self.all(
            &format!("{TAG} WHERE workspace = ?1 AND rev > ?2 ORDER BY rev LIMIT ?3"),
            params![blob(ws.0), int(since), limit],
            |row| Ok((seq(row, 3)?, tag(row)?)),
        )
    }
}
