//! Frames are lost on purpose, and found again in what the database knows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use protocol::{AccountKind, Change, FeedCursor, FeedPage, Member, Membership, Role, ServerFrame, Timestamp};

use super::*;
use crate::domain::publication::Reach;
use crate::domain::{Audience, Publication};
use crate::hosted::hub::Subscription;
use crate::hosted::queue::Next;

const NOW: Timestamp = Timestamp(1_000_000);
const PACE: Pace = Pace {
    beat: Duration::from_secs(5),
    grace: Duration::ZERO,
    sessions: 1,
};

fn practice() -> WorkspaceId {
    WorkspaceId::from_number(1)
}

fn group() -> ConversationId {
    ConversationId::from_number(7)
}

fn of_group() -> FeedId {
    FeedId::Conversation(group())
}

fn person(number: u128, kind: AccountKind) -> Actor {
    Actor {
        workspace: practice(),
        account: AccountId::from_number(number),
        kind,
        device: DeviceId::from_number(number),
    }
}

fn ana() -> Actor {
    person(1, AccountKind::Coach)
}

fn ben() -> Actor {
    person(2, AccountKind::Client)
}

/// A database that other nodes write to.
#[derive(Default)]
struct Elsewhere(Mutex<Books>);

#[derive(Default)]
struct Books {
    tick: u64,
    heads: HashMap<FeedId, (Seq, u64)>,
    members: HashMap<AccountId, Vec<ConversationId>>,
    signed_out: Vec<DeviceId>,
    away: bool,
}

impl Elsewhere {
    /// A change is committed; whether anybody hears of it is another matter.
    fn commit(&self, feed: FeedId, audience: Audience, change: Option<Change>) -> Publication {
        let mut books = self.0.lock().unwrap();
        books.tick += 1;
        let tick = books.tick;
        let (head, at) = books.heads.entry(feed).or_default();
        (*head, *at) = (*head + 1, tick);
        let head = *head;
        Publication {
            workspace: practice(),
            audience,
            page: FeedPage {
                feed,
                after: head - 1,
                head,
                changes: change.into_iter().collect(),
                referenced: Vec::new(),
                more: false,
                snapshot_from: None,
            },
            reach: Reach::default(),
        }
    }

    /// Somebody writes into the group.
    fn say(&self) -> Publication {
        self.commit(of_group(), Audience::Members(group()), None)
    }

    fn membership(&self, of: Actor, active: bool) -> Publication {
        let conversations = if active { vec![group()] } else { Vec::new() };
        self.0.lock().unwrap().members.insert(of.account, conversations);
        let change = Change::Membership(Membership {
            conversation: group(),
            active,
        });
        self.commit(
            FeedId::Account(of.account),
            Audience::Account(of.account),
            Some(change),
        )
    }

    fn gone(&self, who: Actor) -> Publication {
        let member = Member {
            conversation: group(),
            account: who.account,
            name: "Ben".into(),
            kind: who.kind,
            role: Role::Member,
            can_post: true,
            active: false,
            since: 0,
        };
        self.commit(
            of_group(),
            Audience::Members(group()),
            Some(Change::Member(member)),
        )
    }
}

impl Truth for Elsewhere {
    async fn moved(&self, since: &[(WorkspaceId, u64)]) -> Result<Vec<Moved>, Failure> {
        let books = self.0.lock().unwrap();
        if books.away {
            return Err(crate::db::DbError::Failed("away".into()).into());
        }
        let moved = since.iter().filter(|(_, since)| *since != books.tick);
        Ok(moved
            .map(|(workspace, since)| Moved {
                workspace: *workspace,
                tick: books.tick,
                heads: books
                    .heads
                    .iter()
                    .filter(|(_, (_, at))| at > since)
                    .map(|(feed, (head, _))| FeedCursor {
                        feed: *feed,
                        since: *head,
                    })
                    .collect(),
            })
            .collect())
    }

    async fn memberships(
        &self,
        _: WorkspaceId,
        account: AccountId,
    ) -> Result<(Seq, Vec<ConversationId>), Failure> {
        let books = self.0.lock().unwrap();
        let head = books
            .heads
            .get(&FeedId::Account(account))
            .map_or(0, |(head, _)| *head);
        Ok((head, books.members.get(&account).cloned().unwrap_or_default()))
    }

    async fn ended(&self, devices: Vec<Actor>) -> Result<Vec<DeviceId>, Failure> {
        let books = self.0.lock().unwrap();
        let devices = devices.into_iter().map(|actor| actor.device);
        Ok(devices.filter(|id| books.signed_out.contains(id)).collect())
    }
}

/// A node with its database.
struct Node {
    hub: Arc<Hub>,
    elsewhere: Elsewhere,
}

impl Node {
    fn new() -> Self {
        Self {
            hub: Arc::new(Hub::among_others(None)),
            elsewhere: Elsewhere::default(),
        }
    }

    /// As a socket does it.
    async fn sign_in(&self, actor: Actor) -> Subscription {
        let subscription = self.hub.subscribe(actor);
        watch(&self.elsewhere, &self.hub, actor.workspace).await.unwrap();
        let read = self.elsewhere.memberships(actor.workspace, actor.account).await;
        let (head, conversations) = read.unwrap();
        subscription.follow(NOW, head, conversations);
        subscription
    }

    async fn heal(&self) {
        heal(&self.elsewhere, &self.hub, PACE).await.unwrap();
    }

    fn hears(&self, publication: Publication) {
        self.hub.publish(NOW, publication);
    }
}

/// What came: pages as their heads, and heads that were told.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    Page(FeedId, Seq),
    Head(FeedId, Seq),
}
use Heard::{Head, Page};

fn heard(subscription: &Subscription) -> Vec<Heard> {
    let mut heard = Vec::new();
    while let Some(Next::Send(frame)) = subscription.queue.next().now_or_never() {
        match serde_json::from_str(&frame).unwrap() {
            ServerFrame::Feed(page) => heard.push(Page(page.feed, page.head)),
            ServerFrame::Heartbeat { heads } => {
                heard.extend(heads.iter().map(|cursor| Head(cursor.feed, cursor.since)));
            }
            other => panic!("{other:?}"),
        }
    }
    heard
}

#[tokio::test]
async fn a_lost_frame_is_told_by_its_head_and_once() {
    let node = Node::new();
    node.elsewhere.membership(ben(), true);
    let ben = node.sign_in(ben()).await;
    node.elsewhere.say();
    node.heal().await;
    assert_eq!(heard(&ben), [Head(of_group(), 1)]);
    node.heal().await;
    assert_eq!(heard(&ben), [], "nothing has moved since");
    node.hears(node.elsewhere.say());
    assert_eq!(heard(&ben), [Page(of_group(), 2)]);
    node.heal().await;
    assert_eq!(heard(&ben), [], "what was handed out is not told again");
}

#[tokio::test]
async fn pages_of_two_nodes_that_cross_are_put_in_order() {
    let node = Node::new();
    node.elsewhere.membership(ben(), true);
    let ben = node.sign_in(ben()).await;
    let [first, second, third] = [(); 3].map(|()| node.elsewhere.say());
    node.hears(first);
    node.hears(third);
    assert_eq!(heard(&ben), [Page(of_group(), 1)]);
    node.hears(second);
    assert_eq!(heard(&ben), [Page(of_group(), 2), Page(of_group(), 3)]);
    assert!(!node.hub.has_gaps());
}

#[tokio::test]
async fn a_page_that_never_comes_is_asked_for() {
    let node = Node::new();
    node.elsewhere.membership(ben(), true);
    let ben = node.sign_in(ben()).await;
    node.hears(node.elsewhere.say());
    node.elsewhere.say();
    node.hears(node.elsewhere.say());
    assert_eq!(heard(&ben), [Page(of_group(), 1)]);
    assert!(node.hub.gap_began().now_or_never().is_some());
    node.heal().await;
    assert_eq!(heard(&ben), [Head(of_group(), 3)]);
    node.hears(node.elsewhere.say());
    assert_eq!(heard(&ben), [Page(of_group(), 4)]);
}

#[tokio::test]
async fn whoever_was_taken_out_unheard_hears_nothing_that_was_said_since() {
    let node = Node::new();
    node.elsewhere.membership(ben(), true);
    let of_ben = node.sign_in(ben()).await;
    node.hears(node.elsewhere.say());
    // Both frames that tell of it are lost; what is said then waits for the one before it.
    node.elsewhere.membership(ben(), false);
    node.elsewhere.gone(ben());
    node.hears(node.elsewhere.say());
    assert_eq!(heard(&of_ben), [Page(of_group(), 1)]);
    node.heal().await;
    node.hears(node.elsewhere.say());
    assert_eq!(heard(&of_ben), [Head(FeedId::Account(ben().account), 2)]);
}

#[tokio::test]
async fn the_conversation_itself_says_that_somebody_is_out() {
    let node = Node::new();
    node.elsewhere.membership(ana(), true);
    node.elsewhere.membership(ben(), true);
    let (of_ana, of_ben) = (node.sign_in(ana()).await, node.sign_in(ben()).await);
    // Ben's own list comes late.
    let own = node.elsewhere.membership(ben(), false);
    node.hears(node.elsewhere.gone(ben()));
    node.hears(node.elsewhere.say());
    node.hears(own);
    assert_eq!(heard(&of_ana), [Page(of_group(), 1), Page(of_group(), 2)]);
    assert_eq!(heard(&of_ben), [Page(FeedId::Account(ben().account), 2)]);
}

#[tokio::test]
async fn a_new_membership_that_was_lost_is_followed_after_the_next_beat() {
    let node = Node::new();
    let of_ben = node.sign_in(ben()).await;
    node.elsewhere.membership(ben(), true);
    node.heal().await;
    assert_eq!(heard(&of_ben), [Head(FeedId::Account(ben().account), 1)]);
    node.hears(node.elsewhere.say());
    assert_eq!(heard(&of_ben), [Page(of_group(), 1)]);
}

#[tokio::test]
async fn a_list_that_was_read_before_a_lost_change_is_read_again() {
    let node = Node::new();
    node.elsewhere.membership(ben(), true);
    let subscription = node.hub.subscribe(ben());
    watch(&node.elsewhere, &node.hub, practice()).await.unwrap();
    let (head, conversations) = node
        .elsewhere
        .memberships(practice(), ben().account)
        .await
        .unwrap();
    // Now Ben is taken out, nobody hears it, and the beat comes before the list is there.
    node.elsewhere.membership(ben(), false);
    node.heal().await;
    subscription.follow(NOW, head, conversations);
    assert!(node.hub.something_was_lost().now_or_never().is_some());
    node.heal().await;
    node.hears(node.elsewhere.say());
    assert_eq!(heard(&subscription), []);
}

#[tokio::test]
async fn what_moves_between_the_subscription_and_its_reads_is_told() {
    let node = Node::new();
    node.elsewhere.membership(ben(), true);
    let subscription = node.hub.subscribe(ben());
    watch(&node.elsewhere, &node.hub, practice()).await.unwrap();
    node.elsewhere.say();
    let (head, conversations) = node
        .elsewhere
        .memberships(practice(), ben().account)
        .await
        .unwrap();
    subscription.follow(NOW, head, conversations);
    node.heal().await;
    assert_eq!(heard(&subscription), [Head(of_group(), 1)]);
}

#[tokio::test]
async fn a_database_that_is_away_is_asked_for_the_same_again() {
    let node = Node::new();
    node.elsewhere.membership(ben(), true);
    let ben = node.sign_in(ben()).await;
    node.elsewhere.say();
    node.elsewhere.0.lock().unwrap().away = true;
    assert!(heal(&node.elsewhere, &node.hub, PACE).await.is_err());
    node.elsewhere.0.lock().unwrap().away = false;
    node.heal().await;
    assert_eq!(heard(&ben), [Head(of_group(), 1)]);
}

#[tokio::test]
async fn a_practice_is_watched_as_long_as_somebody_listens() {
    let node = Node::new();
    let first = node.sign_in(ben()).await;
    node.elsewhere.say();
    let second = node.sign_in(ana()).await;
    assert_eq!(node.hub.watched(), [(practice(), 0)], "from the first one on");
    drop(first);
    node.heal().await;
    assert_eq!(node.hub.watched(), [(practice(), 1)]);
    drop(second);
    assert_eq!(node.hub.watched(), []);
}

#[tokio::test]
async fn a_sign_out_that_was_lost_ends_the_line_all_the_same() {
    let node = Node::new();
    let (of_ana, of_ben) = (node.sign_in(ana()).await, node.sign_in(ben()).await);
    node.elsewhere.0.lock().unwrap().signed_out.push(ben().device);
    end_sessions(&node.elsewhere, &node.hub).await.unwrap();
    assert!(matches!(of_ben.queue.next().now_or_never(), Some(Next::End(_))));
    assert!(of_ana.queue.next().now_or_never().is_none());
}

#[tokio::test]
async fn the_beat_heals_by_itself() {
    let node = Arc::new(Node::new());
    node.elsewhere.membership(ben(), true);
    let ben = node.sign_in(ben()).await;
    node.elsewhere.say();
    let beating = Arc::clone(&node);
    let pace = Pace {
        beat: Duration::from_millis(1),
        ..PACE
    };
    let heart = tokio::spawn(async move { keep_watching(&beating.elsewhere, &beating.hub, pace).await });
    let told = tokio::time::timeout(Duration::from_secs(10), ben.queue.next()).await;
    assert!(matches!(told, Ok(Next::Send(_))));
    heart.abort();
}
