//! `/healthz` and `/readyz`: for whoever watches over the server.

use std::sync::Arc;
use std::time::Duration;

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

/// A place that has not answered by then does not answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// `GET /readyz`: the database can be read and written, and this node is here to stay. Media that do not answer are told and
/// do no harm to that: people write to each other all the same, and no other node would have the photos either.
pub(crate) async fn ready<D: Db>(State(server): State<Arc<Server<D>>>) -> Result<&'static str, Refusal> {
    if server.hub.refuses_lines() {
        return Err(stopping().into());
    }
    let read = server
        .db
        .read(|tx| async { Ok(tx.any_workspace().await?) }.boxed());
    read.await?;
    server.db.note(Lane::Apart, |_| async { Ok(()) }.boxed()).await?;
    match tokio::time::timeout(PATIENCE, server.media.check()).await {
        Ok(Ok(())) => Ok("ready"),
        Ok(Err(error)) => {
            tracing::warn!(error = %error, "the media do not answer");
            Ok("ready, without media")
        }
        Err(_) => Ok("ready, without media"),
    }
}

/// A load balancer goes elsewhere, and a client tries again.
pub(crate) fn stopping() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "This server is about to stop.")
}
