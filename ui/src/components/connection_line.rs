//! The connection line: nothing when all is well. Stands where nothing that is read moves because of it.

use dioxus::prelude::*;
use engine::ui::Request;

use crate::desk::use_desk;
use crate::state::connection::line;

#[component]
pub(crate) fn ConnectionLine() -> Element {
    let desk = use_desk();
    let Some(line) = line(*desk.model.connection.read(), &desk.model.clock) else {
        return rsx! {};
    };
    let state = if line.offline { "offline" } else { "busy" };
    rsx! {
        div { class: "connection-line", role: "status", "data-state": state, "data-testid": "connection-line",
            span { class: "connection-dot", aria_hidden: "true" }
            span { class: "one-line connection-text", title: "{line.text}", "{line.text}" }
            if line.offline {
                button {
                    class: "link-button",
                    "data-testid": "try-now",
                    onclick: move |_| desk.ask(Request::Reconnect),
                    "Try now"
                }
            }
        }
    }
}
