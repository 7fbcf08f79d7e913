//! Table `sign_in_codes`: one open code per address, as a hash.

use protocol::Timestamp;

use super::tx::PgTx;
use super::values::{hash, narrow, time};
use crate::db::{DbError, SignInCodeRow, SignInCodes};

impl SignInCodes for PgTx {
    async fn put_sign_in_code(&mut self, email: &str, code: &SignInCodeRow) -> Result<(), DbError> {
        self.run(
            "INSERT INTO sign_in_codes (email, code_hash, expires_at, attempts) VALUES ($1, $2, $3, $4)
             ON CONFLICT (email) DO UPDATE SET code_hash = excluded.code_hash,
                expires_at = excluded.expires_at, attempts = excluded.attempts",
            &[
                &email,
                &code.hash.as_slice(),
                &code.expires_at.0,
                &i64::from(code.attempts),
            ],
        )
        .await?;
        Ok(())
    }

    async fn sign_in_code(&mut self, email: &str) -> Result<Option<SignInCodeRow>, DbError> {
        // Who is about to count an attempt waits for whoever is counting one.
        let lock = self.for_update();
        self.one(
            &format!("SELECT code_hash, expires_at, attempts FROM sign_in_codes WHERE email = $1{lock}"),
            &[&email],
            |row| {
                Ok(SignInCodeRow {
                    hash: hash(row, 0)?,
                    expires_at: time(row, 1)?,
                    attempts: narrow(row, 2)?,
                })
            },
        )
        .await
    }

    async fn delete_sign_in_code(&mut self, email: &str) -> Result<(), DbError> {
        self.run("DELETE FROM sign_in_codes WHERE email = $1", &[&email])
            .await?;
        Ok(())
    }

    async fn delete_old_sign_in_codes(&mut self, now: Timestamp) -> Result<(), DbError> {
        // One that somebody else is at is left to the next time.
        self.run(
            "DELETE FROM sign_in_codes WHERE email IN
                (SELECT email FROM sign_in_codes WHERE expires_at <= $1 FOR UPDATE SKIP LOCKED)",
            &[&now.0],
        )
        .await?;
        Ok(())
    }
}
