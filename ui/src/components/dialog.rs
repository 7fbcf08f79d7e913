//! A dialog on the native element: the browser keeps the focus inside and gives it back; Escape and a click beside it close it.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use super::toasts::Toasts;
use crate::dom;

/// Open for as long as it is drawn. `id` must be unique in the page.
#[component]
pub(crate) fn Frame(
    id: String,
    title: String,
    /// Where to begin; else at the title.
    focus: Option<String>,
    on_close: EventHandler<()>,
    children: Element,
) -> Element {
    let shown = id.clone();
    let backdrop = id.clone();
    use_drop(dom::focus::give_back);
    rsx! {
        dialog {
            id: "{id}",
            class: "dialog",
            aria_labelledby: "{id}-title",
            onmounted: move |_| dom::show_modal(shown.clone(), focus.clone()),
            oncancel: move |event| {
                event.prevent_default();
                on_close.call(());
            },
            onpointerdown: move |event| {
                if dom::is_target(&event, &backdrop) {
                    on_close.call(());
                }
            },
            div { class: "dialog-body",
                header { class: "dialog-header",
                    h2 { id: "{id}-title", class: "dialog-title", tabindex: "-1", autofocus: true, "{title}" }
                    button {
                        class: "icon-button",
                        aria_label: "Close",
                        onclick: move |_| on_close.call(()),
                        Glyph { icon: Icon::Close }
                    }
                }
                {children}
            }
            // What lies under a dialog is out of reach: its notices are said in here.
            Toasts {}
        }
    }
}
