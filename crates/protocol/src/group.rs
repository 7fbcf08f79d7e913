//! What a group is set to, and what happened in it.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Attachment, FileId, Role};

/// How a group is set. The default is a plain group; a direct conversation has no other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupSettings {
    /// What it is for, in a few lines; as long as [`DESCRIPTION_CHARS`] at most.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Attachment>,
    /// Whoever joins from now on may read only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub announcement: bool,
    /// Members who may only read may not react either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_reactions: bool,
    /// Whoever joins from now on sees nothing that is older than their joining.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_joining: bool,
    /// Members learn the names of owner and admins only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden_members: bool,
}

/// Longest description of a group, in characters.
pub const DESCRIPTION_CHARS: usize = 500;

impl GroupSettings {
    /// A plain group.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What is decided about a group when it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupOptions {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub announcement: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_joining: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden_members: bool,
}

/// One switch of [`GroupSettings`]; each is set by itself, so that two admins who set different ones both win.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupSwitch {
    Description(String),
    /// A photo that the actor has brought; `None` takes it off.
    Picture(Option<FileId>),
    Announcement(bool),
    NoReactions(bool),
    FromJoining(bool),
    HiddenMembers(bool),
}

/// The words must not reach a log.
impl std::fmt::Debug for GroupSwitch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Description(_) => "Description",
            Self::Picture(_) => "Picture",
            Self::Announcement(_) => "Announcement",
            Self::NoReactions(_) => "NoReactions",
            Self::FromJoining(_) => "FromJoining",
            Self::HiddenMembers(_) => "HiddenMembers",
        })
    }
}

/// What happened in a group, told in a line of its timeline. The message that carries it has no words; its author is who did it.
/// It is never unread, and cannot be answered, edited, deleted, forwarded or reacted to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GroupEvent {
    Created,
    /// People came; by themselves, through the group's rule, when they are the author.
    Added {
        /// The first [`EVENT_NAMES`] of them.
        accounts: Vec<AccountId>,
        /// How many more.
        #[serde(default, skip_serializing_if = "is_zero")]
        more: u32,
    },
    Removed {
        account: AccountId,
    },
    Left,
    Renamed {
        name: String,
    },
    Described,
    Pictured,
    /// The owner made somebody owner, admin or member.
    Role {
        account: AccountId,
        role: Role,
    },
    Posting {
        account: AccountId,
        can_post: bool,
    },
    Announcement {
        on: bool,
    },
    Archived {
        on: bool,
    },
    /// Of a newer server.
    #[serde(other)]
    Unknown,
}

/// Most people whom one event names.
pub const EVENT_NAMES: usize = 20;

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes what it may skip by reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}
