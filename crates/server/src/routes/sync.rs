//! `/api/sync`: catching up.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use protocol::{SyncRequest, SyncResponse};

use super::request::{Answer, Body};
use super::session::SignedInActor;
use crate::db::ready;
use crate::hosted::Server;
use crate::sync;

/// `POST /api/sync`
pub(crate) async fn catch_up(
    State(server): State<Arc<Server>>,
    SignedInActor(actor): SignedInActor,
    Body(request): Body<SyncRequest>,
) -> Answer<SyncResponse> {
    let response = server
        .readers
        .read(move |tx| ready(sync::sync(tx, &actor, &request)));
    Ok(Json(response.await?))
}
