//! A row of the roster: who, which tags, who looks after them, when something was last said; and the way to their chat.

use dioxus::prelude::*;
use protocol::{Account, AccountKind};

use crate::components::avatar::Avatar;
use crate::components::icon::{Glyph, Icon};
use crate::components::tag_chip::tag_chip;
use crate::desk::use_desk;
use crate::format::face::first_name;
use crate::format::times::{row_time, waited};
use crate::route::{Part, Route};
use crate::state::clients::{last_said, row_of};

/// Tags that have room in a narrow row; the others are counted.
const ROOM: usize = 3;

#[component]
pub(super) fn ClientRow(account: Account, selected: bool) -> Element {
    let desk = use_desk();
    let clock = desk.model.clock;
    let id = account.id;
    let (tags, coach) = {
        let roster = desk.model.roster.read();
        (roster.tags_of(id), roster.coach_of(id))
    };
    let coach = coach.and_then(|coach| {
        let people = desk.model.people.read();
        let coaches = people.iter().filter(|known| known.kind == AccountKind::Coach);
        // Where there is only one, everybody knows.
        (coaches.clone().count() > 1)
            .then(|| coaches.clone().find(|known| known.id == coach).cloned())
            .flatten()
    });
    let (time, waits, direct) = {
        let rows = desk.model.rows.read();
        let row = row_of(&rows, &account);
        let at = row.and_then(|row| last_said(row));
        let waits = row.filter(|row| row.needs_reply && !row.archived);
        (
            at.map(|at| row_time(&clock, at)).unwrap_or_default(),
            waits.map(|row| waited(&clock, row.activity_at)),
            row.map(|row| row.id),
        )
    };
    let invited = account.joined_at.is_none();
    let sub = account.email.clone().unwrap_or_else(|| "No address yet".into());
    let more = tags.len().saturating_sub(ROOM);
    rsx! {
        li { class: "row-item client-item",
            button {
                class: "row client-row",
                "data-testid": "client-row",
                "data-name": "{account.name}",
                "data-tagged": !tags.is_empty(),
                aria_current: if selected { "true" } else { "false" },
                onclick: move |_| desk.go(Route::Client(id, Part::Overview)),
                Avatar { id: id.0.as_u128(), name: account.name.clone() }
                span { class: "client-who",
                    span { class: "row-title one-line", dir: "auto", "{account.name}" }
                    span { class: "client-sub one-line", "{sub}" }
                }
                span { class: "client-tags",
                    for tag in tags.iter().take(ROOM) {
                        {tag_chip(tag)}
                    }
                    if more > 0 {
                        span { class: "quiet number", "+{more}" }
                    }
                }
                span { class: "client-coach one-line", dir: "auto",
                    if let Some(coach) = coach.as_ref() {
                        span { class: "hidden-text", "Looked after by " }
                        {first_name(&coach.name)}
                    }
                }
                span { class: "client-state",
                    if invited {
                        span { class: "tag", "invited" }
                    } else if let Some(waits) = waits.as_ref() {
                        span { class: "client-waits number", title: "Waits for a reply", "waits {waits}" }
                    } else {
                        time { class: "row-time number", "{time}" }
                    }
                }
            }
            if direct.is_some() {
                button {
                    class: "icon-button small client-chat",
                    tabindex: "-1",
                    title: "Chat",
                    aria_label: "Chat with {account.name}",
                    "data-testid": "client-chat",
                    onclick: move |_| desk.go(Route::Client(id, Part::Chat)),
                    Glyph { icon: Icon::Chat, size: 18 }
                }
            }
        }
    }
}
