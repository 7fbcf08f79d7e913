//! `/api/conversations/{conversation}/messages/{message}/...`: what is known of a message besides what it says now.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use futures_util::FutureExt as _;
use protocol::{ConversationId, MessageId, SeenBy, Version};

use super::request::{Answer, id};
use super::session::SignedInActor;
use crate::domain;
use crate::hosted::{Db, Server};

/// `GET /api/conversations/{conversation}/messages/{message}/versions`
pub(crate) async fn versions<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Path((conversation, message)): Path<(String, String)>,
) -> Answer<Vec<Version>> {
    let (conversation, message): (ConversationId, MessageId) = (id(&conversation)?, id(&message)?);
    let versions = server
        .db
        .read(move |tx| async move { domain::versions(tx, &actor, conversation, message).await }.boxed());
    Ok(Json(versions.await?))
}

/// `GET /api/conversations/{conversation}/messages/{message}/seen`
pub(crate) async fn seen<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Path((conversation, message)): Path<(String, String)>,
) -> Answer<Vec<SeenBy>> {
    let (conversation, message): (ConversationId, MessageId) = (id(&conversation)?, id(&message)?);
    let seen = server
        .db
        .read(move |tx| async move { domain::seen(tx, &actor, conversation, message).await }.boxed());
    Ok(Json(seen.await?))
}
