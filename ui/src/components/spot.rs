//! What goes on in the open conversation besides its messages: the menu and the dialog of one of them, the way back after a
//! jump, the bar that is drawn where the pointer is.

use dioxus::prelude::*;
use engine::ui::{Place, Request};
use protocol::{ConversationId, MessageId, Timestamp, rights};

use super::message::{element_id, quote_of};
use super::pictures::open_first;
use crate::desk::Desk;
use crate::dom;
use crate::dom::scroll;
use crate::format::times::moment;
use crate::state::acts::{Act, Here, acts};
use crate::state::layout::Shared;
use crate::state::members::may;
use crate::state::toasts::Action;
use crate::state::way_back::WayBack;

/// The timeline's element.
pub(crate) const TIMELINE: &str = "timeline";

/// What a menu shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Acts,
    Emojis,
    FollowUp,
}

/// Where a menu is open, and for which message.
#[derive(Clone, PartialEq)]
pub(crate) struct MenuAt {
    pub item: Shared,
    /// The pointer's place; `None` for a sheet.
    pub at: Option<(f64, f64)>,
    pub page: Page,
}

/// A dialog about a message.
#[derive(Clone, PartialEq)]
pub(crate) enum Asked {
    Delete(Shared),
    Forward(Shared),
    Info(Shared),
    History(Shared),
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub menu: Signal<Option<MenuAt>>,
    pub asked: Signal<Option<Asked>>,
    pub way_back: Signal<WayBack>,
    /// The one message that has its bar: it was pointed at last, or has the focus.
    near: CopyValue<Option<Signal<bool>>>,
}

/// What this person may do in the open conversation.
pub(crate) fn here(desk: Desk) -> Here {
    let details = desk.model.details.read();
    let me = desk.model.my_id();
    details.as_ref().map_or_else(Here::default, |details| Here {
        may_post: details.may_post,
        coach: desk.model.is_coach(),
        may_react: may(details, me, rights::Act::React),
    })
}

impl Spot {
    pub(crate) fn new() -> Self {
        Self {
            menu: Signal::new(None),
            asked: Signal::new(None),
            way_back: Signal::new(WayBack::default()),
            near: CopyValue::new(None),
        }
    }

    /// A message gets its bar, and the one that had it loses it.
    pub(crate) fn come_near(mut self, mut message: Signal<bool>) {
        if *message.peek() {
            return;
        }
        if let Some(mut before) = self.near.replace(Some(message))
            && let Ok(mut before) = before.try_write()
        {
            *before = false; // still drawn
        }
        message.set(true);
    }

    /// Opens the menu, when there is something to choose.
    pub(crate) fn open_menu(mut self, desk: Desk, item: Shared, at: Option<(f64, f64)>, page: Page) {
        let acts = acts(&item.0, here(desk));
        let wanted = match page {
            Page::Acts => !acts.is_empty(),
            Page::Emojis => acts.contains(&Act::React),
            Page::FollowUp => acts.contains(&Act::FollowUp),
        };
        if wanted {
            self.menu.set(Some(MenuAt { item, at, page }));
        }
    }

    /// Does it, if it is allowed, and closes the menu, unless the menu goes on.
    pub(crate) fn perform(mut self, desk: Desk, act: Act, item: &Shared) {
        if !acts(&item.0, here(desk)).contains(&act) {
            return;
        }
        let page = match act {
            Act::React => Some(Page::Emojis),
            Act::FollowUp => Some(Page::FollowUp),
            _ => None,
        };
        if let Some(page) = page {
            let open = self.menu.peek().as_ref().map(|menu| menu.at);
            let place = || dom::focus::place_of(&element_id(item.0.id)).filter(|_| !dom::is_touch());
            let at = open.unwrap_or_else(place);
            self.open_menu(desk, item.clone(), at, page);
            return;
        }
        self.menu.set(None);
        let Some(conversation) = *desk.open.peek() else {
            return;
        };
        let message = item.0.id;
        match act {
            Act::React | Act::FollowUp => {}
            Act::Reply => reply(desk, item),
            Act::Edit => {
                let mut writing = desk.model.writing;
                writing.write().start_edit(&item.0);
                dom::focus_later("composer");
            }
            Act::View => open_first(desk, item),
            Act::Save => {
                for view in &item.0.files {
                    desk.save(view.file.id, view.file.name.clone());
                }
            }
            Act::Keep => {
                let mut keeping = desk.keeping;
                keeping.set(item.0.files.iter().map(|view| view.file.clone()).collect());
            }
            Act::Copy => desk.copy(item.0.body.text.clone()),
            Act::CopyMarkdown => desk.copy(markup::to_typed(&item.0.body)),
            Act::Forward => self.asked.set(Some(Asked::Forward(item.clone()))),
            Act::Pin => desk.ask(Request::PinMessage {
                conversation,
                message,
                pinned: !item.0.pinned,
            }),
            Act::Star => desk.ask(Request::StarMessage {
                conversation,
                message,
                starred: !item.0.starred,
                follow_up_at: item.0.follow_up_at,
            }),
            Act::Info => self.asked.set(Some(Asked::Info(item.clone()))),
            Act::History => self.asked.set(Some(Asked::History(item.clone()))),
            Act::Delete => self.asked.set(Some(Asked::Delete(item.clone()))),
        }
    }

    /// Sets one's own emoji, or takes it back.
    pub(crate) fn react(mut self, desk: Desk, item: &Shared, emoji: &str) {
        self.menu.set(None);
        let Some(conversation) = *desk.open.peek() else {
            return;
        };
        if !acts(&item.0, here(desk)).contains(&Act::React) {
            return;
        }
        let mut reactions = item.0.reactions.iter();
        let own = reactions.any(|reaction| reaction.own && reaction.emoji == emoji);
        desk.ask(Request::React {
            conversation,
            message: item.0.id,
            emoji: emoji.to_owned(),
            on: !own,
        });
    }

    /// Comes back to a message then; `None`: not any more.
    pub(crate) fn follow_up(mut self, desk: Desk, item: &Shared, at: Option<Timestamp>) {
        self.menu.set(None);
        let Some(conversation) = *desk.open.peek() else {
            return;
        };
        let request = |follow_up_at| Request::StarMessage {
            conversation,
            message: item.0.id,
            starred: item.0.starred,
            follow_up_at,
        };
        desk.ask(request(at));
        let words = at.map_or_else(
            || "Follow-up taken off".to_owned(),
            |at| format!("Comes back {}", moment(&desk.model.clock, at)),
        );
        let undo = Action {
            label: "Undo",
            request: request(item.0.follow_up_at),
        };
        desk.say_with(words, Some(undo));
    }

    /// Leads to a message. The way back is to `from`, else to what is last in sight.
    pub(crate) fn jump(mut self, desk: Desk, message: MessageId, from: Option<MessageId>) {
        let timeline = desk.model.timeline.peek();
        let place = match from {
            Some(from) => timeline.get(from).cloned(),
            None => scroll::view(TIMELINE).and_then(|view| timeline.at(view.seen_seq).cloned()),
        };
        drop(timeline);
        if let Some(item) = place
            && let Place::Sent(seq) = item.place
            && item.id != message
        {
            self.way_back.write().leave(item.id, seq);
        }
        desk.ask(Request::JumpTo { message });
    }

    /// To where the last jump was made from.
    pub(crate) fn go_back(mut self, desk: Desk) {
        let message = self.way_back.write().take();
        if let Some(message) = message {
            desk.ask(Request::JumpTo { message });
        }
    }
}

/// Begins a reply.
pub(crate) fn reply(desk: Desk, item: &Shared) {
    let mut writing = desk.model.writing;
    writing.write().reply_to(quote_of(&item.0), item.0.staff_only);
    keep_written(desk);
    dom::focus_later("composer");
}

/// Has what stands in the composer kept: a draft at the engine, a note here.
pub(crate) fn keep_written(desk: Desk) {
    let mut notes = desk.model.notes;
    let writing = desk.model.writing.peek();
    if desk.model.is_coach() {
        let mut kept = notes.peek().clone();
        writing.keep_note(&mut kept);
        if *notes.peek() != kept {
            notes.set(kept);
        }
    }
    if let Some(draft) = writing.draft() {
        drop(writing);
        desk.ask(draft);
    }
}

/// Unpins from the list of the pinned, where there is no message at hand.
pub(crate) fn unpin(desk: Desk, conversation: ConversationId, message: MessageId) {
    let request = |pinned| Request::PinMessage {
        conversation,
        message,
        pinned,
    };
    desk.ask(request(false));
    let undo = Action {
        label: "Undo",
        request: request(true),
    };
    desk.say_with("Unpinned", Some(undo));
}
