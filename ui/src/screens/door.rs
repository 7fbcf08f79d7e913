//! The frame of the screens for people who are not signed in, and what they share.

use dioxus::prelude::*;
use protocol::{Answer, ApiError, SignedIn};

use crate::desk::Desk;
use crate::route::Route;

/// A card in the middle of the page, under the mark.
#[component]
pub(crate) fn Door(title: String, sub: Option<String>, children: Element) -> Element {
    rsx! {
        main { class: "door",
            div { class: "door-card",
                img { class: "door-mark", src: "/icon.svg", alt: "", width: "56", height: "56" }
                h1 { class: "door-title", "{title}" }
                if let Some(sub) = sub {
                    p { class: "door-sub", "{sub}" }
                }
                {children}
            }
        }
    }
}

/// What went wrong, said at once.
#[component]
pub(crate) fn Trouble(text: Option<String>) -> Element {
    rsx! {
        if let Some(text) = text {
            p { class: "field-error", role: "alert", "data-testid": "trouble", "{text}" }
        }
    }
}

/// Field for text, with its words above.
#[component]
pub(crate) fn TextField(
    id: String,
    label: String,
    value: Signal<String>,
    #[props(default = "text".to_owned())] kind: String,
    #[props(default = "off".to_owned())] autocomplete: String,
    hint: Option<String>,
) -> Element {
    let mut value = value;
    rsx! {
        label { class: "field",
            span { class: "field-label", "{label}" }
            input {
                id: "{id}",
                "data-testid": "{id}",
                class: "input",
                r#type: "{kind}",
                autocomplete: "{autocomplete}",
                value: "{value}",
                oninput: move |event| value.set(event.value()),
            }
            if let Some(hint) = hint {
                span { class: "field-hint", "{hint}" }
            }
        }
    }
}

/// What follows an answer of signing in.
pub(crate) enum Next {
    /// The engine takes over: `Update::Reset` follows.
    In,
    Choose(Vec<protocol::AccountChoice>),
    NewHere,
    Trouble(String),
}

pub(crate) fn next(answer: Result<Answer, ApiError>) -> Next {
    match answer {
        Ok(Answer::SignedIn(SignedIn::Session(_))) => Next::In,
        Ok(Answer::SignedIn(SignedIn::Choose { accounts })) => Next::Choose(accounts),
        Ok(Answer::SignedIn(SignedIn::NewHere)) => Next::NewHere,
        Ok(_) => Next::Trouble("The server answered something else. Try again.".into()),
        Err(error) => Next::Trouble(error.message),
    }
}

/// Whether this backend needs the token in the answer (the app), and how this device is called.
pub(crate) fn device(desk: Desk) -> (String, bool) {
    let info = desk.info.peek();
    (info.device_name.clone(), info.kind == crate::backend::Kind::App)
}

/// A link to another door.
#[component]
pub(crate) fn DoorLink(to: Route, text: String) -> Element {
    let desk = crate::desk::use_desk();
    rsx! {
        button { class: "link-button door-link", r#type: "button", onclick: move |_| desk.go(to), "{text}" }
    }
}
