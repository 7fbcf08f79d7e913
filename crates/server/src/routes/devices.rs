//! `/api/devices` and `/api/sign-out`: where an account is signed in. Ending a session closes its line at once.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use protocol::{Device, DeviceId};

use super::request::{Answer, Refusal, id};
use super::session::{SignedInActor, forget_cookie};
use crate::domain::{Actor, sessions};
use crate::hosted::{Db, Lane, Server};

/// `GET /api/devices`
pub(crate) async fn list<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
) -> Answer<Vec<Device>> {
    let devices = server
        .db
        .read(move |tx| async move { sessions::devices(tx, &actor).await }.boxed());
    Ok(Json(devices.await?))
}

/// `DELETE /api/devices/{device}`
pub(crate) async fn end<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Path(device): Path<String>,
) -> Result<StatusCode, Refusal> {
    end_session(&server, actor, id(&device)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/sign-out`
pub(crate) async fn sign_out<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
) -> Result<Response, Refusal> {
    end_session(&server, actor, actor.device).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    forget_cookie(&mut response, &server);
    Ok(response)
}

async fn end_session<D: Db>(server: &Server<D>, actor: Actor, device: DeviceId) -> Result<(), Refusal> {
    let end = server.db.note(Lane::Workspace(actor.workspace), move |desk| {
        async move { sessions::end(&mut desk.tx, &actor, device).await }.boxed()
    });
    end.await?;
    server.hub.end_device(&actor, device);
    Ok(())
}
