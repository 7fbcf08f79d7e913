//! What people do to messages and conversations besides writing: reactions for all to see; stars and filing for oneself.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ConversationId, MessageId, Seq, Timestamp};

/// How one member reacts to one message; in the conversation's feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reaction {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub account: AccountId,
    /// In the order of choosing, each once, six at most; empty: taken back.
    pub emojis: Vec<String>,
    /// The number of the change that made it; the greater one is the newer state.
    pub rev: Seq,
}

/// Most emojis of one person on one message.
pub const REACTIONS_EACH: usize = 6;

/// A message that one keeps at hand; in one's own account feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Star {
    pub conversation: ConversationId,
    pub message: MessageId,
    /// `false`: taken off, unless `follow_up_at` is set.
    pub starred: bool,
    /// When the conversation is to come back to the inbox because of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_at: Option<Timestamp>,
    /// The number of the change that made it, in the account's feed; 0 until the server has it.
    #[serde(default)]
    pub rev: Seq,
}

impl Star {
    /// Nothing is kept of the message any more.
    pub fn is_empty(&self) -> bool {
        !self.starred && self.follow_up_at.is_none()
    }
}

/// How one person files one conversation; in one's own account feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Filing {
    pub conversation: ConversationId,
    /// Stands at the top of the list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// Out of the list while it has no message above this number; while it is muted, also then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Seq>,
    /// No notifications until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<Timestamp>,
    /// Shown as unread until it is opened, though all of it was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
    /// The number of the change that made it, in the account's feed; 0 until the server has it.
    #[serde(default)]
    pub rev: Seq,
}

impl Filing {
    /// As it is before anybody touches it.
    pub fn new(conversation: ConversationId) -> Self {
        Self {
            conversation,
            pinned: false,
            archived_at: None,
            muted_until: None,
            unread: false,
            rev: 0,
        }
    }
}

/// One switch of a [`Filing`]; each is set by itself, so that two devices that set different ones both win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilingSwitch {
    Pinned(bool),
    /// The newest message that the person saw when putting it away; `None` takes it out again.
    Archived(Option<Seq>),
    /// `None` lets it be heard again.
    Muted(Option<Timestamp>),
    Unread(bool),
}

impl Filing {
    /// Sets one switch.
    pub fn set(&mut self, switch: FilingSwitch) {
        match switch {
            FilingSwitch::Pinned(pinned) => self.pinned = pinned,
            FilingSwitch::Archived(at) => self.archived_at = at,
            FilingSwitch::Muted(until) => self.muted_until = until,
            FilingSwitch::Unread(unread) => self.unread = unread,
        }
    }
}
