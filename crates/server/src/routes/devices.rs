//! `/api/devices` and `/api/sign-out`: where an account is signed in. Ending a session closes its line at once.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use protocol::{Device, DeviceId};

use super::request::{Answer, Refusal, id};
use super::session::{SignedInActor, forget_cookie};
use crate::db::ready;
use crate::domain::{Actor, sessions};
use crate::hosted::Server;

/// `GET /api/devices`
pub(crate) async fn list(
    State(server): State<Arc<Server>>,
    SignedInActor(actor): SignedInActor,
) -> Answer<Vec<Device>> {
    let devices = server
        .readers
        .read(move |tx| ready(sessions::devices(tx, &actor)));
    Ok(Json(devices.await?))
}

/// `DELETE /api/devices/{device}`
pub(crate) async fn end(
    State(server): State<Arc<Server>>,
    SignedInActor(actor): SignedInActor,
    Path(device): Path<String>,
) -> Result<StatusCode, Refusal> {
    end_session(&server, actor, id(&device)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/sign-out`
pub(crate) async fn sign_out(
    State(server): State<Arc<Server>>,
    SignedInActor(actor): SignedInActor,
) -> Result<Response, Refusal> {
    end_session(&server, actor, actor.device).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    forget_cookie(&mut response, &server);
    Ok(response)
}

async fn end_session(server: &Server, actor: Actor, device: DeviceId) -> Result<(), Refusal> {
    let end = server
        .writer
        .note(async move |desk| sessions::end(&mut desk.tx, &actor, device).await);
    end.await?;
    server.hub.end_device(device);
    Ok(())
}
