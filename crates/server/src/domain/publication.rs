//! What a change makes known, and to whom. Whether and how it is delivered is the drivers' business.

use std::collections::{HashMap, HashSet};

use protocol::{
    AccountId, AccountKind, Change, ConversationId, FeedId, FeedPage, Message, ReceiptPolicy, Seq,
    WorkspaceId,
};
use serde::{Deserialize, Serialize};

use super::veil::hide_names;
use super::{Actor, Failure};
use crate::db::Tx;

/// A live stretch of a feed for some readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub workspace: WorkspaceId,
    pub audience: Audience,
    pub page: FeedPage,
    pub reach: Reach,
}

impl Publication {
    /// What a reader gets who is of the audience.
    pub fn page_for(&self, reader: &Actor) -> FeedPage {
        let mut page = self.page.clone();
        self.reach.narrow(&mut page, reader);
        page
    }
}

/// What of a page is not for every one of its readers. Travels with it, also to other nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Which readers learn of others' receipts.
    #[serde(default, skip_serializing_if = "is_everyone")]
    pub receipts: ReceiptPolicy,
    /// All of it is among coaches: clients learn only that the numbers are taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub staff_only: bool,
    /// Members who came after what it is about: they learn only that the numbers are taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<AccountId>,
    /// Only what the change replies to is too old for those.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quote: bool,
    /// Whose names a client learns who is none of these, besides the own. `None`: everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Vec<AccountId>>,
}

fn is_everyone(policy: &ReceiptPolicy) -> bool {
    *policy == ReceiptPolicy::Everyone
}

impl Reach {
    /// Every reader gets the same.
    pub(crate) fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn of_receipts(receipts: ReceiptPolicy) -> Self {
        Self {
            receipts,
            ..Self::default()
        }
    }

    /// Whether the reader gets the page as it is.
    pub(crate) fn is_whole_for(&self, reader: &Actor) -> bool {
        let among = !self.staff_only || reader.kind == AccountKind::Coach;
        among
            && self.receipts.shows(reader.kind)
            && !self.is_older_than(reader)
            && self.names_for(reader).is_none()
    }

    fn is_older_than(&self, reader: &Actor) -> bool {
        self.later.contains(&reader.account)
    }

    fn names_for(&self, reader: &Actor) -> Option<&[AccountId]> {
        let named = self
            .named
            .as_deref()
            .filter(|named| !named.contains(&reader.account));
        named.filter(|_| reader.kind == AccountKind::Client)
    }

    /// Leaves only what this reader may see.
    pub(crate) fn narrow(&self, page: &mut FeedPage, reader: &Actor) {
        hide_receipts(page, self.receipts, reader);
        hide_notes(page, self.staff_only, reader);
        if self.is_older_than(reader) {
            page.referenced.clear();
            if !self.quote {
                page.changes.clear();
            }
        }
        if let Some(named) = self.names_for(reader) {
            hide_names(page, named, reader.account);
        }
    }
}

/// Takes what is among coaches out of a client's page. The numbers stay without gaps. A note is known by itself wherever it stands;
/// what only tells of one, by `all`.
pub(crate) fn hide_notes(page: &mut FeedPage, all: bool, reader: &Actor) {
    if reader.kind == AccountKind::Coach {
        return;
    }
    page.changes
        .retain(|change| !all && !matches!(change, Change::Message(message) if message.staff_only));
    page.referenced.retain(|message| !all && !message.staff_only);
}

/// Leaves only those receipts in the page that this reader may see: always one's own. The numbers stay without gaps.
pub(crate) fn hide_receipts(page: &mut FeedPage, policy: ReceiptPolicy, reader: &Actor) {
    if !policy.shows(reader.kind) {
        page.changes.retain(|change| match change {
            Change::Receipt(receipt) => receipt.account == reader.account,
            Change::Played(played) => played.account == reader.account,
            _ => true,
        });
    }
}

/// Who receives a publication: those it fits when it is published, after the change that it tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The active members.
    Members(ConversationId),
    /// All devices of one person.
    Account(AccountId),
    /// The coaches of the workspace.
    Staff(WorkspaceId),
    /// Its clients, who see the practice but not its roster.
    Clients(WorkspaceId),
}

/// The accounts that are the audience of a publication now.
pub async fn audience<T: Tx>(tx: &mut T, publication: &Publication) -> Result<Vec<AccountId>, Failure> {
    let ws = publication.workspace;
    let of_kind = async |tx: &mut T, kind| -> Result<Vec<AccountId>, Failure> {
        Ok(tx
            .accounts_of_kind(ws, kind)
            .await?
            .into_iter()
            .map(|account| account.id)
            .collect())
    };
    match publication.audience {
        Audience::Members(conversation) => Ok(tx.active_members(ws, conversation).await?),
        Audience::Account(account) => Ok(vec![account]),
        Audience::Staff(_) => of_kind(tx, AccountKind::Coach).await,
        Audience::Clients(_) => of_kind(tx, AccountKind::Client).await,
    }
}

/// Gathers the changes of one transaction into as few pages as their order allows.
#[derive(Debug)]
pub(super) struct Pages {
    workspace: WorkspaceId,
    pages: Vec<Publication>,
}

impl Pages {
    pub(super) fn new(workspace: WorkspaceId) -> Self {
        Self {
            workspace,
            pages: Vec::new(),
        }
    }

    /// `change` is `None` for readers who only learn that the number is taken.
    pub(super) fn add(
        &mut self,
        feed: FeedId,
        audience: Audience,
        number: Seq,
        change: Option<Change>,
        referenced: Option<Message>,
    ) {
        self.add_for(Reach::default(), feed, audience, number, change, referenced);
    }

    /// A page of its own, without looking for one that it goes on from: for many feeds that are each told of once.
    pub(super) fn add_alone(&mut self, feed: FeedId, audience: Audience, number: Seq, change: Change) {
        self.begin(Reach::default(), feed, audience, number, Some(change), None);
    }

    pub(super) fn add_for(
        &mut self,
        reach: Reach,
        feed: FeedId,
        audience: Audience,
        number: Seq,
        change: Option<Change>,
        referenced: Option<Message>,
    ) {
        let last = self.pages.iter_mut().rev().find(|publication| {
            publication.page.feed == feed && publication.audience == audience && publication.reach == reach
        });
        if let Some(Publication { page, .. }) = last
            && page.head.saturating_add(1) == number
        {
            page.head = number;
            page.changes.extend(change);
            page.referenced.extend(referenced);
            return;
        }
        self.begin(reach, feed, audience, number, change, referenced);
    }

    fn begin(
        &mut self,
        reach: Reach,
        feed: FeedId,
        audience: Audience,
        number: Seq,
        change: Option<Change>,
        referenced: Option<Message>,
    ) {
        self.pages.push(Publication {
            workspace: self.workspace,
            audience,
            page: FeedPage {
                feed,
                after: number.saturating_sub(1),
                head: number,
                changes: change.into_iter().collect(),
                referenced: referenced.into_iter().collect(),
                more: false,
                snapshot_from: None,
            },
            reach,
        });
    }

    pub(super) fn into_publications(self) -> Vec<Publication> {
        self.pages
    }
}

/// Puts the receipts of one commit together, page by page and account by account: when a whole group reads an announcement at
/// once, its members are told in a few pages, not in one for each. Other pages stay as they are, in their order.
pub fn coalesce(publications: Vec<Publication>) -> Vec<Publication> {
    let mut told: Vec<Publication> = Vec::with_capacity(publications.len());
    let mut last_of: HashMap<FeedId, usize> = HashMap::new();
    for publication in publications {
        let feed = publication.page.feed;
        let before = last_of.get(&feed).and_then(|place| told.get_mut(*place));
        match before {
            Some(before)
                if before.page.head == publication.page.after && before.reach == publication.reach =>
            {
                before.page.head = publication.page.head;
                before.page.changes.extend(publication.page.changes);
            }
            _ => {
                if matches!(feed, FeedId::Receipts(_)) {
                    last_of.insert(feed, told.len());
                }
                told.push(publication);
            }
        }
    }
    for place in last_of.into_values() {
        if let Some(publication) = told.get_mut(place) {
            keep_latest(&mut publication.page.changes);
        }
    }
    told
}

/// Watermarks only rise: of several receipts of one account, the last says it all.
fn keep_latest(changes: &mut Vec<Change>) {
    let mut seen = HashSet::new();
    changes.reverse();
    changes.retain(|change| match change {
        Change::Receipt(receipt) => seen.insert(receipt.account),
        _ => true,
    });
    changes.reverse();
}

#[cfg(test)]
mod tests {
    use protocol::Receipt;

    use super::*;

    fn page(feed: FeedId, head: Seq, changes: Vec<Change>) -> Publication {
        let page = FeedPage {
            feed,
            after: head - 1,
            head,
            changes,
            referenced: Vec::new(),
            more: false,
            snapshot_from: None,
        };
        Publication {
            workspace: WorkspaceId::from_number(1),
            audience: Audience::Members(ConversationId::from_number(1)),
            page,
            reach: Reach::default(),
        }
    }

    #[test]
    fn a_group_that_reads_at_once_is_told_of_in_one_page() {
        let conversation = ConversationId::from_number(1);
        let receipts = FeedId::Receipts(conversation);
        let receipt = |account, read| {
            Change::Receipt(Receipt {
                conversation,
                account: AccountId::from_number(account),
                delivered: 9,
                read,
            })
        };
        let words = page(FeedId::Conversation(conversation), 5, Vec::new());
        let told = coalesce(vec![
            page(receipts, 1, vec![receipt(1, 2)]),
            words.clone(),
            page(receipts, 2, vec![receipt(2, 4)]),
            page(receipts, 3, vec![receipt(1, 4)]),
        ]);
        let mut together = page(receipts, 3, vec![receipt(2, 4), receipt(1, 4)]);
        together.page.after = 0;
        assert_eq!(told, [together, words]);
    }

    #[test]
    fn what_was_written_under_another_policy_is_told_apart() {
        let conversation = ConversationId::from_number(1);
        let told = coalesce(vec![
            page(FeedId::Receipts(conversation), 1, Vec::new()),
            Publication {
                reach: Reach::of_receipts(ReceiptPolicy::Staff),
                ..page(FeedId::Receipts(conversation), 2, Vec::new())
            },
        ]);
        assert_eq!(told.len(), 2);
    }
}
