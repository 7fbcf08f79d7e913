//! Table `commands`: what has been answered, per account.

use protocol::{AccountId, CommandId, Timestamp, WorkspaceId};
use rusqlite::params;

use super::SqliteTx;
use super::values::blob;
use crate::db::{Commands, DbError};

impl Commands for SqliteTx {
    async fn stored_outcome(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: CommandId,
    ) -> Result<Option<String>, DbError> {
        self.one(
            "SELECT outcome FROM commands WHERE workspace = ?1 AND account = ?2 AND id = ?3",
            params![blob(ws.0), blob(account.0), blob(id.0)],
            |row| row.get(0),
        )
    }

    async fn store_outcome(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: CommandId,
        at: Timestamp,
        outcome: &str,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO commands (workspace, account, id, at, outcome) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![blob(ws.0), blob(account.0), blob(id.0), at.0, outcome],
        )?;
        Ok(())
    }
    async fn forget_outcomes(&mut self, before: Timestamp, limit: u32) -> Result<u32, DbError> {
        let gone = self.run(
            "DELETE FROM commands WHERE (workspace, account, id) IN
                (SELECT workspace, account, id FROM commands WHERE at < ?1 ORDER BY at LIMIT ?2)",
            params![before.0, limit],
        )?;
        Ok(u32::try_from(gone).unwrap_or(limit))
    }
}
