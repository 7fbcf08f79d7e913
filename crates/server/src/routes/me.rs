//! `/api/me`: who is signed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use futures_util::FutureExt as _;
use protocol::{Me, Timestamp};

use super::request::Answer;
use super::session::SignedInActor;
use crate::domain::{Rules, Work, sessions};
use crate::hosted::{Db, Server};

/// `GET /api/me`
pub(crate) async fn show<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
) -> Answer<Me> {
    let rules = Rules {
        // Nothing is written, so no time is needed.
        now: Timestamp(0),
        limits: server.config.limits,
    };
    let me = server.db.read(move |tx| {
        async move { sessions::me(&mut Work::new(tx, actor.workspace, rules), &actor).await }.boxed()
    });
    Ok(Json(me.await?))
}
