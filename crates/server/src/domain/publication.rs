//! What a change makes known, and to whom. Whether and how it is delivered is the drivers' business.

use protocol::{AccountId, AccountKind, Change, ConversationId, FeedId, FeedPage, Message, Seq, WorkspaceId};

use super::Failure;
use crate::db::Tx;

/// A live stretch of a feed for some readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub workspace: WorkspaceId,
    pub audience: Audience,
    pub page: FeedPage,
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
        let page = self
            .pages
            .iter_mut()
            .rev()
            .find(|publication| publication.page.feed == feed && publication.audience == audience);
        if let Some(Publication { page, .. }) = page
            && page.head.saturating_add(1) == number
        {
            page.head = number;
            page.changes.extend(change);
            page.referenced.extend(referenced);
            return;
        }
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
        });
    }

    pub(super) fn into_publications(self) -> Vec<Publication> {
        self.pages
    }
}
