//! A row of the conversation list: who, when, what last, how much is new.

use std::rc::Rc;

use dioxus::prelude::*;
use engine::ui::ConversationRow as Row;
use protocol::{ConversationId, ConversationKind};

use super::avatar::Avatar;
use super::icon::{Glyph, Icon};
use super::status_mark::status_mark;
use crate::format::clock::Clock;
use crate::format::face::first_name;
use crate::format::times::row_time;
use crate::format::words::{badge, typing_words};

/// A row that is compared by identity: unchanged means not drawn again.
#[derive(Clone, Debug)]
pub(crate) struct SharedRow(pub Rc<Row>);

impl PartialEq for SharedRow {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[component]
pub(crate) fn ConversationRow(
    row: SharedRow,
    selected: bool,
    clock: Clock,
    /// Changes every minute, so that "5 min" does not stand still.
    tick: u64,
    on_open: EventHandler<ConversationId>,
) -> Element {
    let row = row.0;
    let id = row.id;
    let group = row.kind == ConversationKind::Group;
    let face = row.client.map_or(id.0, |client| client.0).as_u128();
    let time = row_time(&clock, row.activity_at);
    let state = if row.unread > 0 { "unread" } else { "read" };
    let unread = if row.unread > 0 {
        format!(", {} unread", badge(row.unread))
    } else {
        String::new()
    };
    rsx! {
        li { class: "row-item",
            button {
                class: "row",
                "data-testid": "conversation-row",
                "data-title": "{row.title}",
                "data-unread": "{row.unread}",
                "data-state": state,
                "data-archived": row.archived,
                aria_current: if selected { "true" } else { "false" },
                onclick: move |_| on_open.call(id),
                Avatar { id: face, name: row.title.clone(), group }
                span { class: "row-words",
                    span { class: "row-line",
                        span { class: "row-title one-line", dir: "auto", "{row.title}" }
                        if let Some(status) = row.preview.as_ref().and_then(|preview| preview.status) {
                            {status_mark(status)}
                        }
                        time { class: "row-time number", "{time}" }
                    }
                    span { class: "row-line",
                        Words { row: SharedRow(row.clone()), group }
                        if row.failed {
                            span { class: "row-failed", title: "A message couldn't be sent", aria_label: "A message couldn't be sent", role: "img",
                                Glyph { icon: Icon::Alert, size: 18 }
                            }
                        }
                        if row.unread > 0 {
                            span { class: "badge", aria_hidden: "true", "{badge(row.unread)}" }
                            span { class: "hidden-text", "{unread}" }
                        } else if row.needs_reply && !row.archived {
                            span { class: "row-reply", title: "Waits for your reply", aria_label: "Waits for your reply", role: "img" }
                        }
                    }
                }
            }
        }
    }
}

/// The second line: who is typing, else the draft, else the last message.
#[component]
fn Words(row: SharedRow, group: bool) -> Element {
    let row = row.0;
    if let Some(words) = typing_words(&row.typing, group) {
        return rsx! { span { class: "row-preview row-typing one-line", "{words}" } };
    }
    if let Some(draft) = &row.draft {
        return rsx! {
            span { class: "row-preview one-line", dir: "auto",
                span { class: "row-draft", "Draft: " }
                "{draft}"
            }
        };
    }
    let Some(preview) = &row.preview else {
        return rsx! { span { class: "row-preview one-line", "No messages yet" } };
    };
    let author = match (&preview.author, preview.own) {
        (_, true) => Some("You".to_owned()),
        (Some(name), false) => Some(first_name(name).to_owned()),
        (None, false) => None,
    };
    let class = if preview.deleted {
        "row-preview one-line stub"
    } else {
        "row-preview one-line"
    };
    rsx! {
        span { class, dir: "auto",
            if let Some(author) = author {
                span { class: "row-author", "{author}: " }
            }
            if preview.deleted { "Message deleted" } else { "{preview.text}" }
        }
    }
}
