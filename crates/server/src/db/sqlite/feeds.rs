//! Table `feeds`: the counter of each feed.

use protocol::{FeedId, Seq, WorkspaceId};
use rusqlite::params;

use super::SqliteTx;
use super::values::{blob, feed_key, seq};
use crate::db::{DbError, Feeds};

impl Feeds for SqliteTx {
    async fn head(&mut self, ws: WorkspaceId, feed: FeedId) -> Result<Seq, DbError> {
        let (kind, id) = feed_key(feed);
        let head = self.one(
            "SELECT head FROM feeds WHERE workspace = ?1 AND kind = ?2 AND id = ?3",
            params![blob(ws.0), kind, id],
            |row| seq(row, 0),
        )?;
        Ok(head.unwrap_or(0))
    }

    async fn raise(&mut self, ws: WorkspaceId, feed: FeedId) -> Result<Seq, DbError> {
        let (kind, id) = feed_key(feed);
        let head = self.one(
            "INSERT INTO feeds (workspace, kind, id, head) VALUES (?1, ?2, ?3, 1)
             ON CONFLICT (workspace, kind, id) DO UPDATE SET head = head + 1 RETURNING head",
            params![blob(ws.0), kind, id],
            |row| seq(row, 0),
        )?;
        Ok(head.unwrap_or(0))
    }
}
