//! Ids as newtypes, so that an account can never stand where a conversation is meant.
//!
//! All are UUIDs; those that a client makes are version 7. Nothing here makes one: ids are passed in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// For tests and fixtures: an id that is easy to read in a failure.
            pub const fn from_number(number: u128) -> Self {
                Self(Uuid::from_u128(number))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// One coaching practice.
    WorkspaceId
    /// A person in a workspace.
    AccountId
    /// A direct conversation or a group.
    ConversationId
    /// Made by the client that writes the message; unique for ever.
    MessageId
    /// One installation of the app, or one browser.
    DeviceId
    /// Made by the client with each command, so that sending it twice does it once.
    CommandId
    /// A code by which a client joins.
    InviteId
    /// Made by the client that brings the file.
    FileId
    /// A folder of the vault; made by the client.
    FolderId
    /// A file of the vault, as it is kept there; made by the client.
    VaultItemId
    /// A saved message; made by the client.
    TemplateId
    /// A word on clients; made by the client.
    TagId
}
