//! What the engine holds of one conversation, all but its messages.

use std::collections::BTreeMap;

use protocol::{
    AccountId, Activity, CommandId, Conversation, ConversationId, ConversationKind, Draft, Member, Message,
    Receipt, Seq,
};

use crate::stretches::Stretches;
use crate::ui::KeptFile;

/// Filled from the store and by feeds. Who changes it marks the conversation dirty.
#[derive(Debug)]
pub(crate) struct ConversationState {
    /// The account is a member, as its own feed says.
    pub active: bool,
    /// Made here and not yet known to the server.
    pub local: bool,
    pub meta: Option<Conversation>,
    pub members: BTreeMap<AccountId, Member>,
    pub receipts: BTreeMap<AccountId, Receipt>,
    pub stretches: Stretches,
    /// The message with the greatest number that is held.
    pub newest: Option<Message>,
    pub draft: DraftState,
    /// Files that wait in the composer, in the order in which they came.
    pub composer: Vec<KeptFile>,
    pub seen: SeenState,
    /// Who is busy, and until when (this device's clock, milliseconds).
    pub busy: BTreeMap<AccountId, (Activity, i64)>,
    /// When one's own activity was last told, and which.
    pub told: Option<(Activity, i64)>,
}

/// One's own half-written text.
#[derive(Debug)]
pub(crate) struct DraftState {
    pub draft: Draft,
    /// The server has yet to hear of it.
    pub unsent: bool,
    /// When to tell the server.
    pub send_at: Option<i64>,
    /// The command on its way, and what it says.
    pub in_flight: Option<(CommandId, Draft)>,
    /// The server may hold a draft that is not empty.
    pub at_server: bool,
    /// What another device wrote while this one's was on its way.
    pub elsewhere: Option<Draft>,
}

/// One's own watermarks on the way to the server.
#[derive(Debug, Default)]
pub(crate) struct SeenState {
    /// Read on this device up to here.
    pub read: Seq,
    /// When to tell the server.
    pub send_at: Option<i64>,
    pub in_flight: Option<CommandId>,
}

impl ConversationState {
    pub(crate) fn new(id: ConversationId) -> Self {
        Self {
            active: false,
            local: false,
            meta: None,
            members: BTreeMap::new(),
            receipts: BTreeMap::new(),
            stretches: Stretches::default(),
            newest: None,
            draft: DraftState {
                draft: Draft {
                    conversation: id,
                    text: String::new(),
                    reply_to: None,
                    rev: 0,
                },
                unsent: false,
                send_at: None,
                in_flight: None,
                at_server: false,
                elsewhere: None,
            },
            composer: Vec::new(),
            seen: SeenState::default(),
            busy: BTreeMap::new(),
            told: None,
        }
    }

    /// Neither words nor files wait in the composer.
    pub(crate) fn is_composer_empty(&self) -> bool {
        self.draft.draft.is_empty() && self.composer.is_empty()
    }

    /// Shown in the list.
    pub(crate) fn is_listed(&self) -> bool {
        (self.active || self.local) && self.meta.is_some()
    }

    pub(crate) fn is_direct(&self) -> bool {
        self.meta
            .as_ref()
            .is_some_and(|meta| meta.kind == ConversationKind::Direct)
    }

    /// Up to where an account has read, as the server or this device knows.
    pub(crate) fn read_by(&self, account: AccountId) -> Seq {
        self.receipts.get(&account).map_or(0, |receipt| receipt.read)
    }

    /// Up to where this person has read, on any device.
    pub(crate) fn read(&self, me: AccountId) -> Seq {
        self.seen.read.max(self.read_by(me))
    }

    /// Watermarks only rise, in whatever order they arrive. Whether anything changed.
    pub(crate) fn raise(&mut self, receipt: &Receipt) -> bool {
        match self.receipts.get_mut(&receipt.account) {
            Some(held) if held.delivered >= receipt.delivered && held.read >= receipt.read => false,
            Some(held) => {
                held.delivered = held.delivered.max(receipt.delivered);
                held.read = held.read.max(receipt.read);
                true
            }
            None => {
                self.receipts.insert(receipt.account, receipt.clone());
                true
            }
        }
    }
}
