//! "New conversation": one client opens their direct conversation, several people make a group with a name, and a group can be set as it
//! is made.

use dioxus::prelude::*;
use engine::ui::{Reply, Request};
use protocol::{AccountId, AccountKind, ConversationId};

use super::dialog::Frame;
use super::filling::FillingPicker;
use super::icon::{Glyph, Icon};
use super::option_switch::OptionSwitch;
use super::people_picker::PeoplePicker;
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::route::Route;
use crate::state::founding::Founding;
use crate::state::group_options::AT_START;

#[component]
pub(crate) fn NewConversation() -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let chosen = use_signal(Vec::<AccountId>::new);
    let founding = use_signal(Founding::default);
    let direct = direct_of(desk, &chosen.read()).filter(|_| !founding.read().group);
    let group = founding.read().group || (!chosen.read().is_empty() && direct.is_none());
    let missing = match direct {
        Some(_) => None,
        None => founding.read().request(&chosen.read()).err(),
    };
    let mut submit = move || {
        let members = chosen.peek().clone();
        if let Some(id) = direct_of(desk, &members).filter(|_| !founding.peek().group) {
            dialog.set(None);
            desk.go(Route::Conversation { id, details: false });
            return;
        }
        let asked = founding.peek().request(&members);
        match asked {
            Ok(request) => found(desk, request),
            Err(_) if founding.peek().name.trim().is_empty() => dom::focus_later("group-name"),
            Err(_) => {}
        }
    };
    rsx! {
        Frame { id: "new-conversation", title: "New conversation", focus: "picker-search".to_owned(), on_close: move |()| dialog.set(None),
            Kinds { founding, group }
            PeoplePicker { chosen, leave_out: Vec::new(), on_submit: move |()| submit() }
            if group {
                GroupFields { founding, on_submit: move |()| submit() }
            }
            footer { class: "dialog-footer",
                p { class: "field-hint dialog-hint",
                    match missing {
                        Some(missing) if group => format!("{missing}."),
                        _ if group => "You can change all of this later.".into(),
                        _ => "One client opens your conversation with them. Several people make a group.".into(),
                    }
                }
                button {
                    class: "button primary",
                    "data-testid": "picker-submit",
                    disabled: missing.is_some(),
                    onclick: move |_| submit(),
                    if group { "Create group" } else { "Open" }
                }
            }
        }
    }
}

/// A group can be wanted before anybody is chosen.
#[component]
fn Kinds(founding: Signal<Founding>, group: bool) -> Element {
    let mut founding = founding;
    let now = founding.read().options.announcement;
    let pressed = |announcement| match group && now == announcement {
        true => "true",
        false => "false",
    };
    rsx! {
        div { class: "segments kinds", role: "group", aria_label: "What to begin",
            button {
                class: "segment",
                "data-testid": "new-group",
                aria_pressed: pressed(false),
                onclick: move |_| founding.write().want(false),
                Glyph { icon: Icon::Users, size: 16 }
                "Group"
            }
            button {
                class: "segment",
                "data-testid": "new-announcement",
                aria_pressed: pressed(true),
                onclick: move |_| founding.write().want(true),
                Glyph { icon: Icon::Megaphone, size: 16 }
                "Announcement group"
            }
        }
    }
}

/// Name and settings of the group that is being made.
#[component]
fn GroupFields(founding: Signal<Founding>, on_submit: EventHandler<()>) -> Element {
    let desk = use_desk();
    let mut founding = founding;
    let mut more = use_signal(|| false);
    let now = founding.read().clone();
    rsx! {
        div { class: "group-fields",
            label { class: "field",
                span { class: "field-label", "Name of the group" }
                input {
                    id: "group-name",
                    class: "input",
                    "data-testid": "group-name",
                    placeholder: "Spring cohort",
                    maxlength: "{desk.model.limits().name_chars}",
                    value: "{now.name}",
                    oninput: move |event| founding.write().name = event.value(),
                    onkeydown: move |event| {
                        if event.key() == Key::Enter && !dom::is_composing(&event) {
                            on_submit.call(());
                        }
                    },
                }
            }
            FillingPicker { filling: now.filling, on_change: move |filling| founding.write().filling = filling }
            button {
                class: "fold",
                "data-testid": "group-options",
                aria_expanded: if *more.read() { "true" } else { "false" },
                onclick: move |_| {
                    more.toggle();
                    dom::reveal(".group-options");
                },
                Glyph { icon: Icon::Forth, size: 16 }
                "Options"
            }
            if *more.read() {
                div { class: "group-options",
                    for option in AT_START {
                        OptionSwitch {
                            key: "{option.hook()}",
                            option,
                            on: option.is_chosen(now.options),
                            on_change: move |on| {
                                let mut founding = founding.write();
                                founding.group = true;
                                option.choose(&mut founding.options, on);
                            },
                        }
                    }
                }
            }
        }
    }
}

/// Makes the group and goes there; what was chosen stays when it could not be made.
fn found(desk: Desk, request: Request) {
    let mut dialog = desk.dialog;
    spawn(async move {
        if let Some(Reply::Conversation { id }) = desk.asked(request).await {
            dialog.set(None);
            desk.go(Route::Conversation { id, details: false });
        }
    });
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
