//! Files, the messages that have them, who has listened, and keys.

use protocol::{
    Attachment, FileId, FileKind, FileSort, Message, MessageId, NewFile, Pixels, Role, Span, SpanKind,
    Timestamp,
};

use super::practice::{Practice, member, message};
use crate::db::{Begun, DbError, FileContent, FileRow, Sight, Tx};

/// A file that ben has begun to bring.
pub(super) fn coming(id: u128, owner: protocol::AccountId, bytes: u64) -> FileRow {
    FileRow {
        id: FileId::from_number(id),
        owner,
        begun_at: Timestamp(50),
        bytes,
        hash: None,
        thumbnail: None,
        content: FileContent::Coming {
            asked: Box::new(NewFile {
                id: FileId::from_number(id),
                kind: FileKind::Photo,
                name: "Knee 'left\\\".jpg".into(),
                media_type: "image/jpeg".into(),
                bytes,
                size: Some(Pixels { width: 4, height: 3 }),
                length_ms: None,
                placeholder: Some("abc".into()),
                waveform: None,
                poster: None,
            }),
            received: 0,
        },
    }
}

pub(super) fn attachment(row: &FileRow, kind: FileKind) -> Attachment {
    let FileContent::Coming { asked, .. } = &row.content else {
        panic!("stored already");
    };
    Attachment {
        kind,
        thumbnail: kind == FileKind::Photo,
        ..asked.attachment()
    }
}

pub(super) async fn a_file_comes_and_is_stored<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let mut row = coming(p.id(1), p.ben.id, 500);
    tx.insert_file(p.ws, &row).await.unwrap();
    let other = coming(p.id(1), p.cleo.id, 7);
    assert!(matches!(
        tx.insert_file(p.ws, &other).await,
        Err(DbError::Conflict)
    ));
    assert_eq!(tx.file(p.ws, row.id).await.unwrap(), Some(row.clone()));
    assert_eq!(row.offset(), 0);

    tx.set_received(p.ws, row.id, 120).await.unwrap();
    let held = tx.file(p.ws, row.id).await.unwrap().unwrap();
    assert_eq!((held.offset(), held.stored()), (120, None));

    // Named before they are stored.
    let (full, small) = ([1; 32], [2; 32]);
    assert!(!tx.is_hash_named(p.ws, &full).await.unwrap());
    tx.name_bytes(p.ws, row.id, &full, Some(&small)).await.unwrap();
    assert!(tx.is_hash_named(p.ws, &full).await.unwrap());
    assert!(tx.is_hash_named(p.ws, &small).await.unwrap());
    assert!(!tx.is_hash_named(p.ws, &[3; 32]).await.unwrap());
    let stored = attachment(&row, FileKind::Photo);
    tx.store_file(p.ws, row.id, &stored).await.unwrap();
    (row.hash, row.thumbnail) = (Some(full), Some(small));
    row.content = FileContent::Stored(Box::new(stored));
    assert_eq!(row.offset(), 500);
    assert_eq!(tx.file(p.ws, row.id).await.unwrap(), Some(row.clone()));
    // Nothing more comes.
    tx.set_received(p.ws, row.id, 3).await.unwrap();
    assert_eq!(tx.file(p.ws, row.id).await.unwrap(), Some(row.clone()));

    tx.delete_file(p.ws, row.id).await.unwrap();
    assert_eq!(tx.file(p.ws, row.id).await.unwrap(), None);
    assert!(!tx.is_hash_named(p.ws, &full).await.unwrap());
    // As an archive brings it.
    tx.insert_file(p.ws, &row).await.unwrap();
    assert_eq!(tx.file(p.ws, row.id).await.unwrap(), Some(row));
}

pub(super) async fn what_was_begun_lately_is_counted_for_each<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let none = tx.begun_since(p.ws, p.ben.id, Timestamp(0)).await.unwrap();
    assert_eq!(none, Begun::default());
    for (number, owner, at, bytes) in [
        (1, p.ben.id, 10, 5),
        (2, p.ben.id, 20, 6),
        (3, p.ben.id, 30, 7),
        (4, p.cleo.id, 25, 100),
    ] {
        let row = FileRow {
            begun_at: Timestamp(at),
            ..coming(p.id(number), owner, bytes)
        };
        tx.insert_file(p.ws, &row).await.unwrap();
    }
    let begun = tx.begun_since(p.ws, p.ben.id, Timestamp(10)).await.unwrap();
    let lately = Begun {
        files: 2,
        bytes: 13,
        first_at: Timestamp(20),
    };
    assert_eq!(begun, lately, "after that time");
}

pub(super) async fn a_file_is_seen_by_its_owner_and_by_readers_of_its_messages<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    for (of, who) in [(p.with_ben, &p.ana), (p.with_ben, &p.ben), (p.runners, &p.cleo)] {
        tx.put_member(p.ws, &member(of, who, Role::Member), 1, 1)
            .await
            .unwrap();
    }
    let file = coming(p.id(9), p.ben.id, 5);
    tx.insert_file(p.ws, &file).await.unwrap();
    let seen = async |tx: &mut T| {
        let mut seen = Vec::new();
        for who in [p.ana.id, p.ben.id, p.cleo.id] {
            seen.push(tx.file_for(p.ws, who, true, file.id).await.unwrap().is_some());
        }
        seen
    };
    assert_eq!(seen(&mut tx).await, [false, true, false]);
    let one = message(p.id(1), p.with_ben, p.ben.id, 1, "x");
    let two = message(p.id(2), p.runners, p.ben.id, 1, "x");
    for message in [&one, &two] {
        tx.insert_message(p.ws, message).await.unwrap();
    }
    assert!(!tx.is_file_held(p.ws, file.id).await.unwrap());
    let sort = FileSort::Pictures;
    tx.insert_message_file(p.ws, file.id, &one, sort).await.unwrap();
    assert_eq!(seen(&mut tx).await, [true, true, false]);
    tx.insert_message_file(p.ws, file.id, &two, sort).await.unwrap();
    assert_eq!(seen(&mut tx).await, [true, true, true]);
    let gone = protocol::Member {
        active: false,
        ..member(p.runners, &p.cleo, Role::Member)
    };
    tx.put_member(p.ws, &gone, 1, 2).await.unwrap();
    assert_eq!(seen(&mut tx).await, [true, true, false], "not who has left");
    tx.delete_message_files(p.ws, p.with_ben, 1).await.unwrap();
    assert_eq!(seen(&mut tx).await, [false, true, false]);
    assert!(tx.is_file_held(p.ws, file.id).await.unwrap());
    tx.delete_message_files(p.ws, p.runners, 1).await.unwrap();
    assert!(!tx.is_file_held(p.ws, file.id).await.unwrap());
}

pub(super) async fn messages_are_found_by_what_they_have<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let kinds = [
        FileKind::Photo,
        FileKind::Video,
        FileKind::Document,
        FileKind::Voice,
    ];
    let mut files = Vec::new();
    for (number, kind) in (20..).zip(kinds) {
        let row = coming(p.id(number), p.ben.id, 5);
        tx.insert_file(p.ws, &row).await.unwrap();
        files.push(attachment(&row, kind));
    }
    let link = |url: &str| {
        vec![Span {
            start: 0,
            end: 1,
            kind: SpanKind::Link { url: url.into() },
        }]
    };
    let mut all: Vec<Message> = Vec::new();
    for (seq, having, url) in [
        (1, vec![0, 1], None),
        (2, vec![], Some("https://a.example")),
        (3, vec![2, 0], Some("HTTP://b.example")),
        (4, vec![3], None),
        (5, vec![1], Some("mailto:a@b.example")),
    ] {
        let mut one = message(p.id(seq), p.with_ben, p.ben.id, u64::try_from(seq).unwrap(), "x");
        one.attachments = having.iter().map(|place: &usize| files[*place].clone()).collect();
        one.body.spans = url.map(link).unwrap_or_default();
        tx.insert_message(p.ws, &one).await.unwrap();
        for file in &one.attachments {
            tx.insert_message_file(p.ws, file.id, &one, FileSort::of(file.kind))
                .await
                .unwrap();
        }
        assert_eq!(tx.message(p.ws, one.id).await.unwrap(), Some(one.clone()));
        all.push(one);
    }
    let mut found = async |sort, before, limit| -> Vec<u64> {
        let found = tx
            .messages_with(p.ws, p.with_ben, Sight::ALL, sort, before, limit)
            .await
            .unwrap();
        for message in &found {
            assert!(all.contains(message));
        }
        found.into_iter().map(|message| message.seq).collect()
    };
    assert_eq!(found(FileSort::Pictures, u64::MAX, 9).await, [5, 3, 1]);
    assert_eq!(found(FileSort::Pictures, u64::MAX, 2).await, [5, 3]);
    assert_eq!(found(FileSort::Pictures, 5, 9).await, [3, 1]);
    assert_eq!(found(FileSort::Documents, u64::MAX, 9).await, [3]);
    assert_eq!(found(FileSort::Voice, u64::MAX, 9).await, [4]);
    assert_eq!(found(FileSort::Links, u64::MAX, 9).await, [3, 2]);
    assert_eq!(found(FileSort::Links, 3, 1).await, [2]);
    let elsewhere = tx.messages_with(p.ws, p.runners, Sight::ALL, FileSort::Pictures, u64::MAX, 9);
    assert_eq!(elsewhere.await.unwrap(), []);

    let mut first = all[0].clone();
    first.erase();
    first.rev = 9;
    tx.update_message(p.ws, &first).await.unwrap();
    assert_eq!(tx.message(p.ws, first.id).await.unwrap(), Some(first));
}

pub(super) async fn who_has_listened_is_told_in_the_order_of_changes<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let one = message(p.id(1), p.with_ben, p.ben.id, 1, "");
    let two = message(p.id(2), p.with_ben, p.ben.id, 2, "");
    for message in [&one, &two] {
        tx.insert_message(p.ws, message).await.unwrap();
    }
    assert!(!tx.has_played(p.ws, &one, p.ana.id).await.unwrap());
    for (message, who, rev) in [(&two, p.ana.id, 4), (&one, p.ana.id, 7), (&one, p.cleo.id, 5)] {
        tx.insert_played(p.ws, message, who, rev).await.unwrap();
    }
    assert!(tx.has_played(p.ws, &one, p.ana.id).await.unwrap());
    assert!(!tx.has_played(p.ws, &two, p.cleo.id).await.unwrap());
    let mut told = async |of, since, limit| -> Vec<(u64, MessageId, protocol::AccountId)> {
        let changed = tx
            .played_changed(p.ws, of, Sight::ALL, since, limit)
            .await
            .unwrap();
        let told = changed.into_iter().map(|(rev, played)| {
            assert_eq!(played.conversation, of);
            (rev, played.message, played.account)
        });
        told.collect()
    };
    let all = [
        (4, two.id, p.ana.id),
        (5, one.id, p.cleo.id),
        (7, one.id, p.ana.id),
    ];
    assert_eq!(told(p.with_ben, 0, 9).await, all);
    assert_eq!(told(p.with_ben, 4, 1).await, all[1..2]);
    assert_eq!(told(p.runners, 0, 9).await, []);
    tx.delete_played(p.ws, p.with_ben, 1).await.unwrap();
    assert_eq!(
        tx.played_changed(p.ws, p.with_ben, Sight::ALL, 0, 9)
            .await
            .unwrap()
            .len(),
        1
    );
}

pub(super) async fn a_key_is_made_once<T: Tx>(mut tx: T) {
    assert_eq!(tx.key("links").await.unwrap(), None);
    tx.insert_key("links", &[1; 32]).await.unwrap();
    tx.insert_key("links", &[2; 32]).await.unwrap();
    tx.insert_key("other", &[3; 32]).await.unwrap();
    assert_eq!(tx.key("links").await.unwrap(), Some([1; 32]));
    assert_eq!(tx.key("other").await.unwrap(), Some([3; 32]));
}
