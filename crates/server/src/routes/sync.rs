//! `/api/sync`: catching up.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use futures_util::FutureExt as _;
use protocol::{SyncRequest, SyncResponse};

use super::request::{Answer, Body};
use super::session::SignedInActor;
use crate::hosted::{Db, Server};
use crate::{metrics, sync};

/// `POST /api/sync`
pub(crate) async fn catch_up<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Body(request): Body<SyncRequest>,
) -> Answer<SyncResponse> {
    metrics::caught_up();
    let response = server
        .db
        .read(move |tx| async move { sync::sync(tx, &actor, &request).await }.boxed());
    Ok(Json(response.await?))
}
