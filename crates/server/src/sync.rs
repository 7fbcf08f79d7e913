//! Catching up: what has changed in a feed since a number, a feed from its beginning, and older messages.
//!
//! Answers with current state only, from one read transaction: an edit or a delete never leaks what it replaced.
//! Writes nothing.

mod changes;
mod history;
mod snapshot;

use protocol::{Change, FeedCursor, FeedId, FeedPage, Message, ReceiptPolicy, SyncRequest, SyncResponse};

use crate::db::{Sight, Tx};
use crate::domain::access::{is_there_for, may_read, sight};
use crate::domain::publication::{hide_notes, hide_receipts};
use crate::domain::veil::{hide_mentions, hide_names, names_for};
use crate::domain::{Actor, Failure, receipts};

pub use history::history;

/// Answers a catch-up. Feeds that have not moved are left out.
pub async fn sync<T: Tx>(tx: &mut T, actor: &Actor, request: &SyncRequest) -> Result<SyncResponse, Failure> {
    let mut response = SyncResponse {
        pages: Vec::new(),
        gone: Vec::new(),
    };
    let mut policy = None;
    for cursor in &request.feeds {
        if !may_read(tx, actor, cursor.feed).await? {
            response.gone.push(cursor.feed);
            continue;
        }
        let head = tx.head(actor.workspace, cursor.feed).await?;
        if head == cursor.since {
            continue;
        }
        let mut page = if cursor.since == 0 || cursor.since > head || is_new(tx, actor, cursor).await? {
            snapshot::page(tx, actor, cursor.feed, head, request.window).await?
        } else {
            changes::page(tx, actor, cursor.feed, cursor.since, head).await?
        };
        hide_notes(&mut page, false, actor);
        if let FeedId::Conversation(id) = cursor.feed
            && let Some(named) = names_for(tx, actor, id).await?
        {
            hide_names(&mut page, &named, actor.account);
        }
        if let FeedId::Receipts(_) = cursor.feed {
            if policy.is_none() {
                policy = Some(receipts::policy(tx, actor).await?);
            }
            hide_receipts(&mut page, policy.unwrap_or(ReceiptPolicy::Off), actor);
        }
        response.pages.push(page);
    }
    Ok(response)
}

/// Whether the reader came into the conversation, perhaps again, after what they hold of it: what they may see may have changed with that,
/// and so it is told afresh.
async fn is_new<T: Tx>(tx: &mut T, actor: &Actor, cursor: &FeedCursor) -> Result<bool, Failure> {
    let FeedId::Conversation(id) = cursor.feed else {
        return Ok(false);
    };
    let joined = tx.joined(actor.workspace, id, actor.account).await?;
    Ok(joined.is_some_and(|joined| joined > cursor.since))
}

/// The heads of all feeds that the actor may read.
pub async fn heads<T: Tx>(tx: &mut T, actor: &Actor) -> Result<Vec<FeedCursor>, Failure> {
    let mut feeds = vec![FeedId::Account(actor.account), FeedId::Workspace(actor.workspace)];
    for conversation in tx.active_memberships(actor.workspace, actor.account).await? {
        feeds.extend([FeedId::Conversation(conversation), FeedId::Receipts(conversation)]);
    }
    let mut heads = Vec::with_capacity(feeds.len());
    for feed in feeds {
        let since = tx.head(actor.workspace, feed).await?;
        heads.push(FeedCursor { feed, since });
    }
    Ok(heads)
}

/// What the actor may see of the messages of a feed.
async fn sight_of<T: Tx>(tx: &mut T, actor: &Actor, feed: FeedId) -> Result<Sight, Failure> {
    match feed {
        FeedId::Conversation(id) | FeedId::Receipts(id) => sight(tx, actor, id).await,
        FeedId::Workspace(_) | FeedId::Account(_) => Ok(Sight::NOTHING),
    }
}

/// The messages outside `messages` that those inside reply to.
async fn referenced<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    sight: Sight,
    messages: impl IntoIterator<Item = &Message>,
) -> Result<Vec<Message>, Failure> {
    let mut held = std::collections::HashSet::new();
    let mut wanted = std::collections::BTreeSet::new();
    for message in messages {
        held.insert(message.id);
        wanted.extend(message.reply_to);
    }
    let mut originals = Vec::new();
    for id in wanted {
        if !held.contains(&id)
            && let Some(original) = tx.message(actor.workspace, id).await?
            && sight.shows(&original)
        {
            originals.push(original);
        }
    }
    Ok(originals)
}

/// The messages that the stars of a page are on, as far as the actor may still see them.
async fn starred<T: Tx>(tx: &mut T, actor: &Actor, page: &FeedPage) -> Result<Vec<Message>, Failure> {
    let stars = page.changes.iter().filter_map(|change| match change {
        Change::Star(star) if !star.is_empty() => Some(star),
        _ => None,
    });
    let stars: Vec<_> = stars.collect();
    let mut messages = Vec::with_capacity(stars.len());
    for star in stars {
        if let Some(mut message) = tx.message(actor.workspace, star.message).await?
            && is_there_for(tx, actor, &message).await?
        {
            if let Some(named) = names_for(tx, actor, star.conversation).await? {
                hide_mentions(&mut message, &named, actor.account);
            }
            messages.push(message);
        }
    }
    Ok(messages)
}

pub(crate) fn messages_of(page: &FeedPage) -> impl Iterator<Item = &Message> {
    page.changes.iter().filter_map(|change| match change {
        Change::Message(message) => Some(message),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
