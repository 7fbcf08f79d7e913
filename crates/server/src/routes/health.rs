//! `/healthz` and `/readyz`: for whoever watches over the server.

use std::sync::Arc;

use axum::extract::State;
use futures_util::FutureExt as _;

use protocol::{ApiError, ErrorCode};

use super::request::Refusal;
use crate::db::Workspaces as _;
use crate::hosted::{Db, Lane, Server};

/// `GET /healthz`: the program runs.
pub(crate) async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database can be read and written, and this node is here to stay.
pub(crate) async fn ready<D: Db>(State(server): State<Arc<Server<D>>>) -> Result<&'static str, Refusal> {
    if server.hub.refuses_lines() {
        return Err(stopping().into());
    }
    let read = server
        .db
        .read(|tx| async { Ok(tx.any_workspace().await?) }.boxed());
    read.await?;
    server.db.note(Lane::Apart, |_| async { Ok(()) }.boxed()).await?;
    Ok("ready")
}

/// A load balancer goes elsewhere, and a client tries again.
pub(crate) fn stopping() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "This server is about to stop.")
}
