//! A feed from its beginning: everything that is in it now; of a conversation's messages the newest.

use protocol::{AccountId, AccountKind, Change, ConversationId, FeedId, FeedPage, Seq};

use super::{messages_of, referenced, sight_of, starred};
use crate::db::{Sight, Tx};
use crate::domain::filing::is_untouched;
use crate::domain::{Actor, Failure};

/// Most messages that a client can ask for.
const WINDOW: u32 = 200;

pub(super) async fn page<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    feed: FeedId,
    head: Seq,
    window: u32,
) -> Result<FeedPage, Failure> {
    let ws = actor.workspace;
    let mut changes = Vec::new();
    let mut from = 1;
    let sight = sight_of(tx, actor, feed).await?;
    match feed {
        FeedId::Workspace(_) => {
            changes.extend(
                tx.workspace(ws)
                    .await?
                    .map(|(_, workspace)| Change::Workspace(workspace)),
            );
            if actor.kind == AccountKind::Coach {
                let accounts = tx.accounts_changed(ws, 0, u32::MAX).await?;
                changes.extend(accounts.into_iter().map(|(_, account)| Change::Account(account)));
                let tags = tx.tags_changed(ws, 0, u32::MAX).await?;
                let there = tags.into_iter().filter(|(_, tag)| !tag.deleted);
                changes.extend(there.map(|(_, tag)| Change::Tag(tag)));
                let files = tx.client_files_changed(ws, 0, u32::MAX).await?;
                changes.extend(files.into_iter().map(|(_, file)| Change::ClientFile(file)));
                let cohorts = tx.cohorts_changed(ws, 0, u32::MAX).await?;
                let ruled = cohorts.into_iter().filter(|(_, cohort)| cohort.rule.is_some());
                changes.extend(ruled.map(|(_, cohort)| Change::Cohort(cohort)));
                let folders = tx.vault_folders_changed(ws, 0, u32::MAX).await?;
                let there = folders.into_iter().filter(|(_, folder)| !folder.deleted);
                changes.extend(there.map(|(_, folder)| Change::VaultFolder(folder)));
                let items = tx.vault_items_changed(ws, 0, u32::MAX).await?;
                let there = items.into_iter().filter(|(_, item)| !item.deleted);
                changes.extend(there.map(|(_, item)| Change::VaultItem(item)));
                changes.extend(templates(tx, actor, None).await?);
            }
        }
        FeedId::Account(account) => {
            let memberships = tx.memberships_changed(ws, account, 0, u32::MAX).await?;
            let active = memberships
                .into_iter()
                .map(|(_, row)| row)
                .filter(|row| row.active);
            changes.extend(active.map(Change::Membership));
            let drafts = tx.drafts_changed(ws, account, 0, u32::MAX).await?;
            let written = drafts
                .into_iter()
                .map(|(_, draft)| draft)
                .filter(|draft| !draft.is_empty());
            changes.extend(written.map(Change::Draft));
            let stars = tx.stars_changed(ws, account, 0, u32::MAX).await?;
            let kept = stars
                .into_iter()
                .map(|(_, star)| star)
                .filter(|star| !star.is_empty());
            changes.extend(kept.map(Change::Star));
            let filings = tx.filings_changed(ws, account, 0, u32::MAX).await?;
            let touched = filings
                .into_iter()
                .map(|(_, filing)| filing)
                .filter(|filing| !is_untouched(filing));
            changes.extend(touched.map(Change::Filing));
            changes.extend(templates(tx, actor, Some(account)).await?);
        }
        FeedId::Conversation(id) => {
            changes.extend(
                tx.conversation(ws, id)
                    .await?
                    .map(|(_, row)| Change::Conversation(row)),
            );
            let members = tx.members_changed(ws, id, 0, u32::MAX).await?;
            changes.extend(members.into_iter().map(|(_, member)| Change::Member(member)));
            from = window_start(tx, actor, id, sight, window).await?;
            let messages = tx
                .messages_after(ws, id, sight, from.saturating_sub(1), u32::MAX)
                .await?;
            changes.extend(messages.into_iter().map(Change::Message));
            let reactions = tx.reactions_between(ws, id, sight, from, Seq::MAX).await?;
            changes.extend(reactions.into_iter().map(Change::Reaction));
        }
        FeedId::Receipts(id) => {
            let receipts = tx.receipts_changed(ws, id, 0, u32::MAX).await?;
            changes.extend(receipts.into_iter().map(|(_, receipt)| Change::Receipt(receipt)));
            let played = tx.played_changed(ws, id, sight, 0, u32::MAX).await?;
            changes.extend(played.into_iter().map(|(_, played)| Change::Played(played)));
        }
    }
    let mut page = FeedPage {
        feed,
        after: 0,
        head,
        changes,
        referenced: Vec::new(),
        more: false,
        snapshot_from: Some(from),
    };
    page.referenced = referenced(tx, actor, sight, messages_of(&page)).await?;
    page.referenced.extend(starred(tx, actor, &page).await?);
    if let FeedId::Conversation(id) = feed {
        for pinned in tx.pinned_messages(ws, id, sight).await? {
            if pinned.seq < from && !page.referenced.iter().any(|held| held.id == pinned.id) {
                page.referenced.push(pinned);
            }
        }
    }
    Ok(page)
}

/// Those that are there.
async fn templates<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    owner: Option<AccountId>,
) -> Result<impl Iterator<Item = Change>, Failure> {
    let templates = tx.templates_changed(actor.workspace, owner, 0, u32::MAX).await?;
    let there = templates.into_iter().filter(|(_, template)| !template.deleted);
    Ok(there.map(|(_, template)| Change::Template(template)))
}

/// The place from which on all messages are in the page: the window, and back to the first unread one. 1 when that
/// is all there is.
async fn window_start<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: ConversationId,
    sight: Sight,
    window: u32,
) -> Result<Seq, Failure> {
    let ws = actor.workspace;
    let Some(newest) = tx.nth_newest(ws, id, sight, window.clamp(1, WINDOW)).await? else {
        return Ok(1);
    };
    let receipt = tx.receipt(ws, id, actor.account).await?;
    let read = receipt.map_or(0, |receipt| receipt.read);
    let unread = tx.first_unread(ws, id, sight, actor.account, read).await?;
    let from = unread.map_or(newest, |unread| unread.min(newest));
    let older = tx.messages_before(ws, id, sight, from, 1).await?;
    Ok(if older.is_empty() { 1 } else { from })
}
