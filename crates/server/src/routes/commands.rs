//! `/api/commands`: the commands of the socket, over HTTP. The answer is the command's own result, refused or not.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use protocol::{CommandResult, SubmitCommand};

use super::request::{Answer, Body};
use super::session::SignedInActor;
use crate::hosted::{Db, Server, command_result};

/// `POST /api/commands`
pub(crate) async fn submit<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Body(submit): Body<SubmitCommand>,
) -> Answer<CommandResult> {
    let result = server.submit(actor, submit).await.answer().await;
    Ok(Json(command_result(result)))
}
