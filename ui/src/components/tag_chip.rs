//! A tag in its colour.

use dioxus::prelude::*;
use protocol::Tag;

/// The colours to choose from, as hues.
pub(crate) const HUES: [u16; 10] = [25, 55, 85, 125, 155, 190, 225, 265, 300, 345];

/// Ground and ink of a hue; the tokens say how light and how strong.
pub(crate) fn colours(hue: u16) -> (String, String) {
    (
        format!("oklch(var(--tag-ground) {hue})"),
        format!("oklch(var(--tag-ink) {hue})"),
    )
}

pub(crate) fn tag_chip(tag: &Tag) -> Element {
    let (ground, ink) = colours(tag.hue);
    rsx! {
        span {
            key: "{tag.id}",
            class: "tag-chip one-line",
            dir: "auto",
            "data-testid": "tag-chip",
            background_color: "{ground}",
            color: "{ink}",
            "{tag.name}"
        }
    }
}

/// A dot of the same colour, where the word stands beside it.
#[component]
pub(crate) fn TagDot(hue: u16) -> Element {
    rsx! { span { class: "tag-dot", aria_hidden: "true", background_color: "oklch(var(--tag-dot) {hue})" } }
}
