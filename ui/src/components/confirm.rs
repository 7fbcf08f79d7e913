//! Asks once before something that cannot be undone.

use dioxus::prelude::*;

use super::dialog::Frame;

#[component]
pub(crate) fn Confirm(
    title: String,
    text: String,
    /// The word on the button that does it.
    yes: String,
    on_yes: EventHandler<()>,
    on_close: EventHandler<()>,
) -> Element {
    rsx! {
        Frame { id: "confirm", title, on_close,
            p { class: "dialog-text", "{text}" }
            footer { class: "dialog-footer",
                button { class: "button", onclick: move |_| on_close.call(()), "Cancel" }
                button {
                    class: "button danger",
                    "data-testid": "confirm",
                    onclick: move |_| {
                        on_yes.call(());
                        on_close.call(());
                    },
                    "{yes}"
                }
            }
        }
    }
}
