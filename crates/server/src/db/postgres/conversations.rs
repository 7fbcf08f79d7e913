//! Table `conversations`.

use protocol::{AccountId, Conversation, ConversationId, Seq, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{conversation_kind, conversation_kind_text, id, int, optional_id, seq, time};
use crate::db::{Conversations, DbError};

/// Reads the six columns `id, kind, name, client, archived, created_at`, from column `first` on.
pub(super) fn conversation(row: &Row, first: usize) -> Result<Conversation, DbError> {
    Ok(Conversation {
        id: ConversationId(id(row, first)?),
        kind: conversation_kind(row, first + 1)?,
        name: row.try_get(first + 2)?,
        client: optional_id(row, first + 3)?.map(AccountId),
        archived: row.try_get(first + 4)?,
        created_at: time(row, first + 5)?,
        settings: protocol::GroupSettings::default(),
    })
}

impl Conversations for PgTx {
    async fn insert_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.insert(
            "INSERT INTO conversations (workspace, id, kind, name, client, archived, created_at, rev)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT DO NOTHING",
            &[
                &ws.0,
                &conversation.id.0,
                &conversation_kind_text(conversation.kind),
                &conversation.name,
                &conversation.client.map(|client| client.0),
                &conversation.archived,
                &conversation.created_at.0,
                &int(rev),
            ],
        )
        .await
    }

    async fn conversation(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
    ) -> Result<Option<(Seq, Conversation)>, DbError> {
        self.one(
            "SELECT rev, id, kind, name, client, archived, created_at FROM conversations
             WHERE workspace = $1 AND id = $2",
            &[&ws.0, &of.0],
            |row| Ok((seq(row, 0)?, conversation(row, 1)?)),
        )
        .await
    }

    async fn direct_of(
        &mut self,
        ws: WorkspaceId,
        client: AccountId,
    ) -> Result<Option<ConversationId>, DbError> {
        self.one(
            "SELECT id FROM conversations WHERE workspace = $1 AND client = $2",
            &[&ws.0, &client.0],
            |row| id(row, 0).map(ConversationId),
        )
        .await
    }

    async fn direct_conversations(&mut self, ws: WorkspaceId) -> Result<Vec<ConversationId>, DbError> {
        self.all(
            "SELECT id FROM conversations WHERE workspace = $1 AND client IS NOT NULL ORDER BY id",
            &[&ws.0],
            |row| id(row, 0).map(ConversationId),
        )
        .await
    }

    async fn update_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE conversations SET name = $3, archived = $4, rev = $5 WHERE workspace = $1 AND id = $2",
            &[
                &ws.0,
                &conversation.id.0,
                &conversation.name,
                &conversation.archived,
                &int(rev),
            ],
        )
        .await?;
        Ok(())
    }
}
