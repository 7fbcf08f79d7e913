//! Table `reactions`. What was taken back stays as an empty row, so that the devices learn of it.

use protocol::{AccountId, ConversationId, Message, MessageId, Reaction, Seq, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{from_json, id, int, seq, to_json};
use crate::db::{DbError, Reactions, Sight};

const REACTION: &str = "SELECT r.conversation, m.id, r.account, r.emojis, r.rev FROM reactions r
    JOIN messages m ON m.workspace = r.workspace AND m.conversation = r.conversation AND m.seq = r.seq";

fn reaction(row: &Row) -> Result<Reaction, DbError> {
    Ok(Reaction {
        conversation: ConversationId(id(row, 0)?),
        message: MessageId(id(row, 1)?),
        account: AccountId(id(row, 2)?),
        emojis: from_json(row, 3)?,
        rev: seq(row, 4)?,
    })
}

impl Reactions for PgTx {
    async fn reaction(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
        account: AccountId,
    ) -> Result<Option<Reaction>, DbError> {
        self.one(
            &format!(
                "{REACTION} WHERE r.workspace = $1 AND r.conversation = $2 AND r.seq = $3 AND r.account = $4"
            ),
            &[&ws.0, &message.conversation.0, &int(message.seq), &account.0],
            reaction,
        )
        .await
    }

    async fn put_reaction(&mut self, ws: WorkspaceId, of: Seq, reaction: &Reaction) -> Result<(), DbError> {
        self.run(
            "INSERT INTO reactions (workspace, conversation, seq, account, emojis, rev)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (workspace, conversation, seq, account) DO UPDATE SET emojis = excluded.emojis,
                rev = excluded.rev",
            &[
                &ws.0,
                &reaction.conversation.0,
                &int(of),
                &reaction.account.0,
                &to_json(&reaction.emojis)?,
                &int(reaction.rev),
            ],
        )
        .await?;
        Ok(())
    }

    async fn reactions_changed(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Reaction)>, DbError> {
        self.all(
            &format!(
                "{REACTION} WHERE r.workspace = $1 AND r.conversation = $2 AND r.rev > $3
                    AND r.seq >= $5 AND ($6 OR m.staff_only IS NULL)
                 ORDER BY r.rev LIMIT $4"
            ),
            &[
                &ws.0,
                &of.0,
                &int(since),
                &i64::from(limit),
                &int(sight.since),
                &sight.notes,
            ],
            |row| Ok((seq(row, 4)?, reaction(row)?)),
        )
        .await
    }

    async fn reactions_between(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        from: Seq,
        to: Seq,
    ) -> Result<Vec<Reaction>, DbError> {
        self.all(
            &format!(
                "{REACTION} WHERE r.workspace = $1 AND r.conversation = $2 AND r.seq BETWEEN $3 AND $4
                    AND r.emojis <> '[]' AND r.seq >= $5 AND ($6 OR m.staff_only IS NULL)
                 ORDER BY r.rev"
            ),
            &[
                &ws.0,
                &of.0,
                &int(from),
                &int(to),
                &int(sight.since),
                &sight.notes,
            ],
            reaction,
        )
        .await
    }

    async fn delete_reactions(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        seq: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "DELETE FROM reactions WHERE workspace = $1 AND conversation = $2 AND seq = $3",
            &[&ws.0, &of.0, &int(seq)],
        )
        .await?;
        Ok(())
    }
}
