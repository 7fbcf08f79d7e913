//! What only a database on a network can get wrong: order among nodes, lost connections, nodes that start at once.

mod claims;
mod encrypted;
mod lost;
mod migrating;
mod order;

use protocol::{AccountId, FeedId, Timestamp, Workspace, WorkspaceId};

use super::{PgTx, Postgres};
use crate::db::{DbError, Feeds, Workspaces};

const ANAS: WorkspaceId = WorkspaceId::from_number(1);
const DORAS: WorkspaceId = WorkspaceId::from_number(2);

fn feed(number: u128) -> FeedId {
    FeedId::Account(AccountId::from_number(number))
}

/// With two practices, each at tick 1.
async fn with_practices(database: &Postgres) {
    for (id, name) in [(ANAS, "Fit with Ana"), (DORAS, "Dora's")] {
        let mut tx = database.begin(Some(id)).await.unwrap();
        let practice = Workspace {
            id,
            name: name.into(),
            brand_hue: 200,
            receipts: protocol::ReceiptPolicy::default(),
        };
        tx.insert_workspace(&practice, Timestamp(1), 1).await.unwrap();
        tx.raise(id, FeedId::Workspace(id)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn head(database: &Postgres, ws: WorkspaceId, feed: FeedId) -> u64 {
    let mut tx = database.begin_read().await.unwrap();
    let head = tx.head(ws, feed).await.unwrap();
    tx.rollback().await.unwrap();
    head
}

async fn raise_once(database: &Postgres, ws: WorkspaceId, feed: FeedId) -> Result<u64, DbError> {
    let mut tx = database.begin(Some(ws)).await?;
    let number = tx.raise(ws, feed).await?;
    tx.commit().await?;
    Ok(number)
}

/// The process on the server that does this transaction's work.
async fn server_process(tx: &mut PgTx) -> i32 {
    tx.one("SELECT pg_backend_pid()", &[], |row| Ok(row.try_get(0)?))
        .await
        .unwrap()
        .unwrap()
}

impl Postgres {
    /// Ends every session of another database on this server.
    pub(crate) async fn cut_connections_to(&self, database: &str) {
        let mut tx = self.begin(None).await.unwrap();
        let sql = "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = $1";
        let cut: Option<i64> = tx
            .one(sql, &[&database], |row| Ok(row.try_get(0)?))
            .await
            .unwrap();
        tx.rollback().await.unwrap();
        assert!(cut > Some(0), "there is nothing to cut");
    }
}
