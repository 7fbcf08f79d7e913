//! What meets on the way: an edit and a delete, a policy and what is on its way; nothing that was typed is lost.

use engine::Input;
use engine::store::{Store, Write};
use engine::ui::{Request, Status};
use protocol::{
    Call, Change, Command, ErrorCode, FeedId, Message, MessageId, Outcome, Receipt, ReceiptPolicy, Seq,
    Workspace, WorkspaceId,
};

use crate::support::{ANA, Ana, BEN, CLEO, TALK, said, whole};

/// Ana's own message, edited offline and deleted elsewhere.
fn edited_and_deleted(draft: &str) -> Ana {
    let own = Write::PutMessage(Message {
        rev: 4,
        ..said(3, ANA)
    });
    let mut ana = Ana::holding(vec![own]);
    ana.ask(Request::Open { conversation: TALK });
    for text in ["**first** try", "**85** kg"] {
        ana.ask(Request::Edit {
            conversation: TALK,
            message: MessageId::from_number(3),
            text: text.into(),
        });
    }
    if !draft.is_empty() {
        ana.ask(Request::SetDraft {
            conversation: TALK,
            text: draft.into(),
            reply_to: None,
        });
    }
    ana.online();
    ana.refused(ErrorCode::NotFound, "This message was deleted.");
    assert!(ana.troubles.is_empty(), "the later edit tells");
    ana.refused(ErrorCode::NotFound, "This message was deleted.");
    ana
}

#[test]
fn an_edit_against_a_delete_gives_the_words_back_into_an_empty_composer() {
    let ana = edited_and_deleted("");
    assert_eq!(ana.composer, "**85** kg");
    let [trouble] = &ana.troubles[..] else {
        panic!("{:?}", ana.troubles)
    };
    assert!(
        trouble.contains("deleted") && trouble.contains("message box"),
        "{trouble}"
    );
    assert_eq!(ana.connection.unwrap().waiting, 0);
}

#[test]
fn an_edit_against_a_delete_keeps_the_words_beside_a_draft() {
    let mut ana = edited_and_deleted("half a thought");
    let saved = ana.engine.store().load().unwrap();
    assert_eq!(saved.drafts[0].draft.text, "half a thought");
    let kept = ana
        .items
        .values()
        .find(|item| item.status == Some(Status::Failed));
    let kept = kept.unwrap();
    assert_eq!(kept.body.text, "85 kg");
    assert!(kept.failure.as_ref().unwrap().contains("deleted"));
    let message = kept.id;
    assert_eq!(ana.troubles.len(), 1);
    ana.ask(Request::Retry { message });
    let again = ana
        .sent
        .iter()
        .any(|(_, command)| matches!(command, Command::SendMessage { body, .. } if body.text == "85 kg"));
    assert!(again, "as a message of its own");
}

#[test]
fn an_edit_in_a_conversation_that_one_was_removed_from_is_told_with_its_words() {
    let own = Write::PutMessage(Message {
        rev: 4,
        ..said(3, ANA)
    });
    let mut ana = Ana::holding(vec![own]);
    ana.ask(Request::Edit {
        conversation: TALK,
        message: MessageId::from_number(3),
        text: "85 kg".into(),
    });
    ana.online();
    let removed = Change::Membership(protocol::Membership {
        conversation: TALK,
        active: false,
    });
    ana.page(FeedId::Account(ANA), 0, vec![removed]);
    ana.refused(ErrorCode::NotFound, "You are not in it.");
    let trouble = ana.troubles.last().unwrap();
    assert!(
        trouble.contains("You are not in it.") && trouble.contains("85 kg"),
        "{trouble}"
    );
}

fn receipt(conversation_head: Seq, account: protocol::AccountId) -> Change {
    Change::Receipt(Receipt {
        conversation: TALK,
        account,
        delivered: conversation_head,
        read: conversation_head,
    })
}

fn workspace(receipts: ReceiptPolicy) -> Change {
    Change::Workspace(Workspace {
        id: WorkspaceId::from_number(1),
        name: "North".into(),
        brand_hue: 160,
        receipts,
    })
}

#[test]
fn a_tighter_receipt_policy_hides_and_forgets_and_a_looser_one_fetches_anew() {
    let own = Write::PutMessage(Message {
        rev: 4,
        ..said(3, BEN)
    });
    let mut ben = Ana::as_account(BEN, 1, 3, 3, vec![own]);
    ben.ask(Request::Open { conversation: TALK });
    ben.online();
    ben.page(FeedId::Receipts(TALK), 0, vec![receipt(3, ANA), receipt(3, BEN)]);
    assert_eq!(ben.item(3).status, Some(Status::Read));
    assert!(ben.item(3).may.seen);
    let feed = FeedId::Workspace(WorkspaceId::from_number(1));
    ben.page(feed, 0, vec![workspace(ReceiptPolicy::Staff)]);
    assert_eq!(ben.item(3).status, Some(Status::Sent), "one check");
    assert!(!ben.item(3).may.seen);
    let of_others = |ben: &Ana| {
        let receipts = ben.engine.store().load().unwrap().receipts;
        receipts.iter().filter(|receipt| receipt.account != BEN).count()
    };
    assert_eq!(of_others(&ben), 0, "nor on the disk");
    let own = ben.engine.store().load().unwrap().receipts;
    assert_eq!(own.len(), 1, "one's own stays");
    ben.page(FeedId::Receipts(TALK), 2, vec![receipt(9, ANA)]);
    assert_eq!(of_others(&ben), 0, "what was on its way is not taken");

    ben.page(feed, 1, vec![workspace(ReceiptPolicy::Everyone)]);
    let (_, call) = ben.calls.last().unwrap();
    let Call::Sync(request) = call else {
        panic!("{call:?}")
    };
    assert_eq!(
        (request.feeds[0].feed, request.feeds[0].since),
        (FeedId::Receipts(TALK), 0)
    );
    ben.page(FeedId::Receipts(TALK), 0, vec![receipt(1, CLEO)]);
    assert_eq!(of_others(&ben), 0, "of the old rule");
    ben.synced(vec![whole(
        FeedId::Receipts(TALK),
        3,
        vec![receipt(3, ANA), receipt(3, BEN)],
    )]);
    assert_eq!(ben.item(3).status, Some(Status::Read));
}

#[test]
fn only_coaches_set_the_receipt_policy_and_always_see() {
    let mut ben = Ana::as_account(BEN, 1, 3, 3, Vec::new());
    let policy = ReceiptPolicy::Off;
    ben.ask(Request::SetReceiptPolicy { policy });
    assert_eq!(ben.refusal().code, ErrorCode::Forbidden);
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    ana.ask(Request::SetReceiptPolicy { policy });
    assert!(matches!(ana.sent[..], [(_, Command::SetReceiptPolicy { .. })]));
    let feed = FeedId::Workspace(WorkspaceId::from_number(1));
    ana.page(FeedId::Receipts(TALK), 0, vec![receipt(2, BEN)]);
    ana.page(feed, 0, vec![workspace(ReceiptPolicy::Staff)]);
    let receipts = |ana: &Ana| ana.engine.store().load().unwrap().receipts.len();
    assert_eq!(receipts(&ana), 2, "a coach sees on");
    ana.page(feed, 1, vec![workspace(ReceiptPolicy::Off)]);
    assert_eq!(receipts(&ana), 1, "unless nobody does");
    ana.give(Input::Disconnected);
    assert!(ana.troubles.is_empty());
}

#[test]
fn the_policy_stands_where_it_was_put_and_comes_back_when_refused() {
    let (everyone, off, staff) = (ReceiptPolicy::Everyone, ReceiptPolicy::Off, ReceiptPolicy::Staff);
    let feed = FeedId::Workspace(WorkspaceId::from_number(1));
    let put = |ana: &mut Ana, policy| ana.ask(Request::SetReceiptPolicy { policy });
    let mut ana = Ana::with_history(1, 3, 3);
    put(&mut ana, off);
    assert_eq!(ana.policy, off, "offline");
    let mut ana = ana.restarted();
    assert_eq!(ana.policy, off, "and after a restart");
    ana.online();
    ana.page(FeedId::Receipts(TALK), 0, vec![receipt(2, BEN)]);
    let receipts = |ana: &Ana| ana.engine.store().load().unwrap().receipts.len();
    assert_eq!(receipts(&ana), 2, "what one learns follows the server");
    ana.refused(ErrorCode::Forbidden, "You are no coach any more.");
    assert_eq!(ana.policy, everyone);
    assert_eq!(
        ana.troubles,
        ["Who sees read receipts is as it was. You are no coach any more."]
    );

    put(&mut ana, everyone);
    assert!(ana.sent.is_empty(), "it says so already");
    put(&mut ana, staff);
    ana.done(|_| Outcome::Done);
    assert_eq!(ana.policy, staff, "taken, and its change has yet to come");
    ana.page(feed, 0, vec![workspace(staff)]);
    assert_eq!(ana.policy, staff);

    put(&mut ana, off);
    ana.page(feed, 1, vec![workspace(off)]);
    ana.page(feed, 2, vec![workspace(everyone)]);
    ana.done(|_| Outcome::Done);
    assert_eq!(ana.policy, off);
    ana.caught_up();
    assert_eq!(ana.policy, everyone, "another coach's was later");
}
