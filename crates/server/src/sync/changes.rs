//! What has changed since a number: rows by the number of their last change, oldest first, a page at a time.

use protocol::{AccountKind, Change, FeedId, FeedPage, Seq};

use super::{messages_of, referenced, sight_of, starred};
use crate::db::{Sight, Tx};
use crate::domain::{Actor, Failure};

/// Rows in one page.
const PAGE: u32 = 500;

pub(super) async fn page<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    feed: FeedId,
    since: Seq,
    head: Seq,
) -> Result<FeedPage, Failure> {
    // One row more than fits says whether more is waiting.
    let sight = sight_of(tx, actor, feed).await?;
    let mut rows = rows(tx, actor, feed, sight, since, PAGE + 1).await?;
    rows.sort_by_key(|(rev, _)| *rev);
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let reached = match rows.last() {
        Some((rev, _)) if more => *rev,
        _ => head,
    };
    let mut page = FeedPage {
        feed,
        after: since,
        head: reached,
        changes: rows.into_iter().map(|(_, change)| change).collect(),
        referenced: Vec::new(),
        more,
        snapshot_from: None,
    };
    page.referenced = referenced(tx, actor, sight, messages_of(&page)).await?;
    page.referenced.extend(starred(tx, actor, &page).await?);
    Ok(page)
}

/// At most `limit` of each kind: the first `limit` of all are among them.
async fn rows<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    feed: FeedId,
    sight: Sight,
    since: Seq,
    limit: u32,
) -> Result<Vec<(Seq, Change)>, Failure> {
    let ws = actor.workspace;
    let mut rows = Vec::new();
    match feed {
        FeedId::Workspace(_) => {
            let workspace = tx.workspace(ws).await?;
            let workspace = workspace.filter(|(rev, _)| *rev > since);
            rows.extend(workspace.map(|(rev, workspace)| (rev, Change::Workspace(workspace))));
            if actor.kind == AccountKind::Coach {
                rows.extend(wrap(
                    tx.accounts_changed(ws, since, limit).await?,
                    Change::Account,
                ));
                rows.extend(wrap(tx.tags_changed(ws, since, limit).await?, Change::Tag));
                let files = tx.client_files_changed(ws, since, limit).await?;
                rows.extend(wrap(files, Change::ClientFile));
                let cohorts = tx.cohorts_changed(ws, since, limit).await?;
                rows.extend(wrap(cohorts, Change::Cohort));
                let folders = tx.vault_folders_changed(ws, since, limit).await?;
                rows.extend(wrap(folders, Change::VaultFolder));
                let items = tx.vault_items_changed(ws, since, limit).await?;
                rows.extend(wrap(items, Change::VaultItem));
                let templates = tx.templates_changed(ws, None, since, limit).await?;
                rows.extend(wrap(templates, Change::Template));
            }
        }
        FeedId::Account(account) => {
            let memberships = tx.memberships_changed(ws, account, since, limit).await?;
            rows.extend(wrap(memberships, Change::Membership));
            rows.extend(wrap(
                tx.drafts_changed(ws, account, since, limit).await?,
                Change::Draft,
            ));
            rows.extend(wrap(
                tx.stars_changed(ws, account, since, limit).await?,
                Change::Star,
            ));
            let filings = tx.filings_changed(ws, account, since, limit).await?;
            rows.extend(wrap(filings, Change::Filing));
            let templates = tx.templates_changed(ws, Some(account), since, limit).await?;
            rows.extend(wrap(templates, Change::Template));
        }
        FeedId::Conversation(id) => {
            let conversation = tx.conversation(ws, id).await?;
            let conversation = conversation.filter(|(rev, _)| *rev > since);
            rows.extend(wrap(conversation, Change::Conversation));
            rows.extend(wrap(
                tx.members_changed(ws, id, since, limit).await?,
                Change::Member,
            ));
            rows.extend(wrap(
                tx.messages_changed(ws, id, sight, since, limit).await?,
                Change::Message,
            ));
            let reactions = tx.reactions_changed(ws, id, sight, since, limit).await?;
            rows.extend(wrap(reactions, Change::Reaction));
        }
        FeedId::Receipts(id) => {
            rows.extend(wrap(
                tx.receipts_changed(ws, id, since, limit).await?,
                Change::Receipt,
            ));
            let played = tx.played_changed(ws, id, sight, since, limit).await?;
            rows.extend(wrap(played, Change::Played));
        }
    }
    Ok(rows)
}

fn wrap<R>(
    rows: impl IntoIterator<Item = (Seq, R)>,
    change: fn(R) -> Change,
) -> impl Iterator<Item = (Seq, Change)> {
    rows.into_iter().map(move |(rev, row)| (rev, change(row)))
}
