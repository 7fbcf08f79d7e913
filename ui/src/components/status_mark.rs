//! The five states of an own message as a mark with words, never by colour alone.

use dioxus::prelude::*;
use engine::ui::Status;

use super::icon::{Glyph, Icon};
use crate::format::words::status_words;

#[component]
pub(crate) fn StatusMark(status: Status) -> Element {
    let (icon, class) = match status {
        Status::Failed => (Icon::Alert, "status failed"),
        Status::Waiting => (Icon::Clock, "status waiting"),
        Status::Sent => (Icon::Check, "status sent"),
        Status::Delivered => (Icon::Checks, "status delivered"),
        Status::Read => (Icon::Checks, "status read"),
    };
    let words = status_words(status);
    let size = if status == Status::Waiting { 12 } else { 16 };
    rsx! {
        span { class, role: "img", title: words, aria_label: words, "data-testid": "status",
            Glyph { icon, size }
        }
    }
}
