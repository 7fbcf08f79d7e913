//! Files that could not be taken on, and why.

use dioxus::prelude::*;
use protocol::ConversationId;

use super::icon::{Glyph, Icon};
use crate::desk::use_desk;

/// `place`: where they were to go.
#[component]
pub(crate) fn Refused(place: ConversationId) -> Element {
    let desk = use_desk();
    let mut attaching = desk.model.attaching;
    let chosen: Vec<_> = attaching.read().of(place).cloned().collect();
    rsx! {
        for chosen in chosen {
            if let Some(words) = chosen.refusal {
                p { key: "{chosen.key}", class: "tray-refused", role: "alert", "data-testid": "tray-refused",
                    Glyph { icon: Icon::Alert, size: 16 }
                    span { class: "tray-refused-words",
                        span { class: "tray-refused-name", dir: "auto", "{chosen.name}" }
                        "{words}"
                    }
                    button {
                        class: "icon-button small",
                        aria_label: "Close",
                        onclick: move |_| { attaching.write().end(chosen.key); },
                        Glyph { icon: Icon::Close, size: 16 }
                    }
                }
            }
        }
    }
}
