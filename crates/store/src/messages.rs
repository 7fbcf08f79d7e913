//! Table `messages`: the current state of each message held, with what a page of a timeline needs to be read at once.

use protocol::{AccountId, ConversationId, Message, MessageId, RichText, Seq, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::column::{from_json, number, optional_uuid, rows, run, seq, to_json, uuid};

/// The order of [`read`].
macro_rules! columns {
    () => {
        "id, conversation, author, seq, rev, sent_at, text, spans, reply_to, edited_at, deleted"
    };
}

const PUT: &str = concat!(
    "INSERT INTO messages (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, author = excluded.author,
            seq = excluded.seq, rev = excluded.rev, sent_at = excluded.sent_at, text = excluded.text,
            spans = excluded.spans, reply_to = excluded.reply_to, edited_at = excluded.edited_at,
            deleted = excluded.deleted
            WHERE excluded.rev > rev
        ON CONFLICT (conversation, seq) DO UPDATE SET id = excluded.id, author = excluded.author,
            rev = excluded.rev, sent_at = excluded.sent_at, text = excluded.text, spans = excluded.spans,
            reply_to = excluded.reply_to, edited_at = excluded.edited_at, deleted = excluded.deleted
            WHERE excluded.rev > rev"
);

const BY_ID: &str = concat!("SELECT ", columns!(), " FROM messages WHERE id = ?1");

const BEFORE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM messages WHERE conversation = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3"
);

const AFTER: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM messages WHERE conversation = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"
);

const UNREAD: &str = "SELECT count(*) FROM (
    SELECT 1 FROM messages WHERE conversation = ?1 AND seq > ?2 AND author <> ?3 AND NOT deleted LIMIT ?4)";

pub(crate) fn put(connection: &Connection, message: &Message) -> rusqlite::Result<()> {
    let spans = if message.body.spans.is_empty() {
        None
    } else {
        Some(to_json(&message.body.spans)?)
    };
    run(
        connection,
        PUT,
        params![
            message.id.0.as_bytes(),
            message.conversation.0.as_bytes(),
            message.author.0.as_bytes(),
            number(message.seq),
            number(message.rev),
            message.sent_at.0,
            message.body.text,
            spans,
            message.reply_to.as_ref().map(|id| id.0.as_bytes()),
            message.edited_at.map(|at| at.0),
            message.deleted,
        ],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM messages WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn by_id(connection: &Connection, id: MessageId) -> rusqlite::Result<Option<Message>> {
    connection
        .prepare_cached(BY_ID)?
        .query_row(params![id.0.as_bytes()], read)
        .optional()
}

pub(crate) fn before(
    connection: &Connection,
    conversation: ConversationId,
    before: Seq,
    limit: usize,
) -> rusqlite::Result<Vec<Message>> {
    let params = params![conversation.0.as_bytes(), number(before), number(limit as u64)];
    rows(connection, BEFORE, params, read)
}

pub(crate) fn after(
    connection: &Connection,
    conversation: ConversationId,
    after: Seq,
    limit: usize,
) -> rusqlite::Result<Vec<Message>> {
    let params = params![conversation.0.as_bytes(), number(after), number(limit as u64)];
    rows(connection, AFTER, params, read)
}

pub(crate) fn count_unread(
    connection: &Connection,
    conversation: ConversationId,
    after: Seq,
    me: AccountId,
    limit: u32,
) -> rusqlite::Result<u32> {
    connection.prepare_cached(UNREAD)?.query_row(
        params![conversation.0.as_bytes(), number(after), me.0.as_bytes(), limit],
        |row| row.get(0),
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    let spans = if row.get_ref(7)? == rusqlite::types::ValueRef::Null {
        Vec::new()
    } else {
        from_json(row, 7)?
    };
    Ok(Message {
        id: MessageId(uuid(row, 0)?),
        conversation: ConversationId(uuid(row, 1)?),
        author: AccountId(uuid(row, 2)?),
        seq: seq(row, 3)?,
        rev: seq(row, 4)?,
        sent_at: Timestamp(row.get(5)?),
        body: RichText {
            text: row.get(6)?,
            spans,
        },
        reply_to: optional_uuid(row, 8)?.map(MessageId),
        edited_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
        deleted: row.get(10)?,
        deleted_by: None,
        forwarded: false,
        pinned_by: None,
        card: None,
    })
}
