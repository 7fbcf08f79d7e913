//! Addresses of the screens. The address bar and the back button work; a reload shows the same screen.

use protocol::{AccountId, ConversationId, FolderId, TemplateId};

/// A part of a client's profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    #[default]
    Overview,
    Chat,
    Media,
    Notes,
}

impl Part {
    pub(crate) const ALL: [Self; 4] = [Self::Overview, Self::Chat, Self::Media, Self::Notes];

    /// Its word in the address.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Chat => "chat",
            Self::Media => "media",
            Self::Notes => "notes",
        }
    }
}

/// A screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Route {
    #[default]
    Inbox,
    Conversation {
        id: ConversationId,
        details: bool,
    },
    Clients,
    Client(AccountId, Part),
    /// At the top, or in a folder.
    Vault(Option<FolderId>),
    Templates,
    Template(TemplateId),
    NewTemplate,
    Starred,
    Settings,
    SignIn,
    CreatePractice,
    /// The code stands behind the `#`, which no server sees.
    Join,
}

impl Route {
    /// The screen of a path; what nobody knows is the inbox.
    pub(crate) fn parse(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some("c"), Some(id), rest) => id.parse().map_or(Self::Inbox, |id| Self::Conversation {
                id,
                details: rest == Some("details"),
            }),
            (Some("clients"), None, _) => Self::Clients,
            (Some("clients"), Some(id), part) => id.parse().map_or(Self::Clients, |id| {
                let mut parts = Part::ALL.into_iter();
                let part = parts.find(|known| part == Some(known.word()));
                Self::Client(id, part.unwrap_or_default())
            }),
            (Some("vault"), id, _) => Self::Vault(id.and_then(|id| id.parse().ok())),
            (Some("templates"), Some("new"), _) => Self::NewTemplate,
            (Some("templates"), id, _) => id
                .and_then(|id| id.parse().ok())
                .map_or(Self::Templates, Self::Template),
            (Some("starred"), ..) => Self::Starred,
            (Some("settings"), ..) => Self::Settings,
            (Some("sign-in"), ..) => Self::SignIn,
            (Some("create"), ..) => Self::CreatePractice,
            (Some("join"), ..) => Self::Join,
            _ => Self::Inbox,
        }
    }

    pub(crate) fn path(self) -> String {
        match self {
            Self::Inbox => "/".into(),
            Self::Conversation { id, details: false } => format!("/c/{id}"),
            Self::Conversation { id, details: true } => format!("/c/{id}/details"),
            Self::Clients => "/clients".into(),
            Self::Client(id, Part::Overview) => format!("/clients/{id}"),
            Self::Client(id, part) => format!("/clients/{id}/{}", part.word()),
            Self::Vault(None) => "/vault".into(),
            Self::Vault(Some(id)) => format!("/vault/{id}"),
            Self::Templates => "/templates".into(),
            Self::Template(id) => format!("/templates/{id}"),
            Self::NewTemplate => "/templates/new".into(),
            Self::Starred => "/starred".into(),
            Self::Settings => "/settings".into(),
            Self::SignIn => "/sign-in".into(),
            Self::CreatePractice => "/create".into(),
            Self::Join => "/join".into(),
        }
    }

    pub(crate) fn conversation(self) -> Option<ConversationId> {
        match self {
            Self::Conversation { id, .. } => Some(id),
            _ => None,
        }
    }

    /// Has something at its foot to write in: on a phone it needs all the room.
    pub(crate) fn is_writing(self) -> bool {
        matches!(
            self,
            Self::Conversation { .. } | Self::Client(_, Part::Chat | Part::Notes)
        )
    }

    /// For people who are not signed in.
    pub(crate) fn is_door(self) -> bool {
        matches!(self, Self::SignIn | Self::CreatePractice | Self::Join)
    }

    /// What Back shows on a phone.
    pub(crate) fn parent(self) -> Self {
        match self {
            Self::Conversation { id, details: true } => Self::Conversation { id, details: false },
            Self::Client(..) => Self::Clients,
            Self::Template(_) | Self::NewTemplate => Self::Templates,
            Self::CreatePractice | Self::Join => Self::SignIn,
            _ => Self::Inbox,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_has_an_address_that_leads_back_to_it() {
        let id = ConversationId::from_number(7);
        for route in [
            Route::Inbox,
            Route::Conversation { id, details: false },
            Route::Conversation { id, details: true },
            Route::Clients,
            Route::Client(AccountId::from_number(3), Part::Overview),
            Route::Client(AccountId::from_number(3), Part::Chat),
            Route::Client(AccountId::from_number(3), Part::Media),
            Route::Client(AccountId::from_number(3), Part::Notes),
            Route::Vault(None),
            Route::Vault(Some(FolderId::from_number(4))),
            Route::Templates,
            Route::Template(TemplateId::from_number(5)),
            Route::NewTemplate,
            Route::Starred,
            Route::Settings,
            Route::SignIn,
            Route::CreatePractice,
            Route::Join,
        ] {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn an_address_that_nobody_knows_is_the_inbox() {
        for path in ["", "/", "/nowhere", "/c/not-an-id", "//c"] {
            assert_eq!(Route::parse(path), Route::Inbox, "{path}");
        }
        assert_eq!(Route::parse("/clients/not-an-id"), Route::Clients);
    }
}
