//! Joining by an invitation: the code comes with the link, or is typed.

use dioxus::prelude::*;
use protocol::{Call, RedeemCode};

use super::door::{Door, DoorLink, Next, TextField, Trouble, device, next};
use crate::desk::use_desk;
use crate::dom;
use crate::route::Route;

#[component]
pub(crate) fn Join() -> Element {
    let desk = use_desk();
    let code = use_signal(|| dom::hash().to_uppercase());
    let mut trouble = use_signal(|| None::<String>);
    let mut busy = use_signal(|| false);
    use_hook(|| dom::focus_later("join-code"));
    let join = move || {
        let (device_name, wants_token) = device(desk);
        spawn(async move {
            busy.set(true);
            let code = code.peek().trim().to_owned();
            let answer = desk
                .call(Call::RedeemCode(RedeemCode {
                    code,
                    device_name,
                    wants_token,
                }))
                .await;
            match next(answer) {
                Next::Trouble(text) => trouble.set(Some(text)),
                _ => trouble.set(None),
            }
            busy.set(false);
        });
    };
    let by_link = !dom::hash().is_empty();
    let sub = if by_link {
        "Your coach invited you. Join to read and write here."
    } else {
        "Type the code from your coach."
    };
    rsx! {
        Door { title: "Join your coach", sub,
            form {
                class: "door-form",
                onsubmit: move |event| {
                    event.prevent_default();
                    join();
                },
                TextField { id: "join-code", label: "Code", value: code, hint: "Ten letters and digits, as in K7QXD-2M9RT." }
                Trouble { text: trouble.read().clone() }
                button {
                    class: "button primary wide",
                    r#type: "submit",
                    "data-testid": "join-submit",
                    disabled: code.read().trim().len() < 6 || *busy.read(),
                    "Join"
                }
            }
            div { class: "door-links",
                DoorLink { to: Route::SignIn, text: "I have an account" }
            }
        }
    }
}
