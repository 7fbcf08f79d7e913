//! Every call of the API, as one table. A call reads its request, asks the domain, and shapes the answer: no rule is here.
//!
//! The paths are those of `protocol::Call`. Errors have one shape everywhere, also where no route is.

mod commands;
mod devices;
mod files;
mod health;
mod history;
mod invites;
mod me;
mod media;
mod messages;
mod origin;
mod request;
mod session;
mod sign_in;
mod socket;
mod sync;
mod workspaces;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post, put};
use protocol::{ApiError, ErrorCode};
use tower_http::compression::CompressionLayer;

use crate::hosted::{Db, Server};

pub(crate) use invites::{link as join_link, new_invite};
pub(crate) use session::{parse_token, token_text};
pub(crate) use sign_in::new_session;

pub(crate) fn router<D: Db>(server: Arc<Server<D>>) -> Router {
    let limit = server.config.limits.frame_bytes as usize;
    let piece = server.config.limits.piece_bytes as usize;
    Router::new()
        .route("/api/sign-in/start", post(sign_in::start::<D>))
        .route("/api/sign-in/verify", post(sign_in::verify::<D>))
        .route("/api/sign-in/redeem", post(sign_in::redeem::<D>))
        .route("/api/sign-out", post(devices::sign_out::<D>))
        .route("/api/workspaces", post(workspaces::create::<D>))
        .route("/api/me", get(me::show::<D>))
        .route("/api/devices", get(devices::list::<D>))
        .route("/api/devices/{device}", delete(devices::end::<D>))
        .route("/api/invites", get(invites::list::<D>).post(invites::create::<D>))
        .route("/api/invites/{invite}", delete(invites::revoke::<D>))
        .route("/api/sync", post(sync::catch_up::<D>))
        .route(
            "/api/conversations/{conversation}/messages",
            get(history::page::<D>),
        )
        .route(
            "/api/conversations/{conversation}/messages/{message}/versions",
            get(messages::versions::<D>),
        )
        .route(
            "/api/conversations/{conversation}/messages/{message}/seen",
            get(messages::seen::<D>),
        )
        .route("/api/commands", post(commands::submit::<D>))
        .route("/api/files", post(files::begin::<D>))
        .route("/api/files/links", post(files::links::<D>))
        .route("/api/files/{file}", delete(files::drop::<D>))
        .route(
            "/api/files/{file}/bytes",
            put(files::piece::<D>).layer(DefaultBodyLimit::max(piece)),
        )
        .route("/api/conversations/{conversation}/files", get(files::page::<D>))
        .layer(CompressionLayer::new().gzip(true))
        .route("/api/socket", any(socket::open::<D>))
        .route("/media/{token}", get(media::show::<D>))
        .merge(crate::openapi::router())
        .route("/api/{*rest}", any(no_such_call))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready::<D>))
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(limit))
        .layer(origin::let_in(&server.config.allowed_origins))
        .with_state(server)
}

async fn no_such_call() -> request::Refusal {
    ApiError::new(ErrorCode::NotFound, "There is no such call.").into()
}

/// Keeps the `Allow` header that the router adds.
async fn wrong_method() -> Response {
    let error = ApiError::new(ErrorCode::Invalid, "This call is made with another method.");
    (StatusCode::METHOD_NOT_ALLOWED, axum::Json(error)).into_response()
}
