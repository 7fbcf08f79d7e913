//! The roster: who is a client, by name, tag, standing and what happened last; and the profile of one of them beside it. Alone it
//! takes the whole width, as a table would.

use dioxus::prelude::*;
use protocol::AccountId;

use crate::components::connection_line::ConnectionLine;
use crate::components::icon::{Glyph, Icon};
use crate::desk::{Dialog, use_desk};
use crate::dom;
use crate::dom::scroll;
use crate::format::words::count;
use crate::route::Part;
use crate::state::clients::{Wanted, shown};

mod overview;
mod profile;
mod row;
mod tools;

use profile::Profile;
use row::ClientRow;
use tools::Tools;

const LIST: &str = "client-list";
/// Rows that are drawn at a time: a roster of thousands is drawn as one scrolls.
const DRAWN: usize = 60;
/// More rows are drawn when the end is this near, in pixels.
const NEAR: f64 = 900.0;

#[component]
pub(crate) fn Clients(open: Option<AccountId>, part: Part) -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let mut wanted = use_signal(Wanted::default);
    let mut drawn = use_signal(|| DRAWN);
    let clients = use_memo(move || {
        let me = desk.model.me.read().as_ref().map(|me| me.account.id);
        let (people, rows) = (desk.model.people.read(), desk.model.rows.read());
        shown(&people, &rows, &desk.model.roster.read(), &wanted.read(), me)
    });
    // Another question begins at the top.
    use_effect(move || {
        let _ = wanted.read();
        drawn.set(DRAWN);
        scroll::to_top(LIST);
    });
    let known = open.and_then(|id| {
        let people = desk.model.people.read();
        people.iter().find(|account| account.id == id).cloned()
    });
    let clients = clients.read();
    let total = clients.len();
    let narrow = wanted.read().is_narrow();
    rsx! {
        main { class: "panes clients", "data-pane": if open.is_some() { "conversation" } else { "list" },
            section { class: "pane list-pane", aria_label: "Clients",
                header { class: "pane-header",
                    h1 { class: "pane-title", "Clients" }
                    button {
                        class: "icon-button",
                        "data-testid": "manage-tags",
                        title: "Tags",
                        aria_label: "Tags",
                        onclick: move |_| dialog.set(Some(Dialog::Tags)),
                        Glyph { icon: Icon::Tag }
                    }
                    button {
                        class: "icon-button",
                        "data-testid": "invite",
                        title: "Invite a client",
                        aria_label: "Invite a client",
                        onclick: move |_| dialog.set(Some(Dialog::Invite)),
                        Glyph { icon: Icon::UserPlus }
                    }
                }
                Tools { wanted }
                p { class: "client-sum", role: "status", "data-testid": "client-sum",
                    {count(total as u64, "client", "clients")}
                    if narrow {
                        button {
                            class: "link-button",
                            "data-testid": "show-all-clients",
                            onclick: move |_| {
                                let sort = wanted.peek().sort;
                                wanted.set(Wanted { sort, ..Wanted::default() });
                            },
                            "Show all"
                        }
                    }
                }
                ul {
                    class: "scroll rows client-rows",
                    id: LIST,
                    onscroll: move |_| {
                        let near = scroll::view(LIST).is_some_and(|view| view.below < NEAR);
                        if near && *drawn.peek() < total {
                            drawn += DRAWN;
                        }
                    },
                    onkeydown: move |event| {
                        if !event.modifiers().is_empty() {
                            return;
                        }
                        match event.key() {
                            Key::ArrowDown => dom::step_focus(LIST, ".row", true),
                            Key::ArrowUp => dom::step_focus(LIST, ".row", false),
                            Key::Home => dom::focus_end(LIST, ".row", false),
                            Key::End => dom::focus_end(LIST, ".row", true),
                            _ => return,
                        }
                        event.prevent_default();
                    },
                    for account in clients.iter().take(*drawn.read()).cloned() {
                        ClientRow { key: "{account.id}", selected: open == Some(account.id), account }
                    }
                }
                if total == 0 {
                    Nothing { narrow }
                }
                ConnectionLine {}
            }
            if let Some(account) = known {
                Profile { key: "{account.id}", account, part }
            } else if open.is_some() {
                section { class: "pane conversation-pane",
                    div { class: "empty",
                        span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::User, size: 28 } }
                        p { class: "empty-title", "Nobody by this address" }
                        p { "Choose a client to see their profile." }
                    }
                }
            }
        }
    }
}

#[component]
fn Nothing(narrow: bool) -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    rsx! {
        div { class: "empty list-empty",
            span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Users, size: 28 } }
            p { class: "empty-title", if narrow { "Nobody fits" } else { "No clients yet" } }
            p { if narrow { "Take a tag away, or search for another part of the name or address." } else { "Invite the first one by link, QR code or code." } }
            if !narrow {
                button { class: "button primary", onclick: move |_| dialog.set(Some(Dialog::Invite)), "Invite a client" }
            }
        }
    }
}
