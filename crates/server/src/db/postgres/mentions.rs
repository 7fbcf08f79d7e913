//! Table `mentions`: who was named, once for each message. All zeros stand for everyone.

use protocol::{AccountId, MessageId, Timestamp, WorkspaceId};
use uuid::Uuid;

use super::tx::PgTx;
use crate::db::{DbError, Mentions};

impl Mentions for PgTx {
    async fn insert_mention(
        &mut self,
        ws: WorkspaceId,
        of: MessageId,
        account: Option<AccountId>,
        at: Timestamp,
    ) -> Result<bool, DbError> {
        let new = self
            .run(
                "INSERT INTO mentions (workspace, message, account, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
                &[
                    &ws.0,
                    &of.0,
                    &account.map_or(Uuid::nil(), |account| account.0),
                    &at.0,
                ],
            )
            .await?;
        Ok(new > 0)
    }
}
