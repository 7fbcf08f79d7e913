//! How much of a file is on its way, as a ring, and the cross in it that takes the message back.

use std::f64::consts::TAU;

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{FileId, MessageId};

use super::icon::{Glyph, Icon};
use crate::desk::use_desk;

const RADIUS: f64 = 18.0;

/// `sent` of `bytes`; what the engine has told since counts more. `cancel`: the message that a click takes back.
#[component]
pub(crate) fn Ring(file: FileId, sent: u64, bytes: u64, cancel: Option<MessageId>) -> Element {
    let desk = use_desk();
    let told = desk.model.progress.read().get(&file).copied();
    let part = part(told.unwrap_or_default().max(sent), bytes);
    let percent = (part * 100.0).round() as u32;
    let drawn = part * TAU * RADIUS;
    let rest = TAU * RADIUS - drawn;
    // Before the first piece is there, something turns: it is being tried.
    let state = if part > 0.0 { "going" } else { "waiting" };
    let circle = rsx! {
        svg { class: "ring-circle", width: "44", height: "44", view_box: "0 0 44 44", fill: "none", "aria-hidden": "true",
            circle { class: "ring-track", cx: "22", cy: "22", r: "{RADIUS}", stroke_width: "3" }
            circle {
                class: "ring-part",
                cx: "22",
                cy: "22",
                r: "{RADIUS}",
                stroke_width: "3",
                stroke_linecap: "round",
                stroke_dasharray: if part > 0.0 { "{drawn:.1} {rest:.1}" } else { "28 200" },
            }
        }
    };
    match cancel {
        Some(message) => rsx! {
            button {
                class: "ring",
                tabindex: "-1",
                "data-state": state,
                "data-testid": "cancel-upload",
                title: "Cancel sending",
                aria_label: "Cancel sending, {percent} percent sent",
                onclick: move |event| {
                    event.stop_propagation();
                    desk.ask(Request::Cancel { message });
                },
                {circle}
                Glyph { icon: Icon::Close, size: 18 }
            }
        },
        None => rsx! {
            span { class: "ring", "data-state": state, role: "progressbar", aria_label: "Sending", aria_valuenow: "{percent}",
                {circle}
            }
        },
    }
}

fn part(sent: u64, bytes: u64) -> f64 {
    (sent as f64 / bytes.max(1) as f64).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_never_more_than_all() {
        assert_eq!([part(0, 0), part(5, 10), part(20, 10)], [0.0, 0.5, 1.0]);
    }
}
