//! Table `conversations`.

use protocol::{AccountId, Conversation, ConversationId, Seq, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, conversation_kind, conversation_kind_text, id, int, optional_id, seq, time};
use crate::db::{Conversations, DbError};

/// Reads the six columns `id, kind, name, client, archived, created_at`, from column `first` on.
pub(super) fn conversation(row: &Row<'_>, first: usize) -> rusqlite::Result<Conversation> {
    Ok(Conversation {
        id: ConversationId(id(row, first)?),
        kind: conversation_kind(row, first + 1)?,
        name: row.get(first + 2)?,
        client: optional_id(row, first + 3)?.map(AccountId),
        archived: row.get(first + 4)?,
        created_at: time(row, first + 5)?,
        settings: protocol::GroupSettings::default(),
    })
}

impl Conversations for SqliteTx {
    async fn insert_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO conversations (workspace, id, kind, name, client, archived, created_at, rev)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                blob(ws.0),
                blob(conversation.id.0),
                conversation_kind_text(conversation.kind),
                conversation.name,
                conversation.client.map(|client| blob(client.0)),
                conversation.archived,
                conversation.created_at.0,
                int(rev),
            ],
        )?;
        Ok(())
    }

    async fn conversation(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
    ) -> Result<Option<(Seq, Conversation)>, DbError> {
        self.one(
            "SELECT rev, id, kind, name, client, archived, created_at FROM conversations
             WHERE workspace = ?1 AND id = ?2",
            params![blob(ws.0), blob(of.0)],
            |row| Ok((seq(row, 0)?, conversation(row, 1)?)),
        )
    }

    async fn direct_of(
        &mut self,
        ws: WorkspaceId,
        client: AccountId,
    ) -> Result<Option<ConversationId>, DbError> {
        self.one(
            "SELECT id FROM conversations WHERE workspace = ?1 AND client = ?2",
            params![blob(ws.0), blob(client.0)],
            |row| id(row, 0).map(ConversationId),
        )
    }

    async fn direct_conversations(&mut self, ws: WorkspaceId) -> Result<Vec<ConversationId>, DbError> {
        self.all(
            "SELECT id FROM conversations WHERE workspace = ?1 AND client IS NOT NULL ORDER BY id",
            params![blob(ws.0)],
            |row| id(row, 0).map(ConversationId),
        )
    }

    async fn update_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE conversations SET name = ?3, archived = ?4, rev = ?5 WHERE workspace = ?1 AND id = ?2",
            params![
                blob(ws.0),
                blob(conversation.id.0),
                conversation.name,
                conversation.archived,
                int(rev),
            ],
        )?;
        Ok(())
    }
}
