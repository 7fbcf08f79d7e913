//! The live bus: who listens to what on this node, and handing them what was published.
//!
//! A frame is encoded once and shared by all its receivers. Rights were decided when the audience was: a subscriber is
//! in the topics of its account, its practice and its conversations, and a membership that begins or ends changes that
//! before anything else of the conversation is handed out. Knows no database. [`Hub::publish`] is where another node's
//! publications will come in.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use protocol::{
    AccountKind, Activity, ApiError, Change, ConversationId, DeviceId, ErrorCode, FeedCursor, FeedId, Seq,
    ServerFrame, Timestamp,
};

use super::queue::Queue;
use crate::domain::{Actor, Audience, Publication};

/// Heartbeats tell of feeds that moved this lately, in milliseconds.
const LATELY_MS: i64 = 60_000;

type SubscriberId = u64;

#[derive(Debug)]
struct Subscriber {
    actor: Actor,
    queue: Arc<Queue>,
    /// What it is in, to take it out again.
    topics: HashSet<Audience>,
    /// Memberships that changed while the first list of them was being read; `None` once it has been.
    meanwhile: Option<HashMap<ConversationId, bool>>,
}

#[derive(Debug, Default)]
struct State {
    next: SubscriberId,
    subscribers: HashMap<SubscriberId, Subscriber>,
    topics: HashMap<Audience, Vec<SubscriberId>>,
    /// Where feeds stand that moved lately.
    moved: HashMap<(FeedId, Audience), (Seq, Timestamp)>,
}

/// Shared by the publisher's thread, the heartbeat and every socket; the lock is never held across a wait.
#[derive(Debug, Default)]
pub(crate) struct Hub(Mutex<State>);

/// A subscription; ends when dropped.
#[derive(Debug)]
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    id: SubscriberId,
    pub(crate) queue: Arc<Queue>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.state().remove(self.id);
    }
}

impl Subscription {
    /// Completes the subscription by the memberships that were read after it began.
    pub(crate) fn follow(&self, conversations: Vec<ConversationId>) {
        let mut state = self.hub.state();
        let Some(subscriber) = state.subscribers.get_mut(&self.id) else {
            return;
        };
        let mut active: HashMap<_, _> = conversations.into_iter().map(|id| (id, true)).collect();
        active.extend(subscriber.meanwhile.take().unwrap_or_default());
        for (conversation, active) in active {
            if active {
                state.join(self.id, Audience::Members(conversation));
            }
        }
    }

    /// Tells the other members what this one is doing; nothing when it is no member.
    pub(crate) fn act(&self, conversation: ConversationId, activity: Activity) {
        let state = self.hub.state();
        let topic = Audience::Members(conversation);
        let Some(me) = state.subscribers.get(&self.id) else {
            return;
        };
        if !me.topics.contains(&topic) {
            return;
        }
        let frame = encode(&ServerFrame::Activity {
            conversation,
            account: me.actor.account,
            activity,
        });
        for other in state.listeners(topic) {
            if other.actor.account != me.actor.account {
                other.queue.push(frame.clone());
            }
        }
    }
}

pub(crate) fn encode(frame: &ServerFrame) -> Utf8Bytes {
    // Our own types always serialize: string keys only, no failing implementation.
    serde_json::to_string(frame).unwrap_or_default().into()
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to listen: to the account and the practice at once, to conversations after [`Subscription::follow`].
    pub(crate) fn subscribe(self: &Arc<Self>, actor: Actor) -> Subscription {
        let queue = Arc::new(Queue::default());
        let mut state = self.state();
        let id = state.next;
        state.next += 1;
        state.subscribers.insert(
            id,
            Subscriber {
                actor,
                queue: Arc::clone(&queue),
                topics: HashSet::new(),
                meanwhile: Some(HashMap::new()),
            },
        );
        state.join(id, Audience::Account(actor.account));
        state.join(
            id,
            match actor.kind {
                AccountKind::Coach => Audience::Staff(actor.workspace),
                AccountKind::Client => Audience::Clients(actor.workspace),
            },
        );
        Subscription {
            hub: Arc::clone(self),
            id,
            queue,
        }
    }

    /// Hands a publication to whom it is for.
    pub(crate) fn publish(&self, now: Timestamp, publication: Publication) {
        let Publication { audience, page, .. } = publication;
        let mut state = self.state();
        if matches!(audience, Audience::Account(_)) {
            for change in &page.changes {
                if let Change::Membership(membership) = change {
                    state.membership(audience, membership.conversation, membership.active);
                }
            }
        }
        state.moved.insert((page.feed, audience), (page.head, now));
        if state.topics.contains_key(&audience) {
            let frame = encode(&ServerFrame::Feed(page));
            for subscriber in state.listeners(audience) {
                subscriber.queue.push(frame.clone());
            }
        }
    }

    /// Tells everybody the heads of their feeds that moved lately.
    pub(crate) fn heartbeat(&self, now: Timestamp) {
        let mut state = self.state();
        state.moved.retain(|_, (_, at)| now.since(*at) < LATELY_MS);
        let mut heads: HashMap<SubscriberId, Vec<FeedCursor>> = HashMap::new();
        for ((feed, audience), (head, _)) in &state.moved {
            for id in state.topics.get(audience).into_iter().flatten() {
                heads.entry(*id).or_default().push(FeedCursor {
                    feed: *feed,
                    since: *head,
                });
            }
        }
        let quiet = encode(&ServerFrame::Heartbeat { heads: Vec::new() });
        for (id, subscriber) in &state.subscribers {
            let frame = match heads.remove(id) {
                Some(heads) => encode(&ServerFrame::Heartbeat { heads }),
                None => quiet.clone(),
            };
            subscriber.queue.push(frame);
        }
    }

    /// The device was signed out.
    pub(crate) fn end_device(&self, device: DeviceId) {
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

    /// The server stops.
    pub(crate) fn close(&self) {
        for subscriber in self.state().subscribers.values() {
            subscriber.queue.close();
        }
    }
}

impl State {
    fn listeners(&self, topic: Audience) -> impl Iterator<Item = &Subscriber> {
        let ids = self.topics.get(&topic).into_iter().flatten();
        ids.filter_map(|id| self.subscribers.get(id))
    }

    fn join(&mut self, id: SubscriberId, topic: Audience) {
        if let Some(subscriber) = self.subscribers.get_mut(&id)
            && subscriber.topics.insert(topic)
        {
            self.topics.entry(topic).or_default().push(id);
        }
    }

    fn leave(&mut self, id: SubscriberId, topic: Audience) {
        if let Some(subscriber) = self.subscribers.get_mut(&id) {
            subscriber.topics.remove(&topic);
        }
        self.unlist(id, topic);
    }

    fn unlist(&mut self, id: SubscriberId, topic: Audience) {
        if let Some(ids) = self.topics.get_mut(&topic) {
            ids.retain(|one| *one != id);
            if ids.is_empty() {
                self.topics.remove(&topic);
            }
        }
    }

    fn remove(&mut self, id: SubscriberId) {
        if let Some(subscriber) = self.subscribers.remove(&id) {
            for topic in subscriber.topics {
                self.unlist(id, topic);
            }
        }
    }

    /// A membership of the account began or ended: its devices follow.
    fn membership(&mut self, account: Audience, conversation: ConversationId, active: bool) {
        for id in self.topics.get(&account).cloned().unwrap_or_default() {
            let Some(subscriber) = self.subscribers.get_mut(&id) else {
                continue;
            };
            if let Some(meanwhile) = &mut subscriber.meanwhile {
                meanwhile.insert(conversation, active);
            } else if active {
                self.join(id, Audience::Members(conversation));
            } else {
                self.leave(id, Audience::Members(conversation));
            }
        }
    }
}

#[cfg(test)]
mod tests;
