//! Cards of messages: which message wants one, and that it gets only the one for what it says now.
//!
//! Must not know how a link is looked at. A card is nobody's act: it needs no right, and does not mark the message as edited.

use protocol::{LinkCard, Message, MessageId, Outcome, Timestamp, WorkspaceId};

use super::links::first_link;
use super::{Failure, Publication, Rules, Work};
use crate::cards::is_looked_at;
use crate::db::{ClaimedJob, JobKind, Tx};

/// The link of a message that is to be looked at.
pub(crate) fn wanted(message: &Message) -> Option<&str> {
    if message.deleted || message.card.is_some() {
        return None;
    }
    first_link(&message.body).filter(|link| is_looked_at(link))
}

/// After a command that changed what a message says, in its transaction: puts down that its link is to be looked at. A new
/// message without links costs nothing.
pub(crate) async fn remember<T: Tx>(
    tx: &mut T,
    ws: WorkspaceId,
    now: Timestamp,
    outcome: &Outcome,
) -> Result<(), Failure> {
    let Outcome::Message(message) = outcome else {
        return Ok(());
    };
    let id = message.id.0;
    if let Some(link) = wanted(message) {
        tx.put_job(ws, JobKind::LinkCard, id, now, link).await?;
    } else if message.rev != message.seq {
        // What it linked to before is of no interest any more.
        tx.delete_job(ws, JobKind::LinkCard, id).await?;
    }
    Ok(())
}

/// The job is done: the message has its card, if it still says what it said.
pub(crate) async fn attach<T: Tx>(
    tx: &mut T,
    rules: Rules,
    job: &ClaimedJob,
    card: LinkCard,
) -> Result<Vec<Publication>, Failure> {
    let ws = job.workspace;
    if !tx.finish_job(job).await? {
        return Ok(Vec::new());
    }
    let Some(mut message) = tx.message(ws, MessageId(job.id)).await? else {
        return Ok(Vec::new());
    };
    if wanted(&message) != Some(card.url.as_str()) {
        return Ok(Vec::new());
    }
    let mut work = Work::new(tx, ws, rules);
    message.card = Some(Box::new(card));
    message.rev = work.number(message.conversation).await?;
    work.update_message(message).await?;
    Ok(work.finish())
}
