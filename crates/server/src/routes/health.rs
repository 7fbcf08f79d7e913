//! `/healthz` and `/readyz`: for whoever watches over the server.

use std::sync::Arc;

use axum::extract::State;

use super::request::Refusal;
use crate::db::{Workspaces as _, ready as at_once};
use crate::domain::Failure;
use crate::hosted::Server;

/// `GET /healthz`: the program runs.
pub(crate) async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database can be read and written.
pub(crate) async fn ready(State(server): State<Arc<Server>>) -> Result<&'static str, Refusal> {
    let read = server
        .readers
        .read(|tx| at_once(async { Ok::<_, Failure>(tx.any_workspace().await?) }));
    read.await?;
    server.writer.note(async |_| Ok(())).await?;
    Ok("ready")
}
