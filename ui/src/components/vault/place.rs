//! Where something of the vault lies, and what it is tagged with: the fields that several dialogs share.

use dioxus::prelude::*;
use protocol::{FolderId, VAULT_TAGS};

use crate::desk::use_desk;
use crate::format::fold::fold;
use crate::state::library::tags_from;

/// Tags that are offered.
const OFFERED: usize = 8;

/// `but` and what is below it cannot be chosen.
#[component]
pub(crate) fn PlaceField(chosen: Signal<Option<FolderId>>, but: Option<FolderId>) -> Element {
    let desk = use_desk();
    let mut chosen = chosen;
    let places = desk.model.library.read().places(but);
    let now = *chosen.read();
    let value = now.map(|id| id.to_string()).unwrap_or_default();
    rsx! {
        label { class: "field",
            span { class: "field-label", "Folder" }
            select {
                class: "input",
                "data-testid": "vault-place",
                value: "{value}",
                onchange: move |event| chosen.set(event.value().parse().ok()),
                option { value: "", selected: now.is_none(), "Vault, not in a folder" }
                for place in places {
                    option {
                        key: "{place.id}",
                        value: "{place.id}",
                        selected: now == Some(place.id),
                        {format!("{}{}", "\u{a0}\u{a0}\u{a0}".repeat(place.depth), place.name)}
                    }
                }
            }
        }
    }
}

/// Tags as text, and those that are in use to click on.
#[component]
pub(crate) fn TagsField(typed: Signal<String>) -> Element {
    let desk = use_desk();
    let mut typed = typed;
    let now = tags_from(&typed.read());
    let has = |tag: &String| now.iter().any(|known| fold(known) == fold(tag));
    let offered: Vec<_> = desk
        .model
        .library
        .read()
        .tags()
        .into_iter()
        .filter(|tag| !has(tag))
        .take(OFFERED)
        .collect();
    let over = now.len() > VAULT_TAGS;
    rsx! {
        label { class: "field",
            span { class: "field-label", "Tags" }
            input {
                class: "input",
                "data-testid": "vault-tags",
                placeholder: "With commas between them",
                autocomplete: "off",
                aria_invalid: if over { "true" } else { "false" },
                value: "{typed}",
                oninput: move |event| typed.set(event.value()),
            }
            if over {
                span { class: "field-error", role: "alert", "A file can have {VAULT_TAGS} tags." }
            }
        }
        if !offered.is_empty() {
            div { class: "tag-offers",
                for tag in offered {
                    button {
                        key: "{tag}",
                        class: "tag tag-offer",
                        r#type: "button",
                        aria_label: "Add the tag {tag}",
                        onclick: {
                            let tag = tag.clone();
                            move |_| {
                                let mut tags = tags_from(&typed.peek());
                                tags.push(tag.clone());
                                typed.set(tags.join(", "));
                            }
                        },
                        "+ {tag}"
                    }
                }
            }
        }
    }
}
