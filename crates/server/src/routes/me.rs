//! `/api/me`: who is signed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use protocol::{Me, Timestamp};

use super::request::Answer;
use super::session::SignedInActor;
use crate::db::ready;
use crate::domain::{Rules, Work, sessions};
use crate::hosted::Server;

/// `GET /api/me`
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    SignedInActor(actor): SignedInActor,
) -> Answer<Me> {
    let rules = Rules {
        // Nothing is written, so no time is needed.
        now: Timestamp(0),
        limits: server.config.limits,
    };
    let me = server.readers.read(move |tx| {
        let mut work = Work::new(tx, actor.workspace, rules);
        ready(sessions::me(&mut work, &actor))
    });
    Ok(Json(me.await?))
}
