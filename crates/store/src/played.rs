//! Table `played`: who has listened to which voice note.

use protocol::{AccountId, ConversationId, MessageId, Played};
use rusqlite::{Connection, params};

use crate::column::{rows, run, uuid};

pub(crate) fn put(connection: &Connection, played: &Played) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO played (conversation, message, account) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![
            played.conversation.0.as_bytes(),
            played.message.0.as_bytes(),
            played.account.0.as_bytes(),
        ],
    )
}

/// All of a conversation, but for what one account has listened to.
pub(crate) fn clear(
    connection: &Connection,
    conversation: ConversationId,
    but: Option<AccountId>,
) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM played WHERE conversation = ?1 AND account IS NOT ?2",
        params![
            conversation.0.as_bytes(),
            but.as_ref().map(|account| account.0.as_bytes())
        ],
    )
}

pub(crate) fn by(
    connection: &Connection,
    conversation: ConversationId,
    message: MessageId,
) -> rusqlite::Result<Vec<AccountId>> {
    rows(
        connection,
        "SELECT account FROM played WHERE conversation = ?1 AND message = ?2",
        params![conversation.0.as_bytes(), message.0.as_bytes()],
        |row| uuid(row, 0).map(AccountId),
    )
}
