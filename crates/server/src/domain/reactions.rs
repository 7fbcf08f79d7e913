//! Reactions: a person's emojis on a message. Changes of the conversation, not of the message.

use protocol::rights::Act;
use protocol::{ConversationId, ErrorCode, MessageId, Outcome, REACTIONS_EACH, Reaction};

use super::access::{access_conversation, access_words, allow};
use super::emoji::is_one_emoji;
use super::{Actor, Failure, Work, refuse};
use crate::db::Tx;

/// Whoever may read may react, but where the group keeps that for those who may post.
pub(super) async fn react<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
    emoji: String,
    on: bool,
) -> Result<Outcome, Failure> {
    let place = access_conversation(work.tx, actor, conversation).await?;
    let message = access_words(work.tx, actor, &place, id).await?;
    allow(&place, Act::React)?;
    if !is_one_emoji(&emoji) {
        return Err(refuse(ErrorCode::Invalid, "A reaction is one emoji."));
    }
    let before = work.tx.reaction(work.ws, &message, actor.account).await?;
    let mut reaction = before.unwrap_or(Reaction {
        conversation,
        message: id,
        account: actor.account,
        emojis: Vec::new(),
        rev: 0,
    });
    if reaction.emojis.contains(&emoji) == on {
        return Ok(Outcome::Reaction(reaction));
    }
    if !on {
        reaction.emojis.retain(|one| *one != emoji);
    } else if reaction.emojis.len() >= REACTIONS_EACH {
        let words = format!("{REACTIONS_EACH} reactions to a message are the most that one person can give.");
        return Err(refuse(ErrorCode::Invalid, &words));
    } else {
        reaction.emojis.push(emoji);
    }
    Ok(Outcome::Reaction(work.put_reaction(&message, reaction).await?))
}
