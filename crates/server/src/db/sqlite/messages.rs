//! Table `messages`. A message stands at its place; what was edited or deleted is found by an index of its own.

use protocol::{AccountId, ConversationId, Message, MessageId, RichText, Seq, Span, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, from_json, id, int, optional_id, optional_time, seq, time, to_json};
use crate::db::{DbError, Messages, Sight};

/// Unread counts stop here: the badge says 99+.
const UNREAD_COUNTED: u32 = 100;

pub(super) const MESSAGE: &str =
    "SELECT id, conversation, author, seq, rev, sent_at, text, spans, reply_to, edited_at, deleted,
        deleted_by, forwarded, pinned_by, card, attachments, event, staff_only
    FROM messages";

pub(super) fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: MessageId(id(row, 0)?),
        conversation: ConversationId(id(row, 1)?),
        author: AccountId(id(row, 2)?),
        seq: seq(row, 3)?,
        rev: seq(row, 4)?,
        sent_at: time(row, 5)?,
        body: RichText {
            text: row.get(6)?,
            spans: spans_from(row, 7)?,
        },
        reply_to: optional_id(row, 8)?.map(MessageId),
        edited_at: optional_time(row, 9)?,
        deleted: row.get(10)?,
        deleted_by: optional_id(row, 11)?.map(AccountId),
        forwarded: row.get::<_, Option<bool>>(12)?.unwrap_or(false),
        pinned_by: optional_id(row, 13)?.map(AccountId),
        card: match row.get_ref(14)?.as_str_or_null()? {
            Some(_) => Some(from_json(row, 14)?),
            None => None,
        },
        attachments: match row.get_ref(15)?.as_str_or_null()? {
            Some(_) => from_json(row, 15)?,
            None => Vec::new(),
        },
        staff_only: row.get::<_, Option<bool>>(17)?.unwrap_or(false),
        event: match row.get_ref(16)?.as_str_or_null()? {
            Some(_) => Some(from_json(row, 16)?),
            None => None,
        },
    })
}

pub(super) fn spans_from(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Span>> {
    if row.get_ref(column)?.as_str()?.is_empty() {
        return Ok(Vec::new());
    }
    from_json(row, column)
}

pub(super) fn spans_json(body: &RichText) -> Result<String, DbError> {
    if body.spans.is_empty() {
        return Ok(String::new());
    }
    to_json(&body.spans)
}

fn card_json(message: &Message) -> Result<Option<String>, DbError> {
    message.card.as_deref().map(to_json).transpose()
}

fn event_json(message: &Message) -> Result<Option<String>, DbError> {
    message.event.as_deref().map(to_json).transpose()
}

fn attachments_json(message: &Message) -> Result<Option<String>, DbError> {
    (!message.attachments.is_empty())
        .then(|| to_json(&message.attachments))
        .transpose()
}

impl Messages for SqliteTx {
    async fn insert_message(&mut self, ws: WorkspaceId, message: &Message) -> Result<(), DbError> {
        self.run(
            "INSERT INTO messages (workspace, conversation, seq, id, author, rev, sent_at, text, spans, reply_to,
                edited_at, deleted, deleted_by, forwarded, pinned_by, card, attachments, event, staff_only)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
            params![
                blob(ws.0),
                blob(message.conversation.0),
                int(message.seq),
                blob(message.id.0),
                blob(message.author.0),
                int(message.rev),
                message.sent_at.0,
                message.body.text,
                spans_json(&message.body)?,
                message.reply_to.map(|original| blob(original.0)),
                message.edited_at.map(|at| at.0),
                message.deleted,
                message.deleted_by.map(|by| blob(by.0)),
                message.forwarded.then_some(true),
                message.pinned_by.map(|by| blob(by.0)),
                card_json(message)?,
                attachments_json(message)?,
                event_json(message)?,
                message.staff_only.then_some(true),
            ],
        )?;
        Ok(())
    }

    async fn message(&mut self, ws: WorkspaceId, of: MessageId) -> Result<Option<Message>, DbError> {
        self.one(
            &format!("{MESSAGE} WHERE workspace = ?1 AND id = ?2"),
            params![blob(ws.0), blob(of.0)],
            message,
        )
    }

    async fn update_message(&mut self, ws: WorkspaceId, message: &Message) -> Result<(), DbError> {
        self.run(
            "UPDATE messages SET text = ?4, spans = ?5, edited_at = ?6, deleted = ?7, rev = ?8, deleted_by = ?9,
                forwarded = ?10, pinned_by = ?11, card = ?12, attachments = ?13
             WHERE workspace = ?1 AND conversation = ?2 AND seq = ?3",
            params![
                blob(ws.0),
                blob(message.conversation.0),
                int(message.seq),
                message.body.text,
                spans_json(&message.body)?,
                message.edited_at.map(|at| at.0),
                message.deleted,
                int(message.rev),
                message.deleted_by.map(|by| blob(by.0)),
                message.forwarded.then_some(true),
                message.pinned_by.map(|by| blob(by.0)),
                card_json(message)?,
                attachments_json(message)?,
            ],
        )?;
        Ok(())
    }

    async fn messages_changed(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Message)>, DbError> {
        let keys = params![
            blob(ws.0),
            blob(of.0),
            int(since),
            limit,
            int(sight.since),
            sight.notes
        ];
        let mut changed = self.all(
            &format!(
                "{MESSAGE} WHERE workspace = ?1 AND conversation = ?2 AND seq > ?3 AND rev = seq
                    AND seq >= ?5 AND (?6 OR staff_only IS NULL)
                 ORDER BY seq LIMIT ?4"
            ),
            keys,
            message,
        )?;
        changed.extend(self.all(
            &format!(
                "{MESSAGE} WHERE workspace = ?1 AND conversation = ?2 AND rev > ?3 AND rev <> seq
                    AND seq >= ?5 AND (?6 OR staff_only IS NULL)
                 ORDER BY rev LIMIT ?4"
            ),
            keys,
            message,
        )?);
        changed.sort_by_key(|message| message.rev);
        changed.truncate(limit as usize);
        Ok(changed
            .into_iter()
            .map(|message| (message.rev, message))
            .collect())
    }

    async fn messages_before(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        before: Seq,
        limit: u32,
    ) -> Result<Vec<Message>, DbError> {
        self.all(
            &format!(
                "{MESSAGE} WHERE workspace = ?1 AND conversation = ?2 AND seq < ?3
                    AND seq >= ?5 AND (?6 OR staff_only IS NULL)
                 ORDER BY seq DESC LIMIT ?4"
            ),
            params![
                blob(ws.0),
                blob(of.0),
                int(before),
                limit,
                int(sight.since),
                sight.notes
            ],
            message,
        )
    }

    async fn messages_after(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        after: Seq,
        limit: u32,
    ) -> Result<Vec<Message>, DbError> {
        self.all(
            &format!(
                "{MESSAGE} WHERE workspace = ?1 AND conversation = ?2 AND seq > ?3
                    AND seq >= ?5 AND (?6 OR staff_only IS NULL)
                 ORDER BY seq LIMIT ?4"
            ),
            params![
                blob(ws.0),
                blob(of.0),
                int(after),
                limit,
                int(sight.since),
                sight.notes
            ],
            message,
        )
    }

    async fn nth_newest(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        nth: u32,
    ) -> Result<Option<Seq>, DbError> {
        self.one(
            "SELECT seq FROM messages WHERE workspace = ?1 AND conversation = ?2
                AND seq >= ?4 AND (?5 OR staff_only IS NULL)
             ORDER BY seq DESC LIMIT 1 OFFSET ?3",
            params![
                blob(ws.0),
                blob(of.0),
                nth.saturating_sub(1),
                int(sight.since),
                sight.notes
            ],
            |row| seq(row, 0),
        )
    }

    async fn pinned_messages(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
    ) -> Result<Vec<Message>, DbError> {
        self.all(
            &format!(
                "{MESSAGE} WHERE workspace = ?1 AND conversation = ?2 AND pinned_by IS NOT NULL
                    AND seq >= ?3 AND (?4 OR staff_only IS NULL)
                 ORDER BY seq"
            ),
            params![blob(ws.0), blob(of.0), int(sight.since), sight.notes],
            message,
        )
    }

    async fn first_unread(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        reader: AccountId,
        read: Seq,
    ) -> Result<Option<Seq>, DbError> {
        let first = self.one(
            "SELECT min(seq) FROM (
                SELECT seq FROM messages
                WHERE workspace = ?1 AND conversation = ?2 AND seq > ?3 AND author <> ?4 AND NOT deleted
                    AND seq >= ?6 AND (?7 OR staff_only IS NULL)
                    AND event IS NULL
                ORDER BY seq DESC LIMIT ?5)",
            params![
                blob(ws.0),
                blob(of.0),
                int(read),
                blob(reader.0),
                UNREAD_COUNTED,
                int(sight.since),
                sight.notes
            ],
            |row| row.get::<_, Option<i64>>(0),
        )?;
        Ok(first.flatten().map(i64::unsigned_abs))
    }
}
