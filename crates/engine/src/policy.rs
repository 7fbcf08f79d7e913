//! Who learns how far others have read: the practice decides, and devices follow at once.

use protocol::{FeedId, Receipt, ReceiptPolicy};

use crate::engine::Engine;
use crate::store::{Store, Write};

impl<S: Store> Engine<S> {
    /// Whether this person learns how far others have come.
    pub(crate) fn sees_receipts(&self) -> bool {
        self.me.workspace.receipts.shows(self.me.account.kind)
    }

    /// Forgets what may no longer be known, or fetches what may.
    pub(crate) fn receipt_policy_changed(&mut self, before: ReceiptPolicy) {
        let did = before.shows(self.me.account.kind);
        match (did, self.sees_receipts()) {
            (true, false) => self.forget_receipts_of_others(),
            (false, true) => {
                // A catch-up on its way was answered by the old rule.
                self.abandon_sync();
                let active = self.conversations.iter().filter(|(_, state)| state.active);
                let feeds: Vec<_> = active.map(|(id, _)| FeedId::Receipts(*id)).collect();
                for feed in feeds {
                    self.fetch_afresh(feed);
                }
            }
            _ => {}
        }
    }

    fn forget_receipts_of_others(&mut self) {
        let me = self.me.account.id;
        let mut own: Vec<Receipt> = Vec::new();
        let mut forgotten = Vec::new();
        for (id, state) in &mut self.conversations {
            let before = state.receipts.len();
            state.receipts.retain(|account, _| *account == me);
            if state.receipts.len() != before {
                forgotten.push(*id);
                own.extend(state.receipts.values().cloned());
            }
        }
        for id in forgotten {
            self.write(Write::ClearReceipts(id));
            self.dirty(id);
        }
        self.forget_played_of_others();
        for receipt in own {
            self.write(Write::PutReceipt(receipt));
        }
    }
}
