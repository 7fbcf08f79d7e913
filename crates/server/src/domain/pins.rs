//! What is pinned to the top of a conversation. A pin is part of the message: its `rev` rises.

use protocol::rights::Act;
use protocol::{ConversationId, ErrorCode, MessageId, Outcome};

use super::access::{access_to, access_words};
use super::{Actor, Failure, Work, refuse};
use crate::db::{Sight, Tx};

/// Most messages that are pinned in a conversation.
const PINNED: usize = 50;

/// In a group its owner and admins; in a direct conversation everybody.
pub(super) async fn pin<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
    pinned: bool,
) -> Result<Outcome, Failure> {
    let place = access_to(work.tx, actor, conversation, Act::Pin).await?;
    let mut message = access_words(work.tx, actor, &place, id).await?;
    if message.pinned_by.is_some() == pinned {
        return Ok(Outcome::Message(message));
    }
    // Notes count for themselves: how many there are is nothing that a client learns.
    let beside = work
        .tx
        .pinned_messages(work.ws, conversation, Sight::ALL)
        .await?
        .into_iter()
        .filter(|beside| beside.staff_only == message.staff_only);
    if pinned && beside.count() >= PINNED {
        let words = format!("{PINNED} messages are pinned here, and that is the most. Unpin one first.");
        return Err(refuse(ErrorCode::Invalid, &words));
    }
    message.pinned_by = pinned.then_some(actor.account);
    message.rev = work.number(conversation).await?;
    work.update_message(message.clone()).await?;
    Ok(Outcome::Message(message))
}
