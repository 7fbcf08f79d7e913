//! `/media/{token}`: the bytes of a file, for whoever has its link.
//!
//! The link says which file and until when; the database says whether it is still there. No session is needed, and none is looked at.

mod headers;
mod range;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use protocol::{ApiError, ErrorCode, FileKind, Variant, WorkspaceId};

use super::request::Refusal;
use crate::db::{FileRow, Files as _};
use crate::hosted::{Db, Server, system};
use crate::media::{Media, MediaError, MediaHash};
use headers::Manner;
use range::Wanted;

/// `GET /media/{token}`, and with `?save` as a download.
pub(crate) async fn show<D: Db>(
    State(server): State<Arc<Server<D>>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let now = system::now();
    let pass = server.link_key.open(now, &token).ok_or_else(no_such_link)?;
    let row = server
        .db
        .read(move |tx| async move { Ok(tx.file(pass.workspace, pass.file).await?) }.boxed());
    let content = row.await?.and_then(|row| Content::of(row, pass.variant));
    let asked = Asked {
        headers: &headers,
        manner: Manner {
            save: query.is_some_and(|query| query.split('&').any(|word| word == "save")),
            seconds: pass.until.since(now).max(0) / 1_000,
            is_open: !server.config.allowed_origins.is_empty(),
        },
    };
    let content = content.ok_or_else(no_such_link)?;
    answer(&server.media, pass.workspace, &content, asked).await
}

/// What a link leads to.
#[derive(Clone, PartialEq, Eq)]
struct Content {
    kind: FileKind,
    media_type: String,
    name: String,
    hash: MediaHash,
    variant: Variant,
    /// Where it is known; otherwise the place of the media is asked.
    bytes: Option<u64>,
}

impl Content {
    /// None while the bytes are still coming, and of a thumbnail that there is not.
    fn of(row: FileRow, variant: Variant) -> Option<Self> {
        let attachment = row.stored()?.clone();
        let (hash, bytes) = match variant {
            Variant::Full => (row.hash?, Some(attachment.bytes)),
            Variant::Thumbnail => (row.thumbnail?, None),
        };
        Some(Self {
            kind: attachment.kind,
            media_type: attachment.media_type,
            name: attachment.name,
            hash: MediaHash(hash),
            variant,
            bytes,
        })
    }
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
    let text = |name| {
        asked
            .headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
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
                response
                    .headers_mut()
                    .insert(header::CONTENT_LENGTH, length.into());
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
            ApiError::new(
                ErrorCode::Unavailable,
                "The file cannot be read now. Try again in a moment.",
            )
            .into()
        }
    }
}

/// The same for one that is wrong, too old, or leads to a file that was deleted.
fn no_such_link() -> Refusal {
    ApiError::new(
        ErrorCode::NotFound,
        "This link leads nowhere any more. Open the file again in Rapport.",
    )
    .into()
}

#[cfg(test)]
mod tests;
