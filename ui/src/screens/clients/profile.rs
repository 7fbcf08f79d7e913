//! A client's profile. Its Chat tab is the client's direct conversation itself.

use dioxus::prelude::*;
use protocol::Account;

use crate::components::avatar::Avatar;
use crate::components::icon::{Glyph, Icon};
use crate::components::invite_dialog::InviteFrame;
use crate::desk::use_desk;
use crate::format::times::day;
use crate::route::Route;
use crate::screens::conversation::Conversation;

#[component]
pub(crate) fn Profile(account: Account) -> Element {
    let desk = use_desk();
    let mut chat = use_signal(|| false);
    let mut again = use_signal(|| false);
    let direct = account
        .direct
        .or_else(|| desk.model.rows.read().direct_of(account.id));
    let joined = account
        .joined_at
        .map(|at| format!("Joined {}", day(&desk.model.clock, at)));
    let email = account.email.clone().unwrap_or_else(|| "None yet".into());
    let tab = |on: bool| if on { "true" } else { "false" };
    rsx! {
        section { class: "pane conversation-pane profile", aria_label: "Profile",
            header { class: "pane-header profile-header",
                button {
                    class: "icon-button back",
                    aria_label: "Back to the list",
                    onclick: move |_| desk.go(Route::Clients),
                    Glyph { icon: Icon::Back, size: 22 }
                }
                h2 { class: "pane-title one-line", dir: "auto", "{account.name}" }
                div { class: "segments", role: "tablist", aria_label: "Profile",
                    button {
                        class: "segment",
                        role: "tab",
                        aria_selected: tab(!*chat.read()),
                        onclick: move |_| chat.set(false),
                        "Profile"
                    }
                    button {
                        class: "segment",
                        role: "tab",
                        "data-testid": "profile-chat",
                        disabled: direct.is_none(),
                        aria_selected: tab(*chat.read()),
                        onclick: move |_| chat.set(true),
                        "Chat"
                    }
                }
            }
            match direct.filter(|_| *chat.read()) {
                Some(id) => rsx! { Conversation { key: "{id}", id, foldable: false } },
                None => rsx! {
                    div { class: "scroll",
                        div { class: "details-top",
                            Avatar { id: account.id.0.as_u128(), name: account.name.clone(), size: 72 }
                            h3 { class: "details-title", dir: "auto", "{account.name}" }
                            if let Some(joined) = joined.as_ref() {
                                p { class: "details-sub", "{joined}" }
                            } else {
                                span { class: "tag brand", "Invited, not joined yet" }
                            }
                            div { class: "profile-actions",
                                if let Some(id) = direct {
                                    button {
                                        class: "button primary",
                                        "data-testid": "open-chat",
                                        onclick: move |_| desk.go(Route::Conversation { id, details: false }),
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
                            dt { "Name" }
                            dd { dir: "auto", "{account.name}" }
                            dt { "E-mail" }
                            dd { "{email}" }
                        }
                    }
                },
            }
            if *again.read() {
                InviteFrame { again: Some(account.clone()), on_close: move |()| again.set(false) }
            }
        }
    }
}
