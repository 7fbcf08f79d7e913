//! Questions that only read, all of one state, on a database that is left as it is: not even the schema is brought up to date.

use deadpool_postgres::{ClientWrapper, Object};

use super::connect;
use crate::db::DbError;

/// A connection that asks. Closed with the value.
pub struct PgQuestions(ClientWrapper);

impl std::fmt::Debug for PgQuestions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PgQuestions(..)")
    }
}

impl PgQuestions {
    pub async fn open(url: &str) -> Result<Self, DbError> {
        let client = Object::take(connect::pool(url, 1)?.get().await?);
        client
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0")
            .await?;
        Ok(Self(client))
    }

    /// Each on its own: one that fails does not spoil the others.
    pub async fn count(&self, sql: &str) -> Result<i64, DbError> {
        self.0.batch_execute("SAVEPOINT question").await?;
        let counted = self.0.query_one(sql, &[]).await;
        self.0.batch_execute("ROLLBACK TO SAVEPOINT question").await?;
        Ok(counted?.try_get(0)?)
    }

    /// Rows of a text and a number, on their own like a count.
    pub async fn counts(&self, sql: &str) -> Result<Vec<(String, i64)>, DbError> {
        self.0.batch_execute("SAVEPOINT question").await?;
        let counted = self.0.query(sql, &[]).await;
        self.0.batch_execute("ROLLBACK TO SAVEPOINT question").await?;
        let counted = counted?;
        Ok(counted
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, tokio_postgres::Error>>()?)
    }

    /// The ids of the practices, as text.
    pub async fn practices(&self) -> Result<Vec<String>, DbError> {
        let rows = self.0.query("SELECT id::text FROM workspaces", &[]).await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }
}
