//! `/media/{token}`: the bytes of a file, for whoever has its link.
//!
//! The link says which file and until when; the database says whether it is still there. No session is needed, and none is looked at.

mod headers;
mod range;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::{ApiError, ErrorCode, FileKind, Timestamp, Variant, WorkspaceId};

use super::request::Refusal;
use crate::media::{Media, MediaError, MediaHash};
use headers::Manner;
use range::Wanted;

/// What a link leads to.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) kind: FileKind,
    pub(crate) media_type: String,
    pub(crate) name: String,
    pub(crate) hash: MediaHash,
    pub(crate) variant: Variant,
    /// Where it is known; otherwise the place of the media is asked.
    pub(crate) bytes: Option<u64>,
}
