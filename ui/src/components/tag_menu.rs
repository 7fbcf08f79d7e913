//! Tags of one client, as a menu: type to find one, or to make one that is not there yet.

use dioxus::prelude::*;
use engine::ui::{Reply, Request};
use protocol::{AccountId, CLIENT_TAGS, Tag, TagId};

use super::icon::{Glyph, Icon};
use super::menu::Menu;
use super::tag_chip::{HUES, TagDot};
use crate::desk::{Desk, Dialog, use_desk};
use crate::dom;
use crate::format::fold::fold;

const MENU: &str = "tag-menu";
const FIELD: &str = "tag-search";

#[component]
pub(crate) fn TagMenu(client: AccountId, at: Option<(f64, f64)>, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let mut typed = use_signal(String::new);
    let (found, has, new) = {
        let roster = desk.model.roster.read();
        let wanted = fold(typed.read().trim());
        let fits = |tag: &&Tag| fold(&tag.name).contains(&wanted);
        let found: Vec<Tag> = roster.tags().iter().filter(fits).cloned().collect();
        let name = typed.read().trim().to_owned();
        let new = (!name.is_empty() && roster.named(&name).is_none()).then_some(name);
        (found, roster.ids_of(client).to_vec(), new)
    };
    let full = has.len() >= CLIENT_TAGS;
    let first = found.first().map(|tag| tag.id);
    let turn = move |tag: TagId| {
        let on = !desk.model.roster.peek().ids_of(client).contains(&tag);
        desk.ask(Request::TagClient {
            account: client,
            tag,
            on,
        });
    };
    let mut make = move |name: String| {
        typed.set(String::new());
        dom::focus_later(FIELD);
        make(desk, client, name);
    };
    let by_key = new.clone();
    rsx! {
        Menu { id: MENU, label: "Tags", at, rows: found.len().min(8) + 3, on_close,
            div { class: "menu-day", onmounted: move |_| dom::focus_later(FIELD),
                input {
                    id: FIELD,
                    class: "input",
                    "data-testid": "tag-search",
                    placeholder: "Find or make a tag",
                    aria_label: "Find or make a tag",
                    autocomplete: "off",
                    maxlength: "{desk.model.limits().name_chars}",
                    value: "{typed}",
                    oninput: move |event| typed.set(event.value()),
                    onkeydown: move |event| {
                        if event.key() == Key::Enter && !dom::is_composing(&event) {
                            event.prevent_default();
                            match (first.filter(|_| !typed.peek().trim().is_empty()), by_key.clone()) {
                                (Some(tag), _) => {
                                    turn(tag);
                                    typed.set(String::new());
                                }
                                (None, Some(name)) => make(name),
                                (None, None) => on_close.call(()),
                            }
                        }
                    },
                }
            }
            div { class: "tag-choices",
                for tag in found {
                    Choice { key: "{tag.id}", on: has.contains(&tag.id), full, tag, on_turn: turn }
                }
            }
            if let Some(name) = new.filter(|_| !full) {
                button {
                    class: "menu-item",
                    "data-testid": "tag-new",
                    onclick: move |_| make(name.clone()),
                    Glyph { icon: Icon::Plus, size: 18 }
                    span { class: "menu-label one-line", "New tag “{name}”" }
                }
            }
            if full {
                p { class: "menu-title", "A client can have {CLIENT_TAGS} tags." }
            }
            button {
                class: "menu-item",
                "data-testid": "tag-manage",
                onclick: move |_| {
                    on_close.call(());
                    dialog.set(Some(Dialog::Tags));
                },
                Glyph { icon: Icon::Settings, size: 18 }
                span { class: "menu-label", "Manage tags" }
            }
        }
    }
}

#[component]
fn Choice(tag: Tag, on: bool, full: bool, on_turn: EventHandler<TagId>) -> Element {
    let id = tag.id;
    rsx! {
        button {
            class: "menu-item",
            role: "checkbox",
            "data-testid": "tag-choice",
            "data-name": "{tag.name}",
            aria_checked: if on { "true" } else { "false" },
            disabled: full && !on,
            onclick: move |_| on_turn.call(id),
            TagDot { hue: tag.hue }
            span { class: "menu-label one-line", dir: "auto", "{tag.name}" }
            if on {
                Glyph { icon: Icon::Check, size: 18 }
            }
        }
    }
}

/// A new tag, in a colour that the fewest have, and the client has it.
fn make(desk: Desk, client: AccountId, name: String) {
    let hue = {
        let roster = desk.model.roster.peek();
        let count = |hue: &u16| roster.tags().iter().filter(|tag| tag.hue == *hue).count();
        HUES.into_iter().min_by_key(count).unwrap_or_default()
    };
    dioxus::core::spawn_forever(async move {
        let made = desk.asked(Request::SaveTag { id: None, name, hue }).await;
        if let Some(Reply::Tag { id }) = made {
            desk.ask(Request::TagClient {
                account: client,
                tag: id,
                on: true,
            });
        }
    });
}
