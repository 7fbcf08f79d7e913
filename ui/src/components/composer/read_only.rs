//! What stands in place of the composer for who may only read. What was half written stays a draft, and is back with the right.

use dioxus::prelude::*;

use crate::desk::use_desk;
use crate::route::Route;

#[component]
pub(super) fn ReadOnly(archived: bool) -> Element {
    let desk = use_desk();
    let kept = {
        let writing = desk.model.writing.read();
        let empty = writing.text.trim().is_empty() && writing.files.is_empty();
        !empty && !writing.is_note()
    };
    let words = if archived {
        "This group is archived. You can read it, and nobody can write in it."
    } else {
        "Only admins can post in this announcement group."
    };
    use_hook(|| {
        // Who was writing is told that the field has gone.
        if kept {
            let mut announcement = desk.model.announcement;
            announcement.set(words.to_owned());
        }
    });
    let coach = if archived || desk.model.is_coach() {
        None
    } else {
        desk.model.rows.read().with_the_practice()
    };
    rsx! {
        div { class: "read-only",
            p { "data-testid": "read-only", "{words}" }
            if kept {
                p { class: "read-only-kept", "data-testid": "draft-kept",
                    "What you wrote is kept, and here again when you can post."
                }
            }
            if let Some(id) = coach {
                button {
                    class: "button",
                    "data-testid": "message-coach",
                    onclick: move |_| desk.go(Route::Conversation { id, details: false }),
                    "Message your coach"
                }
            }
        }
    }
}
