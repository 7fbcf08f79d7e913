//! The open conversation's timeline: a window onto what is held, moved by scrolling and jumping, refilled from the server at holes.
//!
//! The window holds messages in memory; what they look like is worked out anew at every change and compared with what
//! was shown, so that the UI gets exactly the differences.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use protocol::{ApiError, Call, ConversationId, HistoryPage, HistoryQuery, Message, MessageId, Seq};

use crate::engine::Engine;
use crate::input::CallId;
use crate::store::{Store, StoreError, Write};
use crate::sync::Pending;
use crate::ui::{Edge, TimelineItem, TimelineUpdate, Update};

/// Messages loaded at an edge.
const STEP: usize = 50;
/// Messages loaded when a conversation opens at its end.
const FIRST: usize = 60;
/// Read messages shown above the first unread one.
const CONTEXT: usize = 20;
/// More than this in the window, and the far end is let go.
const MOST: usize = 300;
/// Down to this.
const KEEP: usize = 240;

/// Where to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// At the first unread message, else at the end.
    Unread,
    End,
    Message(MessageId),
}

#[derive(Debug)]
pub(crate) struct OpenTimeline {
    pub conversation: ConversationId,
    /// Counts openings, so that answers for an earlier one are recognised.
    pub opening: u64,
    /// Build the window anew.
    pub target: Option<Target>,
    pub want_older: bool,
    pub want_newer: bool,
    /// Messages of this conversation that changed since the last look.
    pub changed: BTreeSet<MessageId>,
    /// How far had been read when it was opened.
    read_at_opening: Seq,
    unread_from: Option<Seq>,
    pub window: Window,
    fetching: Option<(CallId, Side)>,
    scroll_to_end: bool,
    newer_count: u32,
    shown: HashMap<MessageId, TimelineItem>,
    shown_edges: Option<(Edge, Edge, u32)>,
}

/// The loaded messages: all that are held between its ends.
#[derive(Debug, Default)]
pub(crate) struct Window {
    pub messages: BTreeMap<Seq, Message>,
    /// Everything held from here on is in it.
    pub from: Seq,
    /// Everything held up to here is in it; `None`: up to the newest, and it stays there.
    pub to: Option<Seq>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Older,
    Newer,
    Around,
}

impl OpenTimeline {
    pub(crate) fn new(conversation: ConversationId, opening: u64, read: Seq) -> Self {
        Self {
            conversation,
            opening,
            target: Some(Target::Unread),
            want_older: false,
            want_newer: false,
            changed: BTreeSet::new(),
            read_at_opening: read,
            unread_from: None,
            window: Window::default(),
            fetching: None,
            scroll_to_end: false,
            newer_count: 0,
            shown: HashMap::new(),
            shown_edges: None,
        }
    }

    pub(crate) fn reload_at_end(&mut self) {
        self.target = Some(Target::End);
    }

    pub(crate) fn own_message_sent(&mut self) {
        self.scroll_to_end = true;
        if self.window.to.is_some() {
            self.reload_at_end();
        }
    }

    pub(crate) fn line_lost(&mut self) {
        self.fetching = None;
        self.shown_edges = None;
    }
}

impl Window {
    /// Whether a number lies in it.
    fn spans(&self, seq: Seq) -> bool {
        self.from <= seq && self.to.is_none_or(|to| seq <= to)
    }

    fn add(&mut self, messages: impl IntoIterator<Item = Message>) {
        self.messages
            .extend(messages.into_iter().map(|message| (message.seq, message)));
    }

    fn let_newer_go(&mut self) {
        while self.messages.len() > KEEP {
            self.messages.pop_last();
        }
        self.to = self.messages.last_key_value().map(|(seq, _)| *seq);
    }

    fn let_older_go(&mut self) {
        while self.messages.len() > KEEP {
            self.messages.pop_first();
        }
        self.from = self.messages.first_key_value().map_or(self.from, |(seq, _)| *seq);
    }
}

impl<S: Store> Engine<S> {
    /// Brings the open timeline up to date and tells the UI what differs.
    pub(crate) fn refresh_timeline(&mut self) -> Result<(), StoreError> {
        let Some(mut open) = self.open.take() else {
            return Ok(());
        };
        let result = self.refresh_open(&mut open);
        self.open = Some(open);
        result
    }

    fn refresh_open(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
        let mut focus = None;
        let mut reset = false;
        if let Some(target) = open.target.take() {
            open.changed.clear();
            match target {
                Target::Message(id) if !self.load_around(open, id)? => self.fetch_around(open, id),
                Target::Message(id) => {
                    focus = Some(id);
                    reset = true;
                }
                Target::End => {
                    self.load_end(open)?;
                    reset = true;
                }
                Target::Unread => {
                    self.load_unread(open)?;
                    reset = true;
                }
            }
        }
        for id in std::mem::take(&mut open.changed) {
            let Some(message) = self.store.message(id)? else {
                continue;
            };
            if message.conversation != open.conversation {
                continue;
            }
            if open.window.spans(message.seq) {
                if open.window.messages.insert(message.seq, message).is_none()
                    && open.window.messages.len() > MOST
                {
                    open.window.let_older_go();
                }
            } else if open.window.to.is_some_and(|to| to < message.seq) && message.seq == message.rev {
                open.newer_count = open.newer_count.saturating_add(1);
            }
        }
        if std::mem::take(&mut open.want_older) {
            self.load_older(open)?;
        }
        if std::mem::take(&mut open.want_newer) {
            self.load_newer(open)?;
        }
        self.show(open, reset, focus)
    }

    fn load_end(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
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

    fn load_unread(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
        let me = self.me.account.id;
        let mut after = open.read_at_opening;
        open.unread_from = loop {
            let page = self.store.messages_after(open.conversation, after, STEP)?;
            let Some(last) = page.last().map(|message| message.seq) else {
                break None;
            };
            if let Some(first) = page
                .iter()
                .find(|message| message.author != me && !message.deleted)
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
    fn load_between(
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
    fn load_around(&mut self, open: &mut OpenTimeline, id: MessageId) -> Result<bool, StoreError> {
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

    fn load_older(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
        let id = open.conversation;
        let edge = open.window.from;
        let from = self.stretch_from(id, edge);
        let older: Vec<_> = self.store.messages_before(id, edge, STEP)?;
        let full = older.len() == STEP;
        let older: Vec<_> = older.into_iter().filter(|message| message.seq >= from).collect();
        if older.is_empty() && edge <= from {
            if edge > 1 {
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

    fn load_newer(&mut self, open: &mut OpenTimeline) -> Result<(), StoreError> {
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

    /// The beginning of the stretch in which a number lies; of the newest one for numbers beyond it.
    fn stretch_from(&self, id: ConversationId, seq: Seq) -> Seq {
        let Some(state) = self.conversations.get(&id) else {
            return 1;
        };
        let stretch = state
            .stretches
            .containing(seq)
            .or_else(|| state.stretches.newest());
        stretch.map_or(if state.local { 1 } else { seq }, |stretch| stretch.from)
    }

    fn page(&self) -> u32 {
        self.me.limits.page.min(100)
    }

    fn fetch(&mut self, open: &mut OpenTimeline, side: Side, query: HistoryQuery) {
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

    fn fetch_around(&mut self, open: &mut OpenTimeline, message: MessageId) {
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
        for message in page.messages.into_iter().chain(page.referenced) {
            self.put_message(message);
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

    fn edges(&self, open: &OpenTimeline) -> (Edge, Edge) {
        let Some(state) = self.conversations.get(&open.conversation) else {
            return (Edge::End, Edge::End);
        };
        let beyond = |side: Side| match open.fetching {
            Some((_, fetching)) if fetching == side => Edge::Loading,
            _ if self.line.is_up() => Edge::More,
            _ => Edge::Offline,
        };
        let empty = state.stretches.newest().is_none();
        let older = if state.local || (!empty && open.window.from <= 1) {
            Edge::End
        } else if empty {
            // Just joined: its first page is on the way.
            if self.line.is_up() {
                Edge::Loading
            } else {
                Edge::Offline
            }
        } else if open.window.from > self.stretch_from(open.conversation, open.window.from) {
            Edge::More
        } else {
            beyond(Side::Older)
        };
        let newer = match open.window.to {
            None => Edge::End,
            Some(to) => match (state.stretches.containing(to), state.stretches.newest()) {
                (Some(here), Some(newest)) if here != newest && here.to <= to => beyond(Side::Newer),
                _ => Edge::More,
            },
        };
        (older, newer)
    }

    fn show(
        &mut self,
        open: &mut OpenTimeline,
        reset: bool,
        focus: Option<MessageId>,
    ) -> Result<(), StoreError> {
        let items = self.timeline_items(open)?;
        if reset {
            open.shown.clear();
            open.shown_edges = None;
        }
        let mut upsert = Vec::new();
        let mut gone: BTreeSet<MessageId> = open.shown.keys().copied().collect();
        for item in items {
            gone.remove(&item.id);
            if open.shown.get(&item.id) != Some(&item) {
                open.shown.insert(item.id, item.clone());
                upsert.push(item);
            }
        }
        for id in &gone {
            open.shown.remove(id);
        }
        let (older, newer) = self.edges(open);
        let edges = Some((older, newer, open.newer_count));
        let scroll_to_end = std::mem::take(&mut open.scroll_to_end);
        let nothing_new = upsert.is_empty() && gone.is_empty() && open.shown_edges == edges;
        if nothing_new && !reset && focus.is_none() && !scroll_to_end {
            return Ok(());
        }
        open.shown_edges = edges;
        self.tell(Update::Timeline(TimelineUpdate {
            conversation: open.conversation,
            reset,
            upsert,
            remove: gone.into_iter().collect(),
            older,
            newer,
            unread_from: open.unread_from,
            focus,
            scroll_to_end,
            newer_count: open.newer_count,
        }));
        Ok(())
    }
}
