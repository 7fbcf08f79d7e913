//! Signing in: address, then the six digits from the mail, then which account when there are several.

use dioxus::prelude::*;
use protocol::{AccountChoice, AccountId, Answer, ApiError, Call, StartSignIn, VerifySignIn};

use super::door::{Door, DoorLink, Next, TextField, Trouble, device, next};
use crate::backend::Kind;
use crate::components::avatar::Avatar;
use crate::components::dialog::Frame;
use crate::components::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::dom;
use crate::route::Route;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Email,
    Code,
    Choose(Vec<AccountChoice>),
}

/// `reason`: why the session has just ended.
#[component]
pub(crate) fn SignIn(reason: Option<ApiError>) -> Element {
    let desk = use_desk();
    let mut step = use_signal(|| Step::Email);
    let email = use_signal(String::new);
    let mut code = use_signal(String::new);
    let mut trouble = use_signal(|| reason.as_ref().map(|reason| reason.message.clone()));
    let mut busy = use_signal(|| false);
    use_hook(|| dom::focus_later("sign-in-email"));

    let start = move || {
        spawn(async move {
            busy.set(true);
            let address = email.peek().trim().to_owned();
            match desk.call(Call::StartSignIn(StartSignIn { email: address })).await {
                Ok(_) => {
                    trouble.set(None);
                    code.set(String::new());
                    step.set(Step::Code);
                    dom::focus_later("sign-in-code");
                }
                Err(error) => trouble.set(Some(error.message)),
            }
            busy.set(false);
        });
    };
    let verify = move |account: Option<AccountId>| {
        if *busy.peek() {
            return;
        }
        let (device_name, wants_token) = device(desk);
        spawn(async move {
            busy.set(true);
            let call = Call::VerifySignIn(VerifySignIn {
                email: email.peek().trim().to_owned(),
                code: code.peek().clone(),
                device_name,
                account,
                wants_token,
            });
            let answer: Result<Answer, ApiError> = desk.call(call).await;
            match next(answer) {
                Next::In => trouble.set(None),
                Next::Choose(accounts) => {
                    trouble.set(None);
                    step.set(Step::Choose(accounts));
                }
                Next::NewHere => {
                    trouble.set(Some(
                        "Nobody has that address here yet. You can open a practice with it.".into(),
                    ));
                }
                Next::Trouble(text) => {
                    trouble.set(Some(text));
                    code.set(String::new());
                    dom::focus_later("sign-in-code");
                }
            }
            busy.set(false);
        });
    };

    let now = step.read().clone();
    match now {
        Step::Email => rsx! {
            Door { title: "Welcome to Rapport", sub: "Sign in with your e-mail address. We send you a code, no password needed.",
                form {
                    class: "door-form",
                    onsubmit: move |event| {
                        event.prevent_default();
                        start();
                    },
                    TextField { id: "sign-in-email", label: "E-mail", value: email, kind: "email", autocomplete: "email" }
                    Trouble { text: trouble.read().clone() }
                    button {
                        class: "button primary wide",
                        r#type: "submit",
                        "data-testid": "sign-in-submit",
                        disabled: !email.read().contains('@') || *busy.read(),
                        "Send me a code"
                    }
                }
                div { class: "door-links",
                    DoorLink { to: Route::Join, text: "I have an invitation" }
                    DoorLink { to: Route::CreatePractice, text: "Open a practice" }
                }
                AnotherServer {}
            }
        },
        Step::Code => rsx! {
            Door { title: "Check your mail", sub: "We sent six digits to {email}. They work for a few minutes.",
                form {
                    class: "door-form",
                    onsubmit: move |event| {
                        event.prevent_default();
                        verify(None);
                    },
                    CodeField { code, on_full: move |()| verify(None) }
                    Trouble { text: trouble.read().clone() }
                    button {
                        class: "button primary wide",
                        r#type: "submit",
                        "data-testid": "sign-in-submit",
                        disabled: code.read().len() < 6 || *busy.read(),
                        "Sign in"
                    }
                }
                div { class: "door-links",
                    button { class: "link-button", r#type: "button", onclick: move |_| start(), "Send a new code" }
                    button {
                        class: "link-button",
                        r#type: "button",
                        onclick: move |_| {
                            trouble.set(None);
                            step.set(Step::Email);
                        },
                        "Another address"
                    }
                }
            }
        },
        Step::Choose(accounts) => rsx! {
            Door { title: "Which account?", sub: "Your address belongs to several practices.",
                ul { class: "door-choices",
                    for account in accounts {
                        li { key: "{account.account}",
                            button {
                                class: "door-choice",
                                "data-testid": "choose-account",
                                "data-name": "{account.name}",
                                onclick: move |_| verify(Some(account.account)),
                                Avatar { id: account.account.0.as_u128(), name: account.workspace_name.clone(), group: true }
                                span { class: "option-words",
                                    span { class: "option-name one-line", dir: "auto", "{account.workspace_name}" }
                                    span { class: "option-sub one-line", dir: "auto", "as {account.name}" }
                                }
                                Glyph { icon: Icon::Forth }
                            }
                        }
                    }
                }
                Trouble { text: trouble.read().clone() }
            }
        },
    }
}

/// Six digits: typed, pasted or filled in by the phone; goes on by itself when all are there.
#[component]
pub(crate) fn CodeField(code: Signal<String>, on_full: EventHandler<()>) -> Element {
    let mut code = code;
    rsx! {
        label { class: "field",
            span { class: "field-label", "Code" }
            input {
                id: "sign-in-code",
                class: "input code-input number",
                "data-testid": "sign-in-code",
                inputmode: "numeric",
                autocomplete: "one-time-code",
                placeholder: "••••••",
                value: "{code}",
                oninput: move |event| {
                    let digits: String = event.value().chars().filter(char::is_ascii_digit).take(6).collect();
                    let full = digits.len() == 6 && *code.peek() != digits;
                    code.set(digits);
                    if full {
                        on_full.call(());
                    }
                },
            }
        }
    }
}

/// The app can talk to any server; a page belongs to its own.
#[component]
fn AnotherServer() -> Element {
    let desk = use_desk();
    let mut open = use_signal(|| false);
    let mut url = use_signal(String::new);
    let mut trouble = use_signal(|| None::<String>);
    let info = desk.info.read().clone();
    if info.kind != Kind::App {
        return rsx! {};
    }
    let save = move || {
        spawn(async move {
            let mut info = desk.info;
            match desk.backend().set_server(url.peek().trim().to_owned()).await {
                Ok(()) => {
                    if let Ok(now) = desk.backend().info().await {
                        info.set(now);
                    }
                    open.set(false);
                }
                Err(error) => trouble.set(Some(error.message)),
            }
        });
    };
    rsx! {
        p { class: "door-server",
            span { class: "one-line", "{info.server}" }
            button {
                class: "link-button",
                "data-testid": "another-server",
                onclick: move |_| {
                    url.set(desk.info.peek().server.clone());
                    open.set(true);
                },
                "Use another server"
            }
        }
        if *open.read() {
            Frame { id: "server", title: "Server", focus: "server-url".to_owned(), on_close: move |()| open.set(false),
                form {
                    class: "dialog-form",
                    onsubmit: move |event| {
                        event.prevent_default();
                        save();
                    },
                    TextField { id: "server-url", label: "Address", value: url, kind: "url", hint: "Such as https://chat.example. Your coach can tell you." }
                    Trouble { text: trouble.read().clone() }
                    footer { class: "dialog-footer",
                        button { class: "button primary", r#type: "submit", "data-testid": "server-submit", "Use this server" }
                    }
                }
            }
        }
    }
}
