//! Table `drafts`: half-written text, and whether the server has yet to hear of it.

use engine::store::SavedDraft;
use protocol::{ConversationId, Draft, MessageId};
use rusqlite::{Connection, params};

use crate::column::{number, optional_uuid, rows, run, seq, uuid};

/// An empty draft stays only until the server knows that it is empty.
pub(crate) fn put(connection: &Connection, draft: &Draft, unsent: bool) -> rusqlite::Result<()> {
    if draft.is_empty() && !unsent {
        return clear(connection, draft.conversation);
    }
    run(
        connection,
        "INSERT INTO drafts (conversation, text, reply_to, rev, unsent) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (conversation) DO UPDATE SET text = excluded.text, reply_to = excluded.reply_to,
                rev = excluded.rev, unsent = excluded.unsent",
        params![
            draft.conversation.0.as_bytes(),
            draft.text,
            draft.reply_to.as_ref().map(|id| id.0.as_bytes()),
            number(draft.rev),
            unsent,
        ],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM drafts WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<SavedDraft>> {
    rows(
        connection,
        "SELECT conversation, text, reply_to, rev, unsent FROM drafts",
        [],
        |row| {
            Ok(SavedDraft {
                draft: Draft {
                    conversation: ConversationId(uuid(row, 0)?),
                    text: row.get(1)?,
                    reply_to: optional_uuid(row, 2)?.map(MessageId),
                    rev: seq(row, 3)?,
                },
                unsent: row.get(4)?,
            })
        },
    )
}
