//! Table `keys`: what the server signs with.

use super::tx::PgTx;
use super::values::hash;
use crate::db::{DbError, Keys};

impl Keys for PgTx {
    async fn key(&mut self, name: &str) -> Result<Option<[u8; 32]>, DbError> {
        self.one("SELECT secret FROM keys WHERE name = $1", &[&name], |row| {
            hash(row, 0)
        })
        .await
    }

    async fn insert_key(&mut self, name: &str, secret: &[u8; 32]) -> Result<(), DbError> {
        self.run(
            "INSERT INTO keys (name, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &[&name, &secret.as_slice()],
        )
        .await?;
        Ok(())
    }
}
