//! The practice and its people.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Timestamp, WorkspaceId};

/// One coaching practice, as its apps show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workspace {
    pub id: WorkspaceId,
    /// Shown as the app's name.
    pub name: String,
    /// Brand hue in degrees of the OKLCH colour circle, 0 to 359; the theme is made from it.
    pub brand_hue: u16,
    /// Who learns how far others have read.
    #[serde(default)]
    pub receipts: ReceiptPolicy,
}

/// Who learns how far others have read. One's own watermarks always reach one's own devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReceiptPolicy {
    #[default]
    Everyone,
    /// Coaches alone.
    Staff,
    Off,
}

impl ReceiptPolicy {
    /// Whether a person of this kind learns of others.
    pub fn shows(self, to: AccountKind) -> bool {
        match self {
            Self::Everyone => true,
            Self::Staff => to == AccountKind::Coach,
            Self::Off => false,
        }
    }
}

/// What a person is in the practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Staff.
    Coach,
    /// Who is coached.
    Client,
}

/// A person in a workspace. Travels in the workspace's feed, to coaches only: clients know the people of
/// their conversations through [`Member`](crate::Member).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    pub id: AccountId,
    pub kind: AccountKind,
    pub name: String,
    /// Sign-in address, lower case; `None` until a client who was invited by code gives one.
    pub email: Option<String>,
    /// The first sign-in; `None` while the invitation is open.
    pub joined_at: Option<Timestamp>,
    /// A client's own direct conversation, by which the roster opens the chat.
    pub direct: Option<crate::ConversationId>,
}
