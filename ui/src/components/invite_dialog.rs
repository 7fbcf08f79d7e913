//! Inviting a client: a name makes the account, and link, QR code and code are handed over or sent.

use dioxus::prelude::*;
use protocol::{Account, Answer, Call, CreateInvite, Invite};

use super::dialog::Frame;
use super::icon::{Glyph, Icon};
use super::qr::Qr;
use crate::desk::use_desk;
use crate::dom;
use crate::format::times::moment;
use crate::route::Route;

/// `again`: a new code for this client, instead of a new client.
#[component]
pub(crate) fn InviteDialog(again: Option<Account>) -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    rsx! {
        InviteFrame { again, on_close: move |()| dialog.set(None) }
    }
}

#[component]
pub(crate) fn InviteFrame(again: Option<Account>, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let mut invite = use_signal(|| None::<Invite>);
    let mut name = use_signal(String::new);
    let mut email = use_signal(String::new);
    let mut by_mail = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    let mut busy = use_signal(|| false);
    let account = again.as_ref().map(|account| account.id);
    let create = move |name: String, email: Option<String>| {
        spawn(async move {
            busy.set(true);
            trouble.set(None);
            let send_email = email.is_some() && *by_mail.peek();
            match desk
                .call(Call::CreateInvite(CreateInvite {
                    name,
                    email,
                    account,
                    send_email,
                }))
                .await
            {
                Ok(Answer::Invite(made)) => invite.set(Some(made)),
                Ok(_) => trouble.set(Some("The server answered something else. Try again.".into())),
                Err(error) => trouble.set(Some(error.message)),
            }
            busy.set(false);
        });
    };
    let known = again.clone();
    use_hook(|| {
        if let Some(account) = known {
            create(account.name, account.email);
        }
    });
    let title = again.as_ref().map_or_else(
        || "Invite a client".to_owned(),
        |account| format!("Code for {}", account.name),
    );
    let mail = !email.read().trim().is_empty();
    rsx! {
        Frame { id: "invite", title, focus: "invite-name".to_owned(), on_close,
            if let Some(invite) = invite.read().clone() {
                Made { invite, on_close }
            } else if again.is_some() {
                p { class: "dialog-text", role: "status", if let Some(text) = trouble.read().as_ref() { "{text}" } else { "Making a code…" } }
            } else {
                form {
                    class: "dialog-form",
                    onsubmit: move |event| {
                        event.prevent_default();
                        let email = email.peek().trim().to_owned();
                        create(name.peek().trim().to_owned(), (!email.is_empty()).then_some(email));
                    },
                    label { class: "field",
                        span { class: "field-label", "Name" }
                        input {
                            id: "invite-name",
                            class: "input",
                            "data-testid": "invite-name",
                            maxlength: "{desk.model.limits().name_chars}",
                            autocomplete: "off",
                            value: "{name}",
                            oninput: move |event| name.set(event.value()),
                        }
                    }
                    label { class: "field",
                        span { class: "field-label", "E-mail (optional)" }
                        input {
                            class: "input",
                            r#type: "email",
                            "data-testid": "invite-email",
                            autocomplete: "off",
                            value: "{email}",
                            oninput: move |event| email.set(event.value()),
                        }
                    }
                    if mail {
                        label { class: "check",
                            input {
                                r#type: "checkbox",
                                checked: *by_mail.read(),
                                onchange: move |event| by_mail.set(event.checked()),
                            }
                            "Also send the link by e-mail"
                        }
                    }
                    if let Some(text) = trouble.read().as_ref() {
                        p { class: "field-error", role: "alert", "{text}" }
                    }
                    footer { class: "dialog-footer",
                        p { class: "field-hint dialog-hint", "You can write to them at once. They see it when they join." }
                        button {
                            class: "button primary",
                            r#type: "submit",
                            "data-testid": "invite-submit",
                            disabled: name.read().trim().is_empty() || *busy.read(),
                            "Create invitation"
                        }
                    }
                }
            }
        }
    }
}

/// The invitation, to be handed over.
#[component]
fn Made(invite: Invite, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let until = moment(&desk.model.clock, invite.expires_at);
    let conversation = invite.conversation;
    let copy = move |text: String| {
        spawn(async move {
            let done = dom::copy(&text).await;
            desk.say(if done {
                "Copied"
            } else {
                "Couldn't copy. Select it and copy it by hand."
            });
        });
    };
    let link = invite.link.clone().unwrap_or_default();
    let code = invite.code.clone().unwrap_or_default();
    let (link_text, code_text) = (link.clone(), code.clone());
    rsx! {
        div { class: "invite",
            if let Some(modules) = invite.qr.clone() {
                Qr { modules }
            }
            p { class: "invite-text", "{invite.name} scans this with the phone's camera, opens the link, or types the code. It works once, until {until}." }
            div { class: "invite-line",
                span { class: "invite-code number", "data-testid": "invite-code", "{code}" }
                button { class: "button", onclick: move |_| copy(code_text.clone()), Glyph { icon: Icon::Copy, size: 16 } "Copy code" }
            }
            div { class: "invite-line",
                span { class: "invite-link one-line", "data-testid": "invite-link", "{link}" }
                button { class: "button", onclick: move |_| copy(link_text.clone()), Glyph { icon: Icon::Link, size: 16 } "Copy link" }
            }
            footer { class: "dialog-footer",
                button {
                    class: "button",
                    "data-testid": "open-chat",
                    onclick: move |_| {
                        on_close.call(());
                        desk.go(Route::Conversation { id: conversation, details: false });
                    },
                    "Write to {invite.name}"
                }
                button { class: "button primary", onclick: move |_| on_close.call(()), "Done" }
            }
        }
    }
}
