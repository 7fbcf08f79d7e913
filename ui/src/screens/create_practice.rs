//! Opening a practice: names and address first, then the six digits.

use dioxus::prelude::*;
use protocol::{Answer, Call, CreateWorkspace, StartSignIn};

use super::door::{Door, DoorLink, Next, TextField, Trouble, device, next};
use super::sign_in::CodeField;
use crate::desk::use_desk;
use crate::dom;
use crate::route::Route;

#[component]
pub(crate) fn CreatePractice() -> Element {
    let desk = use_desk();
    let practice = use_signal(String::new);
    let your_name = use_signal(String::new);
    let email = use_signal(String::new);
    let code = use_signal(String::new);
    let mut coded = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    let mut busy = use_signal(|| false);
    use_hook(|| dom::focus_later("practice-name"));
    let start = move || {
        spawn(async move {
            busy.set(true);
            let address = email.peek().trim().to_owned();
            match desk.call(Call::StartSignIn(StartSignIn { email: address })).await {
                Ok(Answer::CodeSent(sent)) if !sent.sign_up_open => {
                    trouble.set(Some(
                        "This server doesn't open new practices. Ask who runs it.".into(),
                    ));
                }
                Ok(_) => {
                    trouble.set(None);
                    coded.set(true);
                    dom::focus_later("sign-in-code");
                }
                Err(error) => trouble.set(Some(error.message)),
            }
            busy.set(false);
        });
    };
    let create = move || {
        if *busy.peek() {
            return;
        }
        let (device_name, wants_token) = device(desk);
        spawn(async move {
            busy.set(true);
            let call = Call::CreateWorkspace(CreateWorkspace {
                workspace_name: practice.peek().trim().to_owned(),
                your_name: your_name.peek().trim().to_owned(),
                email: email.peek().trim().to_owned(),
                code: code.peek().clone(),
                device_name,
                wants_token,
            });
            match next(desk.call(call).await) {
                Next::Trouble(text) => trouble.set(Some(text)),
                _ => trouble.set(None),
            }
            busy.set(false);
        });
    };
    let filled = [practice, your_name]
        .iter()
        .all(|field| !field.read().trim().is_empty())
        && email.read().contains('@');
    rsx! {
        if *coded.read() {
            Door { title: "Check your mail", sub: "We sent six digits to {email}. With them your practice opens.",
                form {
                    class: "door-form",
                    onsubmit: move |event| {
                        event.prevent_default();
                        create();
                    },
                    CodeField { code, on_full: move |()| create() }
                    Trouble { text: trouble.read().clone() }
                    button {
                        class: "button primary wide",
                        r#type: "submit",
                        "data-testid": "create-submit",
                        disabled: code.read().len() < 6 || *busy.read(),
                        "Open the practice"
                    }
                }
                div { class: "door-links",
                    button { class: "link-button", r#type: "button", onclick: move |_| coded.set(false), "Back" }
                }
            }
        } else {
            Door { title: "Open a practice", sub: "Your clients see its name in place of the app's.",
                form {
                    class: "door-form",
                    onsubmit: move |event| {
                        event.prevent_default();
                        start();
                    },
                    TextField { id: "practice-name", label: "Name of the practice", value: practice, autocomplete: "organization" }
                    TextField { id: "your-name", label: "Your name", value: your_name, autocomplete: "name" }
                    TextField { id: "sign-in-email", label: "E-mail", value: email, kind: "email", autocomplete: "email" }
                    Trouble { text: trouble.read().clone() }
                    button {
                        class: "button primary wide",
                        r#type: "submit",
                        "data-testid": "create-start",
                        disabled: !filled || *busy.read(),
                        "Send me a code"
                    }
                }
                div { class: "door-links",
                    DoorLink { to: Route::SignIn, text: "I have an account" }
                }
            }
        }
    }
}
