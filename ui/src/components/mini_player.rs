//! What plays while one looks at something else: who speaks, how far it is, pause, speed, and the way to the message.

use dioxus::prelude::*;
use engine::ui::Request;

use super::icon::{Glyph, Icon};
use crate::desk::{Desk, use_desk};
use crate::route::Route;
use crate::sound::use_sound;
use crate::state::playing::{Doing, Track, clock};

#[component]
pub(crate) fn MiniPlayer() -> Element {
    let desk = use_desk();
    let player = use_sound().player;
    let now = player.now.read();
    let Some(playing) = now.as_ref().filter(|playing| playing.track.message.is_some()) else {
        return rsx! {};
    };
    let (track, doing) = (playing.track.clone(), playing.doing);
    drop(now);
    let running = doing != Doing::Paused;
    let title = desk
        .model
        .rows
        .read()
        .get(track.conversation)
        .map(|row| row.title.clone())
        .filter(|title| *title != track.who);
    let speed = desk.preferences.read().speed.label();
    let (toggled, shown) = (track.clone(), track.clone());
    rsx! {
        section {
            class: "mini-player",
            aria_label: "Voice note that is playing",
            "data-testid": "mini-player",
            "data-in-sight": *player.in_sight.read(),
            button {
                class: "icon-button",
                title: if running { "Pause" } else { "Play" },
                aria_label: if running { "Pause" } else { "Play" },
                "data-testid": "mini-play",
                onclick: move |_| player.toggle(toggled.clone()),
                Glyph { icon: if running { Icon::Pause } else { Icon::Play } }
            }
            button {
                class: "mini-words",
                title: "Show the message",
                "data-testid": "mini-show",
                onclick: move |_| show(desk, &shown),
                span { class: "mini-who one-line", dir: "auto", "{track.who}" }
                span { class: "mini-where one-line", dir: "auto",
                    Time { length: track.length_ms }
                    if let Some(title) = title {
                        " · {title}"
                    }
                }
            }
            button {
                class: "voice-speed number",
                title: "Playing speed",
                aria_label: "Playing speed {speed}",
                "data-testid": "mini-speed",
                onclick: move |_| player.change_speed(),
                "{speed}"
            }
            button {
                class: "icon-button small",
                title: "Stop",
                aria_label: "Stop",
                "data-testid": "mini-stop",
                onclick: move |_| player.stop(),
                Glyph { icon: Icon::Close, size: 18 }
            }
            Line { length: track.length_ms }
        }
    }
}

#[component]
fn Time(length: u32) -> Element {
    let player = use_sound().player;
    let at = *player.at.read();
    rsx! {
        span { class: "number", "{clock(at)} / {clock(length)}" }
    }
}

#[component]
fn Line(length: u32) -> Element {
    let player = use_sound().player;
    let part = f64::from(*player.at.read()) / f64::from(length.max(1)) * 100.0;
    rsx! {
        span { class: "mini-line", width: "{part.min(100.0):.1}%", aria_hidden: "true" }
    }
}

/// Opens its conversation at the message, or goes to the message where it is open.
fn show(mut desk: Desk, track: &Track) {
    let Some(message) = track.message else { return };
    if *desk.open.peek() == Some(track.conversation) {
        desk.ask(Request::JumpTo { message });
    } else {
        desk.jump.set(Some((track.conversation, message)));
        desk.go(Route::Conversation {
            id: track.conversation,
            details: false,
        });
    }
}
