//! The live bus: who listens to what on this node, and handing them what was published here or on another node.
//!
//! A frame is encoded once and shared by all its receivers, on all nodes. Rights were decided when the audience was: a
//! subscriber is in the topics of its account, its practice and its conversations, and a membership that begins or ends
//! changes that before anything else of the conversation is handed out. Knows no database; what it has not heard is told to it
//! by `heads.rs` (`hub/healing.rs`), and what happens elsewhere by `bus.rs` (`hub/elsewhere.rs`).

mod elsewhere;
mod healing;
mod order;
mod state;
mod subscription;
mod topic;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use protocol::{ApiError, DeviceId, ErrorCode, FeedCursor, ServerFrame, Timestamp};
use tokio::sync::{Notify, watch};

use super::bus::Outbox;
use super::queue::Queue;
use crate::domain::{Actor, Audience, Publication};
use order::{Arrival, Order};
use state::{State, SubscriberId};

pub(crate) use subscription::Subscription;
pub(crate) use topic::Topic;

/// Heartbeats tell of feeds that moved this lately, in milliseconds.
const LATELY_MS: i64 = 60_000;

/// Shared by the publishers, the network, the heartbeat and every socket; the lock is never held across a wait.
#[derive(Debug)]
pub(crate) struct Hub {
    state: Mutex<State>,
    /// To the other nodes.
    outbox: Option<Arc<Outbox>>,
    /// There are changes for the network to take.
    interest: Notify,
    /// Up to which change the network listens as asked.
    in_force: watch::Sender<u64>,
    /// A page waits for one that has not come yet.
    gap: Notify,
    /// Something may not have been heard.
    lost: Notify,
    /// And that may be anything.
    away: AtomicBool,
    /// No more lines are opened here.
    refusing: AtomicBool,
}

/// A node that has its database for itself.
impl Default for Hub {
    fn default() -> Self {
        Self::new(State::default(), None)
    }
}

pub(crate) fn encode(frame: &ServerFrame) -> Utf8Bytes {
    // Our own types always serialize: string keys only, no failing implementation.
    serde_json::to_string(frame).unwrap_or_default().into()
}

impl Hub {
    fn new(state: State, outbox: Option<Arc<Outbox>>) -> Self {
        Self {
            state: Mutex::new(state),
            outbox,
            interest: Notify::new(),
            in_force: watch::Sender::new(0),
            gap: Notify::new(),
            lost: Notify::new(),
            away: AtomicBool::new(false),
            refusing: AtomicBool::new(false),
        }
    }

    /// One of several nodes on a database. Without an outbox they hear of each other by the database alone.
    pub(crate) fn among_others(outbox: Option<Arc<Outbox>>) -> Self {
        let state = State::among_others(outbox.is_some());
        Self::new(state, outbox)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the books, and then lets those know who wait for what changed in them.
    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.state();
        let asked = |state: &State| state.interest.as_ref().map(|interest| interest.asked);
        let before = asked(&state);
        let result = change(&mut state);
        let (after, gaps) = (asked(&state), state.order.as_ref().is_some_and(Order::has_gaps));
        drop(state);
        if after != before {
            self.interest.notify_one();
        }
        if gaps {
            self.gap.notify_one();
        }
        result
    }

    /// Begins to listen: to the account and the practice at once, to conversations after [`Subscription::follow`].
    pub(crate) fn subscribe(self: &Arc<Self>, actor: Actor) -> Subscription {
        let queue = Arc::new(Queue::default());
        let id = self.change(|state| state.add(actor, Arc::clone(&queue)));
        if self.refuses_lines() {
            // It was opened in the moment in which the others were closed.
            queue.close();
        }
        Subscription::new(Arc::clone(self), id, queue)
    }

    /// Hands what was committed here to whom it is for, on this node and on the others.
    pub(crate) fn publish(&self, now: Timestamp, publication: Publication) {
        let Publication {
            workspace,
            audience,
            page,
            reach,
        } = publication;
        let topic = Topic::new(workspace, audience);
        let mut arrival = Arrival::new(audience, &page, reach.clone(), Utf8Bytes::default());
        let frame = ServerFrame::Feed(page);
        if let Some(outbox) = &self.outbox {
            arrival.frame = outbox.frame(topic, &frame, &reach);
        }
        self.change(|state| {
            if self.outbox.is_none() && state.topics.contains_key(&topic) {
                arrival.frame = encode(&frame);
            }
            state.hand_out(now, topic, arrival);
        });
    }

    /// Tells everybody the heads of their feeds that moved lately.
    pub(crate) fn heartbeat(&self, now: Timestamp) {
        let mut state = self.state();
        state.moved.retain(|_, (_, at)| now.since(*at) < LATELY_MS);
        let mut heads: HashMap<SubscriberId, Vec<FeedCursor>> =
            state.subscribers.keys().map(|id| (*id, Vec::new())).collect();
        for ((feed, topic), (head, _)) in &state.moved {
            for id in state.topics.get(topic).into_iter().flatten() {
                heads.entry(*id).or_default().push(FeedCursor {
                    feed: *feed,
                    since: *head,
                });
            }
        }
        state.tell_heads(heads);
    }

    /// The device was signed out here: its lines end, on all nodes.
    pub(crate) fn end_device(&self, actor: &Actor, device: DeviceId) {
        if let Some(outbox) = &self.outbox {
            let topic = Topic::new(actor.workspace, Audience::Account(actor.account));
            outbox.end(topic, device);
        }
        self.end_device_here(device);
    }

    fn end_device_here(&self, device: DeviceId) {
        let state = self.state();
        for subscriber in state
            .subscribers
            .values()
            .filter(|one| one.actor.device == device)
        {
            subscriber.queue.end(ApiError::new(
                ErrorCode::SessionEnded,
                "This device was signed out.",
            ));
        }
    }

    /// How many lines are open that have not been told to close.
    pub(crate) fn lines(&self) -> usize {
        let state = self.state();
        let open = state.subscribers.values();
        open.filter(|one| !one.queue.is_closing()).count()
    }

    /// From now on, lines are to be opened elsewhere.
    pub(crate) fn refuse_lines(&self) {
        self.refusing.store(true, Ordering::Relaxed);
    }

    /// Whether this node is on its way out.
    pub(crate) fn refuses_lines(&self) -> bool {
        self.refusing.load(Ordering::Relaxed)
    }

    /// Closes so many lines, whichever they are: their clients come back elsewhere.
    pub(crate) fn close_some(&self, count: usize) {
        let state = self.state();
        let open = state.subscribers.values().filter(|one| !one.queue.is_closing());
        for subscriber in open.take(count) {
            subscriber.queue.close();
        }
    }

    /// The server stops.
    pub(crate) fn close(&self) {
        self.refuse_lines();
        self.close_some(usize::MAX);
    }
}

#[cfg(test)]
mod tests;
