//! `/api/files` and `/api/conversations/{conversation}/files`: how files come in, links to them, and what a conversation has.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use futures_util::FutureExt as _;
use protocol::{
    ApiError, ConversationId, ErrorCode, FileId, FileLink, FileState, FilesPage, FilesQuery, LinksQuery,
    NewFile,
};
use serde::Deserialize;

use super::request::{Answer, Body, Refusal, id};
use super::session::SignedInActor;
use crate::domain;
use crate::files::Pass;
use crate::hosted::{Db, Lane, Server, system};

/// `POST /api/files`
pub(crate) async fn begin<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Body(asked): Body<NewFile>,
) -> Answer<FileState> {
    Ok(Json(server.begin_file(actor, asked).await?))
}

#[derive(Deserialize)]
pub(crate) struct From {
    offset: u64,
}

/// `PUT /api/files/{file}/bytes`
pub(crate) async fn piece<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Path(file): Path<String>,
    from: Result<Query<From>, QueryRejection>,
    piece: Result<Bytes, BytesRejection>,
) -> Answer<FileState> {
    let file: FileId = id(&file)?;
    let Query(From { offset }) =
        from.map_err(|_| ApiError::new(ErrorCode::Invalid, "Say at which offset the bytes begin."))?;
    let piece = piece.map_err(|rejection| cut(&rejection, server.config.limits.piece_bytes))?;
    Ok(Json(server.take_piece(actor, file, offset, piece).await?))
}

fn cut(rejection: &BytesRejection, limit: u32) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let message = format!("A piece of a file may have {limit} bytes at most.");
        return ApiError::new(ErrorCode::TooLong, message).with("limit", limit);
    }
    ApiError::new(
        ErrorCode::Unavailable,
        "The bytes did not come whole. Send them again.",
    )
}

/// `DELETE /api/files/{file}`
pub(crate) async fn drop<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Path(file): Path<String>,
) -> Result<StatusCode, Refusal> {
    let file: FileId = id(&file)?;
    let dropped = server.db.note(Lane::Workspace(actor.workspace), move |desk| {
        async move { domain::files::drop_own(&mut desk.tx, &actor, desk.now, file).await }.boxed()
    });
    dropped.await?;
    server.clearing.ring();
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/files/links`
pub(crate) async fn links<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Body(query): Body<LinksQuery>,
) -> Answer<Vec<FileLink>> {
    let seen = server
        .db
        .read(move |tx| async move { domain::files::links(tx, &actor, query.files).await }.boxed());
    let now = system::now();
    let link = |of: protocol::FileVariant| {
        let pass = Pass::new(now, actor.workspace, of.file, of.variant);
        server.link_key.link(now, pass)
    };
    Ok(Json(seen.await?.into_iter().map(link).collect()))
}

/// `GET /api/conversations/{conversation}/files`
pub(crate) async fn page<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Path(conversation): Path<String>,
    query: Result<Query<FilesQuery>, QueryRejection>,
) -> Answer<FilesPage> {
    let conversation: ConversationId = id(&conversation)?;
    let Query(query) = query.map_err(|_| {
        ApiError::new(
            ErrorCode::Invalid,
            "Give a limit, and as sort one of pictures, documents, voice and links.",
        )
    })?;
    let limits = server.config.limits;
    let page = server.db.read(move |tx| {
        async move { domain::files::of_conversation(tx, &actor, limits, conversation, query).await }.boxed()
    });
    Ok(Json(page.await?))
}
