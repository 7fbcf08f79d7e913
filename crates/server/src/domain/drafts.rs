//! Half-written text: one per person and conversation, the last writer wins.

use protocol::{ConversationId, Draft, MessageId, Outcome};

use super::access::{access_conversation, access_said};
use super::{Actor, Failure, Work, text};
use crate::db::Tx;

pub(super) async fn set<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    words: String,
    reply_to: Option<MessageId>,
) -> Result<Outcome, Failure> {
    // Also for who may not post: a half-written text is kept.
    let place = access_conversation(work.tx, actor, conversation).await?;
    text::draft(work.limits(), &words)?;
    if let Some(original) = reply_to {
        access_said(work.tx, actor, &place, original).await?;
    }
    let draft = Draft {
        conversation,
        text: words,
        reply_to,
        rev: 0,
    };
    let before = work.tx.draft(work.ws, actor.account, conversation).await?;
    match before {
        Some(before) if before.says(&draft) => Ok(Outcome::Draft(before)),
        None if draft.is_empty() => Ok(Outcome::Draft(draft)),
        _ => Ok(Outcome::Draft(work.put_draft(actor.account, draft).await?)),
    }
}
