//! One line's place in the hub: what it hears, what it says to others, and that it goes when the line does.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use protocol::{Activity, ConversationId, Seq, ServerFrame, Timestamp};

use super::state::SubscriberId;
use super::topic::Topic;
use super::{Hub, encode};
use crate::domain::publication::Reach;
use crate::domain::{Actor, Audience};
use crate::hosted::queue::Queue;

/// So long a line waits for the network to listen for it. Then it goes on: what is missed is found in the database.
const IN_FORCE: Duration = Duration::from_secs(1);

/// A subscription; ends when dropped.
#[derive(Debug)]
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    id: SubscriberId,
    pub(crate) queue: Arc<Queue>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.change(|state| state.remove(self.id));
    }
}

impl Subscription {
    pub(super) fn new(hub: Arc<Hub>, id: SubscriberId, queue: Arc<Queue>) -> Self {
        Self { hub, id, queue }
    }

    /// Completes the subscription by the memberships that were read after it began, and the head of the account's feed that
    /// was read with them.
    pub(crate) fn follow(&self, now: Timestamp, head: Seq, conversations: Vec<ConversationId>) {
        let again = self.hub.change(|state| {
            let Some(subscriber) = state.subscribers.get_mut(&self.id) else {
                return false;
            };
            let Actor {
                workspace, account, ..
            } = subscriber.actor;
            let mut active: HashSet<_> = conversations.into_iter().collect();
            for (conversation, joined) in subscriber.meanwhile.take().unwrap_or_default() {
                if joined {
                    active.insert(conversation);
                } else {
                    active.remove(&conversation);
                }
            }
            for conversation in active {
                state.join(self.id, Topic::new(workspace, Audience::Members(conversation)));
            }
            state.follow_account(now, workspace, account, head)
        });
        if again {
            self.hub.lost();
        }
    }

    /// Waits until what happens on other nodes is heard here too, but not long.
    pub(crate) async fn in_force(&self) {
        let Some(outbox) = &self.hub.outbox else {
            return;
        };
        let asked = self.hub.asked();
        let mut in_force = self.hub.in_force.subscribe();
        if outbox.is_up() {
            let reached = in_force.wait_for(|reached| *reached >= asked);
            if tokio::time::timeout(IN_FORCE, reached).await.is_err() {
                tracing::debug!("a line opens before the network listens for it");
            }
        }
    }

    /// Tells the other members what this one is doing; nothing when it is no member.
    pub(crate) fn act(&self, conversation: ConversationId, activity: Activity) {
        let state = self.hub.state();
        let Some(me) = state.subscribers.get(&self.id) else {
            return;
        };
        let account = me.actor.account;
        let topic = Topic::new(me.actor.workspace, Audience::Members(conversation));
        if !me.topics.contains(&topic) {
            return;
        }
        let frame = ServerFrame::Activity {
            conversation,
            account,
            activity,
        };
        let text = match &self.hub.outbox {
            Some(outbox) => outbox.frame(topic, &frame, &Reach::default()),
            None => encode(&frame),
        };
        state.tell_others(topic, account, &text);
    }
}
