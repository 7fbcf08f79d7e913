//! The list that opens while one types, above the field: people after `@`, emoji after `:`. The keyboard stays in the field.

use dioxus::prelude::*;

use super::hand::Hand;
use crate::components::avatar::Avatar;
use crate::components::icon::{Glyph, Icon};
use crate::components::message_text::message_text;
use crate::components::placeholders::Parts;
use crate::state::suggest::Shows;

pub(super) const LIST: &str = "suggestions";

pub(super) fn option_id(index: usize) -> String {
    format!("suggestion-{index}")
}

#[component]
pub(super) fn Suggestions() -> Element {
    let hand = use_context::<Hand>();
    let now = hand.now.read();
    if !now.is_choosing() {
        return rsx! {};
    }
    let (offer, marked) = (now.offer.clone(), now.at);
    drop(now);
    let count = offer.suggestions.len();
    let emoji = matches!(
        offer.suggestions.first().map(|first| &first.shows),
        Some(Shows::Emoji { .. })
    );
    let preview = match offer.suggestions.get(marked).map(|marked| &marked.shows) {
        Some(Shows::Template { text, .. }) => Some(text.clone()),
        _ => None,
    };
    let label = if emoji {
        "Emoji"
    } else if preview.is_some() {
        "Templates"
    } else {
        "People"
    };
    rsx! {
        div { class: if preview.is_some() { "suggestions-frame" },
            ul {
                id: LIST,
                class: "suggestions",
                role: "listbox",
                tabindex: "0", // it scrolls
                aria_label: label,
                "data-testid": "suggestions",
                // The field keeps the keyboard.
                onpointerdown: move |event| event.prevent_default(),
                onmousedown: move |event| event.prevent_default(),
                for (index, suggestion) in offer.suggestions.into_iter().enumerate() {
                    li {
                        key: "{index}",
                        id: option_id(index),
                        class: "option suggestion",
                        role: "option",
                        "data-testid": "suggestion",
                        aria_selected: if index == marked { "true" } else { "false" },
                        onpointermove: move |_| hand.point_at(index),
                        onclick: move |_| hand.take(index),
                        match suggestion.shows {
                            Shows::Person { account, name } => rsx! {
                                Avatar { id: account.0.as_u128(), name: name.clone(), size: 28 }
                                span { class: "option-name one-line", dir: "auto", "{name}" }
                            },
                            Shows::Everyone(people) => rsx! {
                                span { class: "suggestion-mark", Glyph { icon: Icon::Megaphone, size: 18 } }
                                span { class: "option-name one-line", "everyone" }
                                span { class: "option-sub one-line",
                                    if people == 1 { "Notifies 1 person" } else { "Notifies {people} people" }
                                }
                            },
                            Shows::Emoji { emoji, name } => rsx! {
                                span { class: "suggestion-emoji", aria_hidden: "true", "{emoji}" }
                                span { class: "option-name one-line", ":{name}:" }
                            },
                            Shows::Template { name, text, files, shared, .. } => rsx! {
                                span { class: "suggestion-mark", Glyph { icon: if shared { Icon::Users } else { Icon::Template }, size: 18 } }
                                span { class: "option-words",
                                    span { class: "option-name one-line", "/{name}" }
                                    span { class: "option-sub one-line", dir: "auto", Parts { text } }
                                }
                                if files > 0 {
                                    span { class: "template-files number",
                                        Glyph { icon: Icon::Paperclip, size: 14 }
                                        "{files}"
                                    }
                                }
                            },
                        }
                    }
                }
            }
            if let Some(text) = &preview {
                div { class: "suggestion-preview", "data-testid": "template-preview", dir: "auto",
                {message_text(&markup::from_typed(text), None, false, rsx! {})}
            }
            }
        }
        div { class: "hidden-text", role: "status", if count == 1 { "1 found" } else { "{count} found" } }
    }
}
