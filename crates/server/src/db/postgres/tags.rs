//! Table `tags`.

use protocol::{Seq, Tag, TagId, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{id, int, narrow, seq};
use crate::db::{DbError, Tags};

const TAG: &str = "SELECT id, name, hue, rev, deleted FROM tags";

fn tag(row: &Row) -> Result<Tag, DbError> {
    Ok(Tag {
        id: TagId(id(row, 0)?),
        name: row.try_get(1)?,
        hue: narrow(row, 2)?,
        rev: seq(row, 3)?,
        deleted: row.try_get(4)?,
    })
}

impl Tags for PgTx {
    async fn tag(&mut self, ws: WorkspaceId, of: TagId) -> Result<Option<Tag>, DbError> {
        self.one(
            &format!("{TAG} WHERE workspace = $1 AND id = $2"),
            &[&ws.0, &of.0],
            tag,
        )
        .await
    }

    async fn tag_named(&mut self, ws: WorkspaceId, folded: &str) -> Result<Option<TagId>, DbError> {
        self.one(
            "SELECT id FROM tags WHERE workspace = $1 AND folded = $2 AND NOT deleted",
            &[&ws.0, &folded],
            |row| id(row, 0).map(TagId),
        )
        .await
    }

    async fn count_tags(&mut self, ws: WorkspaceId) -> Result<u32, DbError> {
        let count = self
            .one(
                "SELECT count(*) FROM tags WHERE workspace = $1 AND NOT deleted",
                &[&ws.0],
                |row| narrow(row, 0),
            )
            .await?;
        Ok(count.unwrap_or(0))
    }

    async fn put_tag(&mut self, ws: WorkspaceId, tag: &Tag, folded: &str) -> Result<(), DbError> {
        self.run(
            "INSERT INTO tags (workspace, id, name, folded, hue, rev, deleted) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, folded = excluded.folded,
                hue = excluded.hue, rev = excluded.rev, deleted = excluded.deleted",
            &[
                &ws.0,
                &tag.id.0,
                &tag.name,
                &folded,
                &i64::from(tag.hue),
                &int(tag.rev),
                &tag.deleted,
            ],
        )
        .await?;
        Ok(())
    }

    async fn tags_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Tag)>, DbError> {
        self.all(
            &format!("{TAG} WHERE workspace = $1 AND rev > $2 ORDER BY rev LIMIT $3"),
            &[&ws.0, &int(since), &i64::from(limit)],
            |row| Ok((seq(row, 3)?, tag(row)?)),
        )
        .await
    }
}
