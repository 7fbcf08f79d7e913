//! Table `mentions`: who was named, once for each message. All zeros stand for everyone.

use protocol::{AccountId, MessageId, Timestamp, WorkspaceId};
use rusqlite::params;
use uuid::Uuid;

use super::SqliteTx;
use super::values::blob;
use crate::db::{DbError, Mentions};

impl Mentions for SqliteTx {
    async fn insert_mention(
        &mut self,
        ws: WorkspaceId,
        of: MessageId,
        account: Option<AccountId>,
        at: Timestamp,
    ) -> Result<bool, DbError> {
        let new = self.run(
            "INSERT INTO mentions (workspace, message, account, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
            params![
                blob(ws.0),
                blob(of.0),
                blob(account.map_or(Uuid::nil(), |account| account.0)),
                at.0
            ],
        )?;
        Ok(new > 0)
    }
}
