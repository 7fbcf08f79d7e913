//! `/api/workspaces`: opening a practice.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use protocol::{AccountId, CreateWorkspace, WorkspaceId};

use super::request::{Body, ClientAddress, Refusal};
use super::session::refuse_foreign;
use super::sign_in::{answer, new_session};
use crate::db::ready;
use crate::domain::sign_in::{self, NewWorkspace};
use crate::hosted::{Server, system};

/// The hue of a practice that has not chosen one.
const HUE: u16 = 172;

/// `POST /api/workspaces`
pub(crate) async fn create(
    State(server): State<Arc<Server>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Body(body): Body<CreateWorkspace>,
) -> Result<Response, Refusal> {
    refuse_foreign(&headers, &server)?;
    let email = sign_in::normal_email(&body.email)?;
    server.throttles.address.take(address, system::now())?;
    server.throttles.codes.take(email, system::now())?;
    let open = server.config.sign_up_open;
    let wants_token = body.wants_token;
    let shared = Arc::clone(&server);
    let (verified, token) = server
        .writer
        .write(move |desk| {
            let session = new_session(desk, body.device_name);
            let rules = shared.rules(desk);
            let new = NewWorkspace {
                id: WorkspaceId(desk.entropy.uuid(desk.now)),
                name: &body.workspace_name,
                coach: AccountId(desk.entropy.uuid(desk.now)),
                coach_name: &body.your_name,
                email: &body.email,
                brand_hue: HUE,
            };
            let mut verified = ready(async {
                let sign_up = sign_in::may_sign_up(&mut desk.tx, open).await?;
                sign_in::open_workspace(&mut desk.tx, rules, &new, &body.code, sign_up, &session).await
            })?;
            let publications = verified.take_publications();
            Ok(((verified, session.token), publications))
        })
        .await?;
    answer(&server, verified, &token, wants_token)
}
