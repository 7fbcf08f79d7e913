//! What is pinned to the top of a conversation. A pin is part of the message: its `rev` rises.

use protocol::{ConversationId, ConversationKind, ErrorCode, MessageId, Outcome};

use super::access::{access_conversation, access_words, refuse_archived};
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
    let place = access_conversation(work.tx, actor, conversation).await?;
    if place.conversation.kind == ConversationKind::Group && !place.member.may_manage() {
        return Err(refuse(
            ErrorCode::Forbidden,
            "Only the owner and admins of the group may do that.",
        ));
    }
    let mut message = access_words(work.tx, actor, conversation, id).await?;
    refuse_archived(&place)?;
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
