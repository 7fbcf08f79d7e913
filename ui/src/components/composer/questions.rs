//! What is asked before a text goes: whether so many people are to be notified, whether an emptied message is to be deleted.

use dioxus::prelude::*;
use engine::ui::Request;

use super::FIELD;
use super::hand::Hand;
use crate::components::confirm::Confirm;
use crate::components::dialog::Frame;
use crate::desk::use_desk;
use crate::dom;
use crate::state::writing::Question;

#[component]
pub(super) fn Questions(hand: Hand) -> Element {
    let desk = use_desk();
    let conversation = hand.conversation;
    let back = move || {
        hand.ask(None);
        dom::focus_later(FIELD);
    };
    let asked = hand.now.read().asked;
    match asked {
        None => rsx! {},
        Some(Question::Everyone(people)) => rsx! {
            Frame {
                id: "everyone",
                title: if people == 1 { "Notify 1 person?".to_owned() } else { format!("Notify {people} people?") },
                focus: "everyone-send",
                on_close: move |()| back(),
                p { class: "dialog-text", "Everyone in this group gets a notification, unless they have turned all of them off." }
                footer { class: "dialog-footer",
                    button { class: "button", "data-testid": "everyone-back", onclick: move |_| back(), "Back" }
                    button {
                        id: "everyone-send",
                        class: "button primary",
                        "data-testid": "everyone-send",
                        onclick: move |_| {
                            back();
                            hand.send_now();
                        },
                        "Send"
                    }
                }
            }
        },
        Some(Question::Delete(message)) => rsx! {
            Confirm {
                title: "Delete this message?",
                text: "No words are left in it. A note that there was a message stays.",
                yes: "Delete",
                on_yes: move |()| {
                    hand.leave();
                    desk.ask(Request::Delete { conversation, message });
                },
                on_close: move |()| back(),
            }
        },
    }
}
