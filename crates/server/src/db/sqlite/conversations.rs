//! Table `conversations`.

use protocol::{AccountId, Conversation, ConversationId, FileId, GroupSettings, Seq, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{
    blob, conversation_kind, conversation_kind_text, from_json, id, int, optional_id, seq, time, to_json,
};
use crate::db::{Conversations, DbError};

/// Reads the seven columns `id, kind, name, client, archived, created_at, settings`, from column `first` on.
pub(super) fn conversation(row: &Row<'_>, first: usize) -> rusqlite::Result<Conversation> {
    Ok(Conversation {
        id: ConversationId(id(row, first)?),
        kind: conversation_kind(row, first + 1)?,
        name: row.get(first + 2)?,
        client: optional_id(row, first + 3)?.map(AccountId),
        archived: row.get(first + 4)?,
        created_at: time(row, first + 5)?,
        settings: match row.get_ref(first + 6)?.as_str_or_null()? {
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

impl Conversations for SqliteTx {
    async fn insert_conversation(
        &mut self,
        ws: WorkspaceId,
        conversation: &Conversation,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO conversations (workspace, id, kind, name, client, archived, created_at, rev, settings,
                picture)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                blob(ws.0),
                blob(conversation.id.0),
                conversation_kind_text(conversation.kind),
                conversation.name,
                conversation.client.map(|client| blob(client.0)),
                conversation.archived,
                conversation.created_at.0,
                int(rev),
                settings_json(conversation)?,
                picture(conversation).map(|file| blob(file.0)),
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
            "SELECT rev, id, kind, name, client, archived, created_at, settings FROM conversations
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
            "UPDATE conversations SET name = ?3, archived = ?4, rev = ?5, settings = ?6, picture = ?7
             WHERE workspace = ?1 AND id = ?2",
            params![
                blob(ws.0),
                blob(conversation.id.0),
                conversation.name,
                conversation.archived,
                int(rev),
                settings_json(conversation)?,
                picture(conversation).map(|file| blob(file.0)),
            ],
        )?;
        Ok(())
    }
}
