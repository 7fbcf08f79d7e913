//! Files: of messages, of what waits to be sent, in composers; and who has listened to what.

use protocol::{
    Attachment, Command, CommandId, FileId, FileKind, Message, MessageId, NewFile, Pixels, Played, RichText,
};

use super::{ANA, BEN, OTHER, TALK, message, put};
use crate::store::{OutboxEntry, OutgoingFile, Store, Write};
use crate::ui::KeptFile;

/// Runs them all.
pub(super) fn all<S: Store>(fresh: impl Fn() -> S) {
    keeps_the_files_of_messages(fresh());
    keeps_files_that_wait(fresh());
    keeps_what_is_in_composers(fresh());
    keeps_who_has_listened(fresh());
    keeps_what_must_go_until_it_has(fresh());
}

fn new_file(number: u128) -> NewFile {
    NewFile {
        id: FileId::from_number(number),
        kind: FileKind::Video,
        name: "form — week 3.mp4".into(),
        media_type: "video/mp4".into(),
        bytes: 5_000_000_000,
        size: Some(Pixels {
            width: 1_080,
            height: 1_920,
        }),
        length_ms: Some(42_000),
        placeholder: Some("1QcSHQRnh493V4dIh4eXh1h4kJUI".into()),
        waveform: None,
        poster: Some("/9j/4AAQ".into()),
    }
}

pub(super) fn file(number: u128) -> Attachment {
    Attachment {
        thumbnail: true,
        waveform: Some("AP8=".into()),
        ..new_file(number).attachment()
    }
}

fn keeps_the_files_of_messages<S: Store>(mut store: S) {
    let with = Message {
        attachments: vec![file(2), file(1)],
        body: RichText::default(),
        ..message(TALK, 3, 3, BEN, "")
    };
    let elsewhere = Message {
        attachments: vec![file(9)],
        ..message(OTHER, 3, 3, BEN, "elsewhere")
    };
    put(
        &mut store,
        vec![
            Write::PutMessage(message(TALK, 2, 2, BEN, "plain")),
            Write::PutMessage(with.clone()),
            Write::PutMessage(elsewhere),
        ],
    );
    assert_eq!(
        store.message(with.id).unwrap(),
        Some(with.clone()),
        "in their order"
    );
    let mut files = store.files(TALK).unwrap();
    files.sort();
    assert_eq!(files, [1, 2].map(FileId::from_number));
    let mut gone = Message { rev: 4, ..with };
    gone.erase();
    put(&mut store, vec![Write::PutMessage(gone.clone())]);
    assert_eq!(store.message(gone.id).unwrap(), Some(gone));
    assert!(store.files(TALK).unwrap().is_empty());
    assert_eq!(store.files(OTHER).unwrap().len(), 1);
}

/// Every other one is of the server.
fn kept(number: u128) -> KeptFile {
    if number.is_multiple_of(2) {
        KeptFile::Held(file(number))
    } else {
        KeptFile::Staged(new_file(number))
    }
}

fn keeps_files_that_wait<S: Store>(mut store: S) {
    let waiting = |ready: bool| OutboxEntry {
        order: 1,
        id: CommandId::from_number(1),
        command: Command::SendMessage {
            attachments: [1, 2].map(FileId::from_number).to_vec(),
            id: MessageId::from_number(5),
            conversation: TALK,
            body: RichText::default(),
            reply_to: None,
            forwarded: false,
            staff_only: false,
        },
        failure: None,
        files: vec![
            OutgoingFile {
                file: file(1),
                begin: Some(new_file(1)),
                ready,
            },
            OutgoingFile {
                file: file(2),
                begin: None,
                ready: true,
            },
        ],
    };
    for ready in [false, true] {
        put(&mut store, vec![Write::PutOutbox(waiting(ready))]);
        assert_eq!(store.load().unwrap().outbox, [waiting(ready)]);
    }
}

fn keeps_what_is_in_composers<S: Store>(mut store: S) {
    let write = |conversation, files: &[u128]| Write::PutComposer {
        conversation,
        files: files.iter().copied().map(kept).collect(),
    };
    put(
        &mut store,
        vec![write(TALK, &[7]), write(TALK, &[2, 1]), write(OTHER, &[3])],
    );
    let mut composers = store.load().unwrap().composers;
    composers.sort_by_key(|(id, _)| *id);
    let expected = [(TALK, vec![kept(2), kept(1)]), (OTHER, vec![kept(3)])];
    assert_eq!(composers, expected, "in the order in which they came");
    put(
        &mut store,
        vec![write(TALK, &[]), Write::ForgetConversation(OTHER)],
    );
    assert!(store.load().unwrap().composers.is_empty());
}

fn keeps_who_has_listened<S: Store>(mut store: S) {
    let note = MessageId::from_number(5);
    let played = |conversation, account| {
        Write::PutPlayed(Played {
            conversation,
            message: note,
            account,
        })
    };
    put(
        &mut store,
        vec![
            played(TALK, ANA),
            played(TALK, BEN),
            played(TALK, BEN),
            played(OTHER, BEN),
        ],
    );
    assert_eq!(store.played_by(TALK, note).unwrap(), [ANA, BEN]);
    assert!(
        store
            .played_by(TALK, MessageId::from_number(6))
            .unwrap()
            .is_empty()
    );
    put(&mut store, vec![Write::ClearPlayed(TALK, Some(ANA))]);
    assert_eq!(store.played_by(TALK, note).unwrap(), [ANA]);
    put(&mut store, vec![Write::ClearPlayed(TALK, None)]);
    assert!(store.played_by(TALK, note).unwrap().is_empty());
    assert_eq!(store.played_by(OTHER, note).unwrap(), [BEN]);
    put(&mut store, vec![Write::ForgetConversation(OTHER)]);
    assert!(store.played_by(OTHER, note).unwrap().is_empty());
}

fn keeps_what_must_go_until_it_has<S: Store>(mut store: S) {
    let [a, b] = [1, 2].map(FileId::from_number);
    put(
        &mut store,
        vec![
            Write::PutForgotten(a),
            Write::PutForgotten(b),
            Write::PutForgotten(a),
        ],
    );
    put(&mut store, vec![Write::RemoveForgotten(a)]);
    assert_eq!(store.load().unwrap().forgotten, [b]);
}
