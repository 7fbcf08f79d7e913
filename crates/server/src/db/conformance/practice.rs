//! People and conversations for the scenarios: ana coaches ben and cleo.

use protocol::{
    Account, AccountId, AccountKind, Conversation, ConversationId, ConversationKind, Member, Message,
    MessageId, RichText, Role, Seq, Timestamp, Workspace, WorkspaceId,
};

use crate::db::Tx;

pub(super) struct Practice {
    pub(super) ws: WorkspaceId,
    pub(super) ana: Account,
    pub(super) ben: Account,
    pub(super) cleo: Account,
    pub(super) with_ben: ConversationId,
    pub(super) runners: ConversationId,
    base: u128,
}

pub(super) fn account(id: u128, kind: AccountKind, name: &str, email: Option<&str>) -> Account {
    Account {
        id: AccountId::from_number(id),
        kind,
        name: name.into(),
        email: email.map(str::to_owned),
        joined_at: None,
        direct: None,
    }
}

pub(super) fn workspace(id: u128, name: &str) -> Workspace {
    Workspace {
        id: WorkspaceId::from_number(id),
        name: name.into(),
        brand_hue: 200,
        receipts: protocol::ReceiptPolicy::default(),
    }
}

pub(super) fn direct(id: u128, client: AccountId) -> Conversation {
    Conversation {
        id: ConversationId::from_number(id),
        kind: ConversationKind::Direct,
        name: String::new(),
        client: Some(client),
        archived: false,
        created_at: Timestamp(5),
        settings: protocol::GroupSettings::default(),
    }
}

pub(super) fn group(id: u128, name: &str) -> Conversation {
    Conversation {
        kind: ConversationKind::Group,
        name: name.into(),
        client: None,
        ..direct(id, AccountId::from_number(0))
    }
}

pub(super) fn member(conversation: ConversationId, account: &Account, role: Role) -> Member {
    Member {
        conversation,
        account: account.id,
        name: account.name.clone(),
        kind: account.kind,
        role,
        can_post: true,
        active: true,
        since: 0,
    }
}

pub(super) fn message(
    id: u128,
    conversation: ConversationId,
    author: AccountId,
    seq: Seq,
    text: &str,
) -> Message {
    Message {
        attachments: Vec::new(),
        id: MessageId::from_number(id),
        conversation,
        author,
        seq,
        rev: seq,
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

impl Practice {
    /// Ids are those of `base` and a little above; no members yet.
    pub(super) async fn open<T: Tx>(tx: &mut T, base: u128) -> Self {
        let ws = workspace(base, "Fit with Ana");
        tx.insert_workspace(&ws, Timestamp(1), 1).await.unwrap();
        let ana = account(base + 1, AccountKind::Coach, "Ana", Some("ana@fit.example"));
        let mut ben = account(base + 2, AccountKind::Client, "Ben", None);
        let cleo = account(base + 3, AccountKind::Client, "Cleo", None);
        for (place, person) in [&ana, &ben, &cleo].into_iter().enumerate() {
            let rev = 2 + place as u64;
            tx.insert_account(ws.id, person, Timestamp(10), rev)
                .await
                .unwrap();
        }
        let with_ben = direct(base + 4, ben.id);
        tx.insert_conversation(ws.id, &with_ben, 1).await.unwrap();
        ben.direct = Some(with_ben.id);
        let runners = group(base + 5, "Runners");
        tx.insert_conversation(ws.id, &runners, 1).await.unwrap();
        Self {
            ws: ws.id,
            ana,
            ben,
            cleo,
            with_ben: with_ben.id,
            runners: runners.id,
            base,
        }
    }

    /// An id of this practice's that nothing has yet.
    pub(super) fn id(&self, number: u128) -> u128 {
        self.base + 100 + number
    }
}
