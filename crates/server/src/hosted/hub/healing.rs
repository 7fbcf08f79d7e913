//! What the hub is told by the database, and what it would know: the ground on which everything lost is found again.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use protocol::{AccountId, ConversationId, DeviceId, FeedCursor, FeedId, Seq, Timestamp, WorkspaceId};

use super::Hub;
use super::order::Order;
use super::state::{State, SubscriberId};
use super::topic::Topic;
use crate::db::Moved;
use crate::domain::{Actor, Audience};

impl Hub {
    /// Whether other nodes write into the same database.
    pub(crate) fn has_others(&self) -> bool {
        self.state().order.is_some()
    }

    /// Something may not have been heard: the database is asked soon.
    pub(crate) fn lost(&self) {
        self.lost.notify_one();
    }

    /// Anything may not have been heard, the end of a session as well.
    pub(crate) fn was_away(&self) {
        self.away.store(true, Ordering::Relaxed);
        self.lost();
    }

    /// Whether it was away since this was last asked.
    pub(crate) fn take_away(&self) -> bool {
        self.away.swap(false, Ordering::Relaxed)
    }

    pub(crate) async fn something_was_lost(&self) {
        self.lost.notified().await;
    }

    pub(crate) async fn gap_began(&self) {
        self.gap.notified().await;
    }

    pub(crate) fn has_gaps(&self) -> bool {
        self.state().order.as_ref().is_some_and(Order::has_gaps)
    }

    /// Whether it is known from when on the practice is watched.
    pub(crate) fn is_watched(&self, workspace: WorkspaceId) -> bool {
        let state = self.state();
        let presence = state.workspaces.get(&workspace);
        presence.is_some_and(|presence| presence.tick.is_some())
    }

    /// The practice is watched from here on. Read before anything that its first listener reads.
    pub(crate) fn watch(&self, workspace: WorkspaceId, tick: u64) {
        if let Some(presence) = self.state().workspaces.get_mut(&workspace) {
            presence.tick.get_or_insert(tick);
        }
    }

    /// The practices that somebody listens to, and up to when it is known what moved in them.
    pub(crate) fn watched(&self) -> Vec<(WorkspaceId, u64)> {
        let state = self.state();
        let watched = state.workspaces.iter();
        watched
            .filter_map(|(id, presence)| Some((*id, presence.tick?)))
            .collect()
    }

    /// The devices with a line here.
    pub(crate) fn devices(&self) -> HashMap<DeviceId, Actor> {
        let state = self.state();
        let actors = state.subscribers.values().map(|subscriber| subscriber.actor);
        actors.map(|actor| (actor.device, actor)).collect()
    }

    /// The sessions of these devices are over.
    pub(crate) fn ended(&self, devices: impl IntoIterator<Item = DeviceId>) {
        for device in devices {
            self.end_device_here(device);
        }
    }

    /// Accounts with devices here whose feed moved unheard: where they are a member must be read again, before anything else.
    pub(crate) fn unheard_accounts(&self, moved: &[Moved]) -> Vec<(WorkspaceId, AccountId)> {
        let mut state = self.state();
        for moved in moved {
            for cursor in &moved.heads {
                if let FeedId::Account(account) = cursor.feed
                    && state.has_not_heard(Topic::new(moved.workspace, Audience::Account(account)), *cursor)
                {
                    state.again.insert((moved.workspace, account));
                }
            }
        }
        let State {
            topics, order, again, ..
        } = &mut *state;
        let own = |(workspace, account): &(WorkspaceId, AccountId)| {
            Topic::new(*workspace, Audience::Account(*account))
        };
        again.retain(|account| topics.contains_key(&own(account)));
        // Of those whose first list is on its way, that list decides.
        let expected = |account: &(WorkspaceId, AccountId)| {
            let feed = FeedId::Account(account.1);
            order
                .as_ref()
                .is_some_and(|order| order.is_expected(own(account), feed))
        };
        again
            .iter()
            .copied()
            .filter(|account| !expected(account))
            .collect()
    }

    /// Where an account is a member, read together with the head of its feed.
    pub(crate) fn memberships(
        &self,
        (workspace, account): (WorkspaceId, AccountId),
        head: Seq,
        conversations: Vec<ConversationId>,
    ) {
        self.change(|state| {
            let (topic, feed) = (
                Topic::new(workspace, Audience::Account(account)),
                FeedId::Account(account),
            );
            let expected = state.order.as_ref().map(|order| order.is_expected(topic, feed));
            if expected == Some(false) {
                state.again.remove(&(workspace, account));
                // What was heard since is newer.
                if state.line(topic, feed) < Some(head) {
                    state.memberships(topic, &conversations.into_iter().collect());
                }
            }
        });
    }

    /// Takes up what moved, and tells the heads to those who have not been handed it. How many feeds that were.
    pub(crate) fn merge(&self, now: Timestamp, moved: Vec<Moved>) -> usize {
        self.change(|state| {
            let mut heads: HashMap<SubscriberId, Vec<FeedCursor>> = HashMap::new();
            let mut unheard = 0;
            for moved in moved {
                for cursor in moved.heads {
                    for topic in Topic::of(moved.workspace, cursor.feed) {
                        let ids = state.take_up(now, topic, cursor);
                        unheard += usize::from(!ids.is_empty());
                        for id in ids {
                            heads.entry(id).or_default().push(cursor);
                        }
                    }
                }
                if let Some(presence) = state.workspaces.get_mut(&moved.workspace) {
                    presence.tick = presence.tick.max(Some(moved.tick));
                }
            }
            state.tell_heads(heads);
            unheard
        })
    }
}

impl State {
    fn line(&self, topic: Topic, feed: FeedId) -> Option<Seq> {
        self.order.as_ref()?.head(topic, feed)
    }

    /// Whether the listeners here have yet to hear how far a feed has come. `true` as well while the first list of an
    /// account's memberships is being read: nobody knows yet.
    fn has_not_heard(&self, topic: Topic, cursor: FeedCursor) -> bool {
        self.order.is_some()
            && self.topics.contains_key(&topic)
            && self.line(topic, cursor.feed) < Some(cursor.since)
    }

    /// A feed stands here, says the database. Who is to be told.
    fn take_up(&mut self, now: Timestamp, topic: Topic, cursor: FeedCursor) -> Vec<SubscriberId> {
        let expected = self
            .order
            .as_ref()
            .map(|order| order.is_expected(topic, cursor.feed));
        if expected != Some(false) || !self.has_not_heard(topic, cursor) {
            return Vec::new();
        }
        self.moved.insert((cursor.feed, topic), (cursor.since, now));
        self.settle(now, topic, cursor.feed, cursor.since);
        self.topics.get(&topic).cloned().unwrap_or_default()
    }

    /// The first list of an account's memberships was read at this head of its feed. Whether it is to be read again, because the
    /// database was seen further than that meanwhile.
    pub(super) fn follow_account(
        &mut self,
        now: Timestamp,
        workspace: WorkspaceId,
        account: AccountId,
        head: Seq,
    ) -> bool {
        let topic = Topic::new(workspace, Audience::Account(account));
        self.settle(now, topic, FeedId::Account(account), head);
        self.again.contains(&(workspace, account))
    }
}
