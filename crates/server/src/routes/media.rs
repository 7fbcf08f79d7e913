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

/// A name says what a file is about.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({:?}, {:?})", self.kind, self.variant)
    }
}

/// What is asked of the bytes.
#[derive(Debug)]
struct Asked<'a> {
    headers: &'a HeaderMap,
    manner: Manner,
}

async fn answer(
    media: &Media,
    ws: WorkspaceId,
    content: &Content,
    asked: Asked<'_>,
) -> Result<Response, Refusal> {
    let tag = headers::tag(content);
    let size = match content.bytes {
        Some(bytes) => bytes,
        None => media.size(ws, &content.hash).await.map_err(gone)?,
    };
    let text = |name| asked.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let mut response = if text(header::IF_NONE_MATCH).is_some_and(|known| names(known, &tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        // A part of what the browser has of another file would not fit.
        let fits = text(header::IF_RANGE).is_none_or(|known| known == tag);
        let range = text(header::RANGE).filter(|_| fits);
        match range::wanted(range, size) {
            Wanted::Whole => {
                let bytes = media.get(ws, &content.hash, None).await.map_err(gone)?;
                let mut response = Body::from_stream(bytes).into_response();
                response.headers_mut().insert(header::CONTENT_LENGTH, size.into());
                response
            }
            Wanted::Part(part) => {
                let about = format!("bytes {}-{}/{size}", part.start, part.end - 1);
                let length = part.end - part.start;
                let bytes = media.get(ws, &content.hash, Some(part)).await.map_err(gone)?;
                let mut response = (StatusCode::PARTIAL_CONTENT, Body::from_stream(bytes)).into_response();
                response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
                range_of(&mut response, &about);
                response
            }
            Wanted::Nothing => {
                let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
                range_of(&mut response, &format!("bytes */{size}"));
                response
            }
        }
    };
    headers::describe(response.headers_mut(), content, asked.manner);
    Ok(response)
}

fn range_of(response: &mut Response, about: &str) {
    if let Ok(about) = HeaderValue::from_str(about) {
        response.headers_mut().insert(header::CONTENT_RANGE, about);
    }
}

/// Whether a list of tags has this one, RFC 9110 section 13.1.2.
fn names(list: &str, tag: &str) -> bool {
    list.split(',')
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

fn gone(error: MediaError) -> Refusal {
    match error {
        MediaError::NotFound => no_such_link(),
        error => {
            tracing::error!(error = %error, "a file could not be read");
            ApiError::new(ErrorCode::Unavailable, "The file cannot be read now. Try again in a moment.").into()
        }
    }
}

/// The same for one that is wrong, too old, or leads to a file that was deleted.
fn no_such_link() -> Refusal {
    ApiError::new(ErrorCode::NotFound, "This link leads nowhere any more. Open the file again in Rapport.").into()
}

#[cfg(test)]
mod tests;
