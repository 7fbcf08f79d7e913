//! A voice note, in its bubble and before it is sent: play, the shape of what was said, how long it is, whether it was listened to.
//!
//! What lies over the shape is a slider: a finger, a mouse and the keyboard move it, and screen readers read it.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::format::wave;
use crate::sound::use_sound;
use crate::state::playing::{Doing, Track, clock, spoken};

#[component]
pub(crate) fn VoiceNote(
    track: Track,
    waveform: Option<String>,
    /// Said by whoever it is for: `None` where that makes no sense.
    heard: Option<&'static str>,
    children: Element,
) -> Element {
    let desk = use_desk();
    let player = use_sound().player;
    let file = track.file;
    let doing = use_memo(move || player.doing(file));
    let doing = *doing.read();
    let shape = use_memo(use_reactive!(|waveform| wave::shape(waveform.as_deref())));
    let playing = matches!(doing, Some(Doing::Playing | Doing::Loading));
    let length = track.length_ms;
    let label = if playing { "Pause" } else { "Play" };
    let state = match doing {
        None => "idle",
        Some(Doing::Loading) => "loading",
        Some(Doing::Playing) => "playing",
        Some(Doing::Paused) => "paused",
    };
    let toggled = track.clone();
    rsx! {
        div { class: "voice-note", "data-testid": "voice-note", "data-state": state, "data-fresh": track.fresh,
            button {
                class: "voice-play",
                tabindex: "-1",
                title: label,
                aria_label: "{label} the voice note, {spoken(length)}",
                "data-testid": "voice-play",
                onclick: move |event| {
                    event.stop_propagation();
                    player.toggle(toggled.clone());
                },
                Glyph { icon: if playing { Icon::Pause } else { Icon::Play }, size: 22 }
            }
            div { class: "voice-middle",
                div {
                    class: "voice-wave",
                    // To drag it is no swipe, and to rest on it no long press.
                    onpointerdown: move |event| event.stop_propagation(),
                    {strokes(&shape.read(), "wave")}
                    if doing.is_some() {
                        Played { shape: shape.read().clone(), length }
                    }
                    Slider { track: track.clone() }
                }
                div { class: "voice-foot",
                    if let Some(heard) = heard {
                        span {
                            class: "heard",
                            role: "img",
                            title: heard,
                            aria_label: heard,
                            "data-testid": "heard",
                            "data-heard": heard == LISTENED,
                        }
                    }
                    if doing.is_some() {
                        Time { length }
                        button {
                            class: "voice-speed number",
                            tabindex: "-1",
                            title: "Playing speed",
                            aria_label: "Playing speed {desk.preferences.read().speed.label()}",
                            "data-testid": "voice-speed",
                            onclick: move |event| {
                                event.stop_propagation();
                                player.change_speed();
                            },
                            "{desk.preferences.read().speed.label()}"
                        }
                    } else {
                        span { class: "voice-time number", "data-testid": "voice-time", "{clock(length)}" }
                    }
                    {children}
                }
            }
        }
    }
}

pub(crate) const LISTENED: &str = "Listened to";
pub(crate) const UNHEARD: &str = "Not listened to yet";

fn strokes(path: &str, class: &'static str) -> Element {
    let (width, height) = (wave::BARS * wave::STEP, wave::HEIGHT);
    rsx! {
        svg {
            class,
            width: "{width}",
            height: "{height}",
            view_box: "0 0 {width} {height}",
            "aria-hidden": "true",
            path { d: "{path}" }
        }
    }
}

/// The part that was heard, over the shape.
#[component]
fn Played(shape: String, length: u32) -> Element {
    let player = use_sound().player;
    let part = share(*player.at.read(), length);
    rsx! {
        span { class: "wave-played", width: "{part:.1}%", {strokes(&shape, "wave")} }
    }
}

/// In hundredths.
fn share(at: u32, length: u32) -> f64 {
    if length == 0 {
        return 0.0;
    }
    (f64::from(at) / f64::from(length) * 100.0).min(100.0)
}

#[component]
fn Time(length: u32) -> Element {
    let player = use_sound().player;
    let at = *player.at.read();
    rsx! {
        span { class: "voice-time number", "data-testid": "voice-time", "{clock(at)} / {clock(length)}" }
    }
}

#[component]
fn Slider(track: Track) -> Element {
    let player = use_sound().player;
    let here = player.doing(track.file).is_some();
    let at = if here { *player.at.read() } else { 0 };
    let length = track.length_ms.max(1);
    rsx! {
        input {
            class: "voice-slider",
            r#type: "range",
            tabindex: "-1",
            min: "0",
            max: "{length}",
            step: "100",
            value: "{at.min(length)}",
            aria_label: "Where it plays",
            aria_valuetext: "{spoken(at)} of {spoken(length)}",
            "data-testid": "voice-slider",
            oninput: move |event| {
                if let Ok(to) = event.value().parse() {
                    player.seek(track.clone(), to);
                }
            },
            // Its arrows move it, and not the messages.
            onkeydown: move |event| event.stop_propagation(),
        }
    }
}
