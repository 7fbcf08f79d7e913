//! Conversations, who is in them, what each person has of them, and how their feeds count.

use protocol::{Conversation, ConversationId, Draft, FeedId, Member, Membership, MessageId, Receipt, Role};

use super::practice::{Practice, direct, group, member};
use crate::db::{DbError, Tx};

pub(super) async fn a_client_has_one_direct_conversation<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    assert_eq!(tx.direct_of(p.ws, p.ben.id).await.unwrap(), Some(p.with_ben));
    assert_eq!(tx.direct_of(p.ws, p.cleo.id).await.unwrap(), None);

    let second = tx.insert_conversation(p.ws, &direct(p.id(1), p.ben.id), 1).await;
    assert!(matches!(second, Err(DbError::Conflict)), "{second:?}");
    let same_id = tx.insert_conversation(p.ws, &group(1_005, "Others"), 1).await;
    assert!(matches!(same_id, Err(DbError::Conflict)), "{same_id:?}");
    assert_eq!(
        tx.conversation(p.ws, direct(p.id(1), p.ben.id).id).await.unwrap(),
        None
    );

    // Listed by id, groups left out.
    let with_cleo = direct(3, p.cleo.id);
    tx.insert_conversation(p.ws, &with_cleo, 1).await.unwrap();
    assert_eq!(
        tx.direct_conversations(p.ws).await.unwrap(),
        [with_cleo.id, p.with_ben]
    );
    assert_eq!(
        tx.conversation(p.ws, with_cleo.id).await.unwrap(),
        Some((1, with_cleo))
    );
}

pub(super) async fn a_conversation_is_renamed_and_put_away<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let (_, runners) = tx.conversation(p.ws, p.runners).await.unwrap().unwrap();
    let away = Conversation {
        name: "Walkers".into(),
        archived: true,
        ..runners
    };
    tx.update_conversation(p.ws, &away, 7).await.unwrap();
    assert_eq!(tx.conversation(p.ws, p.runners).await.unwrap(), Some((7, away)));
}

pub(super) async fn a_member_has_a_place_with_name_and_kind<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let owner = member(p.runners, &p.ana, Role::Owner);
    let reader = Member {
        can_post: false,
        ..member(p.runners, &p.ben, Role::Member)
    };
    tx.put_member(p.ws, &owner, 2, 2).await.unwrap();
    tx.put_member(p.ws, &reader, 3, 3).await.unwrap();
    tx.put_member(p.ws, &member(p.with_ben, &p.ben, Role::Member), 2, 2)
        .await
        .unwrap();

    let place = tx.place(p.ws, p.runners, p.ben.id).await.unwrap().unwrap();
    assert_eq!(place.member, reader);
    assert_eq!(place.conversation, group(1_005, "Runners"));
    assert!(tx.place(p.ws, p.runners, p.cleo.id).await.unwrap().is_none());
    assert_eq!(
        tx.member(p.ws, p.runners, p.ana.id).await.unwrap(),
        Some(owner.clone())
    );

    let rows = tx.member_rows_of(p.ws, p.ben.id).await.unwrap();
    let order: Vec<_> = rows.iter().map(|row| row.conversation).collect();
    assert_eq!(order, [p.with_ben, p.runners]);

    // Touched: the number alone.
    tx.touch_member(p.ws, p.runners, p.ana.id, 4).await.unwrap();
    let changed = tx.members_changed(p.ws, p.runners, 0, 10).await.unwrap();
    assert_eq!(changed, [(3, reader.clone()), (4, owner.clone())]);
    assert_eq!(
        tx.members_changed(p.ws, p.runners, 0, 1).await.unwrap(),
        [(3, reader)]
    );
    assert_eq!(
        tx.members_changed(p.ws, p.runners, 3, 9).await.unwrap(),
        [(4, owner)]
    );
    assert_eq!(
        tx.members_changed(p.ws, p.runners, u64::MAX, 9).await.unwrap(),
        []
    );
}

pub(super) async fn who_comes_back_is_not_longest_in_any_more<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let (ben, cleo) = (
        member(p.runners, &p.ben, Role::Member),
        member(p.runners, &p.cleo, Role::Member),
    );
    tx.put_member(p.ws, &ben, 2, 2).await.unwrap();
    tx.put_member(p.ws, &cleo, 3, 3).await.unwrap();
    // A change of someone who is in leaves how long they have been.
    tx.put_member(p.ws, &ben, 4, 4).await.unwrap();
    assert_eq!(
        tx.successor(p.ws, p.runners, p.ana.id).await.unwrap(),
        Some(p.ben.id)
    );

    let gone = Member {
        active: false,
        ..ben.clone()
    };
    tx.put_member(p.ws, &gone, 5, 5).await.unwrap();
    assert_eq!(tx.active_members(p.ws, p.runners).await.unwrap(), [p.cleo.id]);
    assert_eq!(tx.count_active_members(p.ws, p.runners).await.unwrap(), 1);
    tx.put_member(p.ws, &ben, 6, 6).await.unwrap();
    assert_eq!(tx.count_active_members(p.ws, p.runners).await.unwrap(), 2);
    assert_eq!(
        tx.successor(p.ws, p.runners, p.ana.id).await.unwrap(),
        Some(p.cleo.id)
    );
}

pub(super) async fn the_successor_is_the_highest_then_a_coach_then_the_longest_in<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let successor = async |tx: &mut T, leaving| tx.successor(p.ws, p.runners, leaving).await.unwrap();
    assert_eq!(successor(&mut tx, p.ana.id).await, None);
    tx.put_member(p.ws, &member(p.runners, &p.ben, Role::Member), 2, 2)
        .await
        .unwrap();
    tx.put_member(p.ws, &member(p.runners, &p.ana, Role::Member), 3, 3)
        .await
        .unwrap();
    assert_eq!(successor(&mut tx, p.cleo.id).await, Some(p.ana.id), "a coach");
    assert_eq!(successor(&mut tx, p.ana.id).await, Some(p.ben.id));
    tx.put_member(p.ws, &member(p.runners, &p.cleo, Role::Admin), 4, 4)
        .await
        .unwrap();
    assert_eq!(successor(&mut tx, p.ben.id).await, Some(p.cleo.id), "an admin");
}

pub(super) async fn receipts_are_replaced_and_come_oldest_change_first<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let receipt = |account, delivered, read| Receipt {
        conversation: p.with_ben,
        account,
        delivered,
        read,
    };
    assert_eq!(tx.receipt(p.ws, p.with_ben, p.ben.id).await.unwrap(), None);
    tx.put_receipt(p.ws, &receipt(p.ben.id, 1, 0), 1).await.unwrap();
    tx.put_receipt(p.ws, &receipt(p.ana.id, 2, 2), 2).await.unwrap();
    tx.put_receipt(p.ws, &receipt(p.ben.id, 4, 3), 3).await.unwrap();
    let (bens, anas) = (receipt(p.ben.id, 4, 3), receipt(p.ana.id, 2, 2));
    assert_eq!(
        tx.receipt(p.ws, p.with_ben, p.ben.id).await.unwrap(),
        Some(bens.clone())
    );
    let changed = tx.receipts_changed(p.ws, p.with_ben, 0, 10).await.unwrap();
    assert_eq!(changed, [(2, anas.clone()), (3, bens.clone())]);
    assert_eq!(
        tx.receipts_changed(p.ws, p.with_ben, 0, 1).await.unwrap(),
        [(2, anas)]
    );
    assert_eq!(
        tx.receipts_changed(p.ws, p.with_ben, 2, 10).await.unwrap(),
        [(3, bens)]
    );
}

pub(super) async fn drafts_are_replaced_and_stay_when_empty<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let draft = |conversation, text: &str, rev| Draft {
        conversation,
        text: text.into(),
        reply_to: None,
        rev,
    };
    let reply = Draft {
        reply_to: Some(MessageId::from_number(9)),
        ..draft(p.with_ben, "Good \u{200f}\u{5e9}\u{5dc}", 2)
    };
    tx.put_draft(p.ws, p.ana.id, &draft(p.with_ben, "Go", 1), 1)
        .await
        .unwrap();
    tx.put_draft(p.ws, p.ana.id, &reply, 2).await.unwrap();
    let empty = draft(p.runners, "", 3);
    tx.put_draft(p.ws, p.ana.id, &empty, 3).await.unwrap();
    assert_eq!(
        tx.draft(p.ws, p.ana.id, p.with_ben).await.unwrap(),
        Some(reply.clone())
    );
    assert_eq!(tx.draft(p.ws, p.ben.id, p.with_ben).await.unwrap(), None);
    let changed = tx.drafts_changed(p.ws, p.ana.id, 0, 10).await.unwrap();
    assert_eq!(changed, [(2, reply.clone()), (3, empty.clone())]);
    assert_eq!(
        tx.drafts_changed(p.ws, p.ana.id, 0, 1).await.unwrap(),
        [(2, reply)]
    );
    assert_eq!(
        tx.drafts_changed(p.ws, p.ana.id, 2, 10).await.unwrap(),
        [(3, empty)]
    );
}

pub(super) async fn memberships_are_listed_while_active<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let membership = |conversation, active| Membership { conversation, active };
    for (conversation, active, rev) in [
        (p.runners, true, 1),
        (p.with_ben, true, 2),
        (p.runners, true, 3),
        (p.with_ben, false, 4),
    ] {
        tx.put_membership(p.ws, p.ben.id, &membership(conversation, active), rev)
            .await
            .unwrap();
    }
    assert_eq!(tx.active_memberships(p.ws, p.ben.id).await.unwrap(), [p.runners]);
    assert_eq!(tx.active_memberships(p.ws, p.ana.id).await.unwrap(), []);
    let changed = tx.memberships_changed(p.ws, p.ben.id, 0, 10).await.unwrap();
    assert_eq!(
        changed,
        [
            (3, membership(p.runners, true)),
            (4, membership(p.with_ben, false))
        ]
    );
    assert_eq!(
        tx.memberships_changed(p.ws, p.ben.id, 0, 1).await.unwrap().len(),
        1
    );
    assert_eq!(
        tx.memberships_changed(p.ws, p.ben.id, 3, 10).await.unwrap().len(),
        1
    );

    tx.put_membership(p.ws, p.ben.id, &membership(p.with_ben, true), 5)
        .await
        .unwrap();
    assert_eq!(
        tx.active_memberships(p.ws, p.ben.id).await.unwrap(),
        [p.with_ben, p.runners],
        "by id"
    );
}

pub(super) async fn each_feed_counts_for_itself<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    // The same number under each kind.
    let same = ConversationId(p.ana.id.0);
    let feeds = [
        FeedId::Workspace(p.ws),
        FeedId::Account(p.ana.id),
        FeedId::Conversation(same),
        FeedId::Receipts(same),
    ];
    for (times, feed) in (1..).zip(feeds) {
        assert_eq!(tx.head(p.ws, feed).await.unwrap(), 0);
        for number in 1..=times {
            assert_eq!(tx.raise(p.ws, feed).await.unwrap(), number);
        }
    }
    for (times, feed) in (1..).zip(feeds) {
        assert_eq!(tx.head(p.ws, feed).await.unwrap(), times, "{feed:?}");
    }
    let elsewhere = Practice::open(&mut tx, 2_000).await;
    assert_eq!(tx.head(elsewhere.ws, feeds[3]).await.unwrap(), 0);
    assert_eq!(tx.raise(elsewhere.ws, feeds[3]).await.unwrap(), 1);
    assert_eq!(tx.head(p.ws, feeds[3]).await.unwrap(), 4);
}
