//! What the engine holds of one conversation, all but its messages.

use std::collections::BTreeMap;

use protocol::{
    AccountId, Activity, CommandId, Conversation, ConversationId, ConversationKind, Draft, Member, Message,
    MessageId, Receipt, Seq, Timestamp,
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
    /// The newest that somebody said, notes among them; not what happened.
    pub said: Option<Said>,
    /// The newest that was said for all to hear.
    pub heard: Option<Said>,
    pub draft: DraftState,
    /// Files that wait in the composer, in the order in which they came.
    pub composer: Vec<KeptFile>,
    pub seen: SeenState,
    /// Who is busy, and until when (this device's clock, milliseconds).
    pub busy: BTreeMap<AccountId, (Activity, i64)>,
    /// When one's own activity was last told, and which.
    pub told: Option<(Activity, i64)>,
}

/// A message in short.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    id: MessageId,
    pub seq: Seq,
    rev: Seq,
    pub author: AccountId,
    pub sent_at: Timestamp,
    pub deleted: bool,
}

impl From<&Message> for Said {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id,
            seq: message.seq,
            rev: message.rev,
            author: message.author,
            sent_at: message.sent_at,
            deleted: message.deleted,
        }
    }
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
            said: None,
            heard: None,
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

    /// A message came. `may_be_newest`: all around it came as well.
    pub(crate) fn take(&mut self, message: &Message, may_be_newest: bool) {
        let takes = |known: Option<(MessageId, Seq, Seq)>| match known {
            Some((id, _, rev)) if id == message.id => rev < message.rev,
            Some((_, seq, _)) => may_be_newest && seq < message.seq,
            None => may_be_newest,
        };
        let short = |known: &Said| (known.id, known.seq, known.rev);
        if takes(self.newest.as_ref().map(|known| short(&known.into()))) {
            self.newest = Some(message.clone());
        }
        if message.event.is_some() {
            return;
        }
        if takes(self.said.as_ref().map(short)) {
            self.said = Some(message.into());
        }
        if !message.staff_only && takes(self.heard.as_ref().map(short)) {
            self.heard = Some(message.into());
        }
    }

    /// None of its messages is held any more.
    pub(crate) fn forget_newest(&mut self) {
        self.newest = None;
        self.said = None;
        self.heard = None;
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
