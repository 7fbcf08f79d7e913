//! The open conversation's timeline: a window onto what is held, moved by scrolling and jumping, refilled from the server at holes.
//!
//! The window holds messages in memory; what they look like is worked out anew at every change and compared with what
//! was shown, so that the UI gets exactly the differences.

mod history;
mod load;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use protocol::{ConversationId, Message, MessageId, Seq};

use crate::engine::Engine;
use crate::input::CallId;
use crate::store::{Store, StoreError};
use crate::ui::{Edge, TimelineItem, TimelineUpdate, Update};

/// Messages loaded at an edge: more than a screen, and few enough that drawing them does not stall a scroll.
const STEP: usize = 30;
/// Messages loaded when a conversation opens at its end.
const FIRST: usize = 40;
/// Read messages shown above the first unread one.
const CONTEXT: usize = 20;
/// More than this in the window, and the far end is let go.
const MOST: usize = 200;
/// Down to this.
const KEEP: usize = 160;

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
    /// `false`: the conversation has yet to arrive.
    pub is_here: bool,
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
    pub(crate) fn new(conversation: ConversationId, opening: u64, read: Seq, is_here: bool) -> Self {
        Self {
            conversation,
            opening,
            is_here,
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
            } else if open.window.to.is_some_and(|to| to < message.seq)
                && message.seq == message.rev
                && message.event.is_none()
            {
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
        let older = if state.local || (!empty && open.window.from <= self.floor(state)) {
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
