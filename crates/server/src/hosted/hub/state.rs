//! Who listens to what on this node: the hub's books, kept under its lock. Knows neither network nor database.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use protocol::{
    AccountId, AccountKind, ConversationId, FeedCursor, FeedId, Seq, ServerFrame, Timestamp, WorkspaceId,
};

use super::encode;
use super::order::{Arrival, Move, Order};
use super::topic::Topic;
use crate::domain::{Actor, Audience};
use crate::hosted::queue::Queue;

pub(super) type SubscriberId = u64;

#[derive(Debug)]
pub(super) struct Subscriber {
    pub(super) actor: Actor,
    pub(super) queue: Arc<Queue>,
    /// What it is in, to take it out again.
    pub(super) topics: HashSet<Topic>,
    /// Memberships that changed while the first list of them was being read; `None` once it has been.
    pub(super) meanwhile: Option<HashMap<ConversationId, bool>>,
}

/// A practice that somebody listens to here.
#[derive(Debug, Default)]
pub(super) struct Presence {
    listeners: usize,
    /// Up to here it is known what moved.
    pub(super) tick: Option<u64>,
}

/// What the network has yet to be told of: which topics gained a first listener or lost their last. That a topic is in it means
/// only "look again", so off and on again in any order ends right.
#[derive(Debug, Default)]
pub(super) struct Interest {
    changed: HashSet<Topic>,
    /// Rises with each change.
    pub(super) asked: u64,
    /// Somebody listens to something that was not listened to before, and has caught up already.
    late: bool,
}

/// What is to be listened to from now on, or no longer.
#[derive(Debug)]
pub(crate) struct Changes {
    pub(crate) topics: Vec<(Topic, bool)>,
    /// With these, everything asked up to here is in force.
    pub(crate) asked: u64,
    /// Whether something may have been missed before that.
    pub(crate) late: bool,
}

#[derive(Debug, Default)]
pub(super) struct State {
    next: SubscriberId,
    pub(super) subscribers: HashMap<SubscriberId, Subscriber>,
    pub(super) topics: HashMap<Topic, Vec<SubscriberId>>,
    /// Where feeds stand that moved lately.
    pub(super) moved: HashMap<(FeedId, Topic), (Seq, Timestamp)>,
    pub(super) workspaces: HashMap<WorkspaceId, Presence>,
    /// Accounts with devices here whose memberships are to be read again.
    pub(super) again: HashSet<(WorkspaceId, AccountId)>,
    /// Only where other nodes write into the same database.
    pub(super) order: Option<Order>,
    /// Only where there is a network between them.
    pub(super) interest: Option<Interest>,
}

impl State {
    /// For one of several nodes, with or without a network between them.
    pub(super) fn among_others(network: bool) -> Self {
        Self {
            order: Some(Order::default()),
            interest: network.then(Interest::default),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, actor: Actor, queue: Arc<Queue>) -> SubscriberId {
        let id = self.next;
        self.next += 1;
        self.subscribers.insert(
            id,
            Subscriber {
                actor,
                queue,
                topics: HashSet::new(),
                meanwhile: Some(HashMap::new()),
            },
        );
        self.workspaces.entry(actor.workspace).or_default().listeners += 1;
        let own = Topic::new(actor.workspace, Audience::Account(actor.account));
        self.join(id, own);
        if let Some(order) = &mut self.order {
            order.expect(own, FeedId::Account(actor.account));
        }
        let kind = match actor.kind {
            AccountKind::Coach => Audience::Staff(actor.workspace),
            AccountKind::Client => Audience::Clients(actor.workspace),
        };
        self.join(id, Topic::new(actor.workspace, kind));
        id
    }

    pub(super) fn remove(&mut self, id: SubscriberId) {
        let Some(subscriber) = self.subscribers.remove(&id) else {
            return;
        };
        for topic in subscriber.topics {
            self.unlist(id, topic);
        }
        let workspace = subscriber.actor.workspace;
        if let Some(presence) = self.workspaces.get_mut(&workspace) {
            presence.listeners -= 1;
            if presence.listeners == 0 {
                self.workspaces.remove(&workspace);
            }
        }
    }

    pub(super) fn listeners(&self, topic: Topic) -> impl Iterator<Item = &Subscriber> {
        let ids = self.topics.get(&topic).into_iter().flatten();
        ids.filter_map(|id| self.subscribers.get(id))
    }

    pub(super) fn join(&mut self, id: SubscriberId, topic: Topic) {
        if let Some(subscriber) = self.subscribers.get_mut(&id)
            && subscriber.topics.insert(topic)
        {
            let ids = self.topics.entry(topic).or_default();
            ids.push(id);
            if ids.len() == 1 {
                self.look_again(topic);
            }
        }
    }

    pub(super) fn leave(&mut self, id: SubscriberId, topic: Topic) {
        if let Some(subscriber) = self.subscribers.get_mut(&id) {
            subscriber.topics.remove(&topic);
        }
        self.unlist(id, topic);
    }

    fn unlist(&mut self, id: SubscriberId, topic: Topic) {
        if let Some(ids) = self.topics.get_mut(&topic) {
            ids.retain(|one| *one != id);
            if ids.is_empty() {
                self.topics.remove(&topic);
                if let Some(order) = &mut self.order {
                    order.forget(topic);
                }
                self.look_again(topic);
            }
        }
    }

    fn look_again(&mut self, topic: Topic) {
        if let Some(interest) = &mut self.interest {
            interest.changed.insert(topic);
            interest.asked += 1;
        }
    }

    /// What the network is to be told since the last time; `None` when nothing.
    pub(super) fn take_changes(&mut self) -> Option<Changes> {
        let interest = self.interest.as_mut()?;
        let changed = std::mem::take(&mut interest.changed);
        let late = std::mem::take(&mut interest.late);
        let asked = interest.asked;
        let topics = changed
            .into_iter()
            .map(|topic| (topic, self.topics.contains_key(&topic)));
        Some(Changes {
            topics: topics.collect(),
            asked,
            late,
        })
    }

    /// A membership of the account began or ended: its devices follow.
    fn membership(&mut self, account: Topic, conversation: ConversationId, active: bool) {
        let topic = Topic::new(account.workspace, Audience::Members(conversation));
        let new = active && !self.topics.contains_key(&topic);
        for id in self.topics.get(&account).cloned().unwrap_or_default() {
            let Some(subscriber) = self.subscribers.get_mut(&id) else {
                continue;
            };
            if let Some(meanwhile) = &mut subscriber.meanwhile {
                meanwhile.insert(conversation, active);
            } else if active {
                self.join(id, topic);
            } else {
                self.leave(id, topic);
            }
        }
        if new && let Some(interest) = &mut self.interest {
            interest.late = true;
        }
    }

    /// The devices of an account are in exactly these conversations.
    pub(super) fn memberships(&mut self, account: Topic, conversations: &HashSet<ConversationId>) {
        let mut changes: HashMap<_, _> = conversations.iter().map(|id| (*id, true)).collect();
        for subscriber in self.listeners(account) {
            for topic in &subscriber.topics {
                if let Audience::Members(conversation) = topic.audience {
                    changes.entry(conversation).or_insert(false);
                }
            }
        }
        for (conversation, active) in changes {
            self.membership(account, conversation, active);
        }
    }

    /// Hands a page to the listeners, and with it those that waited for it.
    pub(super) fn hand_out(&mut self, now: Timestamp, topic: Topic, arrival: Arrival) {
        if !self.topics.contains_key(&topic) {
            return;
        }
        let ready = match &mut self.order {
            Some(order) => order.arrive(topic, arrival),
            None => vec![arrival],
        };
        self.tell(now, topic, ready);
    }

    /// The database says that a feed has come so far.
    pub(super) fn settle(&mut self, now: Timestamp, topic: Topic, feed: FeedId, head: Seq) {
        if let Some(order) = &mut self.order {
            let ready = order.settle(topic, feed, head);
            self.tell(now, topic, ready);
        }
    }

    fn tell(&mut self, now: Timestamp, topic: Topic, arrivals: Vec<Arrival>) {
        for arrival in arrivals {
            for step in &arrival.moves {
                match *step {
                    Move::Membership { conversation, active } => self.membership(topic, conversation, active),
                    Move::Gone(account) => self.gone(topic, account),
                }
            }
            self.moved.insert((arrival.feed, topic), (arrival.head, now));
            for subscriber in self.listeners(topic) {
                subscriber.queue.push(arrival.frame_for(&subscriber.actor));
            }
        }
    }

    /// The conversation itself says that somebody is out: it need not wait for their own list to say so.
    fn gone(&mut self, topic: Topic, account: AccountId) {
        let ids = self.topics.get(&topic).cloned().unwrap_or_default();
        for id in ids {
            let theirs = self.subscribers.get(&id);
            if theirs.is_some_and(|subscriber| subscriber.actor.account == account) {
                self.leave(id, topic);
            }
        }
    }

    /// Tells each of these listeners where their feeds stand.
    pub(super) fn tell_heads(&self, heads: HashMap<SubscriberId, Vec<FeedCursor>>) {
        for (id, heads) in heads {
            if let Some(subscriber) = self.subscribers.get(&id) {
                subscriber.queue.push(encode(&ServerFrame::Heartbeat { heads }));
            }
        }
    }
}
