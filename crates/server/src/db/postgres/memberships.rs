//! Table `memberships`: a person's own list of conversations, numbered in their own feed.

use protocol::{AccountId, ConversationId, Membership, Seq, WorkspaceId};

use super::tx::PgTx;
use super::values::{id, int, seq};
use crate::db::{DbError, Memberships};

impl Memberships for PgTx {
    async fn put_membership(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        membership: &Membership,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO memberships (workspace, account, conversation, active, rev)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace, account, conversation) DO UPDATE SET active = excluded.active,
                rev = excluded.rev",
            &[
                &ws.0,
                &account.0,
                &membership.conversation.0,
                &membership.active,
                &int(rev),
            ],
        )
        .await?;
        Ok(())
    }

    async fn memberships_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Membership)>, DbError> {
        self.all(
            "SELECT rev, conversation, active FROM memberships
             WHERE workspace = $1 AND account = $2 AND rev > $3 ORDER BY rev LIMIT $4",
            &[&ws.0, &account.0, &int(since), &i64::from(limit)],
            |row| {
                let membership = Membership {
                    conversation: ConversationId(id(row, 1)?),
                    active: row.try_get(2)?,
                };
                Ok((seq(row, 0)?, membership))
            },
        )
        .await
    }

    async fn active_memberships(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> Result<Vec<ConversationId>, DbError> {
        self.all(
            "SELECT conversation FROM memberships WHERE workspace = $1 AND account = $2 AND active
             ORDER BY conversation",
            &[&ws.0, &account.0],
            |row| id(row, 0).map(ConversationId),
        )
        .await
    }
}
