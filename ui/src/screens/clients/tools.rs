//! What the roster is asked for: a search, a standing, an order, and tags.

use dioxus::prelude::*;
use protocol::{AccountKind, Tag};

use crate::components::icon::{Glyph, Icon};
use crate::components::tag_chip::colours;
use crate::desk::use_desk;
use crate::dom;
use crate::state::clients::{Only, Sort, Wanted};

#[component]
pub(super) fn Tools(wanted: Signal<Wanted>) -> Element {
    let desk = use_desk();
    let mut wanted = wanted;
    let tags = desk.model.roster.read().tags().to_vec();
    let coaches = {
        let people = desk.model.people.read();
        people
            .iter()
            .filter(|known| known.kind == AccountKind::Coach)
            .count()
    };
    let now = wanted.read().clone();
    let only = Only::ALL
        .into_iter()
        .filter(move |only| coaches > 1 || !matches!(only, Only::Mine | Only::Nobodys));
    rsx! {
        div { class: "list-tools client-tools",
            label { class: "search",
                Glyph { icon: Icon::Search, size: 18 }
                span { class: "hidden-text", "Search clients" }
                input {
                    class: "search-input",
                    r#type: "search",
                    "data-testid": "client-search",
                    placeholder: "Name or e-mail",
                    autocomplete: "off",
                    value: "{now.search}",
                    oninput: move |event| wanted.write().search = event.value(),
                    onkeydown: move |event| match event.key() {
                        Key::ArrowDown => {
                            event.prevent_default();
                            dom::step_focus(super::LIST, ".row", true);
                        }
                        Key::Escape => wanted.write().search = String::new(),
                        _ => {}
                    },
                }
            }
            div { class: "client-picks",
                select {
                    class: "pick",
                    aria_label: "Which clients",
                    "data-testid": "clients-only",
                    "data-on": now.only != Only::All,
                    onchange: move |event| {
                        let label = event.value();
                        let only = Only::ALL.into_iter().find(|only| only.label() == label);
                        wanted.write().only = only.unwrap_or_default();
                    },
                    for only in only {
                        option { key: "{only.label()}", value: only.label(), selected: only == now.only, {only.label()} }
                    }
                }
                select {
                    class: "pick",
                    aria_label: "Order",
                    "data-testid": "clients-sort",
                    onchange: move |event| {
                        let label = event.value();
                        let sort = Sort::ALL.into_iter().find(|sort| sort.label() == label);
                        wanted.write().sort = sort.unwrap_or_default();
                    },
                    for sort in Sort::ALL {
                        option { key: "{sort.label()}", value: sort.label(), selected: sort == now.sort, {sort.label()} }
                    }
                }
            }
            if !tags.is_empty() {
                div { class: "tag-filter", role: "group", aria_label: "Tags",
                    for tag in tags {
                        Pick { key: "{tag.id}", on: now.tags.contains(&tag.id), tag, wanted }
                    }
                }
            }
        }
    }
}

#[component]
fn Pick(tag: Tag, on: bool, wanted: Signal<Wanted>) -> Element {
    let mut wanted = wanted;
    let id = tag.id;
    let (ground, ink) = colours(tag.hue);
    rsx! {
        button {
            class: "tag-chip pressable",
            dir: "auto",
            "data-testid": "tag-filter",
            "data-name": "{tag.name}",
            aria_pressed: if on { "true" } else { "false" },
            background_color: "{ground}",
            color: "{ink}",
            onclick: move |_| wanted.write().turn(id),
            if on {
                Glyph { icon: Icon::Check, size: 12 }
            }
            "{tag.name}"
        }
    }
}
