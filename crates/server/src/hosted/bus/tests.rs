//! Two nodes and a real NATS between them.

use backing::Nats;
use protocol::{
    AccountId, AccountKind, Activity, Change, ConversationId, DeviceId, FeedId, FeedPage, Membership,
    MessageId, Reaction, Receipt, ReceiptPolicy, Seq, Timestamp, WorkspaceId,
};

use super::*;
use crate::domain::publication::Reach;
use crate::domain::{Actor, Audience, Publication};
use crate::hosted::hub::Subscription;
use crate::hosted::queue::Next;

const NOW: Timestamp = Timestamp(1_000_000);
const PATIENCE: Duration = Duration::from_secs(20);

fn group() -> ConversationId {
    ConversationId::from_number(7)
}

fn person(number: u128, kind: AccountKind) -> Actor {
    Actor {
        workspace: WorkspaceId::from_number(1),
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

fn page(audience: Audience, feed: FeedId, head: Seq, changes: Vec<Change>) -> Publication {
    Publication {
        workspace: WorkspaceId::from_number(1),
        audience,
        page: FeedPage {
            feed,
            after: head - 1,
            head,
            changes,
            referenced: Vec::new(),
            more: false,
            snapshot_from: None,
        },
        reach: Reach::default(),
    }
}

fn of_group(head: Seq) -> Publication {
    page(
        Audience::Members(group()),
        FeedId::Conversation(group()),
        head,
        Vec::new(),
    )
}

struct Node {
    hub: Arc<Hub>,
    outbox: Arc<Outbox>,
    bus: Bus,
}

impl Node {
    async fn start(number: u128, url: &str) -> Self {
        let outbox = Arc::new(Outbox::new(uuid::Uuid::from_u128(number)));
        let hub = Arc::new(Hub::among_others(Some(Arc::clone(&outbox))));
        let address: Address = url.parse().unwrap();
        let bus = Bus::start(address, Arc::clone(&hub), Arc::clone(&outbox)).await;
        Self {
            hub,
            outbox,
            bus: bus.unwrap(),
        }
    }

    /// NATS has been heard of since this was last asked.
    async fn is_connected(&self) {
        in_time(self.hub.something_was_lost()).await;
        assert!(self.outbox.is_up() && self.hub.take_away());
    }

    async fn sign_in(&self, actor: Actor) -> Subscription {
        let subscription = self.hub.subscribe(actor);
        subscription.follow(NOW, 0, vec![group()]);
        subscription.in_force().await;
        subscription
    }
}

async fn two(nats: &Nats) -> (Node, Node) {
    let (one, other) = (
        Node::start(1, &nats.url()).await,
        Node::start(2, &nats.url()).await,
    );
    one.is_connected().await;
    other.is_connected().await;
    (one, other)
}

async fn in_time<T>(waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

async fn next(subscription: &Subscription) -> ServerFrame {
    match in_time(subscription.queue.next()).await {
        Next::Send(frame) => serde_json::from_str(&frame).unwrap(),
        other => panic!("{other:?}"),
    }
}

async fn next_page(subscription: &Subscription) -> (FeedId, Seq) {
    match next(subscription).await {
        ServerFrame::Feed(page) => (page.feed, page.head),
        other => panic!("{other:?}"),
    }
}

/// What of ours is listened to.
fn subjects(nats: &Nats) -> Vec<String> {
    let mut subjects = nats.subjects().unwrap();
    subjects.retain(|subject| subject.starts_with("rapport.v2."));
    subjects.sort();
    subjects
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_on_one_node_is_heard_on_the_other_and_once() {
    let nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let (of_ana, of_ben) = (one.sign_in(ana()).await, other.sign_in(ben()).await);
    for head in 1..=100 {
        one.hub.publish(NOW, of_group(head));
    }
    for head in 1..=100 {
        let expected = (FeedId::Conversation(group()), head);
        assert_eq!(next_page(&of_ana).await, expected);
        assert_eq!(next_page(&of_ben).await, expected);
    }
    other.hub.publish(NOW, of_group(101));
    assert_eq!(next_page(&of_ana).await.1, 101);
    assert_eq!(next_page(&of_ben).await.1, 101);
    assert!(!one.hub.has_gaps() && !other.hub.has_gaps());
}

#[tokio::test(flavor = "multi_thread")]
async fn activities_cross_but_not_to_who_is_active() {
    let nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let (of_ana, of_ben) = (one.sign_in(ana()).await, other.sign_in(ben()).await);
    let bens_other_device = one.sign_in(ben()).await;
    of_ben.act(group(), Activity::Typing);
    let typing = ServerFrame::Activity {
        conversation: group(),
        account: ben().account,
        activity: Activity::Typing,
    };
    assert_eq!(next(&of_ana).await, typing);
    one.hub.publish(NOW, of_group(1));
    assert_eq!(next_page(&bens_other_device).await.1, 1, "and nothing before it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_ends_the_lines_on_every_node() {
    let nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let (here, there) = (one.sign_in(ben()).await, other.sign_in(ben()).await);
    one.hub.end_device(&ben(), ben().device);
    assert!(matches!(in_time(here.queue.next()).await, Next::End(_)));
    assert!(matches!(in_time(there.queue.next()).await, Next::End(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_is_listened_to_only_while_somebody_listens_here() {
    let nats = Nats::start().unwrap();
    let node = Node::start(1, &nats.url()).await;
    node.is_connected().await;
    let ws = "rapport.v2.00000000-0000-0000-0000-000000000001";
    let of = |name: &str, number| format!("{ws}.{name}.00000000-0000-0000-0000-{number:012}");
    assert_eq!(subjects(&nats), [""; 0]);
    let of_ben = node.sign_in(ben()).await;
    let expected = [of("account", 2), format!("{ws}.clients"), of("member", 7)];
    assert_eq!(subjects(&nats), expected);
    let again = node.sign_in(ben()).await;
    drop(of_ben);
    // Off, on and off again before the network has looked.
    drop(node.hub.subscribe(ana()));
    let of_ana = node.sign_in(ana()).await;
    assert_eq!(subjects(&nats).len(), 5);
    drop((again, of_ana));
    // Somebody else's subscription is in force after everything before it.
    let cleo = node.hub.subscribe(person(3, AccountKind::Client));
    cleo.follow(NOW, 0, Vec::new());
    cleo.in_force().await;
    assert_eq!(subjects(&nats), [of("account", 3), format!("{ws}.clients")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_membership_is_followed_over_the_network_and_what_fell_between_is_asked_for() {
    let nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let of_ben = other.hub.subscribe(ben());
    of_ben.follow(NOW, 0, Vec::new());
    of_ben.in_force().await;
    let change = Change::Membership(Membership {
        conversation: group(),
        active: true,
    });
    let account = ben().account;
    one.hub.publish(
        NOW,
        page(
            Audience::Account(account),
            FeedId::Account(account),
            1,
            vec![change],
        ),
    );
    assert_eq!(next_page(&of_ben).await, (FeedId::Account(account), 1));
    in_time(other.hub.something_was_lost()).await;
    one.hub.publish(NOW, of_group(1));
    assert_eq!(next_page(&of_ben).await, (FeedId::Conversation(group()), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_and_comes_back_keeps_nobody_waiting() {
    let mut nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let (of_ana, of_ben) = (one.sign_in(ana()).await, other.sign_in(ben()).await);
    one.hub.publish(NOW, of_group(1));
    assert_eq!(next_page(&of_ben).await.1, 1);
    nats.stop().unwrap();
    // Of most of what is published meanwhile the other node hears nothing; nothing waits for it either.
    for head in 2..=20_000 {
        one.hub.publish(NOW, of_group(head));
    }
    drop(of_ana);
    nats.start_again().unwrap();
    one.is_connected().await;
    other.is_connected().await;
    let again = other.sign_in(person(3, AccountKind::Client)).await;
    assert_eq!(subjects(&nats).len(), 4, "the ears are there again");
    one.hub.publish(NOW, of_group(20_001));
    // What was lost, only the database can say.
    in_time(other.hub.gap_began()).await;
    assert!(other.hub.has_gaps());
    drop(again);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_last_still_crosses_when_a_node_leaves() {
    let nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let of_ben = other.sign_in(ben()).await;
    for head in 1..=200 {
        one.hub.publish(NOW, of_group(head));
    }
    one.bus.finish().await;
    for head in 1..=200 {
        assert_eq!(next_page(&of_ben).await.1, head);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_starts_without_its_network() {
    let mut nats = Nats::start().unwrap();
    nats.stop().unwrap();
    let node = Node::start(1, &nats.url()).await;
    let of_ben = in_time(node.sign_in(ben())).await;
    node.hub.publish(NOW, of_group(1));
    assert_eq!(next_page(&of_ben).await.1, 1);
    nats.start_again().unwrap();
    node.is_connected().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_crosses_is_hidden_on_the_other_node_as_well() {
    let nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let (of_ana, of_ben) = (other.sign_in(ana()).await, other.sign_in(ben()).await);
    let receipt = Change::Receipt(Receipt {
        conversation: group(),
        account: ana().account,
        delivered: 1,
        read: 1,
    });
    let feed = FeedId::Receipts(group());
    let told = page(Audience::Members(group()), feed, 1, vec![receipt.clone()]);
    let told = Publication {
        reach: Reach::of_receipts(ReceiptPolicy::Staff),
        ..told
    };
    one.hub.publish(NOW, told);
    for (ear, expected) in [(&of_ana, vec![receipt]), (&of_ben, vec![])] {
        let ServerFrame::Feed(page) = next(ear).await else {
            panic!("not a page");
        };
        assert_eq!((page.head, page.changes), (1, expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_among_coaches_stays_so_on_the_other_node() {
    let nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let (of_ana, of_ben) = (other.sign_in(ana()).await, other.sign_in(ben()).await);
    // Says nothing of itself: that it is about a note is known by the way it is told.
    let reaction = Change::Reaction(Reaction {
        conversation: group(),
        message: MessageId::from_number(5),
        account: ana().account,
        emojis: vec!["👍".into()],
        rev: 1,
    });
    let feed = FeedId::Conversation(group());
    let told = Publication {
        reach: Reach {
            staff_only: true,
            ..Reach::default()
        },
        ..page(Audience::Members(group()), feed, 1, vec![reaction.clone()])
    };
    one.hub.publish(NOW, told);
    for (ear, expected) in [(&of_ana, vec![reaction]), (&of_ben, vec![])] {
        let ServerFrame::Feed(page) = next(ear).await else {
            panic!("not a page");
        };
        assert_eq!((page.head, page.changes), (1, expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_to_cross_is_told_by_a_note() {
    let nats = Nats::start_with("max_payload: 4096").unwrap();
    let (one, other) = two(&nats).await;
    let (of_ana, of_ben) = (one.sign_in(ana()).await, other.sign_in(ben()).await);
    let change = Change::Membership(Membership {
        conversation: group(),
        active: true,
    });
    let large = Publication {
        page: FeedPage {
            changes: vec![change; 200],
            ..of_group(1).page
        },
        ..of_group(1)
    };
    one.hub.publish(NOW, large);
    assert_eq!(next_page(&of_ana).await.1, 1);
    in_time(other.hub.something_was_lost()).await;
    assert!(!other.hub.take_away(), "one page, and not the connection");
    one.hub.publish(NOW, of_group(2));
    assert_eq!(next_page(&of_ben).await.1, 2, "the connection has survived it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_needed_and_enough() {
    let nats = Nats::start_with("authorization { user: ana, password: \"pass/word\" }").unwrap();
    let url = nats.url().replace("//", "//ana:pass%2Fword@");
    let node = Node::start(1, &url).await;
    node.is_connected().await;
    let _of_ben = node.sign_in(ben()).await;
    assert_eq!(subjects(&nats).len(), 3);
    let token = Nats::start_with("authorization { token: sesame }").unwrap();
    let node = Node::start(1, &token.url().replace("//", "//sesame@")).await;
    node.is_connected().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_frame_of_ours_is_dropped() {
    let nats = Nats::start().unwrap();
    let (one, other) = two(&nats).await;
    let of_ben = other.sign_in(ben()).await;
    let topic = Topic::new(ben().workspace, Audience::Members(group()));
    let stranger = async_nats::connect(nats.url()).await.unwrap();
    for words in ["", "hello", "{}\n{}", "{\"node\":1}\n{}", "\n\n\n"] {
        stranger
            .publish(wire::subject(topic), words.into())
            .await
            .unwrap();
    }
    stranger.flush().await.unwrap();
    one.hub.publish(NOW, of_group(1));
    assert_eq!(next_page(&of_ben).await.1, 1);
}
