//! Settings: look and keys of this device, one's name, where one is signed in.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::Request;

use crate::components::confirm::Confirm;
use crate::components::icon::{Glyph, Icon};
use crate::desk::use_desk;

mod devices;
mod look;
mod receipts;

use devices::Devices;
use look::Look;
use receipts::Receipts;

#[component]
pub(crate) fn Settings() -> Element {
    let desk = use_desk();
    let mut leaving = use_signal(|| false);
    let info = desk.info.read().clone();
    let waiting = desk.model.connection.read().waiting;
    let warning = if waiting > 0 {
        "Some of what you wrote hasn't been sent yet. It is lost when you sign out now."
    } else {
        "What this device holds is removed from it. Nothing is lost: it is all on the server."
    };
    rsx! {
        main { class: "pane settings", aria_label: "Settings",
            header { class: "pane-header",
                h1 { class: "pane-title", "Settings" }
            }
            div { class: "scroll",
                div { class: "page",
                    Look {}
                    Profile {}
                    if desk.model.is_coach() {
                        Receipts {}
                    }
                    Devices {}
                    section { class: "card-section",
                        h2 { class: "section-title", "About" }
                        div { class: "card",
                            div { class: "setting",
                                span { class: "setting-words", "Rapport" }
                                span { class: "quiet", "Version {info.version}" }
                            }
                            div { class: "setting",
                                span { class: "setting-words", "Server" }
                                span { class: "quiet one-line", "{info.server}" }
                            }
                        }
                    }
                    button {
                        class: "button danger-plain",
                        "data-testid": "sign-out",
                        onclick: move |_| leaving.set(true),
                        Glyph { icon: Icon::SignOut, size: 18 }
                        "Sign out"
                    }
                }
            }
            if *leaving.read() {
                Confirm {
                    title: "Sign out here?",
                    text: warning,
                    yes: "Sign out",
                    on_yes: move |()| {
                        spawn_forever(async move {
                            if let Err(error) = desk.backend().sign_out().await {
                                desk.say(error.message);
                            }
                        });
                    },
                    on_close: move |()| leaving.set(false),
                }
            }
        }
    }
}

/// One's own name.
#[component]
fn Profile() -> Element {
    let desk = use_desk();
    let me = desk.model.me.read().as_ref().map(|me| me.account.clone());
    let known = me
        .as_ref()
        .map(|account| account.name.clone())
        .unwrap_or_default();
    let mut name = use_signal(|| known.clone());
    let email = me
        .and_then(|account| account.email)
        .unwrap_or_else(|| "None yet".into());
    let changed = *name.read() != known && !name.read().trim().is_empty();
    rsx! {
        section { class: "card-section",
            h2 { class: "section-title", "You" }
            div { class: "card",
                form {
                    class: "setting",
                    onsubmit: move |event| {
                        event.prevent_default();
                        let name = name.peek().trim().to_owned();
                        spawn(async move {
                            if desk.asked(Request::Rename { name }).await.is_some() {
                                desk.say("Name saved");
                            }
                        });
                    },
                    label { class: "setting-words", r#for: "own-name", "Name" }
                    input {
                        id: "own-name",
                        class: "input setting-input",
                        "data-testid": "own-name",
                        autocomplete: "name",
                        maxlength: "{desk.model.limits().name_chars}",
                        value: "{name}",
                        oninput: move |event| name.set(event.value()),
                    }
                    if changed {
                        button { class: "button primary", r#type: "submit", "Save" }
                    }
                }
                div { class: "setting",
                    span { class: "setting-words", "E-mail" }
                    span { class: "quiet one-line", "{email}" }
                }
            }
        }
    }
}
