//! Older or surrounding messages of a conversation, as stretches that join without a hole.

use protocol::{
    ConversationId, ErrorCode, FeedId, HistoryPage, HistoryQuery, Limits, Message, MessageId, Seq,
};

use super::referenced;
use crate::db::{Place, Sight, Tx};
use crate::domain::access::{access_conversation, access_message};
use crate::domain::veil::{hide_mentions, names_for};
use crate::domain::{Actor, Failure, refuse};

/// Messages, oldest first, and the stretch of numbers in which they are all there is.
struct Stretch {
    messages: Vec<Message>,
    from: Seq,
    to: Seq,
}

/// Answers one page.
pub async fn history<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
    query: HistoryQuery,
    limits: Limits,
) -> Result<HistoryPage, Failure> {
    let place = access_conversation(tx, actor, conversation).await?;
    let sight = Sight::of(&place.member);
    let limit = query.limit.clamp(1, limits.page);
    let stretch = match (query.before, query.after, query.around) {
        (Some(before), None, None) => older(tx, actor, conversation, sight, before, limit).await?,
        (None, Some(after), None) => newer(tx, actor, conversation, sight, after, limit).await?,
        (None, None, Some(message)) => around(tx, actor, &place, message, limit).await?,
        _ => {
            return Err(refuse(
                ErrorCode::Invalid,
                "Give exactly one of before, after and around.",
            ));
        }
    };
    let reactions = tx
        .reactions_between(actor.workspace, conversation, sight, stretch.from, stretch.to)
        .await?;
    let mut page = HistoryPage {
        reactions,
        conversation,
        referenced: referenced(tx, actor, sight, &stretch.messages).await?,
        messages: stretch.messages,
        from: stretch.from,
        to: stretch.to,
    };
    if let Some(named) = names_for(tx, actor, conversation).await? {
        for message in page.messages.iter_mut().chain(&mut page.referenced) {
            hide_mentions(message, &named, actor.account);
        }
    }
    Ok(page)
}

async fn older<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
    sight: Sight,
    before: Seq,
    limit: u32,
) -> Result<Stretch, Failure> {
    // One more than asked for says whether the beginning is reached.
    let mut messages = tx
        .messages_before(
            actor.workspace,
            conversation,
            sight,
            before,
            limit.saturating_add(1),
        )
        .await?;
    let more = messages.len() > limit as usize;
    messages.truncate(limit as usize);
    messages.reverse();
    let from = match messages.first() {
        Some(oldest) if more => oldest.seq,
        _ => 1,
    };
    // A place above the newest message is known to be empty only up to the head.
    let head = tx
        .head(actor.workspace, FeedId::Conversation(conversation))
        .await?;
    let to = before.saturating_sub(1).min(head);
    Ok(Stretch { messages, from, to })
}

async fn newer<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
    sight: Sight,
    after: Seq,
    limit: u32,
) -> Result<Stretch, Failure> {
    let mut messages = tx
        .messages_after(
            actor.workspace,
            conversation,
            sight,
            after,
            limit.saturating_add(1),
        )
        .await?;
    let more = messages.len() > limit as usize;
    messages.truncate(limit as usize);
    let to = match messages.last() {
        Some(newest) if more => newest.seq,
        _ => {
            tx.head(actor.workspace, FeedId::Conversation(conversation))
                .await?
        }
    };
    Ok(Stretch {
        messages,
        from: after.saturating_add(1),
        to,
    })
}

async fn around<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    place: &Place,
    id: MessageId,
    limit: u32,
) -> Result<Stretch, Failure> {
    let (conversation, sight) = (place.conversation.id, Sight::of(&place.member));
    let middle = access_message(tx, actor, place, id).await?;
    let side = limit.saturating_sub(1) / 2;
    let before = older(tx, actor, conversation, sight, middle.seq, side.max(1)).await?;
    let after = newer(tx, actor, conversation, sight, middle.seq, side.max(1)).await?;
    let mut messages = before.messages;
    messages.push(middle);
    messages.extend(after.messages);
    Ok(Stretch {
        messages,
        from: before.from,
        to: after.to,
    })
}
