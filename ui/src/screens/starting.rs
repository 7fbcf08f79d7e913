//! Before anything is known: the places, grey. The same as the page shows before the program.

use dioxus::prelude::*;

use crate::components::skeleton::{BubbleBones, RowBones};

#[component]
pub(crate) fn Starting() -> Element {
    rsx! {
        div { class: "boot", role: "status", aria_label: "Starting",
            div { class: "boot-rail" }
            div { class: "boot-list", RowBones { count: 9 } }
            div { class: "boot-conversation", BubbleBones {} }
        }
    }
}
