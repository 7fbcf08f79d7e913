//! The domain's tables on PostgreSQL, for several nodes. Owns the pool of connections and how transactions begin; the SQL is
//! in one file per table.
//!
//! The order of a feed is kept by one row lock. A writing transaction first raises its workspace's `tick`, and so holds the
//! workspace's row until it ends: the writers of one workspace, on whatever node, come one after the other, numbers have
//! no gaps, and whoever sees a number sees all before it. Readers wait for nobody.

mod accounts;
mod archive;
mod audit;
mod client_files;
mod cohorts;
mod commands;
mod connect;
mod conversations;
mod crowds;
mod devices;
mod doctor;
mod drafts;
mod failure;
mod feeds;
mod files;
mod filings;
mod invites;
mod jobs;
mod keys;
mod members;
mod memberships;
mod mentions;
mod message_files;
mod messages;
mod migrations;
mod played;
mod reactions;
mod receipt_steps;
mod receipts;
mod sign_in_codes;
mod stars;
mod tags;
mod templates;
mod tx;
mod values;
mod vault_folders;
mod vault_items;
mod versions;
mod workspaces;

use deadpool_postgres::{Object, Pool};
use protocol::WorkspaceId;

use super::{DbError, Moved};
pub use archive::{PgDump, PgLoad};
pub use doctor::PgQuestions;
pub use tx::PgTx;

/// A database on a PostgreSQL server. Clones share their connections.
#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Connects and brings the schema up to date. Of the URL's `sslmode`, `require` and `verify-full` mean TLS to a server whose
    /// certificate holds, anything else none.
    pub async fn connect(url: &str, connections: u32) -> Result<Self, DbError> {
        let pool = connect::pool(url, connections)?;
        let mut connection = Object::take(pool.get().await?);
        migrations::run(&mut connection).await?;
        Ok(Self { pool })
    }

    /// To read: one moment of the whole database, however much is written meanwhile.
    pub async fn begin_read(&self) -> Result<PgTx, DbError> {
        match PgTx::begin_read(self.pool.get().await?).await {
            // A connection that had died unnoticed; nothing has been done with it.
            Err(DbError::Lost(_)) => PgTx::begin_read(self.pool.get().await?).await,
            other => other,
        }
    }

    /// To write: to one workspace, as its only writer, or to what belongs to none.
    pub async fn begin(&self, workspace: Option<WorkspaceId>) -> Result<PgTx, DbError> {
        match PgTx::begin(self.pool.get().await?, workspace).await {
            Err(DbError::Lost(_)) => PgTx::begin(self.pool.get().await?, workspace).await,
            other => other,
        }
    }

    /// Of these workspaces those whose tick has passed the one given, each with what was raised after that.
    pub async fn moved(&self, since: &[(WorkspaceId, u64)]) -> Result<Vec<Moved>, DbError> {
        let mut tx = self.begin_read().await?;
        let moved = tx.moved(since).await?;
        tx.rollback().await?;
        Ok(moved)
    }
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The pool shows its configuration, which holds the password.
        f.debug_struct("Postgres")
            .field("connections", &self.pool.status().size)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
