//! Table `commands`: what has been answered, per account.

use protocol::{AccountId, CommandId, Timestamp, WorkspaceId};

use super::tx::PgTx;
use crate::db::{Commands, DbError};

impl Commands for PgTx {
    async fn stored_outcome(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: CommandId,
    ) -> Result<Option<String>, DbError> {
        self.one(
            "SELECT outcome FROM commands WHERE workspace = $1 AND account = $2 AND id = $3",
            &[&ws.0, &account.0, &id.0],
            |row| Ok(row.try_get(0)?),
        )
        .await
    }

    async fn store_outcome(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: CommandId,
        at: Timestamp,
        outcome: &str,
    ) -> Result<(), DbError> {
        self.insert(
            "INSERT INTO commands (workspace, account, id, at, outcome) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
            &[&ws.0, &account.0, &id.0, &at.0, &outcome],
        )
        .await
    }
    async fn forget_outcomes(&mut self, before: Timestamp, limit: u32) -> Result<u32, DbError> {
        // Those that another node is at are left to it.
        let gone = self
            .run(
                "DELETE FROM commands WHERE (workspace, account, id) IN
                    (SELECT workspace, account, id FROM commands WHERE at < $1 ORDER BY at LIMIT $2
                     FOR UPDATE SKIP LOCKED)",
                &[&before.0, &i64::from(limit)],
            )
            .await?;
        Ok(u32::try_from(gone).unwrap_or(limit))
    }
}
