//! What waits to cross to the other nodes: bounded in frames and in bytes. When it is full, or the network is away, frames
//! are dropped and nobody waits: the other nodes find in the database what moved.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use protocol::{DeviceId, FeedCursor, ServerFrame};
use tokio::sync::Notify;
use uuid::Uuid;

use super::wire;
use crate::domain::publication::Reach;
use crate::hosted::hub::{Topic, encode};

const FRAMES: usize = 8_192;
const BYTES: usize = 64 << 20;

/// On its way to the nodes that listen to a topic.
#[derive(Debug)]
pub(crate) struct Crossing {
    pub(super) topic: Topic,
    pub(super) payload: Bytes,
    /// What is told instead when the payload is too large for the network.
    pub(super) moved: Option<FeedCursor>,
}

#[derive(Debug, Default)]
struct Waiting {
    crossings: VecDeque<Crossing>,
    bytes: usize,
    /// One was taken that is not yet sent.
    taken: bool,
}

/// Filled by the hub, emptied by the task that sends.
#[derive(Debug)]
pub(crate) struct Outbox {
    node: Uuid,
    up: AtomicBool,
    dropped: AtomicU64,
    waiting: Mutex<Waiting>,
    filled: Notify,
    /// Nothing waits, and nothing is being sent.
    emptied: Notify,
}

impl Outbox {
    /// `node` names this node among the others; frames under its own name are not heard.
    pub(crate) fn new(node: Uuid) -> Self {
        Self {
            node,
            up: AtomicBool::new(false),
            dropped: AtomicU64::new(0),
            waiting: Mutex::default(),
            filled: Notify::new(),
            emptied: Notify::new(),
        }
    }

    pub(super) fn node(&self) -> Uuid {
        self.node
    }

    /// Whether the network is there.
    pub(crate) fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    pub(super) fn set_up(&self, up: bool) {
        self.up.store(up, Ordering::Relaxed);
    }

    /// Frames that did not cross since this was last asked.
    pub(super) fn take_dropped(&self) -> u64 {
        self.dropped.swap(0, Ordering::Relaxed)
    }

    pub(super) fn drop_one(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    /// Encodes a frame, once for this node and all others, and lets it cross.
    pub(crate) fn frame(&self, topic: Topic, frame: &ServerFrame, reach: &Reach) -> Utf8Bytes {
        let moved = match frame {
            ServerFrame::Feed(page) => Some(FeedCursor {
                feed: page.feed,
                since: page.head,
            }),
            _ => None,
        };
        let (payload, text) = wire::pack(self.node, reach, &encode(frame));
        self.push(Crossing {
            topic,
            payload,
            moved,
        });
        text
    }

    /// The other nodes close the lines of a device whose session is over. `topic` is the account's.
    pub(crate) fn end(&self, topic: Topic, device: DeviceId) {
        self.push(Crossing {
            topic,
            payload: wire::pack_end(self.node, device),
            moved: None,
        });
    }

    fn push(&self, crossing: Crossing) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = waiting.bytes.saturating_add(crossing.payload.len());
        if !self.is_up() || waiting.crossings.len() >= FRAMES || bytes > BYTES {
            drop(waiting);
            self.drop_one();
            return;
        }
        waiting.bytes = bytes;
        waiting.crossings.push_back(crossing);
        drop(waiting);
        self.filled.notify_one();
    }

    /// Waits for the next one.
    pub(super) async fn next(&self) -> Crossing {
        loop {
            if let Some(crossing) = self.take() {
                return crossing;
            }
            self.filled.notified().await;
        }
    }

    fn take(&self) -> Option<Crossing> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let crossing = waiting.crossings.pop_front()?;
        waiting.bytes = waiting.bytes.saturating_sub(crossing.payload.len());
        waiting.taken = true;
        Some(crossing)
    }

    /// What [`Outbox::next`] gave is with the network now, or lost.
    pub(super) fn was_sent(&self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.taken = false;
        if waiting.crossings.is_empty() {
            self.emptied.notify_waiters();
        }
    }

    /// Waits until everything has been sent.
    pub(super) async fn emptied(&self) {
        loop {
            let emptied = self.emptied.notified();
            {
                let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                if waiting.crossings.is_empty() && !waiting.taken {
                    return;
                }
            }
            emptied.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{AccountId, WorkspaceId};

    use super::*;
    use crate::domain::Audience;

    fn topic() -> Topic {
        Topic::new(
            WorkspaceId::from_number(1),
            Audience::Account(AccountId::from_number(2)),
        )
    }

    #[test]
    fn nothing_waits_for_a_network_that_is_away() {
        let outbox = Outbox::new(Uuid::nil());
        outbox.end(topic(), DeviceId::from_number(1));
        assert!(outbox.take().is_none());
        assert_eq!(outbox.take_dropped(), 1);
    }

    #[test]
    fn what_waits_is_bounded() {
        let outbox = Outbox::new(Uuid::nil());
        outbox.set_up(true);
        for number in 0..=FRAMES {
            outbox.end(topic(), DeviceId::from_number(number as u128));
        }
        assert_eq!(outbox.take_dropped(), 1);
        let waiting = outbox.waiting.lock().unwrap();
        assert_eq!(waiting.crossings.len(), FRAMES);
        assert!(waiting.bytes < BYTES);
    }
}
