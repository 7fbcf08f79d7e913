//! A person or a group as initials on their colour.

use dioxus::prelude::*;

use crate::format::face::{face_colour, initials};

/// `size` in CSS pixels: 28, 36, 44 or 72. The name stands beside it, so it is hidden from screen readers.
#[component]
pub(crate) fn Avatar(
    id: u128,
    name: String,
    #[props(default = 44)] size: u8,
    #[props(default)] group: bool,
) -> Element {
    let shape = if group { " group" } else { "" };
    rsx! {
        span { class: "avatar size-{size} face-{face_colour(id)}{shape}", aria_hidden: "true", "{initials(&name)}" }
    }
}
