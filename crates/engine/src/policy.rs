//! Who learns how far others have read: the practice decides, and devices follow at once.

use protocol::{FeedId, Receipt, ReceiptPolicy, Workspace};

use crate::engine::Engine;
use crate::store::{Store, Write};

impl<S: Store> Engine<S> {
    /// Whether this person learns how far others have come.
    pub(crate) fn sees_receipts(&self) -> bool {
        self.me.workspace.receipts.shows(self.me.account.kind)
    }

    /// The practice as its settings show it: with what a coach has just chosen. What this person learns follows the server.
    pub(crate) fn workspace_shown(&self) -> Workspace {
        let mut workspace = self.me.workspace.clone();
        if let Some(chosen) = self.outbox.receipt_policy().or(self.policy_taken) {
            workspace.receipts = chosen;
        }
        workspace
    }

    /// The server has taken the choice. Another coach's may have followed: the feed says which one holds, and this one is shown
    /// until it does.
    pub(crate) fn receipt_policy_taken(&mut self, policy: ReceiptPolicy) {
        self.policy_taken = Some(policy);
        self.line.stale.insert(self.workspace_feed());
    }

    /// Catch-ups of these feeds were answered.
    pub(crate) fn policy_caught_up(&mut self, feeds: &[FeedId]) {
        let feed = self.workspace_feed();
        if feeds.contains(&feed) && !self.line.stale.contains(&feed) {
            self.policy_taken = None;
        }
    }

    fn workspace_feed(&self) -> FeedId {
        FeedId::Workspace(self.me.workspace.id)
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
