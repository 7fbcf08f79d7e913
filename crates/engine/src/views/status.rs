//! How far one's own messages have come, looked up once for all that are shown: a group may have ten thousand members.

use protocol::{AccountKind, Message, Seq};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::store::Store;
use crate::ui::Status;

/// How far those have come for whom messages are.
pub(super) struct Marks {
    /// One of them is enough: the other side of a direct conversation.
    any: bool,
    /// Delivered and read, of those who have been there from the start.
    early: Option<(Seq, Seq)>,
    /// Of each who came later: from where on messages are for them, delivered, read.
    late: Vec<(Seq, Seq, Seq)>,
}

impl Marks {
    /// In a direct conversation by the other side (the client, or any coach), in a group by all who can see it.
    pub(super) fn status(&self, message: &Message) -> Status {
        let late = self.late.iter().filter(|(since, ..)| *since <= message.seq);
        let late = late.map(|(_, delivered, read)| (*delivered, *read));
        let marks = self.early.into_iter().chain(late);
        let (delivered, read) = marks.reduce(|a, b| self.join(a, b)).unwrap_or((0, 0));
        if message.seq <= read {
            Status::Read
        } else if message.seq <= delivered {
            Status::Delivered
        } else {
            Status::Sent
        }
    }

    fn join(&self, a: (Seq, Seq), b: (Seq, Seq)) -> (Seq, Seq) {
        if self.any {
            (a.0.max(b.0), a.1.max(b.1))
        } else {
            (a.0.min(b.0), a.1.min(b.1))
        }
    }
}

impl<S: Store> Engine<S> {
    /// Of those for whom the messages of a conversation are, or its notes: these are for the other coaches.
    pub(super) fn marks(&self, state: &ConversationState, notes: bool) -> Marks {
        let me = &self.me.account;
        let mut marks = Marks {
            any: state.is_direct(),
            early: None,
            late: Vec::new(),
        };
        let wanted = match (notes, me.kind) {
            (true, _) | (false, AccountKind::Client) => AccountKind::Coach,
            (false, AccountKind::Coach) => AccountKind::Client,
        };
        for member in state.members.values() {
            let of_kind = member.kind == wanted || !(marks.any || notes);
            if !member.active || member.account == me.id || !of_kind {
                continue;
            }
            let receipt = state.receipts.get(&member.account);
            let (delivered, read) = receipt.map_or((0, 0), |receipt| (receipt.delivered, receipt.read));
            if member.since > 0 {
                marks.late.push((member.since, delivered, read));
            } else {
                let early = marks.early.unwrap_or((delivered, read));
                marks.early = Some(marks.join(early, (delivered, read)));
            }
        }
        marks
    }
}
