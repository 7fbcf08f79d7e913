//! Under the header: what is pinned in the conversation. A click leads there, the next click to the one before it.

use dioxus::prelude::*;
use protocol::ConversationId;

use super::icon::{Glyph, Icon};
use super::spot::Spot;
use crate::desk::use_desk;
use crate::format::files;
use crate::route::Route;
use crate::state::pins::Pins;

#[component]
pub(crate) fn PinnedBar(conversation: ConversationId, foldable: bool) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let mut pins = use_signal(Pins::default);
    let details = desk.model.details.read();
    let details = details.as_ref().filter(|details| details.id == conversation);
    let Some(pinned) = details
        .map(|details| details.pinned.clone())
        .filter(|all| !all.is_empty())
    else {
        return rsx! {};
    };
    let place = pins.read().place(&pinned);
    let number = pinned.len();
    let (title, text) = pinned.get(place).map_or_else(Default::default, |quote| {
        let author = if quote.own { "You" } else { quote.author.as_str() };
        let title = if number == 1 {
            format!("Pinned · {author}")
        } else {
            format!("Pinned {} of {number} · {author}", number - place)
        };
        (title, files::quote(quote))
    });
    rsx! {
        div { class: "pinned-bar", "data-testid": "pinned-bar",
            button {
                class: "pinned-words",
                "data-testid": "pinned-jump",
                onclick: move |_| {
                    let message = pins.write().step(&pinned);
                    if let Some(message) = message {
                        spot.jump(desk, message, None);
                    }
                },
                Glyph { icon: Icon::Pin, size: 18 }
                span { class: "banner-words",
                    span { class: "banner-title one-line", dir: "auto", "{title}" }
                    span { class: "banner-text one-line", dir: "auto", "{text}" }
                }
            }
            if foldable && number > 1 {
                button {
                    class: "button plain",
                    "data-testid": "pinned-all",
                    onclick: move |_| desk.go(Route::Conversation { id: conversation, details: true }),
                    "All {number}"
                }
            }
        }
    }
}
