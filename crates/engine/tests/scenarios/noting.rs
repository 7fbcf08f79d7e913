//! Notes among coaches: written, answered and kept where no client can take them for something else.

use engine::ui::{Request, Status};
use protocol::{Change, Command, ErrorCode, FeedId, Member, Message, MessageId, Receipt, Role};

use crate::support::{ANA, Ana, BEN, TALK, member, said};

const JO: protocol::AccountId = protocol::AccountId::from_number(0xa2);

fn jo() -> Member {
    Member {
        kind: protocol::AccountKind::Coach,
        ..member(TALK, JO, "Jo", Role::Member)
    }
}

/// Ana, whose conversation with Ben another coach is in as well.
fn ana() -> Ana {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.page(FeedId::Conversation(TALK), 3, vec![Change::Member(jo())]);
    ana
}

fn note(to: &mut Ana, text: &str, reply_to: Option<MessageId>, staff_only: bool) {
    to.ask(Request::Send {
        files: Vec::new(),
        conversation: TALK,
        text: text.into(),
        reply_to,
        staff_only,
    });
}

fn noted(seq: u64) -> Message {
    Message {
        staff_only: true,
        ..said(seq, JO)
    }
}

#[test]
fn a_note_looks_like_one_everywhere_and_is_no_answer_to_the_client() {
    let mut ana = ana();
    assert!(ana.rows[&TALK].needs_reply, "Ben wrote last");
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Message(noted(5))]);
    assert!(ana.rows[&TALK].needs_reply, "he has yet to get an answer");
    assert!(ana.item(5).staff_only);
    assert!(ana.rows[&TALK].preview.as_ref().unwrap().staff_only);
    assert_eq!(ana.rows[&TALK].unread, 1, "and is news to a coach");
    let notice = ana.notices.last().unwrap();
    assert_eq!(notice.body, "Jo (note): number 5");
    ana.page(FeedId::Conversation(TALK), 5, vec![Change::Message(said(6, ANA))]);
    assert!(!ana.rows[&TALK].needs_reply);
}

#[test]
fn an_answer_to_a_note_is_a_note() {
    let mut ana = ana();
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Message(noted(5))]);
    note(&mut ana, "I think so too", Some(noted(5).id), false);
    let sent = |ana: &mut Ana| ana.sent.retain(|(_, c)| matches!(c, Command::SendMessage { .. }));
    sent(&mut ana);
    assert!(matches!(
        ana.sent[0].1,
        Command::SendMessage { staff_only: true, .. }
    ));
    let waiting = ana.items.values().find(|item| item.body.text == "I think so too");
    let waiting = waiting.unwrap().clone();
    assert!(waiting.staff_only);
    // Also one that waits itself.
    note(&mut ana, "and again", Some(waiting.id), false);
    let again = ana.items.values().find(|item| item.body.text == "and again");
    assert!(again.unwrap().staff_only);
}

#[test]
fn a_note_goes_nowhere_else() {
    let mut ana = ana();
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Message(noted(5))]);
    ana.ask(Request::Forward {
        conversation: TALK,
        message: noted(5).id,
        to: vec![TALK],
    });
    assert!(ana.refusal().message.contains("can't be forwarded"));
    note(&mut ana, "not yet sent", None, true);
    let waiting = ana.items.values().find(|item| item.body.text == "not yet sent");
    let message = waiting.unwrap().id;
    ana.ask(Request::Forward {
        conversation: TALK,
        message,
        to: vec![TALK],
    });
    assert!(ana.refusal().message.contains("can't be forwarded"));
}

#[test]
fn a_note_that_failed_stays_one_and_never_comes_into_the_message_box() {
    let mut ana = ana();
    note(&mut ana, "between us", None, true);
    ana.refused(ErrorCode::NotFound, "You are not in it.");
    let failed = ana.items.values().find(|item| item.failure.is_some()).unwrap();
    assert!(failed.staff_only);
    let message = failed.id;
    ana.ask(Request::Retry { message });
    let command = ana.refused(ErrorCode::NotFound, "You are not in it.");
    assert!(matches!(command, Command::SendMessage { staff_only: true, .. }));
    ana.ask(Request::Discard { message });
    assert_eq!(ana.composer, "");
}

#[test]
fn a_refused_edit_of_a_note_is_kept_as_a_note() {
    let mut ana = ana();
    let mine = Message {
        author: ANA,
        ..noted(5)
    };
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Message(mine.clone())]);
    ana.ask(Request::Edit {
        conversation: TALK,
        message: mine.id,
        text: "between us".into(),
    });
    ana.refused(ErrorCode::NotFound, "There is no such message.");
    assert_eq!(ana.composer, "");
    let kept = ana.items.values().find(|item| item.body.text == "between us");
    assert!(kept.unwrap().staff_only && kept.unwrap().failure.is_some());
}

#[test]
fn clients_write_no_notes_and_coaches_do_also_where_they_only_read() {
    let mut ben = Ana::as_account(BEN, 1, 3, 3, Vec::new());
    note(&mut ben, "psst", None, true);
    assert_eq!(ben.refusal().code, ErrorCode::Forbidden);
    let mut ana = ana();
    let silent = Member {
        can_post: false,
        ..member(TALK, ANA, "Ana", Role::Member)
    };
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Member(silent)]);
    note(&mut ana, "aloud", None, false);
    assert_eq!(ana.refusal().code, ErrorCode::ReadOnly);
    note(&mut ana, "among us", None, true);
    assert!(ana.reply.take().unwrap().is_ok());
}

#[test]
fn checks_of_a_note_are_those_of_coaches() {
    let mut ana = ana();
    let mine = Message {
        author: ANA,
        ..noted(5)
    };
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Message(mine)]);
    let read = |account, upto| {
        Change::Receipt(Receipt {
            conversation: TALK,
            account,
            delivered: upto,
            read: upto,
        })
    };
    ana.page(FeedId::Receipts(TALK), 0, vec![read(BEN, 9)]);
    assert_eq!(
        ana.item(5).status,
        Some(Status::Sent),
        "Ben has what came after it"
    );
    ana.page(FeedId::Receipts(TALK), 1, vec![read(JO, 5)]);
    assert_eq!(ana.item(5).status, Some(Status::Read));
}
