//! Conversations, who is in them, and what each person has seen and half written.

use serde::{Deserialize, Serialize};

use crate::{AccountId, AccountKind, ConversationId, GroupSettings, MessageId, Seq, Timestamp};

/// Direct: a client and the practice, exactly one per client. Group: named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    Direct,
    Group,
}

/// What all members see alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversation {
    pub id: ConversationId,
    pub kind: ConversationKind,
    /// A group's name. Empty for a direct conversation, which shows the other side's name.
    pub name: String,
    /// The client whose direct conversation this is.
    pub client: Option<AccountId>,
    /// Put away by an owner or admin: readable, not writable.
    pub archived: bool,
    pub created_at: Timestamp,
    /// How a group is set.
    #[serde(default, skip_serializing_if = "GroupSettings::is_default")]
    pub settings: GroupSettings,
}

/// What a member may do to the conversation itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Member,
    Admin,
    Owner,
}

/// An account in a conversation. Carries name and kind, so that a client needs no roster to draw a message.
/// Someone who left stays as a row with `active: false`: their messages keep their name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub conversation: ConversationId,
    pub account: AccountId,
    pub name: String,
    pub kind: AccountKind,
    pub role: Role,
    /// Whether this member may write; owners and admins always may.
    pub can_post: bool,
    pub active: bool,
    /// Nothing with a lower number is for this member: no message, quote, file or result of a search. 0: everything is.
    #[serde(default, skip_serializing_if = "is_start")]
    pub since: Seq,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes what it may skip by reference"
)]
fn is_start(seq: &Seq) -> bool {
    *seq == 0
}

impl Member {
    /// Guide 5: read-only never locks out owner or admins.
    pub fn may_post(&self) -> bool {
        self.active && (self.can_post || self.role >= Role::Admin)
    }

    /// Rename, add and remove people, archive.
    pub fn may_manage(&self) -> bool {
        self.active && self.role >= Role::Admin
    }
}

/// In one's own account feed: which conversations one is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    pub conversation: ConversationId,
    /// `false` after leaving or being removed: the device forgets the conversation.
    pub active: bool,
}

/// How far one member has come. Both are places in the conversation's order and only ever rise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    pub conversation: ConversationId,
    pub account: AccountId,
    /// On one of the member's devices up to here.
    pub delivered: Seq,
    /// Read up to here; never above `delivered`.
    pub read: Seq,
}

/// Half-written text, in one's own account feed: one per conversation, the last writer wins.
/// An empty text without a reply target is no draft.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Draft {
    pub conversation: ConversationId,
    /// As typed.
    pub text: String,
    pub reply_to: Option<MessageId>,
    /// The number of the change that made it, in the account's feed: the greater one is the later word. 0 until the server has it.
    #[serde(default)]
    pub rev: Seq,
}

impl Draft {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.reply_to.is_none()
    }

    /// Whether both say the same, whenever they were written.
    pub fn says(&self, other: &Self) -> bool {
        self.conversation == other.conversation && self.text == other.text && self.reply_to == other.reply_to
    }
}

/// A draft's words must not reach a log.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({}, {} bytes)", self.conversation, self.text.len())
    }
}
