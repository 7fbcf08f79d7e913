//! What is replied to or edited, with a cross.

use dioxus::prelude::*;

use super::hand::Hand;
use crate::components::icon::{Glyph, Icon};
use crate::components::message::small_picture;
use crate::desk::use_desk;
use crate::format::files;

#[component]
pub(super) fn Banner() -> Element {
    let desk = use_desk();
    let hand = use_context::<Hand>();
    let now = desk.model.writing.read();
    let (icon, title, text) = match (&now.edit, &now.reply) {
        (Some(edit), _) => {
            let title = if now.is_note() {
                "Editing a note"
            } else {
                "Editing"
            };
            (Icon::Edit, title.to_owned(), edit.words.clone())
        }
        (None, Some(quote)) => {
            let whom = if quote.own {
                "yourself"
            } else {
                quote.author.as_str()
            };
            let text = if quote.deleted {
                "Message deleted".to_owned()
            } else {
                files::quote(quote)
            };
            (Icon::Reply, format!("Reply to {whom}"), text)
        }
        (None, None) => return rsx! {},
    };
    let picture = now
        .reply
        .as_ref()
        .filter(|quote| now.edit.is_none() && !quote.deleted)
        .and_then(|quote| quote.media.as_ref())
        .map(|media| media.first.clone())
        .filter(|file| files::is_picture(file.kind));
    drop(now);
    rsx! {
        div { class: "composer-banner", "data-testid": "composer-banner",
            Glyph { icon }
            if let Some(file) = picture {
                {small_picture(&file)}
            }
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
