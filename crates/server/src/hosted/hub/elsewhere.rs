//! What the hub has to do with the network: what comes from the other nodes, and what is to be listened to there.

use axum::extract::ws::Utf8Bytes;
use protocol::{ServerFrame, Timestamp};

use super::order::Arrival;
use super::state::Changes;
use super::topic::Topic;
use super::{Hub, State};
use crate::hosted::bus::Received;

impl Hub {
    /// Something came from another node.
    pub(crate) fn receive(&self, now: Timestamp, topic: Topic, received: Received) {
        let (frame, text, reach) = match received {
            Received::Ended(device) => return self.end_device_here(device),
            Received::Frame(frame, text, reach) => (*frame, text, reach),
        };
        match frame {
            ServerFrame::Feed(page) => {
                let arrival = Arrival::new(topic.audience, &page, reach, text);
                self.change(|state| state.hand_out(now, topic, arrival));
            }
            ServerFrame::Activity { account, .. } => self.state().tell_others(topic, account, &text),
            // A page that was too large to cross: the database has it.
            ServerFrame::Heartbeat { .. } => self.lost(),
            _ => tracing::debug!("a frame of another node is of no use here"),
        }
    }

    /// Resolves when there is something for [`Hub::take_changes`].
    pub(crate) async fn interest_changed(&self) {
        self.interest.notified().await;
    }

    /// Looks at everything again, as after a new connection.
    pub(crate) fn look_again(&self) {
        self.interest.notify_one();
    }

    /// What is to be listened to on the network from now on, or no longer. Only for the one task that sees to it.
    pub(crate) fn take_changes(&self) -> Option<Changes> {
        self.state().take_changes()
    }

    /// The network listens to everything asked up to this change.
    pub(crate) fn is_in_force(&self, asked: u64) {
        self.in_force.send_replace(asked);
    }

    pub(super) fn asked(&self) -> u64 {
        let state = self.state();
        state.interest.as_ref().map_or(0, |interest| interest.asked)
    }
}

impl State {
    /// Tells a topic's listeners what one of them is doing, but not that one.
    pub(super) fn tell_others(&self, topic: Topic, account: protocol::AccountId, frame: &Utf8Bytes) {
        for other in self.listeners(topic) {
            if other.actor.account != account {
                other.queue.push(frame.clone());
            }
        }
    }
}
