//! Brings the pages of many nodes into their order, feed by feed.
//!
//! Two nodes may commit one after the other and be heard the other way round, and a page may be lost on the way. What is
//! handed out follows on from what was handed out before; a page that came too early waits for the one before it. When that
//! one does not come, only the database can say what was in it: see `heads.rs`. This is also what keeps a removal before
//! everything that was said after it. Knows no subscriber.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use protocol::{AccountId, Change, ConversationId, FeedId, FeedPage, Seq, ServerFrame};

use super::encode;
use super::topic::Topic;
use crate::domain::publication::Reach;
use crate::domain::{Actor, Audience};

/// Pages of one feed that wait for an earlier one; more are dropped, and the database tells of them.
const HELD: usize = 64;

/// What a page does to who listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// In one's own list: a conversation begins or ends.
    Membership {
        conversation: ConversationId,
        active: bool,
    },
    /// In the conversation's list of members: this one is out.
    Gone(AccountId),
}

/// A page on its way to the listeners of a topic. Its words are only in the encoded frame.
#[derive(Clone)]
pub(super) struct Arrival {
    pub(super) feed: FeedId,
    pub(super) after: Seq,
    pub(super) head: Seq,
    pub(super) moves: Vec<Move>,
    pub(super) frame: Utf8Bytes,
    /// Set when not everybody gets the same.
    pub(super) hidden: Option<Arc<Hidden>>,
}

/// A page of which some readers get less.
pub(super) struct Hidden {
    reach: Reach,
    page: FeedPage,
    /// For whom there is nothing in it: that the numbers are taken.
    bare: Utf8Bytes,
}

impl Hidden {
    fn new(reach: Reach, page: &FeedPage) -> Self {
        let bare = FeedPage {
            changes: Vec::new(),
            referenced: Vec::new(),
            ..page.clone()
        };
        Self {
            reach,
            page: page.clone(),
            bare: encode(&ServerFrame::Feed(bare)),
        }
    }

    fn frame_for(&self, reader: &Actor, whole: &Utf8Bytes) -> Utf8Bytes {
        if self.reach.is_whole_for(reader) {
            return whole.clone();
        }
        let mut page = self.page.clone();
        self.reach.narrow(&mut page, reader);
        if page.changes.is_empty() {
            return self.bare.clone();
        }
        encode(&ServerFrame::Feed(page))
    }
}

/// A frame holds messages, which must not reach a log.
impl std::fmt::Debug for Arrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Arrival({}, {}..{})", self.feed, self.after, self.head)
    }
}

impl Arrival {
    pub(super) fn new(audience: Audience, page: &FeedPage, reach: Reach, frame: Utf8Bytes) -> Self {
        let step = |change: &Change| match (audience, change) {
            (Audience::Account(_), Change::Membership(membership)) => Some(Move::Membership {
                conversation: membership.conversation,
                active: membership.active,
            }),
            (Audience::Members(_), Change::Member(member)) if !member.active => {
                Some(Move::Gone(member.account))
            }
            _ => None,
        };
        Self {
            feed: page.feed,
            after: page.after,
            head: page.head,
            moves: page.changes.iter().filter_map(step).collect(),
            frame,
            hidden: (!reach.is_whole()).then(|| Arc::new(Hidden::new(reach, page))),
        }
    }

    /// What this listener is handed.
    pub(super) fn frame_for(&self, reader: &Actor) -> Utf8Bytes {
        match &self.hidden {
            None => self.frame.clone(),
            Some(hidden) => hidden.frame_for(reader, &self.frame),
        }
    }
}

#[derive(Debug, Default)]
struct Line {
    /// How far this feed was handed out here. `None`: where it stands has yet to be read, and everything waits.
    head: Option<Seq>,
    /// By the number that they follow on.
    held: BTreeMap<Seq, Arrival>,
}

impl Line {
    /// What can go out now, in order. What is known already goes nowhere: who could hear it then may be gone by now, and who is
    /// here was told the head.
    fn ready(&mut self) -> Vec<Arrival> {
        let mut ready = Vec::new();
        let Some(mut head) = self.head else {
            return ready;
        };
        while let Some(first) = self.held.first_entry()
            && *first.key() <= head
        {
            let arrival = first.remove();
            if arrival.head > head {
                head = arrival.head;
                ready.push(arrival);
            }
        }
        self.head = Some(head);
        ready
    }
}

/// Where the feeds stand that somebody listens to here.
#[derive(Debug, Default)]
pub(super) struct Order {
    topics: HashMap<Topic, HashMap<FeedId, Line>>,
    gaps: HashSet<(Topic, FeedId)>,
}

impl Order {
    /// Takes a page, and gives what can be handed out now. The first page of a feed that nothing is known of is good as it is:
    /// clients notice a hole before it by themselves.
    pub(super) fn arrive(&mut self, topic: Topic, arrival: Arrival) -> Vec<Arrival> {
        let feed = arrival.feed;
        let lines = self.topics.entry(topic).or_default();
        let line = lines.entry(feed).or_insert_with(|| Line {
            head: Some(arrival.after),
            held: BTreeMap::new(),
        });
        let fits = line.head.is_some_and(|head| arrival.after <= head);
        if fits || line.held.len() < HELD {
            let held = line.held.get(&arrival.after);
            if held.is_none_or(|held| held.head < arrival.head) {
                line.held.insert(arrival.after, arrival);
            }
        }
        self.told(topic, feed)
    }

    /// Everything of this feed waits until it is known where it stands.
    pub(super) fn expect(&mut self, topic: Topic, feed: FeedId) {
        self.topics.entry(topic).or_default().entry(feed).or_default();
    }

    /// The database says where the feed stands: nothing before that is waited for.
    pub(super) fn settle(&mut self, topic: Topic, feed: FeedId, head: Seq) -> Vec<Arrival> {
        let line = self.topics.entry(topic).or_default().entry(feed).or_default();
        line.head = line.head.max(Some(head));
        self.told(topic, feed)
    }

    fn told(&mut self, topic: Topic, feed: FeedId) -> Vec<Arrival> {
        let line = self.topics.get_mut(&topic).and_then(|lines| lines.get_mut(&feed));
        let Some(line) = line else {
            return Vec::new();
        };
        let ready = line.ready();
        if line.held.is_empty() || line.head.is_none() {
            self.gaps.remove(&(topic, feed));
        } else {
            self.gaps.insert((topic, feed));
        }
        ready
    }

    pub(super) fn head(&self, topic: Topic, feed: FeedId) -> Option<Seq> {
        self.topics.get(&topic)?.get(&feed)?.head
    }

    /// Whether it is yet to be read where this feed stands.
    pub(super) fn is_expected(&self, topic: Topic, feed: FeedId) -> bool {
        let line = self.topics.get(&topic).and_then(|lines| lines.get(&feed));
        line.is_some_and(|line| line.head.is_none())
    }

    /// Whether a page waits for one that has not come.
    pub(super) fn has_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Nobody listens to the topic any more.
    pub(super) fn forget(&mut self, topic: Topic) {
        self.topics.remove(&topic);
        self.gaps.retain(|(of, _)| *of != topic);
    }
}

#[cfg(test)]
mod tests;
