//! The roster, and the profile of one client beside it.

use dioxus::prelude::*;
use protocol::{Account, AccountId, AccountKind};

use crate::components::avatar::Avatar;
use crate::components::connection_line::ConnectionLine;
use crate::components::icon::{Glyph, Icon};
use crate::desk::{Dialog, use_desk};
use crate::route::Route;
use crate::state::picker::find;

mod profile;

use profile::Profile;

#[component]
pub(crate) fn Clients(open: Option<AccountId>) -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let mut search = use_signal(String::new);
    let clients: Vec<_> = find(&desk.model.people.read(), &search.read(), &[])
        .into_iter()
        .filter(|account| account.kind == AccountKind::Client)
        .collect();
    let known = open.and_then(|id| {
        desk.model
            .people
            .read()
            .iter()
            .find(|account| account.id == id)
            .cloned()
    });
    let nobody = clients.is_empty();
    let searched = !search.read().trim().is_empty();
    rsx! {
        main { class: "panes", "data-pane": if open.is_some() { "conversation" } else { "list" },
            section { class: "pane list-pane", aria_label: "Clients",
                header { class: "pane-header",
                    h1 { class: "pane-title", "Clients" }
                    button {
                        class: "icon-button",
                        "data-testid": "invite",
                        title: "Invite a client",
                        aria_label: "Invite a client",
                        onclick: move |_| dialog.set(Some(Dialog::Invite)),
                        Glyph { icon: Icon::UserPlus }
                    }
                }
                div { class: "list-tools",
                    label { class: "search",
                        Glyph { icon: Icon::Search, size: 18 }
                        span { class: "hidden-text", "Search clients" }
                        input {
                            class: "search-input",
                            r#type: "search",
                            placeholder: "Name or e-mail",
                            autocomplete: "off",
                            value: "{search}",
                            oninput: move |event| search.set(event.value()),
                        }
                    }
                }
                ul { class: "scroll rows",
                    for account in clients {
                        ClientRow { key: "{account.id}", selected: open == Some(account.id), account }
                    }
                }
                if nobody {
                    div { class: "empty list-empty",
                        span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Users, size: 28 } }
                        p { class: "empty-title", if searched { "Nobody fits" } else { "No clients yet" } }
                        p { if searched { "Search looks at names and addresses." } else { "Invite the first one by link, QR code or code." } }
                        if !searched {
                            button { class: "button primary", onclick: move |_| dialog.set(Some(Dialog::Invite)), "Invite a client" }
                        }
                    }
                }
                ConnectionLine {}
            }
            if let Some(account) = known {
                Profile { key: "{account.id}", account }
            } else {
                section { class: "pane conversation-pane",
                    div { class: "empty",
                        span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Users, size: 28 } }
                        p { class: "empty-title", "Nobody chosen" }
                        p { "Choose a client to see their profile." }
                    }
                }
            }
        }
    }
}

#[component]
fn ClientRow(account: Account, selected: bool) -> Element {
    let desk = use_desk();
    let id = account.id;
    let sub = account.email.clone().unwrap_or_else(|| "No address yet".into());
    rsx! {
        li { class: "row-item",
            button {
                class: "row",
                "data-testid": "client-row",
                "data-name": "{account.name}",
                aria_current: if selected { "true" } else { "false" },
                onclick: move |_| desk.go(Route::Client(id)),
                Avatar { id: id.0.as_u128(), name: account.name.clone() }
                span { class: "row-words",
                    span { class: "row-line",
                        span { class: "row-title one-line", dir: "auto", "{account.name}" }
                        if account.joined_at.is_none() {
                            span { class: "tag", "invited" }
                        }
                    }
                    span { class: "row-preview one-line", "{sub}" }
                }
            }
        }
    }
}
