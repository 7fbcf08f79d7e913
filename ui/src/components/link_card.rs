//! What a link leads to, as a card that is the link. Its picture has its place before it is there.

use dioxus::prelude::*;
use protocol::{LinkCard, is_allowed_link};

pub(crate) fn link_card(card: &LinkCard) -> Element {
    if !is_allowed_link(&card.url) {
        return rsx! {};
    }
    let picture = card
        .picture
        .as_ref()
        .map(|picture| format!("data:image/jpeg;base64,{}", picture.jpeg));
    rsx! {
        a {
            class: "link-card",
            href: "{card.url}",
            target: "_blank",
            rel: "noopener noreferrer",
            title: "{card.url}",
            tabindex: "-1",
            "data-testid": "link-card",
            span { class: "link-card-words",
                span { class: "link-card-site one-line", dir: "auto", "{card.site}" }
                span { class: "link-card-title", dir: "auto", "{card.title}" }
                if !card.description.is_empty() {
                    span { class: "link-card-text", dir: "auto", "{card.description}" }
                }
            }
            if let Some(source) = picture {
                img { class: "link-card-picture", src: "{source}", alt: "", width: "72", height: "72" }
            }
        }
    }
}
