//! Voice notes: who has listened, and who may know.

use engine::store::Write;
use engine::ui::Request;
use protocol::{
    Attachment, Change, Command, ErrorCode, FeedId, FileId, FileKind, Message, MessageId, Outcome, Played,
    ReceiptPolicy, RichText, Workspace,
};

use crate::support::{ANA, Ana, BEN, TALK, said, whole};

const NOTE: MessageId = MessageId::from_number(4);

fn note(author: protocol::AccountId) -> Message {
    Message {
        attachments: vec![Attachment {
            id: FileId::from_number(0xf3),
            kind: FileKind::Voice,
            name: "note.ogg".into(),
            media_type: "audio/ogg".into(),
            bytes: 9_000,
            size: None,
            length_ms: Some(3_000),
            placeholder: None,
            waveform: None,
            thumbnail: false,
        }],
        body: RichText::default(),
        ..said(4, author)
    }
}

fn listened(account: protocol::AccountId) -> Change {
    Change::Played(Played {
        conversation: TALK,
        message: NOTE,
        account,
    })
}

fn listen(ana: &mut Ana) {
    ana.ask(Request::Played {
        conversation: TALK,
        message: NOTE,
    });
}

fn told(ana: &Ana) -> bool {
    let mut sent = ana.sent.iter();
    sent.any(|(_, command)| matches!(command, Command::MarkPlayed { .. }))
}

fn with_note(author: protocol::AccountId) -> Ana {
    let mut ana = Ana::holding(vec![Write::PutMessage(note(author))]);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana
}

#[test]
fn listening_shows_at_once_and_is_told_once() {
    let mut ana = with_note(BEN);
    assert!(!ana.item(4).played);
    listen(&mut ana);
    listen(&mut ana);
    assert!(ana.item(4).played);
    ana.done(|command| {
        assert!(matches!(command, Command::MarkPlayed { message: NOTE, .. }));
        Outcome::Done
    });
    assert!(ana.item(4).played, "the feed has yet to say it");
    listen(&mut ana);
    assert!(!told(&ana));
    let mut ana = ana.restarted();
    ana.ask(Request::Open { conversation: TALK });
    assert!(ana.item(4).played);
}

#[test]
fn one_s_own_note_is_played_when_somebody_else_has_listened() {
    let mut ana = with_note(ANA);
    listen(&mut ana);
    assert!(!ana.item(4).played && !told(&ana), "one's own ear does not count");
    ana.page(FeedId::Receipts(TALK), 0, vec![listened(BEN)]);
    assert!(ana.item(4).played);
}

#[test]
fn a_message_that_is_no_voice_note_or_is_gone_is_not_listened_to() {
    let mut ana = with_note(BEN);
    ana.ask(Request::Played {
        conversation: TALK,
        message: MessageId::from_number(2),
    });
    assert!(!told(&ana));
    let mut gone = Message { rev: 5, ..note(BEN) };
    gone.erase();
    ana.page(FeedId::Conversation(TALK), 3, vec![Change::Message(gone)]);
    listen(&mut ana);
    assert_eq!(ana.refusal().code, ErrorCode::NotFound);
}

#[test]
fn a_stricter_policy_forgets_who_listened_but_not_what_oneself_did() {
    let mine = Message {
        id: MessageId::from_number(5),
        ..Message {
            seq: 5,
            rev: 5,
            ..note(ANA)
        }
    };
    let mut ana = Ana::holding(vec![Write::PutMessage(note(BEN)), Write::PutMessage(mine)]);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    let of_mine = Change::Played(Played {
        conversation: TALK,
        message: MessageId::from_number(5),
        account: BEN,
    });
    ana.page(FeedId::Receipts(TALK), 0, vec![listened(ANA), of_mine.clone()]);
    assert!(ana.item(4).played && ana.item(5).played);
    let workspace = Workspace {
        receipts: ReceiptPolicy::Off,
        ..ana.engine.me().workspace.clone()
    };
    let feed = FeedId::Workspace(workspace.id);
    ana.page(feed, 0, vec![Change::Workspace(workspace)]);
    assert!(ana.item(4).played && !ana.item(5).played);
    ana.page(FeedId::Receipts(TALK), 2, vec![of_mine]);
    assert!(!ana.item(5).played, "what was on its way is not taken either");
}

#[test]
fn receipts_fetched_afresh_say_anew_who_has_listened() {
    let mut ana = with_note(ANA);
    ana.page(FeedId::Receipts(TALK), 0, vec![listened(BEN)]);
    ana.give(engine::Input::Disconnected);
    ana.greeted();
    ana.synced(vec![whole(FeedId::Receipts(TALK), 1, vec![])]);
    assert!(!ana.item(4).played);
}
