//! A row of the conversation list: who, when, what last, how much is new.

use std::rc::Rc;

use dioxus::prelude::*;
use engine::ui::ConversationRow as Row;
use protocol::{ConversationId, ConversationKind};

use super::avatar::Avatar;
use super::icon::{Glyph, Icon};
use super::message::media_mark;
use super::status_mark::status_mark;
use crate::format::clock::Clock;
use crate::format::face::first_name;
use crate::format::files;
use crate::format::times::{row_time, waited};
use crate::format::words::{badge, count, typing_words};
use crate::state::later::is_muted;

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
    /// The one row that Tab comes to; arrows lead on from there.
    stop: bool,
    clock: Clock,
    /// Changes every minute, so that "5 min" does not stand still.
    tick: u64,
    /// In the queue of those who need a reply: how long they have waited, in place of when.
    #[props(default)]
    queue: bool,
    on_open: EventHandler<ConversationId>,
) -> Element {
    let row = row.0;
    let id = row.id;
    let group = row.kind == ConversationKind::Group;
    let face = row.client.map_or(id.0, |client| client.0).as_u128();
    let waits = queue && row.needs_reply;
    let time = if waits {
        format!("waits {}", waited(&clock, row.activity_at))
    } else {
        row_time(&clock, row.activity_at)
    };
    let fresh = row.unread > 0 || row.marked_unread;
    let state = if fresh { "unread" } else { "read" };
    let quiet = is_muted(&clock, row.muted_until);
    let facts = facts(&row, quiet);
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
                "data-muted": quiet,
                "data-id": "{id}",
                tabindex: if stop { "0" } else { "-1" },
                aria_current: if selected { "true" } else { "false" },
                onclick: move |_| on_open.call(id),
                Avatar { id: face, name: row.title.clone(), group, picture: row.picture.clone() }
                span { class: "row-words",
                    span { class: "row-line",
                        if row.announcement {
                            span { class: "row-mark", title: "Announcement group", Glyph { icon: Icon::Megaphone, size: 14 } }
                        }
                        span { class: "row-title one-line", dir: "auto", "{row.title}" }
                        span { class: "hidden-text", "{facts}" }
                        if quiet {
                            span { class: "row-mark", title: "Muted", Glyph { icon: Icon::BellOff, size: 14 } }
                        }
                        if let Some(status) = row.preview.as_ref().filter(|preview| preview.event.is_none()).and_then(|preview| preview.status) {
                            {status_mark(status)}
                        }
                        time { class: "row-time number", "data-waits": waits, "{time}" }
                    }
                    span { class: "row-line",
                        Words { row: SharedRow(row.clone()), group }
                        if row.failed {
                            span { class: "row-failed", title: "A message couldn't be sent", aria_label: "A message couldn't be sent", role: "img",
                                Glyph { icon: Icon::Alert, size: 18 }
                            }
                        }
                        if row.follow_up {
                            span { class: "row-mark due", title: "To follow up", Glyph { icon: Icon::Clock, size: 16 } }
                        }
                        if row.mentioned {
                            span { class: "badge", title: "You are mentioned", "data-testid": "row-mentioned", Glyph { icon: Icon::At, size: 14 } }
                        }
                        if row.unread > 0 {
                            span { class: "badge", aria_hidden: "true", "{badge(row.unread)}" }
                            span { class: "hidden-text", "{unread}" }
                        } else if row.marked_unread {
                            span { class: "badge dot", title: "Marked as unread", "data-testid": "row-marked" }
                        } else if row.pinned {
                            span { class: "row-mark", title: "Pinned", Glyph { icon: Icon::Pin, size: 16 } }
                        } else if row.needs_reply && !row.archived {
                            span { class: "row-reply", title: "Waits for your reply", aria_label: "Waits for your reply", role: "img" }
                        }
                    }
                }
            }
        }
    }
}

/// What the marks say, for who does not see them.
fn facts(row: &Row, quiet: bool) -> String {
    [
        (row.announcement, ", announcement group"),
        (row.pinned, ", pinned"),
        (quiet, ", muted"),
        (row.follow_up, ", to follow up"),
        (row.mentioned, ", you are mentioned"),
        (row.marked_unread, ", marked as unread"),
        (row.put_away, ", put away"),
    ]
    .into_iter()
    .filter_map(|(on, words)| on.then_some(words))
    .collect()
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
                if row.draft_files > 0 {
                    span { class: "media-mark", aria_hidden: "true", Glyph { icon: Icon::Paperclip, size: 14 } }
                    if draft.is_empty() {
                        {count(row.draft_files.into(), "file", "files")}
                    }
                }
                "{draft}"
            }
        };
    }
    let Some(preview) = &row.preview else {
        return rsx! { span { class: "row-preview one-line", "No messages yet" } };
    };
    let author = match (&preview.author, preview.own) {
        _ if preview.event.is_some() => None, // the sentence says who
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
            if preview.staff_only {
                span { class: "row-note", "Note · " }
            }
            if let Some(author) = author {
                span { class: "row-author", "{author}: " }
            }
            if preview.deleted {
                "Message deleted"
            } else {
                if let Some(media) = &preview.media {
                    {media_mark(media.first.kind)}
                }
                {files::preview(preview)}
            }
        }
    }
}
