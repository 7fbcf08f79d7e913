//! A client's profile, by tabs. Chat is the client's direct conversation itself, with all of its history; Notes are those of its
//! messages that only coaches see.

use dioxus::prelude::*;
use protocol::Account;

use super::overview::Overview;
use crate::components::avatar::Avatar;
use crate::components::icon::{Glyph, Icon};
use crate::components::media_tabs::MediaTabs;
use crate::desk::use_desk;
use crate::dom;
use crate::format::words::typing_words;
use crate::route::{Part, Route};
use crate::screens::conversation::Conversation;
use crate::state::clients::row_of;

const TABS: &str = "profile-tabs";

fn label(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Overview => ("Overview", "profile-overview"),
        Part::Chat => ("Chat", "profile-chat"),
        Part::Media => ("Media", "profile-media"),
        Part::Notes => ("Notes", "profile-notes"),
    }
}

#[component]
pub(super) fn Profile(account: Account, part: Part) -> Element {
    let desk = use_desk();
    let id = account.id;
    let (direct, busy) = {
        let rows = desk.model.rows.read();
        let row = row_of(&rows, &account);
        (
            row.map(|row| row.id),
            row.and_then(|row| typing_words(&row.typing, false)),
        )
    };
    // Until there is a conversation there is nothing but the person.
    let part = if direct.is_some() { part } else { Part::Overview };
    let state = busy.clone().unwrap_or_else(|| match account.joined_at {
        None => "Invited, not joined yet".into(),
        Some(_) => "Client".into(),
    });
    rsx! {
        section { class: "pane conversation-pane profile", aria_label: "Profile",
            header { class: "pane-header profile-header",
                button {
                    class: "icon-button back",
                    aria_label: "Back to the list",
                    "data-testid": "back",
                    onclick: move |_| desk.go(Route::Clients),
                    Glyph { icon: Icon::Back, size: 22 }
                }
                Avatar { id: id.0.as_u128(), name: account.name.clone(), size: 36 }
                div { class: "who-words",
                    h2 { class: "who-name one-line", dir: "auto", "data-testid": "profile-name", "{account.name}" }
                    span { class: if busy.is_some() { "who-state one-line busy" } else { "who-state one-line" }, "{state}" }
                }
                button {
                    class: "icon-button profile-close",
                    title: "Back to all clients",
                    aria_label: "Back to all clients",
                    "data-testid": "profile-close",
                    onclick: move |_| desk.go(Route::Clients),
                    Glyph { icon: Icon::Close }
                }
            }
            div {
                id: TABS,
                class: "media-tabs profile-tabs",
                role: "tablist",
                aria_label: "Profile",
                onkeydown: move |event| {
                    match event.key() {
                        Key::ArrowRight => dom::step_focus(TABS, "button", true),
                        Key::ArrowLeft => dom::step_focus(TABS, "button", false),
                        _ => return,
                    }
                    event.prevent_default();
                },
                for known in Part::ALL {
                    button {
                        key: "{label(known).1}",
                        id: label(known).1,
                        class: "media-tab",
                        role: "tab",
                        "data-testid": label(known).1,
                        disabled: direct.is_none() && known != Part::Overview,
                        aria_selected: if known == part { "true" } else { "false" },
                        tabindex: if known == part { "0" } else { "-1" },
                        onclick: move |_| desk.swap(Route::Client(id, known)),
                        {label(known).0}
                    }
                }
            }
            match direct.filter(|_| part != Part::Overview) {
                Some(direct) if part == Part::Media => rsx! { MediaTabs { key: "media-{direct}", conversation: direct } },
                Some(direct) => rsx! { Conversation { key: "{direct}", id: direct, foldable: false, notes: part == Part::Notes } },
                None => rsx! { Overview { account } },
            }
        }
    }
}
