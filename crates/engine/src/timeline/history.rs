//! Fetches what is not held, and goes on with what it was wanted for.

use protocol::{ApiError, Call, HistoryPage, HistoryQuery, MessageId};

use super::{OpenTimeline, Side, Target};
use crate::engine::Engine;
use crate::store::{Store, Write};
use crate::sync::Pending;

impl<S: Store> Engine<S> {
    pub(super) fn page(&self) -> u32 {
        self.me.limits.page.min(100)
    }

    pub(super) fn fetch(&mut self, open: &mut OpenTimeline, side: Side, query: HistoryQuery) {
        if open.fetching.is_some() || !self.line.is_up() {
            return;
        }
        let pending = match query.around {
            Some(message) => Pending::Jump {
                opening: open.opening,
                message,
            },
            None => Pending::History {
                opening: open.opening,
            },
        };
        let id = self.call(Call::History(open.conversation, query), pending);
        open.fetching = Some((id, side));
    }

    pub(super) fn fetch_around(&mut self, open: &mut OpenTimeline, message: MessageId) {
        if !self.line.is_up() {
            return self.trouble(
                "That message is further back than this device holds. It will show once you're back online."
                    .into(),
            );
        }
        // A jump is more urgent than scrolling.
        open.fetching = None;
        self.fetch(
            open,
            Side::Around,
            HistoryQuery {
                before: None,
                after: None,
                around: Some(message),
                limit: self.page(),
            },
        );
    }

    /// What was missing has come: keep it, and go on with what it was asked for.
    pub(crate) fn history_arrived(&mut self, pending: Pending, page: HistoryPage) {
        let id = page.conversation;
        let Some(state) = self.conversations.get_mut(&id).filter(|state| state.active) else {
            return;
        };
        state.stretches.add(page.from.max(1), page.to);
        let stretches = state.stretches.clone();
        self.write(Write::PutStretches(id, stretches));
        for message in page.messages {
            self.put_message(message);
        }
        for message in page.referenced {
            self.put_referenced(message);
        }
        for reaction in page.reactions {
            self.put_reaction(reaction);
        }
        let Some(open) = self.open.as_mut().filter(|open| open.conversation == id) else {
            return;
        };
        let side = open.fetching.take().map(|(_, side)| side);
        match pending {
            Pending::Jump { opening, message } if opening == open.opening => {
                open.target = Some(Target::Message(message));
            }
            Pending::History { opening } if opening == open.opening => match side {
                Some(Side::Older) => open.want_older = true,
                Some(Side::Newer) => open.want_newer = true,
                Some(Side::Around) | None => {}
            },
            _ => {}
        }
    }

    pub(crate) fn history_failed(&mut self, pending: Pending, error: Option<ApiError>) {
        if let Some(open) = self.open.as_mut() {
            open.fetching = None;
        }
        let message = match (pending, error) {
            (Pending::Jump { .. }, Some(error)) => error.message,
            _ => "Older messages couldn't be loaded. Scroll to try again.".to_owned(),
        };
        self.trouble(message);
    }
}
