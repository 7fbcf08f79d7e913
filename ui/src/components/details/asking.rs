//! The dialogs of the details pane: add people, change the group, and what is asked before it is done.

use dioxus::prelude::*;
use engine::ui::{ConversationDetails, Request};
use protocol::{AccountId, ConversationId, Member};

use super::edit_group::EditGroup;
use super::members::perform;
use crate::components::confirm::Confirm;
use crate::components::dialog::Frame;
use crate::components::filling::FillingPicker;
use crate::components::people_picker::PeoplePicker;
use crate::desk::use_desk;
use crate::state::founding::Filling;
use crate::state::members::MemberAct;
use crate::state::toasts::Action;

/// What is being asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asking {
    Add,
    Edit,
    Filling,
    Leave,
    Archive,
    About(MemberAct, Member),
}

/// The dialog of what is being asked; nothing while nothing is. Only who adds people needs all members there are.
#[component]
pub(super) fn Ask(conversation: ConversationId, asking: Signal<Option<Asking>>) -> Element {
    let desk = use_desk();
    let mut asking = asking;
    let on_close = move |()| asking.set(None);
    let id = conversation;
    let Some(asked) = asking.read().clone() else {
        return rsx! {};
    };
    let details = desk.model.details.read();
    let Some(details) = details.as_ref().filter(|details| details.id == conversation) else {
        return rsx! {};
    };
    let name = details.title.clone();
    match asked {
        Asking::Add => rsx! { AddMembers { details: details.clone(), on_close } },
        Asking::Edit => rsx! { EditGroup { conversation, on_close } },
        Asking::Filling => rsx! { EditFilling { conversation: id, on_close } },
        Asking::About(act, member) => {
            let (title, text, yes) = act.question(&member.name).unwrap_or_default();
            rsx! {
                Confirm {
                    title,
                    text,
                    yes,
                    on_yes: move |()| perform(desk, id, act, &member),
                    on_close,
                }
            }
        }
        Asking::Leave => rsx! {
            Confirm {
                title: "Leave {name}?",
                text: "You won't see this group any more. What you wrote stays, and somebody else looks after the group.",
                yes: "Leave",
                on_yes: move |()| desk.ask(Request::LeaveGroup { conversation: id }),
                on_close,
            }
        },
        Asking::Archive if details.archived => rsx! {
            Confirm {
                title: "Take {name} out of the archive?",
                text: "Its members can write again.",
                yes: "Take out",
                on_yes: move |()| desk.ask(Request::ArchiveGroup { conversation: id, archived: false }),
                on_close,
            }
        },
        Asking::Archive => rsx! {
            Confirm {
                title: "Archive {name}?",
                text: "Everybody can still read it, and nobody can write. You can take it out again.",
                yes: "Archive",
                on_yes: move |()| {
                    desk.ask(Request::ArchiveGroup { conversation: id, archived: true });
                    let request = Request::ArchiveGroup { conversation: id, archived: false };
                    desk.say_with("Archived", Some(Action { label: "Undo", request }));
                },
                on_close,
            }
        },
    }
}

#[component]
fn AddMembers(details: ConversationDetails, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let chosen = use_signal(Vec::<AccountId>::new);
    let already: Vec<_> = details.members.iter().map(|member| member.account).collect();
    let id = details.id;
    let hint = match (details.settings.announcement, details.settings.from_joining) {
        (true, true) => "They can only read, and see what is written from now on.",
        (true, false) => "They can only read. You can let each of them post later.",
        (false, true) => "They see what is written from now on.",
        (false, false) => "They see everything from the beginning.",
    };
    let submit = move || {
        if !chosen.peek().is_empty() {
            desk.ask(Request::AddMembers {
                conversation: id,
                accounts: chosen.peek().clone(),
            });
            on_close.call(());
        }
    };
    rsx! {
        Frame { id: "add-members", title: "Add people", focus: "picker-search".to_owned(), on_close,
            PeoplePicker { chosen, leave_out: already, on_submit: move |()| submit() }
            footer { class: "dialog-footer",
                p { class: "field-hint dialog-hint", "{hint}" }
                button {
                    class: "button primary",
                    "data-testid": "picker-submit",
                    disabled: chosen.read().is_empty(),
                    onclick: move |_| submit(),
                    "Add"
                }
            }
        }
    }
}

/// Which clients come in by themselves.
#[component]
fn EditFilling(conversation: ConversationId, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let before = use_hook(|| Filling::of(desk.model.roster.peek().rule_of(conversation)));
    let mut filling = use_signal(|| before.clone());
    let rule = filling.read().rule().ok().filter(|_| *filling.read() != before);
    rsx! {
        Frame { id: "edit-filling", title: "Who comes in by themselves", on_close,
            div { class: "dialog-form",
                FillingPicker { filling: filling.read().clone(), titled: true, on_change: move |new| filling.set(new) }
                p { class: "field-hint", "Who was added by hand stays, and who was taken out by hand stays out." }
                footer { class: "dialog-footer",
                    button { class: "button", onclick: move |_| on_close.call(()), "Cancel" }
                    button {
                        class: "button primary",
                        "data-testid": "filling-submit",
                        disabled: rule.is_none(),
                        onclick: move |_| {
                            if let Some(rule) = rule.clone() {
                                desk.ask(Request::SetCohort { conversation, rule });
                                on_close.call(());
                            }
                        },
                        "Save"
                    }
                }
            }
        }
    }
}
