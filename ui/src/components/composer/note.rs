//! A note among coaches instead of a message: the switch in the field, and the line that leaves no doubt.

use dioxus::prelude::*;

use super::hand::Hand;
use crate::components::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::format::face::first_name;

/// For coaches, where both can be written.
#[component]
pub(super) fn NoteSwitch() -> Element {
    let desk = use_desk();
    let hand = use_context::<Hand>();
    let (on, offered) = {
        let writing = desk.model.writing.read();
        (writing.note, writing.edit.is_none() && !writing.only_notes)
    };
    if !offered || !desk.model.is_coach() {
        return rsx! {};
    }
    let label = if on {
        "Write a message instead"
    } else {
        "Note for coaches"
    };
    rsx! {
        button {
            class: "icon-button note-switch",
            title: label,
            aria_label: "Note for coaches",
            aria_pressed: if on { "true" } else { "false" },
            "data-testid": "note-switch",
            onpointerdown: move |event| event.prevent_default(),
            onclick: move |_| hand.turn(),
            Glyph { icon: Icon::Note }
        }
    }
}

/// Above the field while a note is written.
#[component]
pub(super) fn NoteLine() -> Element {
    let desk = use_desk();
    let hand = use_context::<Hand>();
    let (note, may_turn) = {
        let writing = desk.model.writing.read();
        (writing.is_note(), writing.edit.is_none() && !writing.only_notes)
    };
    if !note {
        return rsx! {};
    }
    let rows = desk.model.rows.read();
    let client = rows
        .get(hand.conversation)
        .filter(|row| row.client.is_some())
        .map(|row| first_name(&row.title).to_owned());
    drop(rows);
    rsx! {
        div { class: "note-line", role: "status", "data-testid": "note-line",
            Glyph { icon: Icon::Lock, size: 16 }
            p { class: "note-words",
                if let Some(name) = client.as_ref() {
                    "Only coaches see this note. {name} doesn't."
                } else {
                    "Only coaches see this note. The others here don't."
                }
            }
            if may_turn {
                button {
                    class: "link-button",
                    "data-testid": "note-off",
                    onpointerdown: move |event| event.prevent_default(),
                    onclick: move |_| hand.turn(),
                    "Write a message"
                }
            }
        }
    }
}
