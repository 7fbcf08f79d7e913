//! Feeds: numbered sequences of changes, and the pages in which they travel.
//!
//! A feed's head rises by one for every change. A page says "if you have everything up to `after`, then with
//! these you have everything up to `head`". It carries current state, not history: ten edits of one message are
//! one entry, and what an edit or a delete replaced is nowhere in it. Numbers whose change this reader may not
//! see, or which a later change has covered, are simply not in the page.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    Account, AccountId, ClientFile, Cohort, Conversation, ConversationId, Draft, Filing, Member, Membership,
    Message, Played, Reaction, Receipt, Seq, Star, Tag, Template, VaultFolder, VaultItem, Workspace,
    WorkspaceId,
};

/// What is numbered together. On the wire a string such as `conversation/0192…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum FeedId {
    /// The practice: its name and brand; for coaches also its people, tags, cohorts, the vault and shared templates.
    Workspace(WorkspaceId),
    /// One's own: which conversations one is in, how they are filed, drafts, stars, own templates.
    Account(AccountId),
    /// A conversation: itself, its members, its messages, reactions to them.
    Conversation(ConversationId),
    /// How far each member of a conversation has come, and which voice notes they have listened to. Apart, so that reading does not number messages.
    Receipts(ConversationId),
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for FeedId {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <String as utoipa::PartialSchema>::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for FeedId {}

/// The text is not a feed id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a feed id; expected workspace/ID, account/ID, conversation/ID or receipts/ID")]
pub struct ParseFeedError;

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workspace(id) => write!(f, "workspace/{id}"),
            Self::Account(id) => write!(f, "account/{id}"),
            Self::Conversation(id) => write!(f, "conversation/{id}"),
            Self::Receipts(id) => write!(f, "receipts/{id}"),
        }
    }
}

impl FromStr for FeedId {
    type Err = ParseFeedError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.split_once('/').ok_or(ParseFeedError)?;
        match kind {
            "workspace" => id.parse().map(Self::Workspace),
            "account" => id.parse().map(Self::Account),
            "conversation" => id.parse().map(Self::Conversation),
            "receipts" => id.parse().map(Self::Receipts),
            _ => return Err(ParseFeedError),
        }
        .map_err(|_| ParseFeedError)
    }
}

impl TryFrom<String> for FeedId {
    type Error = ParseFeedError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<FeedId> for String {
    fn from(feed: FeedId) -> Self {
        feed.to_string()
    }
}

/// The state of one entity after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    Workspace(Workspace),
    Account(Account),
    Membership(Membership),
    Draft(Draft),
    Conversation(Conversation),
    Member(Member),
    Message(Message),
    Receipt(Receipt),
    Reaction(Reaction),
    Star(Star),
    Filing(Filing),
    Played(Played),
    VaultFolder(VaultFolder),
    VaultItem(VaultItem),
    Template(Template),
    Tag(Tag),
    ClientFile(ClientFile),
    Cohort(Cohort),
    /// Of a newer server; skipped.
    #[serde(other)]
    Unknown,
}

/// "I have this feed up to here."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedCursor {
    pub feed: FeedId,
    /// 0: nothing yet; the answer is a snapshot.
    pub since: Seq,
}

/// A stretch of a feed, both live and in catch-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedPage {
    pub feed: FeedId,
    /// The reader must have everything up to here. 0 in a snapshot.
    pub after: Seq,
    /// With this page the reader has everything up to here.
    pub head: Seq,
    /// Oldest first.
    pub changes: Vec<Change>,
    /// Messages that those in `changes` reply to, pinned ones in a snapshot, and starred ones, which a reader may not
    /// hold. They belong to no stretch of the timeline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referenced: Vec<Message>,
    /// More is waiting: ask again from `head`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Set when the page does not go on from what the reader has but starts afresh: whatever was held of this feed is
    /// replaced. In a conversation, all messages from this number on are in the page; older ones are history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_from: Option<Seq>,
}

/// How a page relates to what a reader has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Apply it.
    Next,
    /// Nothing new in it.
    Known,
    /// Something between is missing: catch up.
    Hole,
}

impl FeedPage {
    /// The rule that keeps a reader whole, whatever was lost, doubled or delayed on the way. `mine` is the number up
    /// to which the reader has the feed.
    pub fn fits(&self, mine: Seq) -> Fit {
        if self.snapshot_from.is_some() {
            return Fit::Next;
        }
        if self.head <= mine {
            Fit::Known
        } else if self.after <= mine {
            Fit::Next
        } else {
            Fit::Hole
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_fits_when_nothing_between_is_missing() {
        let page = |after, head| FeedPage {
            feed: FeedId::Account(AccountId::from_number(1)),
            after,
            head,
            changes: Vec::new(),
            referenced: Vec::new(),
            more: false,
            snapshot_from: None,
        };
        assert_eq!(page(4, 5).fits(4), Fit::Next);
        assert_eq!(page(3, 5).fits(4), Fit::Next, "overlap carries current state");
        assert_eq!(page(4, 5).fits(5), Fit::Known);
        assert_eq!(page(5, 6).fits(4), Fit::Hole);
        let afresh = FeedPage {
            snapshot_from: Some(1),
            ..page(0, 3)
        };
        assert_eq!(
            afresh.fits(9),
            Fit::Next,
            "a server that was restored from a backup starts afresh"
        );
    }

    #[test]
    fn feed_ids_are_strings_on_the_wire() {
        let feed = FeedId::Receipts(ConversationId::from_number(7));
        let json = serde_json::to_string(&feed).unwrap();
        assert_eq!(json, "\"receipts/00000000-0000-0000-0000-000000000007\"");
        assert_eq!(serde_json::from_str::<FeedId>(&json).unwrap(), feed);
        for bad in [
            "\"\"",
            "\"receipts\"",
            "\"receipts/x\"",
            "\"planet/00000000-0000-0000-0000-000000000007\"",
        ] {
            assert!(serde_json::from_str::<FeedId>(bad).is_err(), "{bad}");
        }
    }
}
