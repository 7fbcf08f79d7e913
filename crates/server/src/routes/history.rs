//! `/api/conversations/{conversation}/messages`: older and surrounding messages.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use futures_util::FutureExt as _;
use protocol::{ApiError, ConversationId, ErrorCode, HistoryPage, HistoryQuery};

use super::request::{Answer, id};
use super::session::SignedInActor;
use crate::hosted::{Db, Server};
use crate::sync;

/// `GET /api/conversations/{conversation}/messages`
pub(crate) async fn page<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Path(conversation): Path<String>,
    query: Result<Query<HistoryQuery>, QueryRejection>,
) -> Answer<HistoryPage> {
    let conversation: ConversationId = id(&conversation)?;
    let Query(query) = query.map_err(|_| {
        ApiError::new(
            ErrorCode::Invalid,
            "Give a limit, and one of before, after and around.",
        )
    })?;
    let limits = server.config.limits;
    let page = server
        .db
        .read(move |tx| async move { sync::history(tx, &actor, conversation, query, limits).await }.boxed());
    Ok(Json(page.await?))
}
