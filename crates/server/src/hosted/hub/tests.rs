//! Who hears what, and for how long.

use futures_util::FutureExt as _;
use protocol::{
    AccountId, AccountKind, Change, ConversationId, FeedId, FeedPage, Membership, Message, MessageId,
    Receipt, ReceiptPolicy, RichText, Seq, WorkspaceId,
};

use super::super::queue::Next;
use super::*;
use crate::domain::publication::Reach;

const NOW: Timestamp = Timestamp(1_000_000);

fn person(number: u128, kind: AccountKind) -> Actor {
    Actor {
        workspace: WorkspaceId::from_number(1),
        account: AccountId::from_number(number),
        kind,
        device: DeviceId::from_number(number),
    }
}

fn group() -> ConversationId {
    ConversationId::from_number(7)
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

fn membership(of: Actor, head: Seq, active: bool) -> Publication {
    let change = Change::Membership(Membership {
        conversation: group(),
        active,
    });
    page(
        Audience::Account(of.account),
        FeedId::Account(of.account),
        head,
        vec![change],
    )
}

fn heard(subscription: &Subscription) -> Vec<ServerFrame> {
    let mut frames = Vec::new();
    while let Some(Next::Send(frame)) = subscription.queue.next().now_or_never() {
        frames.push(serde_json::from_str(&frame).unwrap());
    }
    frames
}

#[test]
fn a_membership_opens_and_closes_the_ear() {
    let hub = Arc::new(Hub::default());
    let ben = person(2, AccountKind::Client);
    let ear = hub.subscribe(ben);
    ear.follow(NOW, 0, Vec::new());
    hub.publish(NOW, of_group(1));
    assert!(heard(&ear).is_empty());
    hub.publish(NOW, membership(ben, 1, true));
    hub.publish(NOW, of_group(2));
    assert_eq!(heard(&ear).len(), 2);
    hub.publish(NOW, membership(ben, 2, false));
    hub.publish(NOW, of_group(3));
    assert_eq!(heard(&ear).len(), 1, "that it is over, and nothing after");
}

#[test]
fn what_ends_while_the_list_is_read_stays_ended() {
    let hub = Arc::new(Hub::default());
    let ben = person(2, AccountKind::Client);
    let ear = hub.subscribe(ben);
    // The list was read before, and comes after, the end of the membership.
    hub.publish(NOW, membership(ben, 1, false));
    ear.follow(NOW, 0, vec![group()]);
    heard(&ear);
    hub.publish(NOW, of_group(1));
    assert!(heard(&ear).is_empty());
}

#[test]
fn staff_and_clients_have_their_own_roster() {
    let hub = Arc::new(Hub::default());
    let (ana, ben) = (person(1, AccountKind::Coach), person(2, AccountKind::Client));
    let (of_ana, of_ben) = (hub.subscribe(ana), hub.subscribe(ben));
    let feed = FeedId::Workspace(ana.workspace);
    hub.publish(NOW, page(Audience::Staff(ana.workspace), feed, 1, Vec::new()));
    assert_eq!((heard(&of_ana).len(), heard(&of_ben).len()), (1, 0));
    hub.publish(NOW, page(Audience::Clients(ana.workspace), feed, 1, Vec::new()));
    assert_eq!((heard(&of_ana).len(), heard(&of_ben).len()), (0, 1));
}

#[test]
fn the_heartbeat_names_what_moved_lately() {
    let hub = Arc::new(Hub::default());
    let ben = person(2, AccountKind::Client);
    let (in_it, outside) = (hub.subscribe(ben), hub.subscribe(person(3, AccountKind::Client)));
    in_it.follow(NOW, 0, vec![group()]);
    outside.follow(NOW, 0, Vec::new());
    hub.publish(NOW, of_group(5));
    heard(&in_it);
    hub.heartbeat(NOW.plus_ms(59_000));
    let heads = vec![FeedCursor {
        feed: FeedId::Conversation(group()),
        since: 5,
    }];
    assert_eq!(heard(&in_it), [ServerFrame::Heartbeat { heads }]);
    assert_eq!(heard(&outside), [ServerFrame::Heartbeat { heads: Vec::new() }]);
    hub.heartbeat(NOW.plus_ms(61_000));
    assert_eq!(heard(&in_it), [ServerFrame::Heartbeat { heads: Vec::new() }]);
}

#[test]
fn a_device_that_was_signed_out_hears_that_only() {
    let hub = Arc::new(Hub::default());
    let (ben, cleo) = (person(2, AccountKind::Client), person(3, AccountKind::Client));
    let (of_ben, of_cleo) = (hub.subscribe(ben), hub.subscribe(cleo));
    hub.publish(NOW, membership(ben, 1, true));
    hub.end_device(&ben, ben.device);
    assert!(matches!(of_ben.queue.next().now_or_never(), Some(Next::End(_))));
    assert!(of_cleo.queue.next().now_or_never().is_none());
}

#[test]
fn whoever_hangs_up_leaves_nothing_behind() {
    let hub = Arc::new(Hub::default());
    let ear = hub.subscribe(person(2, AccountKind::Client));
    ear.follow(NOW, 0, vec![group()]);
    drop(ear);
    let state = hub.state();
    assert!(state.subscribers.is_empty() && state.topics.is_empty());
}

#[test]
fn each_hears_of_receipts_what_the_policy_lets_them() {
    let hub = Arc::new(Hub::default());
    let (ana, ben, cleo) = (
        person(1, AccountKind::Coach),
        person(2, AccountKind::Client),
        person(3, AccountKind::Client),
    );
    let ears = [ana, ben, cleo].map(|actor| {
        let ear = hub.subscribe(actor);
        ear.follow(NOW, 0, vec![group()]);
        ear
    });
    let receipts = [ana, ben].map(|actor| {
        Change::Receipt(Receipt {
            conversation: group(),
            account: actor.account,
            delivered: 5,
            read: 5,
        })
    });
    for (head, policy, expected) in [
        (2, ReceiptPolicy::Everyone, [vec![0, 1], vec![0, 1], vec![0, 1]]),
        (4, ReceiptPolicy::Staff, [vec![0, 1], vec![1], vec![]]),
        (6, ReceiptPolicy::Off, [vec![0], vec![1], vec![]]),
    ] {
        let feed = FeedId::Receipts(group());
        let told = page(Audience::Members(group()), feed, head, receipts.to_vec());
        hub.publish(
            NOW,
            Publication {
                reach: Reach::of_receipts(policy),
                ..told
            },
        );
        for (ear, expected) in ears.iter().zip(expected) {
            let frames = heard(ear);
            let [ServerFrame::Feed(page)] = frames.as_slice() else {
                panic!("{frames:?}");
            };
            assert_eq!(
                (page.feed, page.head),
                (feed, head),
                "the number is taken for all"
            );
            let expected: Vec<_> = expected
                .into_iter()
                .map(|place: usize| receipts[place].clone())
                .collect();
            assert_eq!(page.changes, expected, "{policy:?}");
        }
    }
}

#[test]
fn what_is_among_coaches_is_a_number_to_clients() {
    let hub = Arc::new(Hub::default());
    let ears = [AccountKind::Coach, AccountKind::Client].map(|kind| {
        let ear = hub.subscribe(person(1, kind));
        ear.follow(NOW, 0, vec![group()]);
        ear
    });
    let note = Message {
        staff_only: true,
        ..Message::new(
            MessageId::from_number(5),
            group(),
            AccountId::from_number(1),
            7,
            NOW,
            RichText::plain("between us"),
        )
    };
    let told = FeedPage {
        referenced: vec![note.clone()],
        ..page(
            Audience::Members(group()),
            FeedId::Conversation(group()),
            7,
            vec![Change::Message(note)],
        )
        .page
    };
    let publication = Publication {
        page: told.clone(),
        reach: Reach {
            staff_only: true,
            ..Reach::default()
        },
        ..of_group(7)
    };
    hub.publish(NOW, publication);
    let bare = FeedPage {
        changes: Vec::new(),
        referenced: Vec::new(),
        ..told.clone()
    };
    for (ear, expected) in ears.iter().zip([told, bare]) {
        assert_eq!(heard(ear), [ServerFrame::Feed(expected)]);
    }
}
