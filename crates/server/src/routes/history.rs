//! `/api/conversations/{conversation}/messages`: older and surrounding messages.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use protocol::{ApiError, ConversationId, ErrorCode, HistoryPage, HistoryQuery};

use super::request::{Answer, id};
use super::session::SignedInActor;
use crate::db::ready;
use crate::hosted::Server;
use crate::sync;

/// `GET /api/conversations/{conversation}/messages`
pub(crate) async fn page(
    State(server): State<Arc<Server>>,
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
        .readers
        .read(move |tx| ready(sync::history(tx, &actor, conversation, query, limits)));
    Ok(Json(page.await?))
}
