//! Table `messages`. A message stands at its place; what was edited or deleted is found by an index of its own.

use protocol::{AccountId, ConversationId, Message, MessageId, RichText, Seq, Span, WorkspaceId};
use tokio_postgres::Row;

use super::tx::{Params, PgTx};
use super::values::{from_json, id, int, optional_id, optional_time, seq, time, to_json};
use crate::db::{DbError, Messages, Sight};

/// Unread counts stop here: the badge says 99+.
const UNREAD_COUNTED: i64 = 100;

pub(super) const MESSAGE: &str =
    "SELECT id, conversation, author, seq, rev, sent_at, text, spans, reply_to, edited_at, deleted,
        deleted_by, forwarded, pinned_by, card, attachments, event, staff_only
    FROM messages";

pub(super) fn message(row: &Row) -> Result<Message, DbError> {
    Ok(Message {
        id: MessageId(id(row, 0)?),
        conversation: ConversationId(id(row, 1)?),
        author: AccountId(id(row, 2)?),
        seq: seq(row, 3)?,
        rev: seq(row, 4)?,
        sent_at: time(row, 5)?,
        body: RichText {
            text: row.try_get(6)?,
            spans: spans_from(row, 7)?,
        },
        reply_to: optional_id(row, 8)?.map(MessageId),
        edited_at: optional_time(row, 9)?,
        deleted: row.try_get(10)?,
        deleted_by: optional_id(row, 11)?.map(AccountId),
        forwarded: row.try_get::<_, Option<bool>>(12)?.unwrap_or(false),
        pinned_by: optional_id(row, 13)?.map(AccountId),
        card: match row.try_get::<_, Option<&str>>(14)? {
            Some(_) => Some(from_json(row, 14)?),
            None => None,
        },
        attachments: match row.try_get::<_, Option<&str>>(15)? {
            Some(_) => from_json(row, 15)?,
            None => Vec::new(),
        },
        staff_only: row.try_get::<_, Option<bool>>(17)?.unwrap_or(false),
        event: match row.try_get::<_, Option<&str>>(16)? {
            Some(_) => Some(from_json(row, 16)?),
            None => None,
        },
    })
}

pub(super) fn spans_from(row: &Row, column: usize) -> Result<Vec<Span>, DbError> {
    if row.try_get::<_, &str>(column)?.is_empty() {
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

impl Messages for PgTx {
    async fn insert_message(&mut self, ws: WorkspaceId, message: &Message) -> Result<(), DbError> {
        self.insert(
            "INSERT INTO messages (workspace, conversation, seq, id, author, rev, sent_at, text, spans, reply_to,
                edited_at, deleted, deleted_by, forwarded, pinned_by, card, attachments, event, staff_only)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
             ON CONFLICT DO NOTHING",
            &[
                &ws.0,
                &message.conversation.0,
                &int(message.seq),
                &message.id.0,
                &message.author.0,
                &int(message.rev),
                &message.sent_at.0,
                &message.body.text,
                &spans_json(&message.body)?,
                &message.reply_to.map(|original| original.0),
                &message.edited_at.map(|at| at.0),
                &message.deleted,
                &message.deleted_by.map(|by| by.0),
                &message.forwarded.then_some(true),
                &message.pinned_by.map(|by| by.0),
                &card_json(message)?,
                &attachments_json(message)?,
                &event_json(message)?,
                &message.staff_only.then_some(true),
            ],
        )
        .await
    }

    async fn message(&mut self, ws: WorkspaceId, of: MessageId) -> Result<Option<Message>, DbError> {
        self.one(
            &format!("{MESSAGE} WHERE workspace = $1 AND id = $2"),
            &[&ws.0, &of.0],
            message,
        )
        .await
    }

    async fn update_message(&mut self, ws: WorkspaceId, message: &Message) -> Result<(), DbError> {
        self.run(
            "UPDATE messages SET text = $4, spans = $5, edited_at = $6, deleted = $7, rev = $8, deleted_by = $9,
                forwarded = $10, pinned_by = $11, card = $12, attachments = $13
             WHERE workspace = $1 AND conversation = $2 AND seq = $3",
            &[
                &ws.0,
                &message.conversation.0,
                &int(message.seq),
                &message.body.text,
                &spans_json(&message.body)?,
                &message.edited_at.map(|at| at.0),
                &message.deleted,
                &int(message.rev),
                &message.deleted_by.map(|by| by.0),
                &message.forwarded.then_some(true),
                &message.pinned_by.map(|by| by.0),
                &card_json(message)?,
                &attachments_json(message)?,
            ],
        )
        .await?;
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
        let (since, limit_rows) = (int(since), i64::from(limit));
        let from = int(sight.since);
        let keys: Params<'_> = &[&ws.0, &of.0, &since, &limit_rows, &from, &sight.notes];
        let mut changed = self
            .all(
                &format!(
                    "{MESSAGE} WHERE workspace = $1 AND conversation = $2 AND seq > $3 AND rev = seq
                    AND seq >= $5 AND ($6 OR staff_only IS NULL)
                 ORDER BY seq LIMIT $4"
                ),
                keys,
                message,
            )
            .await?;
        changed.extend(
            self.all(
                &format!(
                    "{MESSAGE} WHERE workspace = $1 AND conversation = $2 AND rev > $3 AND rev <> seq
                    AND seq >= $5 AND ($6 OR staff_only IS NULL)
                 ORDER BY rev LIMIT $4"
                ),
                keys,
                message,
            )
            .await?,
        );
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
                "{MESSAGE} WHERE workspace = $1 AND conversation = $2 AND seq < $3
                    AND seq >= $5 AND ($6 OR staff_only IS NULL)
                 ORDER BY seq DESC LIMIT $4"
            ),
            &[
                &ws.0,
                &of.0,
                &int(before),
                &i64::from(limit),
                &int(sight.since),
                &sight.notes,
            ],
            message,
        )
        .await
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
                "{MESSAGE} WHERE workspace = $1 AND conversation = $2 AND seq > $3
                    AND seq >= $5 AND ($6 OR staff_only IS NULL)
                 ORDER BY seq LIMIT $4"
            ),
            &[
                &ws.0,
                &of.0,
                &int(after),
                &i64::from(limit),
                &int(sight.since),
                &sight.notes,
            ],
            message,
        )
        .await
    }

    async fn nth_newest(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        nth: u32,
    ) -> Result<Option<Seq>, DbError> {
        self.one(
            "SELECT seq FROM messages WHERE workspace = $1 AND conversation = $2
                AND seq >= $4 AND ($5 OR staff_only IS NULL)
             ORDER BY seq DESC LIMIT 1 OFFSET $3",
            &[
                &ws.0,
                &of.0,
                &i64::from(nth.saturating_sub(1)),
                &int(sight.since),
                &sight.notes,
            ],
            |row| seq(row, 0),
        )
        .await
    }

    async fn pinned_messages(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
    ) -> Result<Vec<Message>, DbError> {
        self.all(
            &format!(
                "{MESSAGE} WHERE workspace = $1 AND conversation = $2 AND pinned_by IS NOT NULL
                    AND seq >= $3 AND ($4 OR staff_only IS NULL)
                 ORDER BY seq"
            ),
            &[&ws.0, &of.0, &int(sight.since), &sight.notes],
            message,
        )
        .await
    }

    async fn first_unread(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        reader: AccountId,
        read: Seq,
    ) -> Result<Option<Seq>, DbError> {
        let first = self
            .one(
                "SELECT min(seq) FROM (
                SELECT seq FROM messages
                WHERE workspace = $1 AND conversation = $2 AND seq > $3 AND author <> $4 AND NOT deleted
                    AND seq >= $6 AND ($7 OR staff_only IS NULL)
                    AND event IS NULL
                ORDER BY seq DESC LIMIT $5) AS newest",
                &[
                    &ws.0,
                    &of.0,
                    &int(read),
                    &reader.0,
                    &UNREAD_COUNTED,
                    &int(sight.since),
                    &sight.notes,
                ],
                |row| Ok(row.try_get::<_, Option<i64>>(0)?),
            )
            .await?;
        Ok(first.flatten().map(i64::unsigned_abs))
    }
}
