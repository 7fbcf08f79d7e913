//! A saved text on one line, its placeholders as chips.

use dioxus::prelude::*;

use crate::state::templates::{Part, label, parts};

/// As much as any row shows.
const CHARS: usize = 120;

#[component]
pub(crate) fn Parts(text: String) -> Element {
    rsx! {
        for (index, part) in parts(&text, CHARS).into_iter().enumerate() {
            match part {
                Part::Words(words) => rsx! { span { key: "{index}", "{words}" } },
                Part::Blank(placeholder) => rsx! { span { key: "{index}", class: "blank", {label(placeholder)} } },
            }
        }
    }
}
