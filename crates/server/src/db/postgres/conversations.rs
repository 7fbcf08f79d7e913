//! Table `conversations`.

use protocol::{AccountId, Conversation, ConversationId, FileId, GroupSettings, Seq, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{
    conversation_kind, conversation_kind_text, from_json, id, int, optional_id, seq, time, to_json,
};
use crate::db::{Conversations, DbError};

/// Reads the seven columns `id, kind, name, client, archived, created_at, settings`, from column `first` on.
pub(super) fn conversation(row: &Row, first: usize) -> Result<Conversation, DbError> {
    Ok(Conversation {
        id: ConversationId(id(row, first)?),
        kind: conversation_kind(row, first + 1)?,
        name: row.try_get(first + 2)?,
        client: optional_id(row, first + 3)?.map(AccountId),
        archived: row.try_get(first + 4)?,
        created_at: time(row, first + 5)?,
        settings: match row.try_get::<_, Option<&str>>(first + 6)? {
            Some(_) => from_json(row, first + 6)?,
            None => GroupSettings::default(),
        },
    })
}

fn settings_json(conversation: &Conversation) -> Result<Option<String>, DbError> {
    let settings = &conversation.settings;
    (!settings.is_default()).then(|| to_json(settings)).transpose()
}

fn picture(conversation: &Conversation) -> Option<FileId> {
    let picture = conversation.settings.picture.as_ref();
    picture.map(|picture| picture.id)
}

impl Conversations for PgTx {
    async fn insert_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.insert(
            "INSERT INTO conversations (workspace, id, kind, name, client, archived, created_at, rev, settings,
                picture)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
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
                &settings_json(conversation)?,
                &picture(conversation).map(|file| file.0),
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
            "SELECT rev, id, kind, name, client, archived, created_at, settings FROM conversations
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
            "UPDATE conversations SET name = $3, archived = $4, rev = $5, settings = $6, picture = $7
             WHERE workspace = $1 AND id = $2",
            &[
                &ws.0,
                &conversation.id.0,
                &conversation.name,
                &conversation.archived,
                &int(rev),
                &settings_json(conversation)?,
                &picture(conversation).map(|file| file.0),
            ],
        )
        .await?;
        Ok(())
    }
}
