//! What happens at the field: keys, the formatting bar, the list of suggestions, pasting, sending. The field's text and selection
//! are the browser's; every change of them goes through it, so that its undo takes them back.

use std::ops::Range;

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{Activity, ConversationId};

use super::FIELD;
use crate::desk::Desk;
use crate::dom::{self, field, keyboard};
use crate::format::paste;
use crate::state::keys::{self, Command, Situation};
use crate::state::suggest::{self, Offer};
use crate::state::typed::{self, Change, Format, Standing};
use crate::state::writing::Question;

/// The open composer.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Hand {
    desk: Desk,
    pub conversation: ConversationId,
    /// What is selected, in bytes.
    selected: Signal<Range<usize>>,
    pub standing: Memo<Standing>,
    pub offer: Memo<Offer>,
    /// The suggestion that Enter takes.
    pub at: Signal<usize>,
    /// The caret stands where something has just been typed: only then a list opens.
    typing: Signal<bool>,
    /// Where a list was closed: it does not open again there.
    closed: Signal<Option<usize>>,
    pub asked: Signal<Option<Question>>,
}

impl Hand {
    /// Call inside the composer.
    pub(super) fn new(desk: Desk, conversation: ConversationId) -> Self {
        let selected = Signal::new(0..0);
        let standing = Memo::new(move || {
            let now = desk.model.writing.read();
            typed::stands(&now.text, selected.read().clone())
        });
        let offer = Memo::new(move || {
            let now = desk.model.writing.read();
            let selected = selected.read();
            let code = standing.read().has(Format::Code) || standing.read().has(Format::CodeBlock);
            if code || !selected.is_empty() || now.text.is_empty() {
                return Offer::default();
            }
            suggest::offer(&now.text, selected.end, &now.known)
        });
        Self {
            desk,
            conversation,
            selected,
            standing,
            offer,
            at: Signal::new(0),
            typing: Signal::new(false),
            closed: Signal::new(None),
            asked: Signal::new(None),
        }
    }

    pub(super) fn is_choosing(&self) -> bool {
        let offer = self.offer.read();
        *self.typing.read() && !offer.suggestions.is_empty() && *self.closed.read() != Some(offer.at.start)
    }

    /// Takes over what is selected now.
    pub(super) fn look(mut self) {
        let Some((_, selected)) = field::read(FIELD) else {
            return;
        };
        if *self.selected.peek() != selected {
            self.selected.set(selected);
            self.stop_typing();
        }
    }

    /// The caret went elsewhere, or the field lost it.
    pub(super) fn stop_typing(mut self) {
        if *self.typing.peek() {
            self.typing.set(false);
        }
    }

    /// The text has changed: `writing` has it already.
    pub(super) fn typed(mut self) {
        let before = self.offer.peek().at.start;
        self.look();
        self.typing.set(true);
        let start = self.offer.peek().at.start;
        // A list closes at one place; another one may open elsewhere, or here when the sign is typed anew.
        if self.offer.peek().suggestions.is_empty() || *self.closed.peek() != Some(start) {
            self.closed.set(None);
        }
        if start != before || self.at.peek().ge(&self.offer.peek().suggestions.len()) {
            self.at.set(0);
        }
        let writing = self.desk.model.writing.peek();
        if let Some(change) = suggest::closed_emoji(&writing.text, self.selected.peek().end) {
            self.apply(change);
        }
        if writing.edit.is_some() {
            return;
        }
        let activity = if writing.text.is_empty() {
            Activity::Idle
        } else {
            Activity::Typing
        };
        drop(writing);
        self.desk.ask(Request::Activity {
            conversation: self.conversation,
            activity,
        });
        self.keep_draft();
    }

    pub(super) fn pressed(self, event: &KeyboardEvent) {
        let pressed = keyboard::pressed(event);
        let now = {
            let writing = self.desk.model.writing.peek();
            Situation {
                writing: true,
                choosing: self.is_choosing(),
                empty: writing.text.is_empty(),
                selected: field::read(FIELD).is_some_and(|(_, selected)| !selected.is_empty()),
                busy: writing.edit.is_some() || writing.reply.is_some(),
                enter_sends: self.desk.preferences.peek().enter_sends,
                ..Situation::default()
            }
        };
        if let Some(command) = keys::find(pressed.key(), now)
            && self.perform(command)
        {
            event.prevent_default();
        }
    }

    /// Does what a key says; `false` leaves it to others.
    fn perform(mut self, command: Command) -> bool {
        let count = self.offer.peek().suggestions.len();
        let at = *self.at.peek();
        match command {
            Command::ChooseNext => self.mark((at + 1) % count.max(1)),
            Command::ChoosePrevious => self.mark((at + count.max(1) - 1) % count.max(1)),
            Command::Choose => self.take(at),
            Command::ChooseNothing => self.choose_nothing(),
            Command::Send => self.send(),
            Command::Format(format) => self.format(format),
            Command::Leave => self.leave(),
            Command::Line => {
                let Some((text, selected)) = field::read(FIELD) else {
                    return false;
                };
                let Some(change) = typed::next_line(&text, selected) else {
                    return false;
                };
                self.apply(change);
            }
            Command::EditLast => {
                let Some(item) = self.desk.model.timeline.peek().last_own().cloned() else {
                    return false;
                };
                self.desk.model.writing.write().start_edit(&item);
                dom::focus_later(FIELD);
            }
            _ => return false,
        }
        true
    }

    fn mark(mut self, index: usize) {
        self.at.set(index);
        dom::reveal(".suggestion[aria-selected=true]");
    }

    pub(super) fn take(self, index: usize) {
        if let Some(change) = self.offer.peek().take(index) {
            self.apply(change);
        }
    }

    fn choose_nothing(mut self) {
        let start = self.offer.peek().at.start;
        if self.is_choosing() {
            self.closed.set(Some(start));
        }
    }

    pub(super) fn format(self, format: Format) {
        let Some((text, selected)) = field::read(FIELD) else {
            return;
        };
        match typed::change(format, &text, selected) {
            Some(change) => self.apply(change),
            None => dom::focus_later(FIELD),
        }
    }

    /// Changes the field as if it had been typed.
    fn apply(self, change: Change) {
        let Some((text, _)) = field::read(FIELD) else {
            return;
        };
        field::replace_later(FIELD, text, change.at, change.with, change.select);
        dom::later(move || self.look());
    }

    /// An address over words makes a link; lists, links and formatting of other pages become typed text.
    pub(super) fn paste(self, event: &ClipboardEvent, pasted: Option<(String, String)>) {
        let (Some((plain, html)), Some((text, selected))) = (pasted, field::read(FIELD)) else {
            return;
        };
        let change = typed::paste_address(&text, selected.clone(), &plain)
            .or_else(|| typed::paste_text(&text, selected, &paste::read(&html)?));
        if let Some(change) = change {
            event.prevent_default();
            self.apply(change);
        }
    }

    /// Gives up the edit or the reply.
    pub(super) fn leave(mut self) {
        self.desk.model.writing.write().leave();
        self.keep_draft();
        dom::focus_later(FIELD);
    }

    fn keep_draft(self) {
        let draft = self.desk.model.writing.peek().draft();
        if let Some(draft) = draft {
            self.desk.ask(draft);
        }
    }

    /// Sends, or asks first.
    pub(super) fn send(mut self) {
        let question = self.desk.model.writing.peek().question();
        match question {
            Some(question) => self.asked.set(Some(question)),
            None => self.send_now(),
        }
    }

    /// What the engine could not take comes back into the field.
    pub(super) fn send_now(self) {
        let desk = self.desk;
        let mut writing = desk.model.writing;
        let limit = desk.model.limits().message_chars;
        let before = writing.peek().clone();
        let Some(request) = writing.write().send(limit) else {
            return;
        };
        spawn(async move {
            if desk.asked(request).await.is_none() {
                let mut now = writing.write();
                if now.conversation == before.conversation && now.text.is_empty() {
                    *now = before;
                }
            }
        });
    }
}
