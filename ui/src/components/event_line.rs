//! What happened in a group, as a line in the middle of its timeline.

use dioxus::prelude::*;
use engine::ui::Place;

use super::message::element_id;
use crate::desk::use_desk;
use crate::format::files;
use crate::format::times::full_time;
use crate::state::layout::Shared;

/// It is a stop of the keyboard and a place to scroll to, like a message.
#[component]
pub(crate) fn EventLine(item: Shared) -> Element {
    let clock = use_desk().model.clock;
    let item = item.0;
    let seq = match item.place {
        Place::Sent(seq) => seq.to_string(),
        Place::Waiting(_) => String::new(),
    };
    let time = item.sent_at.map(|at| full_time(&clock, at));
    let words = files::message(&item);
    rsx! {
        p {
            class: "message event-line",
            id: element_id(item.id),
            tabindex: "-1",
            role: "note",
            title: time.unwrap_or_default(),
            "data-testid": "event",
            "data-id": "{item.id}",
            "data-seq": "{seq}",
            "data-text": "{words}",
            span { "{words}" }
        }
    }
}
