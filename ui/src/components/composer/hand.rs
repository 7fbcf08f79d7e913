//! What happens at the field: keys, the formatting bar, the list of suggestions, pasting, sending. The field's text and selection
//! are the browser's; every change of them goes through it, so that its undo takes them back.

use std::ops::Range;

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::{Reply, Request};
use markup::Placeholder;
use protocol::{Activity, ConversationId, TemplateId};

use super::FIELD;
use crate::components::spot::keep_written;
use crate::desk::Desk;
use crate::dom::{self, field, keyboard};
use crate::format::paste;
use crate::state::keys::{self, Command, Situation};
use crate::state::suggest::{self, Offer};
use crate::state::templates;
use crate::state::typed::{self, Change, Format, Standing};
use crate::state::writing::Question;

/// What is known of the field between two keys.
#[derive(Clone, Default)]
pub(super) struct Now {
    text: String,
    /// In bytes.
    selected: Range<usize>,
    pub standing: Standing,
    pub offer: Offer,
    /// The suggestion that Enter takes.
    pub at: usize,
    /// The caret stands where something has just been typed: only then a list opens.
    typing: bool,
    /// Where a list was closed: it does not open again there.
    closed: Option<usize>,
    pub asked: Option<Question>,
    /// It stops the text from going, and stands selected.
    pub open: Option<Placeholder>,
}

impl Now {
    pub(super) fn is_choosing(&self) -> bool {
        self.typing && !self.offer.suggestions.is_empty() && self.closed != Some(self.offer.at.start)
    }
}

/// The open composer.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Hand {
    desk: Desk,
    pub conversation: ConversationId,
    pub now: Signal<Now>,
    /// The emoji picker is open.
    pub emoji: Signal<bool>,
}

impl Hand {
    /// Call inside the composer.
    pub(super) fn new(desk: Desk, conversation: ConversationId) -> Self {
        Self {
            desk,
            conversation,
            now: Signal::new(Now::default()),
            emoji: Signal::new(false),
        }
    }

    pub(super) fn ask(mut self, question: Option<Question>) {
        self.now.write().asked = question;
    }

    pub(super) fn point_at(mut self, index: usize) {
        if self.now.peek().at != index {
            self.now.write().at = index;
        }
    }

    /// Takes over what the field holds now.
    pub(super) fn look(mut self) {
        let Some((text, selected)) = field::read(FIELD) else {
            return;
        };
        let same = {
            let now = self.now.peek();
            now.text == text && now.selected == selected
        };
        if same {
            return;
        }
        let standing = typed::stands(&text, selected.clone());
        let code = standing.has(Format::Code) || standing.has(Format::CodeBlock);
        let offer = if code || !selected.is_empty() {
            Offer::default()
        } else {
            let tone = self.desk.preferences.peek().skin_tone;
            let offer = suggest::offer(&text, selected.end, &self.desk.model.writing.peek().known, tone);
            if offer.suggestions.is_empty() && self.desk.model.writing.peek().edit.is_none() {
                suggest::templates(&text, selected.end, &self.desk.model.library.peek())
            } else {
                offer
            }
        };
        let mut now = self.now.write();
        // Another place, or another list.
        if offer.at.start != now.offer.at.start || now.at >= offer.suggestions.len() {
            now.at = 0;
        }
        // A list that was closed may open elsewhere, or here when the sign is typed anew.
        if offer.suggestions.is_empty() || now.closed != Some(offer.at.start) {
            now.closed = None;
        }
        now.typing = now.text != text;
        (now.text, now.selected, now.standing, now.offer) = (text, selected, standing, offer);
    }

    /// The text has become another one than by typing; looks when it stands in the field.
    fn look_later(self) {
        dom::focus_later(FIELD);
        dom::later(move || self.look_and_rest());
    }

    /// The caret went elsewhere, or the field lost it.
    pub(super) fn stop_typing(mut self) {
        if self.now.peek().typing {
            self.now.write().typing = false;
        }
    }

    /// The text has changed: `writing` has it already.
    pub(super) fn typed(mut self) {
        if self.now.peek().open.is_some() {
            self.now.write().open = None;
        }
        self.look();
        let writing = self.desk.model.writing.peek();
        let tone = self.desk.preferences.peek().skin_tone;
        if let Some(change) = suggest::closed_emoji(&writing.text, self.now.peek().selected.end, tone) {
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
        let note = writing.note;
        drop(writing);
        // Who writes a note is not seen writing.
        if !note {
            self.desk.ask(Request::Activity {
                conversation: self.conversation,
                activity,
            });
        }
        self.keep_draft();
    }

    pub(super) fn pressed(self, event: &KeyboardEvent) {
        let pressed = keyboard::pressed(event);
        let now = {
            let writing = self.desk.model.writing.peek();
            Situation {
                writing: true,
                choosing: self.now.peek().is_choosing(),
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
        let (count, at) = {
            let now = self.now.peek();
            (now.offer.suggestions.len(), now.at)
        };
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
                self.look_later();
            }
            _ => return false,
        }
        true
    }

    fn mark(self, index: usize) {
        self.point_at(index);
        dom::reveal(".suggestion[aria-selected=true]");
    }

    pub(super) fn take(self, index: usize) {
        let (template, change) = {
            let now = self.now.peek();
            (now.offer.template(index), now.offer.take(index))
        };
        if let (Some(template), Some(change)) = (template, &change) {
            self.use_template(template, change.at.clone());
        } else if let Some(change) = change {
            self.apply(change);
        }
    }

    /// Opens the list of saved messages where the caret is.
    pub(super) fn begin_template(self) {
        let Some((text, at)) = field::read(FIELD) else {
            return;
        };
        let before = text.get(..at.start).and_then(|before| before.chars().next_back());
        self.insert(if before.is_none_or(char::is_whitespace) {
            "/"
        } else {
            " /"
        });
    }

    /// A saved message in place of its name. Its files come to the composer by themselves. What it leaves open is selected: the next
    /// letter begins to fill it in.
    fn use_template(self, template: TemplateId, at: Range<usize>) {
        let desk = self.desk;
        let conversation = self.conversation;
        let Some((before, _)) = field::read(FIELD) else {
            return;
        };
        // The list that it was taken from is gone by then.
        spawn_forever(async move {
            let request = Request::UseTemplate {
                conversation,
                template,
            };
            let Some(Reply::Text { text }) = desk.asked(request).await else {
                return;
            };
            if desk.model.writing.peek().conversation != Some(conversation) {
                return;
            }
            let end = at.start + text.len();
            let open =
                templates::left_open(&text).map(|(_, open)| at.start + open.start..at.start + open.end);
            field::replace_later(FIELD, before, at, text, open.unwrap_or(end..end));
            dom::later(move || self.look_and_rest());
        });
    }

    /// Takes over what has come into the field; no list opens for it.
    fn look_and_rest(self) {
        self.look();
        self.stop_typing();
    }

    fn choose_nothing(mut self) {
        let mut now = self.now.write();
        now.closed = Some(now.offer.at.start);
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

    /// Puts an emoji where the caret is. Under a finger the keyboard stays away.
    pub(super) fn insert(self, emoji: &str) {
        let Some((text, at)) = field::read(FIELD) else {
            return;
        };
        let caret = at.start + emoji.len();
        if dom::is_touch() {
            field::write_later(FIELD, text, at, emoji.to_owned());
            dom::later(move || self.look());
        } else {
            self.apply(Change {
                at,
                with: emoji.to_owned(),
                select: caret..caret,
            });
        }
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
        self.look_later();
    }

    /// From the message to a note among coaches, or back.
    pub(super) fn turn(mut self) {
        self.desk.model.writing.write().turn();
        keep_written(self.desk);
        self.look_later();
    }

    fn keep_draft(self) {
        keep_written(self.desk);
    }

    /// Sends, or asks first. Files that are being prepared go along: it waits for them.
    pub(super) fn send(self) {
        let attaching = self.desk.model.attaching.peek().busy(self.conversation) > 0;
        if attaching && self.desk.model.writing.peek().edit.is_none() {
            return;
        }
        if self.is_left_open() {
            return;
        }
        let question = self.desk.model.writing.peek().question();
        match question {
            Some(_) => self.ask(question),
            None => self.send_now(),
        }
    }

    /// A placeholder is not filled in: nothing goes, and it stands selected.
    fn is_left_open(mut self) -> bool {
        let writing = self.desk.model.writing.peek();
        let open = templates::left_open(&writing.text).filter(|_| writing.edit.is_none());
        let text = writing.text.clone();
        drop(writing);
        let Some((placeholder, at)) = open else {
            return false;
        };
        self.now.write().open = Some(placeholder);
        field::replace_later(FIELD, text, at.start..at.start, String::new(), at);
        true
    }

    /// What the engine could not take comes back into the field.
    pub(super) fn send_now(self) {
        let desk = self.desk;
        let mut writing = desk.model.writing;
        let limit = desk.model.limits().message_chars;
        let before = writing.peek().clone();
        let requests = writing.write().send(limit);
        let after = writing.peek().clone();
        if after.note {
            self.keep_draft();
        }
        self.look_later();
        // The button that sends gives way to the microphone when the field is empty, and its tasks with it.
        spawn_forever(async move {
            for request in requests {
                if desk.asked(request).await.is_some() {
                    continue;
                }
                let edited = before.edit.as_ref().map(|edit| edit.message);
                let gone = edited.is_some_and(|message| {
                    let timeline = desk.model.timeline.peek();
                    timeline.get(message).is_some_and(|item| item.deleted)
                });
                writing.write().come_back(before, &after, gone);
                if gone || after.note {
                    self.keep_draft();
                }
                return;
            }
        });
    }
}
