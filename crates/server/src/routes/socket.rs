//! `/api/socket`: opening the live line. What is said on it is `hosted::socket`'s.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use protocol::{ApiError, ErrorCode};

use super::health::stopping;
use super::origin::{Origin, origin};
use super::request::Refusal;
use super::session::{cookie, refuse_foreign};
use crate::hosted::{Db, Server, serve_socket};

/// `GET /api/socket`
pub(crate) async fn open<D: Db>(
    State(server): State<Arc<Server<D>>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    refuse_foreign(&headers, &server)?;
    if server.hub.refuses_lines() {
        return Err(stopping().into());
    }
    let upgrade =
        upgrade.map_err(|_| ApiError::new(ErrorCode::Invalid, "This is a WebSocket: ask to upgrade."))?;
    // A cookie counts only for our own pages, which always say where they come from.
    let ours = origin(&headers, &server.public_url) == Origin::Ours;
    let cookie = if ours { cookie(&headers) } else { None };
    // A frame over our limit is answered and the line stays open; one over this is not even read.
    let unread = (server.config.limits.frame_bytes as usize).saturating_mul(4);
    Ok(upgrade
        .read_buffer_size(4_096)
        // Room is taken when it is needed only: an idle line has none.
        .write_buffer_size(4_096)
        .max_message_size(unread)
        .max_frame_size(unread)
        .on_upgrade(move |socket| serve_socket(server, socket, cookie)))
}
