//! Grey places of what is being fetched; they appear only after 150 ms.

use dioxus::prelude::*;

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
