//! What every store must do, as functions that a store's tests call with a way to make a fresh, empty store.
//!
//! These panic on purpose: they are assertions, called from tests only.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test suite that lives in the library so that all stores share it"
)]

mod files;
mod groups;
mod library;
mod personal;

use protocol::{
    Account, AccountId, AccountKind, Command, CommandId, Conversation, ConversationId, ConversationKind,
    DeviceId, Draft, FeedId, Limits, Me, Member, Message, MessageId, Receipt, RichText, Role, Seq, Timestamp,
    Workspace, WorkspaceId,
};

use crate::store::{Durability, OutboxEntry, Store, Write};
use crate::stretches::Stretches;

const ANA: AccountId = AccountId::from_number(0xa1);
const BEN: AccountId = AccountId::from_number(0xb2);
const TALK: ConversationId = ConversationId::from_number(0xc1);
const OTHER: ConversationId = ConversationId::from_number(0xc2);

/// Runs them all.
pub fn all<S: Store>(fresh: impl Fn() -> S) {
    keeps_what_it_is_given(fresh());
    keeps_the_newer_state_of_a_message(fresh());
    reads_messages_by_place(fresh());
    counts_unread(fresh());
    keeps_the_outbox_in_order(fresh());
    clears_and_forgets(fresh());
    keeps_drafts(fresh());
    files::all(&fresh);
    groups::all(&fresh);
    library::all(&fresh);
    personal::all(fresh);
}

fn me() -> Me {
    let account = Account {
        id: ANA,
        kind: AccountKind::Coach,
        name: "Ana Ferreira".into(),
        email: Some("ana@north.example".into()),
        joined_at: Some(Timestamp(5)),
        direct: None,
    };
    let workspace = Workspace {
        id: WorkspaceId::from_number(1),
        name: "North".into(),
        brand_hue: 160,
        receipts: protocol::ReceiptPolicy::default(),
    };
    Me {
        account,
        workspace,
        device: DeviceId::from_number(9),
        limits: Limits::default(),
    }
}

fn message(conversation: ConversationId, seq: Seq, rev: Seq, author: AccountId, text: &str) -> Message {
    Message {
        attachments: Vec::new(),
        id: MessageId::from_number(u128::from(seq) + conversation.0.as_u128() * 1_000_000),
        conversation,
        author,
        seq,
        rev,
        sent_at: Timestamp(1_000 + i64::try_from(seq).unwrap()),
        body: RichText::plain(text),
        reply_to: None,
        edited_at: None,
        deleted: false,
        deleted_by: None,
        forwarded: false,
        pinned_by: None,
        card: None,
        staff_only: false,
        event: None,
    }
}

fn put<S: Store>(store: &mut S, writes: Vec<Write>) {
    store.commit(&writes, Durability::Full).unwrap();
}

fn keeps_what_it_is_given<S: Store>(mut store: S) {
    assert_eq!(
        store.load().unwrap(),
        Default::default(),
        "a fresh store is empty"
    );
    let conversation = Conversation {
        id: TALK,
        kind: ConversationKind::Group,
        name: "Spring 🌱".into(),
        client: None,
        archived: true,
        created_at: Timestamp(7),
        settings: protocol::GroupSettings::default(),
    };
    let member = Member {
        conversation: TALK,
        account: BEN,
        name: "Ben".into(),
        kind: AccountKind::Client,
        role: Role::Admin,
        can_post: false,
        active: true,
        since: 0,
    };
    let receipt = Receipt {
        conversation: TALK,
        account: BEN,
        delivered: 9,
        read: 4,
    };
    let mut stretches = Stretches::default();
    stretches.add(3, 9);
    stretches.add(20, 30);
    put(
        &mut store,
        vec![
            Write::PutMe(me()),
            Write::PutFeed(FeedId::Conversation(TALK), 3),
            Write::PutFeed(FeedId::Conversation(TALK), 30),
            Write::PutAccount(Account {
                name: "Old".into(),
                ..me().account
            }),
            Write::PutAccount(me().account),
            Write::PutMembership(TALK),
            Write::PutMembership(TALK),
            Write::PutConversation(conversation.clone()),
            Write::PutMember(Member {
                can_post: true,
                ..member.clone()
            }),
            Write::PutMember(member.clone()),
            Write::PutReceipt(receipt.clone()),
            Write::PutStretches(TALK, stretches.clone()),
            Write::PutSeen(TALK, 4),
            Write::PutSeen(TALK, 6),
        ],
    );
    let saved = store.load().unwrap();
    assert_eq!(saved.me, Some(me()));
    assert_eq!(saved.feeds, vec![(FeedId::Conversation(TALK), 30)]);
    assert_eq!(saved.people, vec![me().account]);
    assert_eq!(saved.memberships, vec![TALK]);
    assert_eq!(saved.conversations, vec![conversation]);
    assert_eq!(saved.members, vec![member]);
    assert_eq!(saved.receipts, vec![receipt]);
    assert_eq!(saved.stretches, vec![(TALK, stretches)]);
    assert_eq!(saved.seen, vec![(TALK, 6)]);
    put(
        &mut store,
        vec![Write::ClearPeople, Write::PutFeed(FeedId::Conversation(TALK), 0)],
    );
    let saved = store.load().unwrap();
    assert!(saved.people.is_empty() && saved.feeds.is_empty());
}

fn keeps_the_newer_state_of_a_message<S: Store>(mut store: S) {
    let first = message(TALK, 5, 5, BEN, "80 kg");
    let edited = Message {
        rev: 8,
        edited_at: Some(Timestamp(9)),
        body: RichText::plain("85 kg"),
        ..first.clone()
    };
    put(&mut store, vec![Write::PutMessage(first.clone())]);
    assert_eq!(store.message(first.id).unwrap(), Some(first.clone()));
    put(
        &mut store,
        vec![
            Write::PutMessage(edited.clone()),
            Write::PutMessage(first.clone()),
        ],
    );
    assert_eq!(
        store.message(first.id).unwrap(),
        Some(edited.clone()),
        "an older state never wins"
    );
    let gone = Message {
        rev: 9,
        deleted: true,
        body: RichText::default(),
        ..edited
    };
    put(&mut store, vec![Write::PutMessage(gone.clone())]);
    assert_eq!(store.message(first.id).unwrap(), Some(gone));
    assert_eq!(store.message(MessageId::from_number(404)).unwrap(), None);
}

fn reads_messages_by_place<S: Store>(mut store: S) {
    let reply = Message {
        reply_to: Some(MessageId::from_number(77)),
        ..message(TALK, 4, 4, ANA, "a\n\nb")
    };
    let all = vec![
        message(TALK, 2, 2, BEN, "one"),
        reply,
        message(TALK, 9, 9, BEN, "مرحبا 👋🏽"),
    ];
    put(
        &mut store,
        all.iter().rev().cloned().map(Write::PutMessage).collect(),
    );
    put(
        &mut store,
        vec![Write::PutMessage(message(OTHER, 3, 3, BEN, "elsewhere"))],
    );
    let newest_first: Vec<_> = all.iter().rev().cloned().collect();
    assert_eq!(store.messages_before(TALK, Seq::MAX, 10).unwrap(), newest_first);
    assert_eq!(store.messages_before(TALK, 9, 1).unwrap(), all[1..2].to_vec());
    assert_eq!(store.messages_after(TALK, 0, 10).unwrap(), all);
    assert_eq!(store.messages_after(TALK, 2, 1).unwrap(), all[1..2].to_vec());
    assert_eq!(store.messages_after(TALK, 9, 10).unwrap(), vec![]);
    assert_eq!(
        store
            .messages_before(ConversationId::from_number(404), 9, 9)
            .unwrap(),
        vec![]
    );
}

fn counts_unread<S: Store>(mut store: S) {
    let mut writes: Vec<_> = (1..=150)
        .map(|seq| Write::PutMessage(message(TALK, seq, seq, BEN, "x")))
        .collect();
    writes.push(Write::PutMessage(message(TALK, 151, 151, ANA, "mine")));
    writes.push(Write::PutMessage(Message {
        deleted: true,
        ..message(TALK, 152, 152, BEN, "")
    }));
    put(&mut store, writes);
    assert_eq!(store.count_unread(TALK, 0, ANA, 100).unwrap(), 100);
    assert_eq!(store.count_unread(TALK, 140, ANA, 100).unwrap(), 10);
    assert_eq!(store.count_unread(TALK, 150, ANA, 100).unwrap(), 0);
    assert_eq!(store.count_unread(OTHER, 0, ANA, 100).unwrap(), 0);
}

fn keeps_the_outbox_in_order<S: Store>(mut store: S) {
    let entry = |order: u64| OutboxEntry {
        order,
        id: CommandId::from_number(1_000 - u128::from(order)),
        command: Command::SendMessage {
            attachments: Vec::new(),
            id: MessageId::from_number(u128::from(order)),
            conversation: TALK,
            body: RichText::plain(format!("number {order}")),
            reply_to: None,
            forwarded: false,
            staff_only: false,
        },
        failure: None,
        files: Vec::new(),
    };
    put(
        &mut store,
        vec![
            Write::PutOutbox(entry(3)),
            Write::PutOutbox(entry(1)),
            Write::PutOutbox(entry(2)),
        ],
    );
    assert_eq!(store.load().unwrap().outbox, vec![entry(1), entry(2), entry(3)]);
    let failed = OutboxEntry {
        failure: Some("read-only".into()),
        ..entry(2)
    };
    put(
        &mut store,
        vec![Write::RemoveOutbox(entry(1).id), Write::PutOutbox(failed.clone())],
    );
    put(&mut store, vec![Write::RemoveOutbox(CommandId::from_number(404))]);
    assert_eq!(store.load().unwrap().outbox, vec![failed, entry(3)]);
}

fn clears_and_forgets<S: Store>(mut store: S) {
    let fill = |id: ConversationId| {
        let receipt = Receipt {
            conversation: id,
            account: BEN,
            delivered: 1,
            read: 1,
        };
        vec![
            Write::PutMembership(id),
            Write::PutFeed(FeedId::Conversation(id), 3),
            Write::PutFeed(FeedId::Receipts(id), 3),
            Write::PutMessage(message(id, 3, 3, BEN, "hello")),
            Write::PutReceipt(receipt),
            Write::PutSeen(id, 3),
            Write::PutDraft {
                draft: Draft {
                    conversation: id,
                    text: "half".into(),
                    reply_to: None,
                    rev: 4,
                },
                unsent: false,
            },
        ]
    };
    put(&mut store, fill(TALK));
    put(&mut store, fill(OTHER));
    put(&mut store, vec![Write::ClearConversation(TALK)]);
    assert_eq!(store.messages_after(TALK, 0, 9).unwrap(), vec![]);
    assert_eq!(
        store.load().unwrap().receipts.len(),
        2,
        "receipts are a feed of their own"
    );
    put(&mut store, vec![Write::ClearReceipts(TALK)]);
    assert_eq!(store.load().unwrap().receipts.len(), 1);
    put(&mut store, vec![Write::ForgetConversation(TALK)]);
    let saved = store.load().unwrap();
    assert_eq!(saved.memberships, vec![OTHER]);
    assert_eq!(saved.feeds.len(), 2);
    assert_eq!(saved.seen, vec![(OTHER, 3)]);
    assert_eq!(saved.drafts.len(), 1);
    assert_eq!(
        store.messages_after(OTHER, 0, 9).unwrap().len(),
        1,
        "the other conversation is untouched"
    );
    put(
        &mut store,
        vec![Write::PutMessage(message(TALK, 3, 3, BEN, "again"))],
    );
    assert_eq!(
        store.messages_after(TALK, 0, 9).unwrap().len(),
        1,
        "a forgotten message may come back"
    );
}

fn keeps_drafts<S: Store>(mut store: S) {
    let draft = Draft {
        conversation: TALK,
        text: "Dear\nBen".into(),
        reply_to: Some(MessageId::from_number(4)),
        rev: 4,
    };
    put(
        &mut store,
        vec![Write::PutDraft {
            draft: draft.clone(),
            unsent: true,
        }],
    );
    let saved = store.load().unwrap().drafts;
    assert_eq!((&saved[0].draft, saved[0].unsent), (&draft, true));
    let empty = Draft {
        conversation: TALK,
        text: String::new(),
        reply_to: None,
        rev: 4,
    };
    put(
        &mut store,
        vec![Write::PutDraft {
            draft: empty.clone(),
            unsent: true,
        }],
    );
    assert_eq!(
        store.load().unwrap().drafts.len(),
        1,
        "the server has yet to hear that it is empty"
    );
    put(
        &mut store,
        vec![Write::PutDraft {
            draft: empty,
            unsent: false,
        }],
    );
    assert!(store.load().unwrap().drafts.is_empty());
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_memory_store_conforms() {
        super::all(crate::MemoryStore::default);
    }
}
