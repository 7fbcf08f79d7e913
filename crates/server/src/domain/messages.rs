//! Sending, editing and deleting messages, and what they said before.

use protocol::rights::Act;
use protocol::{ConversationId, ErrorCode, FileId, Message, MessageId, Outcome, RichText, Version};

use super::access::{access_conversation, access_history, access_said, allow};
use super::links::first_link;
use super::{Actor, Failure, Work, files, mentions, refuse, text};
use crate::db::{AuditRow, DbError, Tx};

/// A message as its author wants it.
pub(super) struct NewMessage {
    pub(super) id: MessageId,
    pub(super) conversation: ConversationId,
    pub(super) body: RichText,
    pub(super) attachments: Vec<FileId>,
    pub(super) reply_to: Option<MessageId>,
    pub(super) forwarded: bool,
    /// For coaches only.
    pub(super) staff_only: bool,
}

pub(super) async fn send<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    new: NewMessage,
) -> Result<Outcome, Failure> {
    let NewMessage {
        id,
        conversation,
        body,
        attachments,
        reply_to,
        forwarded,
        staff_only,
    } = new;
    let place = access_conversation(work.tx, actor, conversation).await?;
    let original = match reply_to {
        Some(original) => Some(access_said(work.tx, actor, &place, original).await?),
        None => None,
    };
    // An answer to a note is one.
    let staff_only = staff_only || original.as_ref().is_some_and(|original| original.staff_only);
    allow(&place, if staff_only { Act::Note } else { Act::Post })?;
    text::body(work.limits(), &body, attachments.is_empty())?;
    let attachments = files::to_attach(work, actor, staff_only, &attachments).await?;
    files::refuse_words_with_voice(&attachments, body.is_blank())?;
    let (body, named) = mentions::settle(work, &place, staff_only, body).await?;
    let seq = work.number(conversation).await?;
    let message = Message {
        attachments,
        reply_to,
        forwarded,
        staff_only,
        ..Message::new(id, conversation, actor.account, seq, work.now(), body)
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
    mentions::record(work, id, named).await?;
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
    let mut message = access_said(work.tx, actor, &place, id).await?;
    if message.author != actor.account {
        return Err(refuse(
            ErrorCode::Forbidden,
            "Only who wrote a message may change it.",
        ));
    }
    let writing = if message.staff_only { Act::Note } else { Act::Post };
    allow(&place, writing)?;
    text::body(work.limits(), &body, message.attachments.is_empty())?;
    files::refuse_words_with_voice(&message.attachments, body.is_blank())?;
    if message.deleted {
        return Err(refuse(ErrorCode::NotFound, "This message was deleted."));
    }
    let (body, named) = mentions::settle(work, &place, message.staff_only, body).await?;
    if message.body == body {
        return Ok(Outcome::Message(message));
    }
    let rev = work.number(conversation).await?;
    work.tx.insert_version(work.ws, &message, rev).await?;
    if first_link(&message.body) != first_link(&body) {
        message.card = None;
    }
    message.body = body;
    message.edited_at = Some(work.now());
    message.rev = rev;
    work.update_message(message.clone()).await?;
    mentions::record(work, id, named).await?;
    Ok(Outcome::Message(message))
}

/// Also in an archived group and for a read-only member: one's words stay one's own to take back. What was said before, and
/// what others made of it, goes with the words.
pub(super) async fn delete<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Outcome, Failure> {
    let place = access_conversation(work.tx, actor, conversation).await?;
    let mut message = access_said(work.tx, actor, &place, id).await?;
    let own = message.author == actor.account;
    if !own {
        allow(&place, Act::DeleteOthers)?;
    }
    if message.deleted {
        return Ok(Outcome::Message(message));
    }
    let was_edited = message.edited_at.is_some();
    let attachments = std::mem::take(&mut message.attachments);
    message.erase();
    message.deleted_by = (!own).then_some(actor.account);
    message.rev = work.number(conversation).await?;
    work.update_message(message.clone()).await?;
    work.tx
        .delete_reactions(work.ws, conversation, message.seq)
        .await?;
    if was_edited {
        work.tx.delete_versions(work.ws, id).await?;
    }
    work.let_go(&message, &attachments).await?;
    if !own {
        let row = AuditRow {
            at: work.now(),
            actor: actor.account,
            action: "delete_message".into(),
            conversation: Some(conversation),
            message: Some(id),
            subject: Some(message.author),
        };
        work.tx.insert_audit(work.ws, &row).await?;
    }
    Ok(Outcome::Message(message))
}

/// What a message said before, oldest first: for its author and for coaches.
pub async fn versions<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Vec<Version>, Failure> {
    let message = access_history(tx, actor, conversation, id).await?;
    Ok(tx.versions(actor.workspace, message.id).await?)
}
