//! The emoji picker of the composer: a button in the field, a panel above it, on a phone in place of the keyboard.

use dioxus::prelude::*;

use super::hand::Hand;
use crate::components::emoji_picker::EmojiPicker;
use crate::components::icon::{Glyph, Icon};
use crate::dom;

#[component]
pub(super) fn EmojiButton() -> Element {
    let hand = use_context::<Hand>();
    let mut open = hand.emoji;
    let is_open = *open.read();
    rsx! {
        button {
            class: "icon-button emoji-button",
            title: "Emoji",
            aria_label: "Emoji",
            aria_expanded: if is_open { "true" } else { "false" },
            "data-testid": "emoji-open",
            onpointerdown: move |event| event.prevent_default(),
            onclick: move |_| {
                open.set(!is_open);
                if is_open {
                    dom::focus_later(super::FIELD);
                } else if dom::is_touch() {
                    dom::blur_later(super::FIELD); // the keyboard makes room
                }
            },
            Glyph { icon: Icon::Smile }
        }
    }
}

#[component]
pub(super) fn EmojiPanel() -> Element {
    let hand = use_context::<Hand>();
    let mut open = hand.emoji;
    if !*open.read() {
        return rsx! {};
    }
    rsx! {
        // A click beside it closes it; the composer itself stays within reach.
        div { class: "emoji-veil", aria_hidden: "true", onpointerdown: move |_| open.set(false) }
        div { class: "emoji-panel",
            EmojiPicker {
                on_pick: move |picked: crate::components::emoji_picker::Picked| {
                    hand.insert(&picked.emoji);
                    if picked.done {
                        open.set(false);
                    }
                },
                on_close: move |()| {
                    open.set(false);
                    dom::focus_later(super::FIELD);
                },
            }
        }
    }
}
