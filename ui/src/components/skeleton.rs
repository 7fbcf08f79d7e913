//! Grey places of what is being fetched; they appear only after 150 ms.

use dioxus::prelude::*;

const WIDTHS: [&str; 4] = ["w-60", "w-40", "w-80", "w-60"];

/// Rows of a list.
#[component]
pub(crate) fn RowBones(count: usize) -> Element {
    rsx! {
        div { class: "bones", aria_hidden: "true",
            for (index, width) in WIDTHS.iter().cycle().take(count).enumerate() {
                div { class: "row", key: "{index}",
                    div { class: "bone round" }
                    div { class: "row-words",
                        div { class: "bone line w-40" }
                        div { class: "bone line {width}" }
                    }
                }
            }
        }
    }
}

/// Bubbles of a conversation.
#[component]
pub(crate) fn BubbleBones() -> Element {
    rsx! {
        div { class: "bones bubble-bones", aria_label: "Loading messages", role: "status",
            for (index, (side, width)) in [("other", "w-40"), ("other", "w-60"), ("own", "w-30"), ("other", "w-40"), ("own", "w-60"), ("own", "w-30")].into_iter().enumerate() {
                div { class: "bone bubble-bone {side} {width}", key: "{index}" }
            }
        }
    }
}
