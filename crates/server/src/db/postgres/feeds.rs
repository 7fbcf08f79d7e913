//! Table `feeds`: the counter of each feed.

use protocol::{FeedCursor, FeedId, Seq, WorkspaceId};
use uuid::Uuid;

use super::tx::PgTx;
use super::values::{feed, feed_key, id, int, seq};
use crate::db::{DbError, Feeds, Moved};

impl PgTx {
    /// In one statement, so of one moment. A tick that was never reached asks only where the workspace stands.
    pub(super) async fn moved(&mut self, since: &[(WorkspaceId, u64)]) -> Result<Vec<Moved>, DbError> {
        let (workspaces, ticks): (Vec<Uuid>, Vec<i64>) = since
            .iter()
            .map(|(workspace, tick)| (workspace.0, int(*tick)))
            .unzip();
        let rows = self
            .all(
                "SELECT w.id, w.tick, f.kind, f.id, f.head
                 FROM unnest($1::uuid[], $2::bigint[]) AS since (workspace, tick)
                 JOIN workspaces w ON w.id = since.workspace AND w.tick <> since.tick
                 LEFT JOIN feeds f ON f.workspace = w.id AND f.tick > since.tick
                 ORDER BY w.id, f.kind, f.id",
                &[&workspaces, &ticks],
                |row| {
                    let head = match row.try_get::<_, Option<i64>>(2)? {
                        Some(kind) => Some(FeedCursor {
                            feed: feed(kind, id(row, 3)?),
                            since: seq(row, 4)?,
                        }),
                        None => None,
                    };
                    Ok((WorkspaceId(id(row, 0)?), seq(row, 1)?, head))
                },
            )
            .await?;
        let mut moved: Vec<Moved> = Vec::new();
        for (workspace, tick, head) in rows {
            match moved.last_mut() {
                Some(last) if last.workspace == workspace => last.heads.extend(head),
                _ => moved.push(Moved {
                    workspace,
                    tick,
                    heads: head.into_iter().collect(),
                }),
            }
        }
        Ok(moved)
    }
}

impl Feeds for PgTx {
    async fn head(&mut self, ws: WorkspaceId, feed: FeedId) -> Result<Seq, DbError> {
        let (kind, id) = feed_key(feed);
        let head = self
            .one(
                "SELECT head FROM feeds WHERE workspace = $1 AND kind = $2 AND id = $3",
                &[&ws.0, &kind, &id],
                |row| seq(row, 0),
            )
            .await?;
        Ok(head.unwrap_or(0))
    }

    async fn raise(&mut self, ws: WorkspaceId, feed: FeedId) -> Result<Seq, DbError> {
        let tick = self.lock(ws).await?;
        let (kind, id) = feed_key(feed);
        let head = self
            .one(
                "INSERT INTO feeds (workspace, kind, id, head, tick) VALUES ($1, $2, $3, 1, $4)
                 ON CONFLICT (workspace, kind, id) DO UPDATE SET head = feeds.head + 1, tick = excluded.tick
                 RETURNING head",
                &[&ws.0, &kind, &id, &tick],
                |row| seq(row, 0),
            )
            .await?;
        Ok(head.unwrap_or(0))
    }
}
