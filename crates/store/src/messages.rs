//! Table `messages`: the current state of each message held, with what a page of a timeline needs to be read at once.

use engine::store::names;
use protocol::{
    AccountId, Attachment, ConversationId, FileId, Message, MessageId, RichText, Seq, Span, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::column::{from_json, number, optional_json, optional_uuid, rows, run, seq, to_json, uuid};

/// The order of [`read`].
macro_rules! columns {
    () => {
        "id, conversation, author, seq, rev, sent_at, text, spans, reply_to, edited_at, deleted, deleted_by, forwarded, \
            pinned_by, card, attachments, staff_only, event"
    };
}

const PUT: &str = concat!(
    "INSERT INTO messages (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, author = excluded.author,
            seq = excluded.seq, rev = excluded.rev, sent_at = excluded.sent_at, text = excluded.text,
            spans = excluded.spans, reply_to = excluded.reply_to, edited_at = excluded.edited_at,
            deleted = excluded.deleted, deleted_by = excluded.deleted_by, forwarded = excluded.forwarded,
            pinned_by = excluded.pinned_by, card = excluded.card, attachments = excluded.attachments,
            staff_only = excluded.staff_only, event = excluded.event
            WHERE excluded.rev > rev
        ON CONFLICT (conversation, seq) DO UPDATE SET id = excluded.id, author = excluded.author,
            rev = excluded.rev, sent_at = excluded.sent_at, text = excluded.text, spans = excluded.spans,
            reply_to = excluded.reply_to, edited_at = excluded.edited_at, deleted = excluded.deleted,
            deleted_by = excluded.deleted_by, forwarded = excluded.forwarded, pinned_by = excluded.pinned_by,
            card = excluded.card, attachments = excluded.attachments, staff_only = excluded.staff_only,
            event = excluded.event
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
    SELECT 1 FROM messages WHERE conversation = ?1 AND seq > ?2 AND author <> ?3 AND NOT deleted AND event IS NULL
        LIMIT ?4)";

/// The newest ones; what formats nothing names nobody.
const UNREAD_SPANS: &str = "SELECT spans FROM (
    SELECT spans FROM messages WHERE conversation = ?1 AND seq > ?2 AND author <> ?3 AND NOT deleted AND event IS NULL
        ORDER BY seq DESC LIMIT ?4)
    WHERE spans IS NOT NULL";

const PINNED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM messages WHERE conversation = ?1 AND pinned_by IS NOT NULL AND NOT deleted ORDER BY seq DESC"
);

const FILES: &str = "SELECT attachments FROM messages WHERE conversation = ?1 AND attachments IS NOT NULL";

pub(crate) fn put(connection: &Connection, message: &Message) -> rusqlite::Result<()> {
    let spans = if message.body.spans.is_empty() {
        None
    } else {
        Some(to_json(&message.body.spans)?)
    };
    let card = message.card.as_ref().map(to_json).transpose()?;
    let event = message.event.as_ref().map(to_json).transpose()?;
    let files = Some(&message.attachments).filter(|files| !files.is_empty());
    let attachments = files.map(to_json).transpose()?;
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
            message.deleted_by.as_ref().map(|id| id.0.as_bytes()),
            message.forwarded,
            message.pinned_by.as_ref().map(|id| id.0.as_bytes()),
            card,
            attachments,
            message.staff_only,
            event,
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

pub(crate) fn unread_names(
    connection: &Connection,
    conversation: ConversationId,
    after: Seq,
    me: AccountId,
    limit: u32,
) -> rusqlite::Result<bool> {
    let params = params![conversation.0.as_bytes(), number(after), me.0.as_bytes(), limit];
    let all: Vec<Vec<Span>> = rows(connection, UNREAD_SPANS, params, |row| from_json(row, 0))?;
    Ok(all.iter().any(|spans| names(spans, me)))
}

pub(crate) fn pinned(
    connection: &Connection,
    conversation: ConversationId,
) -> rusqlite::Result<Vec<Message>> {
    rows(connection, PINNED, params![conversation.0.as_bytes()], read)
}

/// The files of all messages held.
pub(crate) fn files(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<Vec<FileId>> {
    let params = params![conversation.0.as_bytes()];
    let all: Vec<Vec<Attachment>> = rows(connection, FILES, params, |row| from_json(row, 0))?;
    Ok(all.into_iter().flatten().map(|file| file.id).collect())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        attachments: optional_json(row, 15)?.unwrap_or_default(),
        id: MessageId(uuid(row, 0)?),
        conversation: ConversationId(uuid(row, 1)?),
        author: AccountId(uuid(row, 2)?),
        seq: seq(row, 3)?,
        rev: seq(row, 4)?,
        sent_at: Timestamp(row.get(5)?),
        body: RichText {
            text: row.get(6)?,
            spans: optional_json(row, 7)?.unwrap_or_default(),
        },
        reply_to: optional_uuid(row, 8)?.map(MessageId),
        edited_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
        deleted: row.get(10)?,
        deleted_by: optional_uuid(row, 11)?.map(AccountId),
        forwarded: row.get(12)?,
        pinned_by: optional_uuid(row, 13)?.map(AccountId),
        card: optional_json(row, 14)?,
        staff_only: row.get(16)?,
        event: optional_json(row, 17)?,
    })
}
