//! Who is named in a message. Nothing is refused because somebody has left meanwhile: whoever cannot be named stays there as plain
//! words.

use protocol::rights::Act;
use protocol::{AccountId, AccountKind, MessageId, RichText, SpanKind};

use super::access::allow;
use super::{Failure, Work};
use crate::db::{Place, Tx};

/// Who is named; `None` is everyone.
type Named = Vec<Option<AccountId>>;

/// The body with those mentions only that name an active member, or everyone where the writer may do that. Costs nothing when
/// nobody is named. In a note among coaches, `staff_only`, only coaches are named.
pub(super) async fn settle<T: Tx>(
    work: &mut Work<'_, T>,
    place: &Place,
    staff_only: bool,
    mut body: RichText,
) -> Result<(RichText, Named), Failure> {
    let mut asked: Named = body.spans.iter().filter_map(|span| names(&span.kind)).collect();
    if asked.is_empty() {
        return Ok((body, asked));
    }
    asked.sort_unstable();
    asked.dedup();
    // One question, however many are named.
    let mut present = work.tx.active_members(work.ws, place.conversation.id).await?;
    if staff_only {
        let coaches = work.tx.accounts_of_kind(work.ws, AccountKind::Coach).await?;
        present.retain(|one| coaches.iter().any(|coach| coach.id == *one));
    }
    let everyone = allow(place, Act::MentionEveryone).is_ok();
    asked.retain(|who| who.map_or(everyone, |account| present.contains(&account)));
    let named = asked;
    body.spans
        .retain(|span| names(&span.kind).is_none_or(|who| named.contains(&who)));
    Ok((body, named))
}

fn names(kind: &SpanKind) -> Option<Option<AccountId>> {
    match kind {
        SpanKind::Mention { account } => Some(Some(*account)),
        SpanKind::Everyone => Some(None),
        _ => None,
    }
}

/// Notes who is named, each once for a message, whatever edits come.
pub(super) async fn record<T: Tx>(
    work: &mut Work<'_, T>,
    message: MessageId,
    named: Named,
) -> Result<(), Failure> {
    for who in named {
        work.tx.insert_mention(work.ws, message, who, work.now()).await?;
    }
    Ok(())
}
