//! What is kept of what happened, and who may know: earlier versions, deletions by others, who was named, who has seen.

use protocol::{
    AccountId, Change, Command, ConversationId, ErrorCode, FeedId, LinkCard, Message, MessageId, Outcome,
    ReceiptPolicy, RichText, Seq, Span, SpanKind, Timestamp,
};

use crate::db::{Audit as _, AuditRow, Mentions as _, Messages as _, ReceiptSteps as _, ready};
use crate::domain::Actor;
use crate::scene::{Scene, actor};

fn edit(conversation: ConversationId, message: MessageId, body: RichText) -> Command {
    Command::EditMessage {
        conversation,
        message,
        body,
    }
}

fn delete(conversation: ConversationId, message: MessageId) -> Command {
    Command::DeleteMessage {
        conversation,
        message,
    }
}

fn seen(conversation: ConversationId, delivered: Seq, read: Seq) -> Command {
    Command::MarkSeen {
        conversation,
        delivered,
        read,
    }
}

fn stored(scene: &Scene, id: MessageId) -> Message {
    let ws = scene.workspace;
    let found = scene
        .server
        .look(|tx| ready(async { Ok(tx.message(ws, id).await?) }));
    found.unwrap().unwrap()
}

fn audited(scene: &Scene) -> Vec<AuditRow> {
    let ws = scene.workspace;
    let rows = scene
        .server
        .look(|tx| ready(async { Ok(tx.audit(ws, 10).await?) }));
    rows.unwrap()
}

/// Ana, ben and cleo in one group of ana's.
fn group_of_three(scene: &mut Scene) -> ConversationId {
    let group = scene.group();
    let accounts = vec![scene.cleo.account];
    scene.does(
        scene.ana,
        Command::AddMembers {
            conversation: group,
            accounts,
        },
    );
    group
}

#[test]
fn earlier_versions_are_for_the_author_and_coaches() {
    let mut scene = Scene::new();
    let group = group_of_three(&mut scene);
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let message = scene.says(ben, group, "80 kg");
    let sent_at = stored(&scene, message).sent_at;
    for text in ["85 kg", "85 kg", "90 kg"] {
        scene.does(ben, edit(group, message, RichText::plain(text)));
    }
    for reader in [ana, ben] {
        let versions = scene.server.versions(&reader, group, message).unwrap();
        let said: Vec<_> = versions
            .iter()
            .map(|version| version.body.text.as_str())
            .collect();
        assert_eq!(said, ["80 kg", "85 kg"], "what changes nothing is no version");
        assert_eq!(versions[0].at, sent_at);
        assert!(versions[1].at > sent_at && versions[1].at < stored(&scene, message).edited_at.unwrap());
    }
    for stranger in [cleo, scene.dora] {
        let refused = scene.server.versions(&stranger, group, message).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotFound);
    }
    // Said in one conversation, asked in another.
    let refused = scene.server.versions(&ben, scene.with_ben, message).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    scene.does(ben, delete(group, message));
    assert_eq!(scene.server.versions(&ben, group, message).unwrap(), []);
    let other = scene.says(ben, group, "mine");
    scene.does(ben, edit(group, other, RichText::plain("still mine")));
    scene.does(ben, Command::LeaveGroup { conversation: group });
    let refused = scene.server.versions(&ben, group, other).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "whoever is out sees nothing");
}

#[test]
fn others_messages_are_deleted_by_who_looks_after_the_conversation_and_it_is_written_down() {
    let mut scene = Scene::new();
    let group = group_of_three(&mut scene);
    let (ana, ben, cleo, direct) = (scene.ana, scene.ben, scene.cleo, scene.with_ben);
    let bens = scene.says(ben, group, "rude words");
    let refused = scene.try_do(cleo, delete(group, bens));
    assert_eq!(refused, Err(ErrorCode::Forbidden));
    let Outcome::Message(stub) = scene.does(ana, delete(group, bens)) else {
        panic!("not a message");
    };
    assert_eq!((stub.deleted, stub.deleted_by), (true, Some(ana.account)));
    assert_eq!(stub.body, RichText::default());
    assert_eq!(stored(&scene, bens), stub);

    let anas = scene.says(ana, direct, "for ben");
    assert_eq!(scene.try_do(ben, delete(direct, anas)), Err(ErrorCode::Forbidden));
    let bens_own = scene.says(ben, direct, "my own");
    scene.does(ben, delete(direct, bens_own));
    assert_eq!(stored(&scene, bens_own).deleted_by, None);
    let bens_other = scene.says(ben, direct, "rude again");
    scene.does(ana, delete(direct, bens_other));
    // Deleted already: not once more in the books.
    scene.does(ana, delete(direct, bens_own));

    let rows = audited(&scene);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.actor, row.action.as_str(), row.message, row.subject))
        .collect();
    let row = |message| (ana.account, "delete_message", Some(message), Some(ben.account));
    assert_eq!(
        told,
        [row(bens_other), row(bens)],
        "newest first, one's own not at all"
    );
    assert_eq!(rows[1].conversation, Some(group));
}

#[test]
fn a_card_goes_with_its_link_and_with_the_words() {
    let mut scene = Scene::new();
    let (direct, ana) = (scene.with_ben, scene.ana);
    let linked = |text: &str, url: &str| RichText {
        text: text.into(),
        spans: vec![Span {
            start: 0,
            end: 4,
            kind: SpanKind::Link { url: url.into() },
        }],
    };
    let id = MessageId::from_number(7);
    scene.does(
        ana,
        Command::SendMessage {
            attachments: Vec::new(),
            id,
            conversation: direct,
            body: linked("here", "https://one.example"),
            reply_to: None,
            forwarded: true,
            staff_only: false,
        },
    );
    let with_card = |scene: &mut Scene| {
        let message = Message {
            card: Some(Box::new(LinkCard {
                url: "https://one.example".into(),
                title: "One".into(),
                description: String::new(),
                site: "one.example".into(),
                picture: None,
            })),
            ..stored(scene, id)
        };
        let ws = scene.workspace;
        scene
            .server
            .write(|tx| ready(async { Ok(tx.update_message(ws, &message).await?) }))
            .unwrap();
        assert_eq!(stored(scene, id), message);
    };
    assert!(stored(&scene, id).forwarded);
    with_card(&mut scene);
    scene.does(
        ana,
        edit(direct, id, linked("here, I meant", "https://one.example")),
    );
    assert!(stored(&scene, id).card.is_some(), "the same link");
    scene.does(
        ana,
        edit(direct, id, linked("here, I meant", "https://two.example")),
    );
    assert_eq!(stored(&scene, id).card, None);
    with_card(&mut scene);
    scene.does(ana, delete(direct, id));
    let stub = stored(&scene, id);
    assert_eq!((stub.card, stub.forwarded), (None, false));
}

#[test]
fn only_who_can_be_named_is_named_and_once() {
    let mut scene = Scene::new();
    let group = group_of_three(&mut scene);
    let (ana, ben, cleo, dora) = (scene.ana, scene.ben, scene.cleo, scene.dora);
    scene.does(cleo, Command::LeaveGroup { conversation: group });
    // Everyone, and each of these, over a letter of its own.
    let naming = |accounts: &[AccountId]| {
        let people = accounts
            .iter()
            .map(|account| SpanKind::Mention { account: *account });
        let spans = (0..).zip(std::iter::once(SpanKind::Everyone).chain(people));
        RichText {
            text: "abcdefgh".into(),
            spans: spans
                .map(|(start, kind)| Span {
                    start,
                    end: start + 1,
                    kind,
                })
                .collect(),
        }
    };
    let says = |scene: &mut Scene, who: Actor, conversation, body| {
        let id = MessageId::from_number(scene.number());
        scene.does(
            who,
            Command::SendMessage {
                attachments: Vec::new(),
                id,
                conversation,
                body,
                reply_to: None,
                forwarded: false,
                staff_only: false,
            },
        );
        id
    };
    let kinds = |scene: &Scene, id| -> Vec<SpanKind> {
        let body = stored(scene, id).body;
        assert_eq!(body.text, "abcdefgh", "the words stay");
        body.spans.into_iter().map(|span| span.kind).collect()
    };
    // Whether it is new that this one is named. Asking notes it as well.
    let new = |scene: &mut Scene, id, who| {
        let ws = scene.workspace;
        let asked = scene
            .server
            .write(|tx| ready(async { Ok(tx.insert_mention(ws, id, who, Timestamp(1)).await?) }));
        asked.unwrap()
    };
    let of_ben = SpanKind::Mention { account: ben.account };
    let everybody = naming(&[ben.account, cleo.account, dora.account, ben.account]);

    let by_owner = says(&mut scene, ana, group, everybody.clone());
    assert_eq!(
        kinds(&scene, by_owner),
        [SpanKind::Everyone, of_ben.clone(), of_ben.clone()]
    );
    assert!(!new(&mut scene, by_owner, None));
    assert!(!new(&mut scene, by_owner, Some(ben.account)));
    assert!(new(&mut scene, by_owner, Some(cleo.account)), "she has left");
    let by_member = says(&mut scene, ben, group, everybody.clone());
    assert_eq!(kinds(&scene, by_member), [of_ben.clone(), of_ben.clone()]);
    let direct = scene.with_ben;
    let in_direct = says(&mut scene, ana, direct, everybody);
    assert_eq!(kinds(&scene, in_direct), [of_ben.clone(), of_ben.clone()]);
    assert!(new(&mut scene, in_direct, None));

    let plain = scene.says(ana, group, "abcdefgh");
    scene.does(ana, edit(group, plain, naming(&[ben.account])));
    assert_eq!(kinds(&scene, plain), [SpanKind::Everyone, of_ben]);
    assert!(!new(&mut scene, plain, Some(ben.account)), "by the edit");
}

#[test]
fn who_has_seen_and_when() {
    let mut scene = Scene::new();
    let group = group_of_three(&mut scene);
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let first = scene.says(ben, group, "first");
    let second = scene.says(ben, group, "second");
    let (one, two) = (stored(&scene, first).seq, stored(&scene, second).seq);
    scene.does(cleo, seen(group, two, one));
    let now = scene.now();
    let delivered_at = now.plus_ms(-1_000);
    scene.does(cleo, seen(group, two, two));
    let read_at = now.plus_ms(1_000);
    let of = |scene: &Scene, by: Actor, id| {
        let seen = scene.server.seen(&by, group, id).unwrap();
        let row = |one: protocol::SeenBy| {
            (
                one.account,
                one.delivered,
                one.read,
                one.delivered_at,
                one.read_at,
            )
        };
        seen.into_iter().map(row).collect::<Vec<_>>()
    };
    let unseen = (ana.account, false, false, None, None);
    let both = Some(delivered_at);
    assert_eq!(
        of(&scene, ben, first),
        [unseen, (cleo.account, true, true, both, both)]
    );
    assert_eq!(
        of(&scene, ben, second),
        [unseen, (cleo.account, true, true, both, Some(read_at))]
    );
    assert_eq!(
        of(&scene, ana, second),
        of(&scene, ben, second),
        "coaches as well"
    );
    let refused = scene.server.seen(&cleo, group, second).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);

    // What was swept away is not known, though a later step is there.
    let gone = scene
        .server
        .write(|tx| ready(async { Ok(tx.forget_steps(read_at, 99).await?) }));
    assert_eq!(gone.unwrap(), 1);
    assert_eq!(of(&scene, ben, first)[1], (cleo.account, true, true, None, None));
    assert_eq!(
        of(&scene, ben, second)[1],
        (cleo.account, true, true, None, Some(read_at))
    );

    // Who came later was not there when it was sent.
    let at = scene.now();
    let (emil, _) = scene
        .server
        .create_client(at, scene.workspace, "Emil", None)
        .unwrap();
    let accounts = vec![emil.id];
    scene.does(
        ana,
        Command::AddMembers {
            conversation: group,
            accounts,
        },
    );
    assert_eq!(of(&scene, ben, second).len(), 2);
    let emil = actor(scene.workspace, &emil);
    let third = scene.says(emil, group, "hello");
    assert_eq!(of(&scene, emil, third).len(), 3);
}

#[test]
fn the_policy_decides_who_learns_of_receipts() {
    let mut scene = Scene::new();
    let group = group_of_three(&mut scene);
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let message = scene.says(ben, group, "hello");
    let policy = |policy| Command::SetReceiptPolicy { policy };
    assert_eq!(
        scene.try_do(ben, policy(ReceiptPolicy::Off)),
        Err(ErrorCode::Forbidden)
    );
    let feed = FeedId::Receipts(group);
    let whose = |changes: &[Change]| -> Vec<AccountId> {
        let receipts = changes.iter().filter_map(|change| match change {
            Change::Receipt(receipt) => Some(receipt.account),
            _ => None,
        });
        receipts.collect()
    };
    for (tried, shown) in [
        (ReceiptPolicy::Staff, [true, false]),
        (ReceiptPolicy::Off, [false, false]),
        (ReceiptPolicy::Everyone, [true, true]),
    ] {
        let id = protocol::CommandId::from_number(scene.number());
        let (done, published) = scene.submit(ana, id, policy(tried));
        assert_eq!(done, Ok(Outcome::Done));
        let told = published.iter().map(|publication| &publication.page.changes[..]);
        for changes in told {
            let [Change::Workspace(workspace)] = changes else {
                panic!("{changes:?}");
            };
            assert_eq!(workspace.receipts, tried);
        }
        assert_eq!(published.len(), 2, "coaches and clients");
        let (_, published) = scene.submit(ana, id, policy(tried));
        assert_eq!(published, []);

        let more = scene.says(ben, group, "more");
        let read = stored(&scene, more).seq;
        let id = protocol::CommandId::from_number(scene.number());
        let (_, published) = scene.submit(cleo, id, seen(group, read, read));
        let [publication] = published.as_slice() else {
            panic!("{published:?}");
        };
        let head = publication.page.head;
        for (reader, others) in [(ana, shown[0]), (ben, shown[1]), (cleo, true)] {
            let live = publication.page_for(&reader);
            assert_eq!((live.after, live.head), (head - 1, head));
            assert_eq!(whose(&live.changes).contains(&cleo.account), others, "{tried:?}");
            for since in [0, head - 1] {
                let page = scene.catch_up(reader, feed, since).pages.remove(0);
                assert_eq!(page.head, head, "numbers have no gaps");
                assert_eq!(whose(&page.changes).contains(&cleo.account), others, "{tried:?}");
            }
        }
        let bens = scene.server.seen(&ben, group, message).unwrap();
        assert_eq!(bens.is_empty(), !shown[1]);
        let anas = scene.server.seen(&ana, group, message).unwrap();
        assert_eq!(anas.is_empty(), !shown[0]);
    }
}
