//! `/api/workspaces`: opening a practice.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::FutureExt as _;
use protocol::{AccountId, CreateWorkspace, WorkspaceId};

use super::request::{Body, ClientAddress, Refusal};
use super::session::refuse_foreign;
use super::sign_in::{answer, new_session};
use crate::domain::sign_in::{self, NewWorkspace};
use crate::hosted::{Db, Lane, Server, system};

/// The hue of a practice that has not chosen one.
const HUE: u16 = 172;

/// `POST /api/workspaces`
pub(crate) async fn create<D: Db>(
    State(server): State<Arc<Server<D>>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Body(body): Body<CreateWorkspace>,
) -> Result<Response, Refusal> {
    refuse_foreign(&headers, &server)?;
    let email = sign_in::normal_email(&body.email)?;
    server.throttles.address.take(address, system::now())?;
    server.throttles.codes.take(email.clone(), system::now())?;
    let open = server.config.sign_up_open;
    let wants_token = body.wants_token;
    let shared = Arc::clone(&server);
    let (verified, token) = server
        .db
        .write(Lane::Key(email), move |desk| {
            async move {
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
                let sign_up = sign_in::may_sign_up(&mut desk.tx, open).await?;
                let opened =
                    sign_in::open_workspace(&mut desk.tx, rules, &new, &body.code, sign_up, &session).await;
                let mut verified = opened?;
                let publications = verified.take_publications();
                Ok(((verified, session.token), publications))
            }
            .boxed()
        })
        .await?;
    answer(&server, verified, &token, wants_token)
}
