//! What is known of a client: tags, who looks after them, how to reach them, when something was last said.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{Account, AccountId, AccountKind};

use crate::components::avatar::Avatar;
use crate::components::icon::{Glyph, Icon};
use crate::components::invite_dialog::InviteFrame;
use crate::components::tag_chip::colours;
use crate::components::tag_menu::TagMenu;
use crate::desk::use_desk;
use crate::dom;
use crate::format::times::{day, moment, waited};
use crate::route::{Part, Route};
use crate::state::clients::{last_said, row_of};
use crate::state::toasts::Action;

const ADD: &str = "tag-add";

#[component]
pub(super) fn Overview(account: Account) -> Element {
    let desk = use_desk();
    let clock = desk.model.clock;
    let mut again = use_signal(|| false);
    let id = account.id;
    let (talks, last, waits) = {
        let rows = desk.model.rows.read();
        let row = row_of(&rows, &account);
        (
            row.is_some(),
            row.and_then(|row| last_said(row)).map(|at| moment(&clock, at)),
            row.filter(|row| row.needs_reply && !row.archived)
                .map(|row| waited(&clock, row.activity_at)),
        )
    };
    let joined = account.joined_at.map(|at| format!("Joined {}", day(&clock, at)));
    let email = account.email.clone().unwrap_or_else(|| "None yet".into());
    rsx! {
        div { class: "scroll",
            div { class: "details-top",
                Avatar { id: id.0.as_u128(), name: account.name.clone(), size: 72 }
                h3 { class: "details-title", dir: "auto", "{account.name}" }
                if let Some(joined) = joined.as_ref() {
                    p { class: "details-sub", "{joined}" }
                } else {
                    span { class: "tag brand", "Invited, not joined yet" }
                }
                if let Some(waits) = waits {
                    p { class: "profile-waits", "data-testid": "profile-waits",
                        Glyph { icon: Icon::Clock, size: 16 }
                        "Waits for a reply for {waits}"
                    }
                }
                div { class: "profile-actions",
                    if talks {
                        button {
                            class: "button primary",
                            "data-testid": "open-chat",
                            onclick: move |_| desk.go(Route::Client(id, Part::Chat)),
                            Glyph { icon: Icon::Chat, size: 18 }
                            "Open chat"
                        }
                    }
                    button {
                        class: "button",
                        "data-testid": "new-code",
                        onclick: move |_| again.set(true),
                        Glyph { icon: Icon::Key, size: 18 }
                        if joined.is_some() { "Sign-in code" } else { "New invitation code" }
                    }
                }
            }
            dl { class: "facts",
                dt { "Tags" }
                dd { Tags { client: id } }
                dt { "Looked after by" }
                dd { Coach { client: id } }
                dt { "E-mail" }
                dd { "{email}" }
                dt { "Last message" }
                dd { {last.unwrap_or_else(|| "None yet".into())} }
            }
        }
        if *again.read() {
            InviteFrame { again: Some(account.clone()), on_close: move |()| again.set(false) }
        }
    }
}

/// The client's tags, each with a cross, and the way to more.
#[component]
fn Tags(client: AccountId) -> Element {
    let desk = use_desk();
    let mut adding = use_signal(|| None::<Option<(f64, f64)>>);
    let tags = desk.model.roster.read().tags_of(client);
    rsx! {
        div { class: "profile-tags", "data-testid": "profile-tags",
            for tag in tags {
                span {
                    key: "{tag.id}",
                    class: "tag-chip",
                    "data-testid": "tag-chip",
                    dir: "auto",
                    background_color: colours(tag.hue).0,
                    color: colours(tag.hue).1,
                    span { class: "one-line", "{tag.name}" }
                    button {
                        class: "tag-off",
                        title: "Take the tag off",
                        aria_label: "Take the tag {tag.name} off",
                        "data-testid": "tag-off",
                        onclick: move |_| {
                            let request = |on| Request::TagClient { account: client, tag: tag.id, on };
                            desk.ask(request(false));
                            desk.say_with("Tag taken off", Some(Action { label: "Undo", request: request(true) }));
                        },
                        Glyph { icon: Icon::Close, size: 12 }
                    }
                }
            }
            button {
                id: ADD,
                class: "tag-chip tag-add",
                "data-testid": "tag-add",
                // The Enter key has no place: the menu opens at the button.
                onclick: move |_| adding.set(Some(dom::focus::place_of(ADD).filter(|_| !dom::is_touch()))),
                Glyph { icon: Icon::Plus, size: 14 }
                "Add a tag"
            }
        }
        if let Some(at) = *adding.read() {
            TagMenu { client, at, on_close: move |()| adding.set(None) }
        }
    }
}

/// Who looks after this client.
#[component]
fn Coach(client: AccountId) -> Element {
    let desk = use_desk();
    let now = desk.model.roster.read().coach_of(client);
    let me = desk.model.me.read().as_ref().map(|me| me.account.id);
    let coaches: Vec<_> = {
        let people = desk.model.people.read();
        let coaches = people.iter().filter(|known| known.kind == AccountKind::Coach);
        coaches.map(|known| (known.id, known.name.clone())).collect()
    };
    rsx! {
        select {
            class: "pick",
            aria_label: "Looked after by",
            "data-testid": "assign-coach",
            onchange: move |event| {
                let coach = event.value().parse().ok();
                desk.ask(Request::AssignClient { account: client, coach });
            },
            option { value: "", selected: now.is_none(), "Nobody yet" }
            for (coach, name) in coaches {
                option { key: "{coach}", value: "{coach}", selected: now == Some(coach),
                    if me == Some(coach) { "{name} (you)" } else { "{name}" }
                }
            }
        }
    }
}
