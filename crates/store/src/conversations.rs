//! Table `conversations`: what all members of a conversation see alike.

use protocol::{AccountId, Conversation, ConversationId, Timestamp};
use rusqlite::{Connection, Row, params};

use crate::column::{
    conversation_kind, conversation_kind_name, optional_json, optional_uuid, rows, run, to_json, uuid,
};

pub(crate) fn put(connection: &Connection, conversation: &Conversation) -> rusqlite::Result<()> {
    let settings = Some(&conversation.settings).filter(|settings| !settings.is_default());
    let settings = settings.map(to_json).transpose()?;
    run(
        connection,
        "INSERT INTO conversations (id, kind, name, client, archived, created_at, settings)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, client = excluded.client,
                archived = excluded.archived, created_at = excluded.created_at,
                settings = excluded.settings",
        params![
            conversation.id.0.as_bytes(),
            conversation_kind_name(conversation.kind),
            conversation.name,
            conversation.client.as_ref().map(|id| id.0.as_bytes()),
            conversation.archived,
            conversation.created_at.0,
            settings,
        ],
    )
}

pub(crate) fn clear(connection: &Connection, id: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM conversations WHERE id = ?1",
        params![id.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Conversation>> {
    rows(
        connection,
        "SELECT id, kind, name, client, archived, created_at, settings FROM conversations",
        [],
        read,
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    Ok(Conversation {
        id: ConversationId(uuid(row, 0)?),
        kind: conversation_kind(row, 1)?,
        name: row.get(2)?,
        client: optional_uuid(row, 3)?.map(AccountId),
        archived: row.get(4)?,
        created_at: Timestamp(row.get(5)?),
        settings: optional_json(row, 6)?.unwrap_or_default(),
    })
}
