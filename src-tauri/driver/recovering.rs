//! Recordings that a crash has left: made into voice notes on a thread of their own, put into the composer as the page would.

use std::sync::Arc;
use std::thread;

use engine::ui::Request;
use protocol::{ApiError, ErrorCode};
use tokio::sync::oneshot;

use super::{Driver, Event, State};
use crate::network::Network;
use crate::recordings;

impl<N: Network> Driver<N> {
    /// Does nothing when there are none.
    pub(super) fn recover_recordings(&self) {
        let State::SignedIn(running) = &self.state else {
            return;
        };
        if !recordings::any_left(&running.files) {
            return;
        }
        let (files, events) = (Arc::clone(&running.files), self.events.clone());
        let work = move || {
            recordings::recover(&files, |request: Request| {
                let (answer, answered) = oneshot::channel();
                let asked = events.blocking_send(Event::Ask { request, answer });
                let ended = || ApiError::new(ErrorCode::Unavailable, "The app is being closed.");
                asked.map_err(|_| ended())?;
                answered.blocking_recv().map_err(|_| ended())?.map(drop)
            });
        };
        if let Err(error) = thread::Builder::new().name("recovery".into()).spawn(work) {
            tracing::warn!(%error, "recordings.not_recovered");
        }
    }
}
