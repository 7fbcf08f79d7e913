//! Moves the window over what is held, up to the edges of its stretch; beyond them, asks for history.

use protocol::{ConversationId, HistoryQuery, Message, MessageId, Seq};

use super::{CONTEXT, FIRST, KEEP, MOST, OpenTimeline, STEP, Side, Window};
use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::store::{Store, StoreError};

impl<S: Store> Engine<S> {
    pub(super) fn load_end(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
        open.window = Window::default();
        open.newer_count = 0;
        let from = self.stretch_from(open.conversation, Seq::MAX);
        let messages = self.store.messages_before(open.conversation, Seq::MAX, FIRST)?;
        let complete = messages.len() < FIRST;
        open.window
            .add(messages.into_iter().filter(|message| message.seq >= from));
        let oldest = open
            .window
            .messages
            .first_key_value()
            .map_or(from, |(seq, _)| *seq);
        open.window.from = if complete { from } else { oldest };
        Ok(())
    }

    pub(super) fn load_unread(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
        let me = self.me.account.id;
        // What is held before the newest stretch, such as a pinned message, has holes around it.
        let held = self.stretch_from(open.conversation, Seq::MAX).saturating_sub(1);
        let mut after = open.read_at_opening.max(held);
        open.unread_from = loop {
            let page = self.store.messages_after(open.conversation, after, STEP)?;
            let Some(last) = page.last().map(|message| message.seq) else {
                break None;
            };
            if let Some(first) = page
                .iter()
                .find(|message| message.author != me && !message.deleted && message.event.is_none())
            {
                break Some(first.seq);
            }
            after = last;
        };
        let Some(first) = open.unread_from else {
            return self.load_end(open);
        };
        let newer = self
            .store
            .messages_after(open.conversation, first.saturating_sub(1), KEEP)?;
        self.load_between(open, first, newer)
    }

    /// A window from a little before `at`, with what follows.
    pub(super) fn load_between(
        &mut self,
        open: &mut OpenTimeline,
        at: Seq,
        newer: Vec<Message>,
    ) -> Result<(), StoreError> {
        open.window = Window::default();
        open.newer_count = 0;
        let stretch = self
            .conversations
            .get(&open.conversation)
            .and_then(|state| state.stretches.containing(at));
        let from = stretch.map_or(at, |stretch| stretch.from);
        let is_newest = stretch.is_none()
            || stretch
                == self
                    .conversations
                    .get(&open.conversation)
                    .and_then(|state| state.stretches.newest());
        let older = self.store.messages_before(open.conversation, at, CONTEXT)?;
        let reaches_start = older.len() < CONTEXT || older.iter().any(|message| message.seq < from);
        open.window
            .add(older.into_iter().filter(|message| message.seq >= from));
        let to = stretch.map_or(Seq::MAX, |stretch| stretch.to);
        let reaches_end = is_newest && newer.len() < KEEP;
        open.window
            .add(newer.into_iter().filter(|message| is_newest || message.seq <= to));
        let oldest = open
            .window
            .messages
            .first_key_value()
            .map_or(from, |(seq, _)| *seq);
        open.window.from = if reaches_start { from } else { oldest };
        let newest = open.window.messages.last_key_value().map_or(at, |(seq, _)| *seq);
        open.window.to = (!reaches_end).then_some(newest);
        Ok(())
    }

    /// Whether the message is held in a stretch, and the window now stands around it.
    pub(super) fn load_around(&mut self, open: &mut OpenTimeline, id: MessageId) -> Result<bool, StoreError> {
        let Some(message) = self.store.message(id)? else {
            return Ok(false);
        };
        let held = self.conversations.get(&open.conversation).is_some_and(|state| {
            let after_newest = state
                .stretches
                .newest()
                .is_some_and(|stretch| stretch.to < message.seq);
            after_newest || state.stretches.containing(message.seq).is_some()
        });
        if !held || message.conversation != open.conversation {
            return Ok(false);
        }
        if open.window.messages.contains_key(&message.seq) {
            return Ok(true);
        }
        let newer =
            self.store
                .messages_after(open.conversation, message.seq.saturating_sub(1), STEP + STEP)?;
        let full = newer.len() == STEP + STEP;
        self.load_between(open, message.seq, newer)?;
        if full && open.window.to.is_none() {
            open.window.to = open.window.messages.last_key_value().map(|(seq, _)| *seq);
        }
        Ok(true)
    }

    pub(super) fn load_older(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
        let id = open.conversation;
        let edge = open.window.from;
        let from = self.stretch_from(id, edge);
        let older: Vec<_> = self.store.messages_before(id, edge, STEP)?;
        let full = older.len() == STEP;
        let older: Vec<_> = older.into_iter().filter(|message| message.seq >= from).collect();
        if older.is_empty() && edge <= from {
            let state = self.conversations.get(&id);
            if edge > state.map_or(1, |state| self.floor(state)) {
                self.fetch(
                    open,
                    Side::Older,
                    HistoryQuery {
                        before: Some(edge),
                        after: None,
                        around: None,
                        limit: self.page(),
                    },
                );
            }
            return Ok(());
        }
        let reached = !full || older.len() < STEP;
        let oldest = older.last().map_or(from, |message| message.seq);
        open.window.add(older);
        open.window.from = if reached { from } else { oldest };
        if open.window.messages.len() > MOST {
            open.window.let_newer_go();
        }
        Ok(())
    }

    pub(super) fn load_newer(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
        let id = open.conversation;
        let Some(edge) = open.window.to else { return Ok(()) };
        let stretches = self.conversations.get(&id).map(|state| &state.stretches);
        let stretch = stretches.and_then(|stretches| stretches.containing(edge));
        let newest = stretches.and_then(|stretches| stretches.newest());
        let in_newest = stretch.is_none() || stretch == newest;
        let limit = if in_newest {
            Seq::MAX
        } else {
            stretch.map_or(edge, |stretch| stretch.to)
        };
        let newer: Vec<_> = self.store.messages_after(id, edge, STEP)?;
        let full = newer.len() == STEP;
        let newer: Vec<_> = newer.into_iter().filter(|message| message.seq <= limit).collect();
        if newer.is_empty() && !in_newest {
            self.fetch(
                open,
                Side::Newer,
                HistoryQuery {
                    before: None,
                    after: Some(limit),
                    around: None,
                    limit: self.page(),
                },
            );
            return Ok(());
        }
        let last = newer.last().map(|message| message.seq);
        open.window.add(newer);
        open.window.to = if in_newest && !full {
            None
        } else {
            last.or(Some(limit))
        };
        if open.window.to.is_none() {
            open.newer_count = 0;
        }
        if open.window.messages.len() > MOST {
            open.window.let_older_go();
        }
        Ok(())
    }

    /// The first number that is for this person: nothing is to be had below it.
    pub(super) fn floor(&self, state: &ConversationState) -> Seq {
        let mine = state.members.get(&self.me.account.id);
        mine.map_or(1, |mine| mine.since.max(1))
    }

    /// The beginning of the stretch in which a number lies; of the newest one for numbers beyond it.
    pub(super) fn stretch_from(&self, id: ConversationId, seq: Seq) -> Seq {
        let Some(state) = self.conversations.get(&id) else {
            return 1;
        };
        let stretch = state
            .stretches
            .containing(seq)
            .or_else(|| state.stretches.newest());
        stretch.map_or(if state.local { 1 } else { seq }, |stretch| stretch.from)
    }
}
