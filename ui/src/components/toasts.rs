//! Notices at the edge of the screen; said to screen readers as they come.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use crate::desk::use_desk;

#[component]
pub(crate) fn Toasts() -> Element {
    let desk = use_desk();
    let mut toasts = desk.model.toasts;
    let shown = toasts.read().shown.clone();
    rsx! {
        div { class: "toasts", role: "status", aria_live: "polite",
            for toast in shown {
                div { class: "toast", key: "{toast.id}", "data-testid": "toast",
                    span { class: "toast-text", "{toast.text}" }
                    if let Some(action) = toast.action {
                        button {
                            class: "link-button",
                            onclick: move |_| {
                                desk.ask(action.request.clone());
                                toasts.write().hide(toast.id);
                            },
                            "{action.label}"
                        }
                    }
                    button {
                        class: "icon-button small",
                        aria_label: "Dismiss",
                        onclick: move |_| toasts.write().hide(toast.id),
                        Glyph { icon: Icon::Close, size: 16 }
                    }
                }
            }
        }
    }
}
