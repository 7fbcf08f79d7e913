//! What can be done with a message, as a menu: quick emoji and acts, the emoji picker, or when to follow up.

use dioxus::prelude::*;
use engine::ui::TimelineItem;

use super::emoji_picker::{EmojiPicker, Picked};
use super::icon::{Glyph, Icon};
use super::menu::{Armed, Menu, MenuItem};
use super::spot::{MenuAt, Page, Spot, here};
use crate::desk::use_desk;
use crate::dom;
use crate::format::files;
use crate::format::reactions::QUICK;
use crate::format::times::{clock_time, moment};
use crate::state::acts::{Act, acts};
use crate::state::later::{follow_ups, on_day};
use crate::state::layout::Shared;

const MENU: &str = "message-menu";

#[component]
pub(crate) fn MessageMenu() -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let mut menu = spot.menu;
    let Some(MenuAt { item, at, page }) = menu.read().clone() else {
        return rsx! {};
    };
    let all = acts(&item.0, here(desk));
    let rows = match page {
        Page::Acts => all.len() + 1,
        Page::Emojis => 10,
        Page::FollowUp => 6,
    };
    rsx! {
        Menu { id: MENU, label: "Message actions", at, rows, wide: page == Page::Emojis, on_close: move |()| menu.set(None),
            if at.is_none() && page != Page::Emojis {
                p { class: "sheet-message", dir: "auto", {files::message(&item.0)} }
            }
            match page {
                Page::Acts => rsx! { Acts { item, all } },
                Page::Emojis => rsx! { Emojis { item } },
                Page::FollowUp => rsx! { FollowUp { item } },
            }
        }
    }
}

#[component]
fn Acts(item: Shared, all: Vec<Act>) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    rsx! {
        if all.contains(&Act::React) {
            div { class: "menu-quick",
                for emoji in QUICK {
                    Emoji { key: "{emoji}", item: item.clone(), emoji }
                }
                MoreEmojis { item: item.clone() }
            }
        }
        for act in all.into_iter().filter(|act| *act != Act::React) {
            MenuItem {
                key: "{act.hook()}",
                icon: icon(act),
                label: act.label(&item.0),
                hook: act.hook(),
                danger: act == Act::Delete,
                on_choose: {
                    let item = item.clone();
                    move |()| spot.perform(desk, act, &item)
                },
            }
        }
    }
}

/// To the grid.
#[component]
fn MoreEmojis(item: Shared) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let armed = use_context::<Armed>();
    rsx! {
        button {
            class: "emoji more",
            title: "More emoji",
            aria_label: "More emoji",
            "data-testid": "action-react",
            onclick: move |event| {
                if armed.lets(&event) {
                    spot.perform(desk, Act::React, &item);
                }
            },
            Glyph { icon: Icon::Smile }
        }
    }
}

/// All of them.
#[component]
fn Emojis(item: Shared) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let mut menu = spot.menu;
    let reactions = item.0.reactions.iter();
    let own = reactions
        .filter(|reaction| reaction.own)
        .map(|reaction| reaction.emoji.clone());
    rsx! {
        EmojiPicker {
            own: own.collect::<Vec<_>>(),
            on_pick: move |picked: Picked| spot.react(desk, &item, &picked.emoji),
            on_close: move |()| menu.set(None),
        }
    }
}

#[component]
fn Emoji(item: Shared, emoji: &'static str) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let armed = use_context::<Armed>();
    let own = is_own(&item.0, emoji);
    rsx! {
        button {
            class: "emoji",
            aria_pressed: if own { "true" } else { "false" },
            aria_label: "React with {emoji}",
            "data-testid": "emoji",
            "data-emoji": emoji,
            onclick: move |event| {
                if armed.lets(&event) {
                    spot.react(desk, &item, emoji);
                }
            },
            "{emoji}"
        }
    }
}

fn is_own(item: &TimelineItem, emoji: &str) -> bool {
    let mut reactions = item.reactions.iter();
    reactions.any(|reaction| reaction.own && reaction.emoji == emoji)
}

#[component]
fn FollowUp(item: Shared) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let clock = desk.model.clock;
    let mut day = use_signal(String::new);
    let chosen = on_day(&clock, &day.read());
    let (by_choice, by_day, by_key, off) = (item.clone(), item.clone(), item.clone(), item.clone());
    rsx! {
        p { class: "menu-title", "Bring it back" }
        for choice in follow_ups(&clock) {
            MenuItem {
                key: "{choice.label}",
                icon: Icon::Clock,
                label: choice.label,
                note: match choice.label {
                    "Tomorrow" => clock_time(&clock, choice.at),
                    _ => moment(&clock, choice.at),
                },
                hook: "follow-up-choice",
                on_choose: {
                    let item = by_choice.clone();
                    move |()| spot.follow_up(desk, &item, Some(choice.at))
                },
            }
        }
        div {
            class: "menu-day",
            onmounted: move |_| dom::step_focus(MENU, ".menu-item", true),
            input {
                class: "input",
                r#type: "date",
                "data-testid": "follow-up-day",
                aria_label: "Another day",
                value: "{day}",
                oninput: move |event| day.set(event.value()),
                onkeydown: move |event| {
                    event.stop_propagation(); // its arrows change the day
                    if event.key() == Key::Enter && let Some(at) = on_day(&clock, &day.peek()) {
                        spot.follow_up(desk, &by_key, Some(at));
                    }
                },
            }
            button {
                class: "button primary",
                "data-testid": "follow-up-set",
                disabled: chosen.is_none(),
                onclick: move |_| spot.follow_up(desk, &by_day, chosen),
                "Set"
            }
        }
        if item.0.follow_up_at.is_some() {
            MenuItem {
                icon: Icon::Close,
                label: "Take the follow-up off",
                hook: "follow-up-off",
                on_choose: move |()| spot.follow_up(desk, &off, None),
            }
        }
    }
}

fn icon(act: Act) -> Icon {
    match act {
        Act::React => Icon::Smile,
        Act::Reply => Icon::Reply,
        Act::Edit => Icon::Edit,
        Act::Copy | Act::CopyMarkdown => Icon::Copy,
        Act::View => Icon::Image,
        Act::Save => Icon::Download,
        Act::Keep => Icon::Vault,
        Act::Forward => Icon::Forward,
        Act::Pin => Icon::Pin,
        Act::Star => Icon::Star,
        Act::FollowUp => Icon::Clock,
        Act::Info => Icon::Info,
        Act::History => Icon::History,
        Act::Delete => Icon::Trash,
    }
}
