//! Table `keys`: what the server signs with.

use rusqlite::params;

use super::SqliteTx;
use crate::db::{DbError, Keys};

impl Keys for SqliteTx {
    async fn key(&mut self, name: &str) -> Result<Option<[u8; 32]>, DbError> {
        self.one("SELECT secret FROM keys WHERE name = ?1", params![name], |row| {
            row.get(0)
        })
    }

    async fn insert_key(&mut self, name: &str, secret: &[u8; 32]) -> Result<(), DbError> {
        self.run(
            "INSERT INTO keys (name, secret) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![name, secret],
        )?;
        Ok(())
    }
}
