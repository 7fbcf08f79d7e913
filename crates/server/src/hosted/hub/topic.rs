//! What can be listened to: an audience within its practice.

use protocol::{FeedId, WorkspaceId};

use crate::domain::Audience;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Topic {
    pub(crate) workspace: WorkspaceId,
    pub(crate) audience: Audience,
}

impl Topic {
    pub(crate) fn new(workspace: WorkspaceId, audience: Audience) -> Self {
        Self { workspace, audience }
    }

    /// Where a feed is told.
    pub(crate) fn of(workspace: WorkspaceId, feed: FeedId) -> Vec<Self> {
        let audiences = match feed {
            FeedId::Workspace(id) => vec![Audience::Staff(id), Audience::Clients(id)],
            FeedId::Account(id) => vec![Audience::Account(id)],
            FeedId::Conversation(id) | FeedId::Receipts(id) => vec![Audience::Members(id)],
        };
        audiences
            .into_iter()
            .map(|audience| Self::new(workspace, audience))
            .collect()
    }
}
