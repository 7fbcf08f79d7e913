//! What this person keeps for themselves: stars with their follow-ups, and how conversations are filed.
//!
//! The account's feed says what they are; what waits in the outbox lies over it. Follow-ups and mutes end by this device's clock.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{ConversationId, FeedId, Filing, MessageId, Seq, Star, Timestamp};

use crate::engine::Engine;
use crate::store::{Store, Write, is_untouched};

impl<S: Store> Engine<S> {
    fn account_feed(&self) -> FeedId {
        FeedId::Account(self.me.account.id)
    }

    /// A star by its feed.
    pub(crate) fn put_star(&mut self, star: Star) {
        let of = self.stars.entry(star.conversation).or_default();
        if of.get(&star.message).is_some_and(|known| star.rev < known.rev) {
            return;
        }
        if star.is_empty() {
            of.remove(&star.message);
        } else {
            of.insert(star.message, star.clone());
        }
        if of.is_empty() {
            self.stars.remove(&star.conversation);
        }
        self.dirty(star.conversation);
        self.write(Write::PutStar(star));
    }

    /// Filing by its feed.
    pub(crate) fn put_filing(&mut self, filing: Filing) {
        let known = self.filings.get(&filing.conversation);
        if known.is_some_and(|known| filing.rev < known.rev) {
            return;
        }
        self.dirty(filing.conversation);
        if is_untouched(&filing) {
            self.filings.remove(&filing.conversation);
        } else {
            self.filings.insert(filing.conversation, filing.clone());
        }
        self.write(Write::PutFiling(filing));
    }

    /// The answer to one's own command. What the feed has already brought is as new, or newer.
    pub(crate) fn star_answered(&mut self, star: Star) {
        if self.head(self.account_feed()) < star.rev {
            self.put_star(star);
        }
    }

    /// As [`Engine::star_answered`].
    pub(crate) fn filing_answered(&mut self, filing: Filing) {
        if self.head(self.account_feed()) < filing.rev {
            self.put_filing(filing);
        }
    }

    /// A snapshot of the account's feed says it all anew.
    pub(crate) fn clear_personal(&mut self) {
        let stars = std::mem::take(&mut self.stars).into_keys();
        let filings = std::mem::take(&mut self.filings).into_keys();
        self.screen.dirty.extend(stars.chain(filings));
        self.write(Write::ClearPersonal);
    }

    /// A conversation was fetched anew, and what it held of starred messages outside of its window is gone: the account's feed brings
    /// them, as they are now.
    pub(crate) fn fetch_missing_stars(&mut self, id: ConversationId, held: &BTreeSet<MessageId>) {
        let stars = self.stars.get(&id).into_iter().flatten();
        if stars.into_iter().any(|(message, _)| !held.contains(message)) {
            self.fetch_afresh(self.account_feed());
        }
    }

    /// The stars of a conversation, those that wait to be told among them.
    pub(crate) fn stars_of(&self, id: ConversationId) -> BTreeMap<MessageId, Star> {
        let mut stars = self.stars.get(&id).cloned().unwrap_or_default();
        for star in self.outbox.stars(id) {
            if star.is_empty() {
                stars.remove(&star.message);
            } else {
                stars.insert(star.message, star);
            }
        }
        stars
    }

    /// How a conversation is filed, with what waits to be told.
    pub(crate) fn filing_of(&self, id: ConversationId) -> Filing {
        let mut filing = self.filings.get(&id).cloned().unwrap_or(Filing::new(id));
        for switch in self.outbox.switches(id) {
            filing.set(switch);
        }
        filing
    }

    /// Until when nothing of a conversation is to be heard; `None` when it may be.
    pub(crate) fn muted_until(&self, filing: &Filing) -> Option<Timestamp> {
        filing.muted_until.filter(|until| self.now < until.0)
    }

    /// Out of the list: nothing new since it was put away, or muted.
    pub(crate) fn is_put_away(&self, filing: &Filing, newest: Option<Seq>) -> bool {
        filing
            .archived_at
            .is_some_and(|at| self.muted_until(filing).is_some() || newest.is_none_or(|newest| newest <= at))
    }

    /// When a follow-up comes due or a mute ends, and where.
    fn alarms(&self) -> impl Iterator<Item = (i64, ConversationId)> {
        let mut with = self.outbox.personal();
        with.extend(self.stars.keys());
        with.extend(self.filings.keys());
        with.into_iter().flat_map(|id| {
            let stars = self.stars_of(id);
            let due = stars.into_values().filter_map(|star| star.follow_up_at);
            let heard = self.filing_of(id).muted_until;
            due.chain(heard).map(move |at| (at.0, id))
        })
    }

    /// The next of them.
    pub(crate) fn next_alarm(&self) -> Option<i64> {
        let alarms = self.alarms().map(|(at, _)| at);
        alarms.filter(|at| self.now < *at).min()
    }

    /// The clock went from `before` to now: what came due between looks different. Also when it was set back.
    pub(crate) fn ring_alarms(&mut self, before: i64) {
        let (from, to) = (before.min(self.now), before.max(self.now));
        let rang: Vec<_> = self
            .alarms()
            .filter(|(at, _)| from < *at && *at <= to)
            .map(|(_, id)| id)
            .collect();
        self.screen.dirty.extend(rang);
    }
}
