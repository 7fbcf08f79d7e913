//! Sending, editing and deleting messages.

use protocol::{ConversationId, ErrorCode, Message, MessageId, Outcome, RichText};

use super::access::{access_conversation, access_message, access_to_post, refuse_archived};
use super::{Actor, Failure, Work, refuse, text};
use crate::db::{DbError, Tx};

pub(super) async fn send<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: MessageId,
    conversation: ConversationId,
    body: RichText,
    reply_to: Option<MessageId>,
    forwarded: bool,
) -> Result<Outcome, Failure> {
    access_to_post(work.tx, actor, conversation).await?;
    text::body(work.limits(), &body)?;
    let original = match reply_to {
        Some(original) => Some(access_message(work.tx, actor, conversation, original).await?),
        None => None,
    };
    let seq = work.number(conversation).await?;
    let message = Message {
        id,
        conversation,
        author: actor.account,
        seq,
        rev: seq,
        sent_at: work.now(),
        body,
        reply_to,
        edited_at: None,
        deleted: false,
        deleted_by: None,
        forwarded,
        pinned_by: None,
        card: None,
    };
    // One's own repetition was answered before we came here: this id is somebody else's, or stands elsewhere.
    work.insert_message(message.clone(), original)
        .await
        .map_err(|failure| match failure {
            Failure::Database(DbError::Conflict) => {
                refuse(ErrorCode::Taken, "There is a message with this id already.")
            }
            other => other,
        })?;
    Ok(Outcome::Message(message))
}

pub(super) async fn edit<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
    body: RichText,
) -> Result<Outcome, Failure> {
    let place = access_conversation(work.tx, actor, conversation).await?;
    let mut message = access_own_message(work, actor, conversation, id).await?;
    refuse_archived(&place)?;
    text::body(work.limits(), &body)?;
    if message.deleted {
        return Err(refuse(ErrorCode::NotFound, "This message was deleted."));
    }
    if message.body == body {
        return Ok(Outcome::Message(message));
    }
    message.body = body;
    message.edited_at = Some(work.now());
    message.rev = work.number(conversation).await?;
    work.update_message(message.clone()).await?;
    Ok(Outcome::Message(message))
}

/// Also in an archived group and for a read-only member: one's words stay one's own to take back.
pub(super) async fn delete<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Outcome, Failure> {
    access_conversation(work.tx, actor, conversation).await?;
    let mut message = access_own_message(work, actor, conversation, id).await?;
    if message.deleted {
        return Ok(Outcome::Message(message));
    }
    message.body = RichText::default();
    message.edited_at = None;
    message.deleted = true;
    message.rev = work.number(conversation).await?;
    work.update_message(message.clone()).await?;
    Ok(Outcome::Message(message))
}

async fn access_own_message<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Message, Failure> {
    let message = access_message(work.tx, actor, conversation, id).await?;
    if message.author != actor.account {
        return Err(refuse(
            ErrorCode::Forbidden,
            "Only who wrote a message may change it.",
        ));
    }
    Ok(message)
}
