//! Table `reactions`: how each member reacts to each message, none to a message that is held as deleted.

use protocol::{AccountId, ConversationId, MessageId, Reaction, Seq};
use rusqlite::{Connection, Row, params};

use crate::column::{from_json, number, rows, run, seq, to_json, uuid};

const PUT: &str = "INSERT INTO reactions (conversation, message, account, emojis, rev)
    SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM messages WHERE id = ?2 AND deleted)
    ON CONFLICT (conversation, message, account) DO UPDATE SET emojis = excluded.emojis, rev = excluded.rev
        WHERE excluded.rev > rev";

const OF_WINDOW: &str = "SELECT reactions.conversation, message, account, emojis, reactions.rev
    FROM messages JOIN reactions ON reactions.conversation = messages.conversation AND message = messages.id
    WHERE messages.conversation = ?1 AND seq BETWEEN ?2 AND ?3
    ORDER BY seq, reactions.rev, account";

pub(crate) fn put(connection: &Connection, reaction: &Reaction) -> rusqlite::Result<()> {
    run(
        connection,
        PUT,
        params![
            reaction.conversation.0.as_bytes(),
            reaction.message.0.as_bytes(),
            reaction.account.0.as_bytes(),
            to_json(&reaction.emojis)?,
            number(reaction.rev),
        ],
    )
}

/// When the message is held as deleted.
pub(crate) fn clear_deleted(
    connection: &Connection,
    conversation: ConversationId,
    message: MessageId,
) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM reactions WHERE conversation = ?1 AND message = ?2
            AND EXISTS (SELECT 1 FROM messages WHERE id = ?2 AND deleted)",
        params![conversation.0.as_bytes(), message.0.as_bytes()],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM reactions WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn of_window(
    connection: &Connection,
    conversation: ConversationId,
    from: Seq,
    to: Seq,
) -> rusqlite::Result<Vec<Reaction>> {
    let params = params![conversation.0.as_bytes(), number(from), number(to)];
    rows(connection, OF_WINDOW, params, read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Reaction> {
    Ok(Reaction {
        conversation: ConversationId(uuid(row, 0)?),
        message: MessageId(uuid(row, 1)?),
        account: AccountId(uuid(row, 2)?),
        emojis: from_json(row, 3)?,
        rev: seq(row, 4)?,
    })
}
