//! The five states of an own message as a mark with words, never by colour alone.

use dioxus::prelude::*;
use engine::ui::Status;

use crate::format::words::status_words;

/// One node: the style draws the icon.
pub(crate) fn status_mark(status: Status) -> Element {
    let class = match status {
        Status::Failed => "status failed",
        Status::Waiting => "status waiting",
        Status::Sent => "status sent",
        Status::Delivered => "status delivered",
        Status::Read => "status read",
    };
    let words = status_words(status);
    rsx! {
        span { class, role: "img", title: words, aria_label: words, "data-testid": "status" }
    }
}
