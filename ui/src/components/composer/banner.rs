//! What is replied to or edited, with a cross.

use dioxus::prelude::*;

use super::hand::Hand;
use crate::components::icon::{Glyph, Icon};
use crate::desk::use_desk;

#[component]
pub(super) fn Banner() -> Element {
    let desk = use_desk();
    let hand = use_context::<Hand>();
    let now = desk.model.writing.read();
    let (icon, title, text) = match (&now.edit, &now.reply) {
        (Some(edit), _) => (Icon::Edit, "Editing".to_owned(), edit.words.clone()),
        (None, Some(quote)) => {
            let whom = if quote.own {
                "yourself"
            } else {
                quote.author.as_str()
            };
            let text = if quote.deleted {
                "Message deleted"
            } else {
                quote.text.as_str()
            };
            (Icon::Reply, format!("Reply to {whom}"), text.to_owned())
        }
        (None, None) => return rsx! {},
    };
    drop(now);
    rsx! {
        div { class: "composer-banner", "data-testid": "composer-banner",
            Glyph { icon }
            div { class: "banner-words",
                p { class: "banner-title one-line", dir: "auto", "{title}" }
                p { class: "banner-text one-line", dir: "auto", "{text}" }
            }
            button {
                class: "icon-button small",
                "data-testid": "composer-leave",
                aria_label: "Cancel",
                title: "Cancel (Escape)",
                onclick: move |_| hand.leave(),
                Glyph { icon: Icon::Close, size: 18 }
            }
        }
    }
}
