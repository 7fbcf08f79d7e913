//! What a link in a message leads to, as the server found it: never fetched by a reader's own device.

use serde::{Deserialize, Serialize};

/// A page behind a link, in its own words, shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkCard {
    /// The link as it stands in the message.
    pub url: String,
    /// At most 200 characters, one line.
    pub title: String,
    /// At most 300 characters, one line; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The name of the site, else its host.
    pub site: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<CardPicture>,
}

/// A small picture, decoded and encoded anew by the server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardPicture {
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// A JPEG file in base64, 12 kB at most.
    pub jpeg: String,
}

/// Without the picture's bytes.
impl std::fmt::Debug for CardPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CardPicture({}x{})", self.width, self.height)
    }
}
