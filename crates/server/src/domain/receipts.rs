//! How far somebody has come, and who learns of it. Watermarks only ever rise, and never above what there is.

use protocol::{
    ConversationId, ErrorCode, FeedId, FileKind, MessageId, Outcome, Receipt, ReceiptPolicy, SeenBy, Seq,
    Workspace,
};

use super::access::{access_as_coach, access_conversation, access_history, access_words};
use super::{Actor, Failure, Work, refuse};
use crate::db::Tx;

pub(super) async fn mark_seen<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    delivered: Seq,
    read: Seq,
) -> Result<Outcome, Failure> {
    access_conversation(work.tx, actor, conversation).await?;
    let head = work.tx.head(work.ws, FeedId::Conversation(conversation)).await?;
    let (had_delivered, had_read, policy) = work.tx.watermarks(work.ws, conversation, actor.account).await?;
    let read = read.min(head).max(had_read);
    let receipt = Receipt {
        conversation,
        account: actor.account,
        delivered: delivered.min(head).max(had_delivered).max(read),
        read,
    };
    if (receipt.delivered, receipt.read) != (had_delivered, had_read) {
        work.advance_receipt(receipt.clone(), (had_delivered, had_read), policy)
            .await?;
    }
    Ok(Outcome::Receipt(receipt))
}

/// Of a voice note that somebody else has sent. One's own one has heard already.
pub(super) async fn mark_played<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Outcome, Failure> {
    let place = access_conversation(work.tx, actor, conversation).await?;
    let message = access_words(work.tx, actor, &place, id).await?;
    let voice = message
        .attachments
        .iter()
        .any(|file| file.kind == FileKind::Voice);
    if !voice {
        return Err(refuse(ErrorCode::Invalid, "Only voice notes are listened to."));
    }
    let known = work.tx.has_played(work.ws, &message, actor.account).await?;
    if message.author != actor.account && !known {
        let policy = policy(work.tx, actor).await?;
        work.put_played(&message, actor.account, policy).await?;
    }
    Ok(Outcome::Done)
}

pub(super) async fn set_policy<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    policy: ReceiptPolicy,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    if let Some((_, workspace)) = work.tx.workspace(work.ws).await?
        && workspace.receipts != policy
    {
        let workspace = Workspace {
            receipts: policy,
            ..workspace
        };
        work.set_receipt_policy(workspace).await?;
    }
    Ok(Outcome::Done)
}

/// Who learns of others' receipts now.
pub(crate) async fn policy<T: Tx>(tx: &mut T, actor: &Actor) -> Result<ReceiptPolicy, Failure> {
    let workspace = tx.workspace(actor.workspace).await?;
    Ok(workspace.map_or(ReceiptPolicy::Off, |(_, workspace)| workspace.receipts))
}

/// How far a message has come with everybody else who was in the conversation when it was sent: for its author and for
/// coaches, nobody when the practice's policy hides it from them.
pub async fn seen<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Vec<SeenBy>, Failure> {
    let message = access_history(tx, actor, conversation, id).await?;
    if !policy(tx, actor).await?.shows(actor.kind) {
        return Ok(Vec::new());
    }
    Ok(tx.seen_by(actor.workspace, &message).await?)
}
