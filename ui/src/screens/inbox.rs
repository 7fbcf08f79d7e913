//! The inbox: list, conversation, details.

use dioxus::prelude::*;

use crate::components::conversation_list::ConversationList;
use crate::components::details::Details;
use crate::components::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::route::Route;
use crate::screens::conversation::Conversation;

#[component]
pub(crate) fn Inbox() -> Element {
    let desk = use_desk();
    let (open, details) = match *desk.route.read() {
        Route::Conversation { id, details } => (Some(id), details),
        _ => (None, false),
    };
    let class = if details { "panes with-details" } else { "panes" };
    let pane = if details {
        "details"
    } else if open.is_some() {
        "conversation"
    } else {
        "list"
    };
    rsx! {
        main { class, "data-pane": pane,
            ConversationList {}
            if let Some(id) = open {
                Conversation { key: "{id}", id, foldable: true }
                if details {
                    Details { key: "details-{id}", conversation: id }
                }
            } else {
                section { class: "pane conversation-pane",
                    if !desk.model.rows.read().is_empty() {
                        div { class: "empty",
                            span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Chat, size: 28 } }
                            p { class: "empty-title", "Nothing open" }
                            p { "Choose a conversation to read and write." }
                        }
                    }
                }
            }
        }
    }
}
