//! Pages in any order go out in theirs.

use protocol::WorkspaceId;

use super::*;

fn topic() -> Topic {
    Topic::new(
        WorkspaceId::from_number(1),
        Audience::Members(ConversationId::from_number(7)),
    )
}

fn feed() -> FeedId {
    FeedId::Conversation(ConversationId::from_number(7))
}

fn arrival(after: Seq, head: Seq) -> Arrival {
    Arrival {
        feed: feed(),
        after,
        head,
        moves: vec![Move::Gone(AccountId::from_number(2))],
        frame: "a page".into(),
        hidden: None,
    }
}

fn heads(arrivals: Vec<Arrival>) -> Vec<Seq> {
    arrivals.into_iter().map(|arrival| arrival.head).collect()
}

#[test]
fn every_order_of_arrival_ends_alike() {
    // The first one says where the feed stands; the others come in each of their orders.
    for (a, b, c) in [(2, 3, 4), (2, 4, 3), (3, 2, 4), (3, 4, 2), (4, 2, 3), (4, 3, 2)] {
        let mut order = Order::default();
        let mut out = heads(order.arrive(topic(), arrival(0, 1)));
        for number in [a, b, c] {
            out.extend(heads(order.arrive(topic(), arrival(number - 1, number))));
        }
        assert_eq!(out, [1, 2, 3, 4]);
        assert!(!order.has_gaps());
    }
}

#[test]
fn a_lost_page_holds_the_later_ones_until_the_database_has_spoken() {
    let mut order = Order::default();
    order.arrive(topic(), arrival(4, 5));
    assert!(order.arrive(topic(), arrival(6, 7)).is_empty());
    assert!(order.arrive(topic(), arrival(7, 8)).is_empty());
    assert!(order.has_gaps());
    assert_eq!(heads(order.settle(topic(), feed(), 6)), [7, 8]);
    assert!(!order.has_gaps());
}

#[test]
fn what_comes_after_its_time_goes_nowhere() {
    let mut order = Order::default();
    order.settle(topic(), feed(), 9);
    assert!(order.arrive(topic(), arrival(4, 5)).is_empty());
    assert!(!order.has_gaps());
    assert_eq!(
        heads(order.arrive(topic(), arrival(8, 10))),
        [10],
        "this one has news"
    );
    assert!(order.arrive(topic(), arrival(9, 10)).is_empty(), "twice");
}

#[test]
fn a_feed_whose_place_is_being_read_waits_for_it() {
    let mut order = Order::default();
    order.expect(topic(), feed());
    assert!(order.arrive(topic(), arrival(11, 12)).is_empty());
    assert!(!order.has_gaps(), "nobody has lost anything yet");
    assert!(order.settle(topic(), feed(), 10).is_empty());
    assert!(order.has_gaps(), "11 is missing");
    assert_eq!(heads(order.arrive(topic(), arrival(10, 11))), [11, 12]);
}

#[test]
fn what_waits_is_bounded() {
    let mut order = Order::default();
    order.arrive(topic(), arrival(0, 1));
    for number in 3..=1_000 {
        order.arrive(topic(), arrival(number - 1, number));
    }
    let out = heads(order.arrive(topic(), arrival(1, 2)));
    assert_eq!(out.len(), HELD + 1, "the one that was missing finds room");
    assert_eq!(order.head(topic(), feed()), Some(HELD as Seq + 2));
}

#[test]
fn a_topic_that_nobody_listens_to_leaves_nothing() {
    let mut order = Order::default();
    order.arrive(topic(), arrival(0, 1));
    order.arrive(topic(), arrival(2, 3));
    order.forget(topic());
    assert!(order.topics.is_empty() && !order.has_gaps());
}
