//! Where one writes: grows to eight lines, keeps a draft, says when the text is too long before it is sent.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{Activity, ConversationId};

use self::attach::Attach;
use self::banner::Banner;
use self::emoji::{EmojiButton, EmojiPanel};
use self::hand::Hand;
use self::note::{NoteLine, NoteSwitch};
use self::questions::Questions;
use self::read_only::ReadOnly;
use self::suggestions::Suggestions;
use self::toolbar::Toolbar;
use self::tray::Tray;
use self::voice::{Speak, Voice, VoiceBar, standing};
use super::bringing::{self, Purpose};
use super::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::dom::{self, field, files};
use crate::sound::use_sound;
use crate::state::writing::{Refusal, left};

mod attach;
mod banner;
mod emoji;
mod hand;
mod note;
mod questions;
mod read_only;
mod suggestions;
mod toolbar;
mod tray;
pub(crate) mod voice;

/// The field's id.
pub(crate) const FIELD: &str = "composer";

/// `notes`: nothing but notes among coaches is written here. Give it as part of the `key`.
#[component]
pub(crate) fn Composer(conversation: ConversationId, notes: bool) -> Element {
    let desk = use_desk();
    use_hook(|| {
        let mut writing = desk.model.writing;
        writing.write().keep_to_notes(notes);
    });
    let (archived, reads) = {
        let details = desk.model.details.read();
        let here = details.as_ref().filter(|details| details.id == conversation);
        here.map_or((false, false), |details| {
            (details.archived, details.archived || !details.may_post)
        })
    };
    // A coach who may only read can still leave notes.
    let still_notes = reads && !archived && desk.model.is_coach();
    let only_notes = notes || still_notes;
    use_effect(use_reactive!(|only_notes| {
        let mut writing = desk.model.writing;
        if writing.peek().only_notes != only_notes {
            writing.write().keep_to_notes(only_notes);
        }
    }));
    rsx! {
        if reads {
            ReadOnly { archived }
        }
        if !reads || still_notes {
            Desktop { conversation }
        }
    }
}

/// What there is to write with.
#[component]
fn Desktop(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let hand = use_context_provider(|| Hand::new(desk, conversation));
    let now = desk.model.writing.read();
    let editing = now.edit.is_some();
    let busy = editing || now.reply.is_some();
    let note = now.is_note();
    drop(now);
    let folded = !desk
        .preferences
        .read()
        .formatting_bar
        .unwrap_or_else(|| !dom::is_touch());
    let voice = standing(desk, use_sound(), conversation);
    rsx! {
        div {
            class: "composer-frame",
            "data-note": note,
            "data-voice": matches!(voice, Voice::Recording | Voice::Waiting),
            NoteLine {}
            EmojiPanel {}
            Suggestions {}
            LeftOpen {}
            if busy {
                Banner {}
            }
            Tray { conversation }
            if !folded {
                Toolbar {}
            }
            div { class: "composer-row",
                button {
                    class: "icon-button composer-fold",
                    "data-testid": "formatting-bar",
                    title: if folded { "Show formatting" } else { "Hide formatting" },
                    aria_label: "Formatting",
                    aria_expanded: if folded { "false" } else { "true" },
                    onpointerdown: move |event| event.prevent_default(),
                    onclick: move |_| desk.prefer(|preferences| preferences.formatting_bar = Some(folded)),
                    Glyph { icon: Icon::Typography }
                }
                if !editing {
                    Attach { conversation }
                }
                Field {}
                VoiceBar { conversation }
                if voice == Voice::No {
                    Send {}
                } else {
                    Speak { conversation }
                }
            }
            Questions { hand }
        }
    }
}

/// Why nothing went: a placeholder is not filled in.
#[component]
fn LeftOpen() -> Element {
    let hand = use_context::<Hand>();
    let open = hand.now.read().open;
    rsx! {
        if let Some(open) = open {
            p { class: "left-open", role: "alert", "data-testid": "left-open",
                Glyph { icon: Icon::Alert, size: 16 }
                "Fill in {{{open.as_str()}}} before sending."
            }
        }
    }
}

#[component]
fn Field() -> Element {
    let desk = use_desk();
    let hand = use_context::<Hand>();
    let mut writing = desk.model.writing;
    let conversation = hand.conversation;
    let (text, hint) = {
        let writing = writing.read();
        let caption = writing.edit.is_none() && !writing.files.is_empty();
        let hint = match (writing.is_note(), caption) {
            (true, _) => "Note for coaches",
            (false, true) => "Add a caption",
            (false, false) => "Message",
        };
        (writing.text.clone(), hint)
    };
    let limit = desk.model.limits().message_chars;
    let left = left(&text, limit);
    let over = left.is_some_and(|left| left < 0);
    let (choosing, marked) = {
        let now = hand.now.read();
        (now.is_choosing(), now.at)
    };
    rsx! {
        div { class: "composer-field", "data-over": over, "data-text": "{text}",
            textarea {
                id: FIELD,
                class: "composer",
                "data-testid": "composer",
                rows: "1",
                dir: "auto",
                placeholder: hint,
                aria_label: if hint == "Note for coaches" { hint } else { "Message" },
                aria_invalid: if over { "true" } else { "false" },
                aria_autocomplete: "list",
                aria_controls: if choosing { suggestions::LIST },
                aria_activedescendant: if choosing { suggestions::option_id(marked) },
                enterkeyhint: if desk.preferences.read().enter_sends { "send" } else { "enter" },
                value: "{text}",
                oninput: move |event| {
                    writing.write().text = event.value();
                    hand.typed();
                },
                onkeydown: move |event| hand.pressed(&event),
                onkeyup: move |_| hand.look(),
                onclick: move |_| hand.look(),
                onselect: move |_| hand.look(),
                onfocus: move |_| {
                    // On a phone the keyboard comes in place of the emoji.
                    let mut emoji = hand.emoji;
                    if dom::is_touch() && *emoji.peek() {
                        emoji.set(false);
                    }
                    hand.look();
                },
                onpaste: move |event| {
                    let files = files::pasted(&event);
                    if files.is_empty() {
                        hand.paste(&event, field::pasted(&event));
                    } else {
                        event.prevent_default();
                        bringing::add(desk, Purpose::Message(conversation), files);
                    }
                },
                onblur: move |_| {
                    hand.stop_typing();
                    desk.ask(Request::Activity { conversation, activity: Activity::Idle });
                },
            }
            NoteSwitch {}
            EmojiButton {}
            if let Some(left) = left {
                span { class: "composer-count number", role: "status", "data-testid": "composer-count", "data-over": over,
                    if over { "{-left} too many" } else { "{left} left" }
                }
            }
        }
    }
}

#[component]
fn Send() -> Element {
    let desk = use_desk();
    let hand = use_context::<Hand>();
    let now = desk.model.writing.read();
    let refusal = now.refusal(desk.model.limits().message_chars);
    let (editing, note) = (now.edit.is_some(), now.note);
    let preparing = !editing && desk.model.attaching.read().busy(hand.conversation) > 0;
    let label = match refusal {
        _ if preparing => "Preparing the files".into(),
        Some(Refusal::TooLong(over)) => format!("Too long: {over} characters over"),
        _ if editing => "Save the edit".into(),
        _ if note => "Add the note".into(),
        _ => "Send".into(),
    };
    rsx! {
        button {
            class: "send",
            "data-testid": "send",
            title: "{label}",
            aria_label: "{label}",
            disabled: refusal.is_some() || preparing,
            // The keyboard of a phone stays open.
            onpointerdown: move |event| event.prevent_default(),
            onclick: move |_| hand.send(),
            Glyph { icon: if editing { Icon::Check } else { Icon::Send } }
        }
    }
}
