//! The words of a message: text nodes and links, never HTML. Line breaks are kept by the style.

use dioxus::prelude::*;
use protocol::RichText;

use crate::format::pieces::{Piece, pieces};

/// `emoji`: they stand alone and are drawn large. `end` stands at the end of the last line.
pub(crate) fn message_text(body: &RichText, emoji: bool, end: Element) -> Element {
    let class = if emoji {
        "message-text big-emoji"
    } else {
        "message-text"
    };
    rsx! {
        div { class, dir: "auto",
            for (index, piece) in pieces(body).into_iter().enumerate() {
                match piece {
                    Piece::Plain(text) => rsx! {
                        span { key: "{index}", "{text}" }
                    },
                    Piece::Link { text, url } => rsx! {
                        a {
                            key: "{index}",
                            href: "{url}",
                            target: "_blank",
                            rel: "noopener noreferrer",
                            "{text}"
                        }
                    },
                }
            }
            {end}
        }
    }
}
