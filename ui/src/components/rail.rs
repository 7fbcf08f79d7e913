//! The rail at the left edge: where one can go, and who one is.

use dioxus::prelude::*;
use engine::ui::StarredMessage;

use super::avatar::Avatar;
use super::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::format::words::{badge, count};
use crate::route::Route;

#[component]
pub(crate) fn Rail() -> Element {
    let desk = use_desk();
    let me = desk.model.me.read().as_ref().map(|me| me.account.clone());
    rsx! {
        nav { class: "rail", aria_label: "Main",
            RailItems {}
            div { class: "rail-space" }
            if let Some(account) = me {
                button {
                    class: "rail-item",
                    title: "{account.name}: settings",
                    onclick: move |_| desk.go(Route::Settings),
                    span { class: "hidden-text", "{account.name}: settings" }
                    Avatar { id: account.id.0.as_u128(), name: account.name.clone(), size: 36 }
                }
            }
        }
    }
}

/// The places, for the rail and for the bar of a phone.
#[component]
pub(crate) fn RailItems() -> Element {
    let desk = use_desk();
    let counts = *desk.model.counts.read();
    let route = *desk.route.read();
    let chats = match (counts.unread, counts.needs_reply) {
        (0, 0) => "Chats".to_owned(),
        (0, replies) => format!("Chats, {} a reply", count(replies.into(), "needs", "need")),
        (unread, replies) => format!(
            "Chats, {} unread, {} a reply",
            badge(unread),
            count(replies.into(), "needs", "need")
        ),
    };
    let now = desk.model.clock.now();
    let kept = desk.model.starred.read();
    let is_due = |message: &&StarredMessage| message.follow_up_at.is_some_and(|at| at <= now);
    let due = kept.iter().filter(is_due).count();
    let starred = match due {
        0 => "Starred".to_owned(),
        due => format!("Starred, {due} to follow up"),
    };
    let here = |on: bool| if on { "page" } else { "false" };
    rsx! {
        button {
            class: "rail-item",
            "data-testid": "rail-inbox",
            title: "{chats}",
            aria_current: here(matches!(route, Route::Inbox | Route::Conversation { .. })),
            onclick: move |_| desk.go(Route::Inbox),
            span { class: "hidden-text", "{chats}" }
            Glyph { icon: Icon::Chat, size: 22 }
            if counts.unread > 0 {
                span { class: "badge", aria_hidden: "true", "data-testid": "rail-unread", "{badge(counts.unread)}" }
            }
            if desk.model.is_coach() && counts.needs_reply > 0 {
                span { class: "badge replies", aria_hidden: "true", "data-testid": "rail-needs-reply",
                    Glyph { icon: Icon::Reply, size: 12 }
                    "{badge(counts.needs_reply)}"
                }
            }
            span { class: "rail-label", aria_hidden: "true", "Chats" }
        }
        if desk.model.is_coach() {
            button {
                class: "rail-item",
                "data-testid": "rail-clients",
                title: "Clients",
                aria_label: "Clients",
                aria_current: here(matches!(route, Route::Clients | Route::Client(..))),
                onclick: move |_| desk.go(Route::Clients),
                Glyph { icon: Icon::Users, size: 22 }
                span { class: "rail-label", aria_hidden: "true", "Clients" }
            }
        }
        if desk.model.is_coach() {
            button {
                class: "rail-item",
                "data-testid": "rail-vault",
                title: "Vault",
                aria_label: "Vault",
                aria_current: here(matches!(route, Route::Vault(_))),
                onclick: move |_| desk.go(Route::Vault(None)),
                Glyph { icon: Icon::Vault, size: 22 }
                span { class: "rail-label", aria_hidden: "true", "Vault" }
            }
            button {
                class: "rail-item only-rail",
                "data-testid": "rail-templates",
                title: "Templates",
                aria_label: "Templates",
                aria_current: here(matches!(route, Route::Templates | Route::Template(_) | Route::NewTemplate)),
                onclick: move |_| desk.go(Route::Templates),
                Glyph { icon: Icon::Template, size: 22 }
                span { class: "rail-label", aria_hidden: "true", "Templates" }
            }
        }
        button {
            class: "rail-item",
            "data-testid": "rail-starred",
            title: "{starred}",
            aria_current: here(route == Route::Starred),
            onclick: move |_| desk.go(Route::Starred),
            span { class: "hidden-text", "{starred}" }
            Glyph { icon: Icon::Star, size: 22 }
            if due > 0 {
                span { class: "badge", aria_hidden: "true", "{due}" }
            }
            span { class: "rail-label", aria_hidden: "true", "Starred" }
        }
        button {
            class: "rail-item",
            "data-testid": "rail-settings",
            title: "Settings",
            aria_label: "Settings",
            aria_current: here(route == Route::Settings),
            onclick: move |_| desk.go(Route::Settings),
            Glyph { icon: Icon::Settings, size: 22 }
            span { class: "rail-label", aria_hidden: "true", "Settings" }
        }
    }
}
