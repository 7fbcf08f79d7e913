//! "New conversation": one client opens their direct conversation, several people make a group with a name.

use dioxus::prelude::*;
use engine::ui::{Reply, Request};
use protocol::{AccountId, AccountKind, ConversationId};

use super::dialog::Frame;
use super::people_picker::PeoplePicker;
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::route::Route;

#[component]
pub(crate) fn NewConversation() -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let chosen = use_signal(Vec::<AccountId>::new);
    let mut name = use_signal(String::new);
    let direct = direct_of(desk, &chosen.read());
    let group = !chosen.read().is_empty() && direct.is_none();
    let ready = direct.is_some() || (group && !name.read().trim().is_empty());
    let submit = move || {
        let members = chosen.peek().clone();
        if let Some(id) = direct_of(desk, &members) {
            dialog.set(None);
            desk.go(Route::Conversation { id, details: false });
        } else if !members.is_empty() && name.peek().trim().is_empty() {
            dom::focus_later("group-name");
        } else if !members.is_empty() {
            let name = name.peek().trim().to_owned();
            spawn(async move {
                if let Some(Reply::Conversation { id }) = desk
                    .asked(Request::CreateGroup {
                        name,
                        members,
                        options: protocol::GroupOptions::default(),
                        rule: None,
                    })
                    .await
                {
                    dialog.set(None);
                    desk.go(Route::Conversation { id, details: false });
                }
            });
        }
    };
    let mut by_keys = submit;
    let mut by_name = submit;
    let mut by_click = submit;
    rsx! {
        Frame { id: "new-conversation", title: "New conversation", focus: "picker-search".to_owned(), on_close: move |()| dialog.set(None),
            PeoplePicker { chosen, leave_out: Vec::new(), on_submit: move |()| by_keys() }
            if group {
                label { class: "field group-name",
                    span { class: "field-label", "Name of the group" }
                    input {
                        id: "group-name",
                        class: "input",
                        "data-testid": "group-name",
                        placeholder: "Spring cohort",
                        maxlength: "{desk.model.limits().name_chars}",
                        value: "{name}",
                        oninput: move |event| name.set(event.value()),
                        onkeydown: move |event| {
                            if event.key() == Key::Enter && !dom::is_composing(&event) {
                                by_name();
                            }
                        },
                    }
                }
            }
            footer { class: "dialog-footer",
                p { class: "field-hint dialog-hint",
                    if group { "Everybody in a group sees its messages and members." } else { "One client opens your conversation with them. Several people make a group." }
                }
                button {
                    class: "button primary",
                    "data-testid": "picker-submit",
                    disabled: !ready,
                    onclick: move |_| by_click(),
                    if group { "Create group" } else { "Open" }
                }
            }
        }
    }
}

/// The conversation that a single chosen client has already; a coach alone or several people make a group.
fn direct_of(desk: Desk, chosen: &[AccountId]) -> Option<ConversationId> {
    let [one] = chosen else { return None };
    let people = desk.model.people.read();
    let account = people.iter().find(|account| account.id == *one)?;
    match account.kind {
        AccountKind::Client => account.direct.or_else(|| desk.model.rows.read().direct_of(*one)),
        AccountKind::Coach => None,
    }
}
