//! Table `drafts`. A removed draft stays as an empty row, so that the other devices learn of it.

use protocol::{AccountId, ConversationId, Draft, MessageId, Seq, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{id, int, optional_id, seq};
use crate::db::{DbError, Drafts};

fn draft(row: &Row) -> Result<Draft, DbError> {
    Ok(Draft {
        conversation: ConversationId(id(row, 1)?),
        text: row.try_get(2)?,
        reply_to: optional_id(row, 3)?.map(MessageId),
        rev: seq(row, 0)?,
    })
}

impl Drafts for PgTx {
    async fn draft(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        of: ConversationId,
    ) -> Result<Option<Draft>, DbError> {
        self.one(
            "SELECT rev, conversation, text, reply_to FROM drafts
             WHERE workspace = $1 AND account = $2 AND conversation = $3",
            &[&ws.0, &account.0, &of.0],
            draft,
        )
        .await
    }

    async fn put_draft(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        draft: &Draft,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO drafts (workspace, account, conversation, text, reply_to, rev)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (workspace, account, conversation) DO UPDATE SET text = excluded.text,
                reply_to = excluded.reply_to, rev = excluded.rev",
            &[
                &ws.0,
                &account.0,
                &draft.conversation.0,
                &draft.text,
                &draft.reply_to.map(|original| original.0),
                &int(rev),
            ],
        )
        .await?;
        Ok(())
    }

    async fn drafts_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Draft)>, DbError> {
        self.all(
            "SELECT rev, conversation, text, reply_to FROM drafts
             WHERE workspace = $1 AND account = $2 AND rev > $3 ORDER BY rev LIMIT $4",
            &[&ws.0, &account.0, &int(since), &i64::from(limit)],
            |row| Ok((seq(row, 0)?, draft(row)?)),
        )
        .await
    }
}
