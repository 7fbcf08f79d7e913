//! Tags, clients' files and rules, and many people at once.

use protocol::{AccountId, ClientFile, Cohort, CohortRule, FeedId, Member, Receipt, Role, Tag, TagId};

use super::practice::{Practice, member, message};
use crate::db::{Mark, Sight, Tx};

pub(super) async fn a_tag_is_found_by_its_name_until_it_is_deleted<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let tag = |id, name: &str, rev, deleted| Tag {
        id: TagId::from_number(id),
        name: name.into(),
        hue: 359,
        rev,
        deleted,
    };
    let online = tag(1, "Online 'q'", 2, false);
    tx.put_tag(p.ws, &tag(1, "Before", 1, false), "before")
        .await
        .unwrap();
    tx.put_tag(p.ws, &online, "online 'q'").await.unwrap();
    tx.put_tag(p.ws, &tag(2, "Strength", 3, false), "strength")
        .await
        .unwrap();
    assert_eq!(tx.tag(p.ws, online.id).await.unwrap(), Some(online.clone()));
    assert_eq!(tx.tag_named(p.ws, "online 'q'").await.unwrap(), Some(online.id));
    assert_eq!(tx.tag_named(p.ws, "before").await.unwrap(), None);
    assert_eq!(tx.count_tags(p.ws).await.unwrap(), 2);
    let gone = tag(2, "", 4, true);
    tx.put_tag(p.ws, &gone, "").await.unwrap();
    tx.put_tag(p.ws, &tag(3, "", 5, true), "").await.unwrap();
    assert_eq!(tx.tag_named(p.ws, "strength").await.unwrap(), None);
    assert_eq!(tx.tag_named(p.ws, "").await.unwrap(), None);
    assert_eq!(tx.count_tags(p.ws).await.unwrap(), 1);
    let changed = tx.tags_changed(p.ws, 2, 1).await.unwrap();
    assert_eq!(changed, [(4, gone)]);
    assert_eq!(tx.tags_changed(p.ws, 0, 99).await.unwrap()[0], (2, online));
}

pub(super) async fn files_and_rules_are_replaced<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let file = |account, tags: &[u128], coach, rev| ClientFile {
        account,
        tags: tags.iter().copied().map(TagId::from_number).collect(),
        coach,
        rev,
    };
    let bens = file(p.ben.id, &[2, 1], Some(p.ana.id), 3);
    let cleos = file(p.cleo.id, &[], None, 2);
    let before = file(p.ben.id, &[9], None, 1);
    tx.put_client_files(p.ws, &[before]).await.unwrap();
    tx.put_client_files(p.ws, &[bens.clone(), cleos.clone()])
        .await
        .unwrap();
    tx.put_client_files(p.ws, &[]).await.unwrap();
    assert_eq!(tx.client_file(p.ws, p.ben.id).await.unwrap(), Some(bens.clone()));
    assert_eq!(tx.client_file(p.ws, p.ana.id).await.unwrap(), None);
    let changed = tx.client_files_changed(p.ws, 0, 99).await.unwrap();
    assert_eq!(changed, [(2, cleos), (3, bens.clone())]);
    assert_eq!(tx.client_files_changed(p.ws, 2, 9).await.unwrap(), [(3, bens)]);

    let tags = vec![TagId::from_number(1)];
    let rule = |rule, rev| Cohort {
        conversation: p.runners,
        rule,
        rev,
    };
    let all = rule(Some(CohortRule::All { tags }), 4);
    assert_eq!(tx.cohort(p.ws, p.runners).await.unwrap(), None);
    tx.put_cohort(p.ws, &all).await.unwrap();
    assert_eq!(tx.cohort(p.ws, p.runners).await.unwrap(), Some(all));
    tx.put_cohort(p.ws, &rule(None, 5)).await.unwrap();
    assert_eq!(
        tx.cohorts_changed(p.ws, 4, 9).await.unwrap(),
        [(5, rule(None, 5))]
    );
    assert_eq!(tx.cohorts_changed(p.ws, 5, 9).await.unwrap(), []);
}

pub(super) async fn a_crowd_is_written_like_each_of_it<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let of = p.runners;
    let ana = member(of, &p.ana, Role::Owner);
    tx.put_member(p.ws, &ana, 2, 2).await.unwrap();
    let joiner = |account, since, can_post| Member {
        since,
        can_post,
        ..member(of, account, Role::Member)
    };
    let (ben, cleo) = (joiner(&p.ben, 5, false), joiner(&p.cleo, 0, true));
    let both = [p.ben.id, p.cleo.id];
    tx.put_members(p.ws, &[(ben.clone(), 5), (cleo.clone(), 6)])
        .await
        .unwrap();
    tx.mark_members(p.ws, of, &both, Some(Mark::Rule)).await.unwrap();
    tx.mark_members(p.ws, of, &[p.cleo.id], Some(Mark::Out))
        .await
        .unwrap();
    let crowd = tx.crowd(p.ws, of, None).await.unwrap();
    let expected = [
        (ana, None),
        (ben.clone(), Some(Mark::Rule)),
        (cleo.clone(), Some(Mark::Out)),
    ];
    assert_eq!(crowd, expected);
    let gone = Member { active: false, ..ben };
    tx.put_members(p.ws, &[(gone.clone(), 8)]).await.unwrap();
    tx.mark_members(p.ws, of, &[p.ben.id], None).await.unwrap();
    let bens = tx.crowd(p.ws, of, Some(p.ben.id)).await.unwrap();
    assert_eq!(bens, [(gone.clone(), None)]);
    assert_eq!(tx.crowd(p.ws, p.with_ben, Some(p.ben.id)).await.unwrap(), []);
    let changed = tx.members_changed(p.ws, of, 5, 9).await.unwrap();
    assert_eq!(changed, [(6, cleo), (8, gone)]);
}

pub(super) async fn many_numbers_are_taken_at_once<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let feed = FeedId::Conversation(p.runners);
    assert_eq!(tx.raise_by(p.ws, feed, 3).await.unwrap(), 3);
    assert_eq!(tx.raise(p.ws, feed).await.unwrap(), 4);
    assert_eq!(tx.raise_by(p.ws, feed, 10_000).await.unwrap(), 10_004);
    let own = FeedId::Account(p.ben.id);
    tx.raise(p.ws, own).await.unwrap();
    let mut raised = tx.raise_accounts(p.ws, &[p.ben.id, p.cleo.id]).await.unwrap();
    raised.sort_unstable();
    assert_eq!(raised, [(p.ben.id, 2), (p.cleo.id, 1)]);
    assert_eq!(tx.head(p.ws, own).await.unwrap(), 2);
    tx.put_memberships(p.ws, p.runners, true, &raised).await.unwrap();
    let bens = tx.memberships_changed(p.ws, p.ben.id, 0, 9).await.unwrap();
    assert_eq!((bens.len(), bens[0].0, bens[0].1.active), (1, 2, true));
    tx.put_memberships(p.ws, p.runners, false, &[(p.ben.id, 3)])
        .await
        .unwrap();
    assert_eq!(tx.active_memberships(p.ws, p.ben.id).await.unwrap(), []);
    assert_eq!(tx.active_memberships(p.ws, p.cleo.id).await.unwrap(), [p.runners]);

    let receipt = |account, read| Receipt {
        conversation: p.runners,
        account,
        delivered: 9,
        read,
    };
    let (bens, cleos) = (receipt(p.ben.id, 4), receipt(p.cleo.id, 9));
    tx.put_receipt(p.ws, &receipt(p.ben.id, 1), 1).await.unwrap();
    let many = [(bens.clone(), 2), (cleos.clone(), 3)];
    tx.put_receipts(p.ws, &many).await.unwrap();
    let changed = tx.receipts_changed(p.ws, p.runners, 0, 9).await.unwrap();
    assert_eq!(changed, [(2, bens), (3, cleos)]);
    assert_eq!(
        tx.keepers(p.ws, p.runners).await.unwrap(),
        Vec::<AccountId>::new()
    );
}

pub(super) async fn what_a_reader_may_not_see_is_on_no_page<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let of = p.with_ben;
    for seq in 1..=6 {
        let mut one = message(p.id(u128::from(seq)), of, p.ana.id, seq, "x");
        one.staff_only = seq % 2 == 0;
        one.pinned_by = Some(p.ana.id);
        tx.insert_message(p.ws, &one).await.unwrap();
        assert_eq!(tx.message(p.ws, one.id).await.unwrap(), Some(one));
    }
    let sight = |notes, since| Sight { notes, since };
    for (sight, expected) in [
        (Sight::ALL, vec![1, 2, 3, 4, 5, 6]),
        (sight(false, 0), vec![1, 3, 5]),
        (sight(true, 4), vec![4, 5, 6]),
        (sight(false, 4), vec![5]),
        (Sight::NOTHING, vec![]),
    ] {
        let seqs = |messages: Vec<protocol::Message>| {
            messages
                .into_iter()
                .map(|message| message.seq)
                .collect::<Vec<_>>()
        };
        let after = tx.messages_after(p.ws, of, sight, 0, 9).await.unwrap();
        assert_eq!(seqs(after), expected);
        let mut before = tx.messages_before(p.ws, of, sight, 99, 9).await.unwrap();
        before.reverse();
        assert_eq!(seqs(before), expected);
        let changed = tx.messages_changed(p.ws, of, sight, 0, 9).await.unwrap();
        let changed = changed.into_iter().map(|(_, message)| message);
        assert_eq!(seqs(changed.collect()), expected);
        let pinned = tx.pinned_messages(p.ws, of, sight).await.unwrap();
        assert_eq!(seqs(pinned), expected);
        let newest = tx.nth_newest(p.ws, of, sight, 1).await.unwrap();
        assert_eq!(newest, expected.last().copied());
        let unread = tx.first_unread(p.ws, of, sight, p.ben.id, 1).await.unwrap();
        let first = expected.iter().copied().find(|seq| *seq > 1);
        assert_eq!(unread, first);
    }
}
