//! What a person keeps for oneself: stars and follow-ups, and how conversations are filed. The later arrival wins.

use protocol::{
    ConversationId, ErrorCode, FeedId, Filing, FilingSwitch, MessageId, Outcome, Star, Timestamp,
};

use super::access::{access_conversation, access_said};
use super::{Actor, Failure, Work, refuse};
use crate::db::Tx;

pub(super) async fn star<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
    starred: bool,
    follow_up_at: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    let place = access_conversation(work.tx, actor, conversation).await?;
    let message = access_said(work.tx, actor, &place, id).await?;
    let before = work.tx.star(work.ws, actor.account, id).await?;
    let star = Star {
        conversation,
        message: id,
        starred,
        follow_up_at,
        rev: before.as_ref().map_or(0, |before| before.rev),
    };
    let same = before.as_ref().map_or(star.is_empty(), |before| *before == star);
    if same {
        return Ok(Outcome::Star(star));
    }
    // Taken off it can be at any time.
    if message.deleted && !star.is_empty() {
        return Err(refuse(ErrorCode::NotFound, "This message was deleted."));
    }
    Ok(Outcome::Star(
        work.put_star(actor.account, star, Some(message)).await?,
    ))
}

pub(super) async fn file<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    switch: FilingSwitch,
) -> Result<Outcome, Failure> {
    access_conversation(work.tx, actor, conversation).await?;
    let before = work.tx.filing(work.ws, actor.account, conversation).await?;
    let before = before.unwrap_or_else(|| Filing::new(conversation));
    let mut filing = before.clone();
    filing.set(switch);
    if let Some(at) = filing.archived_at {
        // Nobody has seen what there is not yet.
        let head = work.tx.head(work.ws, FeedId::Conversation(conversation)).await?;
        filing.archived_at = Some(at.min(head));
    }
    if filing == before {
        return Ok(Outcome::Filing(before));
    }
    Ok(Outcome::Filing(work.put_filing(actor.account, filing).await?))
}

/// Somebody leaves: what they kept of the conversation goes with it, on all their devices.
pub(super) async fn clear<T: Tx>(
    work: &mut Work<'_, T>,
    account: protocol::AccountId,
    conversation: ConversationId,
) -> Result<(), Failure> {
    for (_, star) in work.tx.stars_changed(work.ws, account, 0, u32::MAX).await? {
        if star.conversation == conversation && !star.is_empty() {
            let empty = Star {
                starred: false,
                follow_up_at: None,
                ..star
            };
            work.put_star(account, empty, None).await?;
        }
    }
    let filing = work.tx.filing(work.ws, account, conversation).await?;
    if filing.is_some_and(|filing| !is_untouched(&filing)) {
        work.put_filing(account, Filing::new(conversation)).await?;
    }
    Ok(())
}

/// Whether it is as before anybody touched it.
pub(crate) fn is_untouched(filing: &Filing) -> bool {
    let untouched = Filing {
        rev: filing.rev,
        ..Filing::new(filing.conversation)
    };
    *filing == untouched
}
