//! Table `sign_in_codes`: one open code per address, as a hash.

use protocol::Timestamp;
use rusqlite::params;

use super::SqliteTx;
use super::values::time;
use crate::db::{DbError, SignInCodeRow, SignInCodes};

impl SignInCodes for SqliteTx {
    async fn put_sign_in_code(&mut self, email: &str, code: &SignInCodeRow) -> Result<(), DbError> {
        self.run(
            "INSERT INTO sign_in_codes (email, code_hash, expires_at, attempts) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (email) DO UPDATE SET code_hash = excluded.code_hash,
                expires_at = excluded.expires_at, attempts = excluded.attempts",
            params![email, code.hash, code.expires_at.0, code.attempts],
        )?;
        Ok(())
    }

    async fn sign_in_code(&mut self, email: &str) -> Result<Option<SignInCodeRow>, DbError> {
        self.one(
            "SELECT code_hash, expires_at, attempts FROM sign_in_codes WHERE email = ?1",
            params![email],
            |row| {
                Ok(SignInCodeRow {
                    hash: row.get(0)?,
                    expires_at: time(row, 1)?,
                    attempts: row.get(2)?,
                })
            },
        )
    }

    async fn delete_sign_in_code(&mut self, email: &str) -> Result<(), DbError> {
        self.run("DELETE FROM sign_in_codes WHERE email = ?1", params![email])?;
        Ok(())
    }

    async fn delete_old_sign_in_codes(&mut self, now: Timestamp) -> Result<(), DbError> {
        self.run("DELETE FROM sign_in_codes WHERE expires_at <= ?1", params![now.0])?;
        Ok(())
    }
}
