//! Photos, videos, voice notes and documents: what everybody knows of a file, and how its bytes come and go.
//!
//! A file is put down first and brought in pieces; a message names it once all of it is there. The bytes themselves are no JSON: they
//! go by [`upload_path`] and come by a link that the server signs.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ApiError, ConversationId, FileId, Message, MessageId, Seq};

/// How a file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Photo,
    Video,
    /// Recorded in the app; stands alone in its message.
    Voice,
    /// Everything else; also a kind of a newer server.
    #[serde(other)]
    Document,
}

/// Width and height of a picture as it is to be shown, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
}

/// A file of a message, as the server has looked at it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    pub id: FileId,
    pub kind: FileKind,
    /// As it is called on the disk of who sent it, without folders; at most [`NAME_CHARS`].
    pub name: String,
    /// Such as `image/jpeg`: found in the bytes, whatever was claimed.
    pub media_type: String,
    pub bytes: u64,
    /// Of photos, and of videos where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Pixels>,
    /// Of voice notes, and of videos where it is known; milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length_ms: Option<u32>,
    /// What stands there until the picture has come: a ThumbHash in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Of a voice note: in base64 one byte for each of at most [`PEAKS`] equal parts, 255 for the loudest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waveform: Option<String>,
    /// There is a [`Variant::Thumbnail`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub thumbnail: bool,
}

/// Longest name of a file, in Unicode scalar values.
pub const NAME_CHARS: usize = 200;
/// Most parts of a [waveform](Attachment::waveform).
pub const PEAKS: usize = 100;

/// A file's name says what it is about.
impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({}, {:?}, {} B)", self.id, self.kind, self.bytes)
    }
}

/// `POST /api/files`: puts a file down before its bytes come. Doing it again tells how much has come; nothing else changes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewFile {
    /// Made by the client.
    pub id: FileId,
    /// What the person wants it to be; a photo that the server cannot read as one becomes a document.
    pub kind: FileKind,
    pub name: String,
    /// As the device believes.
    pub media_type: String,
    /// Of all of it.
    pub bytes: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Pixels>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length_ms: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waveform: Option<String>,
    /// Of a video: one of its pictures as a JPEG file in base64, [`POSTER_BYTES`] at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
}

/// Largest poster, in bytes of its JPEG file.
pub const POSTER_BYTES: usize = 96 * 1_024;

impl std::fmt::Debug for NewFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewFile({}, {:?}, {} B)", self.id, self.kind, self.bytes)
    }
}

impl NewFile {
    /// As it is shown on the device that sends it, until the server has looked at it.
    pub fn attachment(&self) -> Attachment {
        Attachment {
            id: self.id,
            kind: self.kind,
            name: self.name.clone(),
            media_type: self.media_type.clone(),
            bytes: self.bytes,
            size: self.size,
            length_ms: self.length_ms,
            placeholder: self.placeholder.clone(),
            waveform: self.waveform.clone(),
            thumbnail: false,
        }
    }
}

/// The answer to [`NewFile`] and to each piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileState {
    /// How many bytes the server has: the next piece begins here.
    pub offset: u64,
    /// Once all are there and were looked at: it can be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<Attachment>,
}

/// `PUT` of a file's bytes from `offset` on, [`Limits::piece_bytes`](crate::Limits::piece_bytes) at most, as `application/octet-stream`.
/// Answered with [`FileState`]; a piece that does not begin where the last one ended changes nothing, and the answer says where to go on.
pub fn upload_path(file: FileId, offset: u64) -> String {
    format!("/api/files/{file}/bytes?offset={offset}")
}

/// Which of the pictures of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// At most 640 pixels on its longer side; of photos, and of videos with a poster.
    Thumbnail,
    /// The file itself.
    Full,
}

/// `POST /api/files/links`: where the bytes can be had. What one may not see, or is not there, is not in the answer. 100 at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinksQuery {
    pub files: Vec<FileVariant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileVariant {
    pub file: FileId,
    pub variant: Variant,
}

/// Works without a session, for a few minutes: the path says all, and is signed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileLink {
    pub file: FileId,
    pub variant: Variant,
    /// Below the server's address, beginning with `/media/`. With `?save` behind it, it comes as a download.
    pub path: String,
    /// Milliseconds from now for which the link works.
    pub valid_ms: u64,
}

/// Whoever has the link has the file.
impl std::fmt::Debug for FileLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileLink({}, {:?})", self.file, self.variant)
    }
}

/// `GET /api/conversations/{conversation}/files`: messages with something of one sort, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilesQuery {
    pub sort: FileSort,
    /// Only messages with a number below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seq>,
    /// At most [`Limits::page`](crate::Limits::page).
    pub limit: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileSort {
    /// Photos and videos.
    Pictures,
    Documents,
    Voice,
    Links,
}

impl FileSort {
    /// As it stands in a path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Documents => "documents",
            Self::Voice => "voice",
            Self::Links => "links",
        }
    }

    /// To which one files of this kind belong.
    pub fn of(kind: FileKind) -> Self {
        match kind {
            FileKind::Photo | FileKind::Video => Self::Pictures,
            FileKind::Voice => Self::Voice,
            FileKind::Document => Self::Documents,
        }
    }

    /// Whether files of this kind belong to it.
    pub fn holds(self, kind: FileKind) -> bool {
        self == Self::of(kind)
    }
}

/// The answer to [`FilesQuery`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilesPage {
    /// Newest first.
    pub messages: Vec<Message>,
    /// There are older ones.
    pub more: bool,
}

/// Somebody has listened to a voice note; in the conversation's receipts feed, under the same policy as they.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Played {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub account: AccountId,
}

/// Reads the answer to a piece.
pub fn upload_answer(status: u16, body: &str) -> Result<FileState, ApiError> {
    crate::api::read_answer(status, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_a_newer_server_is_a_document() {
        let kind: FileKind = serde_json::from_str("\"hologram\"").unwrap();
        assert_eq!(kind, FileKind::Document);
    }

    #[test]
    fn names_stay_out_of_logs() {
        let file = NewFile {
            id: FileId::from_number(1),
            kind: FileKind::Document,
            name: "blood-test.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: 5,
            size: None,
            length_ms: None,
            placeholder: None,
            waveform: None,
            poster: None,
        };
        assert!(!format!("{file:?}{:?}", file.attachment()).contains("blood"));
    }
}
