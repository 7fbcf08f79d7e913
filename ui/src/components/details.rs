//! The details pane: who is in the conversation, and what may be done with a group.

use dioxus::prelude::*;
use engine::ui::{ConversationDetails, Request};
use protocol::{AccountId, ConversationId, ConversationKind, Member, Role};

use super::avatar::Avatar;
use super::confirm::Confirm;
use super::dialog::Frame;
use super::icon::{Glyph, Icon};
use super::media_tabs::MediaTabs;
use super::people_picker::PeoplePicker;
use super::row_menu::FilingSection;
use super::spot::unpin;
use crate::desk::use_desk;
use crate::dom;
use crate::format::files;
use crate::format::words::count;
use crate::route::Route;
use crate::state::toasts::Action;

/// What is being asked.
#[derive(Clone, Debug, PartialEq)]
enum Asking {
    Add,
    Rename,
    Leave,
    Archive,
    Remove(Member),
}

#[component]
pub(crate) fn Details(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let mut asking = use_signal(|| None::<Asking>);
    let mut media = use_signal(|| false);
    let details = desk.model.details.read().clone();
    let Some(details) = details.filter(|details| details.id == conversation) else {
        return rsx! { aside { class: "pane details-pane" } };
    };
    let group = details.kind == ConversationKind::Group;
    let face = details.client.map_or(conversation.0, |client| client.0).as_u128();
    let client = details.client;
    let email = client.and_then(|client| {
        let people = desk.model.people.read();
        people.iter().find(|account| account.id == client)?.email.clone()
    });
    if *media.read() {
        return rsx! {
            aside { class: "pane details-pane", aria_label: "What was sent here",
                header { class: "pane-header media-header",
                    button {
                        class: "icon-button",
                        aria_label: "Back to the details",
                        title: "Back",
                        "data-testid": "media-back",
                        onclick: move |_| {
                            media.set(false);
                            dom::focus_later("open-media");
                        },
                        Glyph { icon: Icon::Back }
                    }
                    h2 { class: "pane-title", "Photos and files" }
                }
                MediaTabs { conversation }
            }
        };
    }
    rsx! {
        aside { class: "pane details-pane", aria_label: "Details",
            header { class: "pane-header",
                h2 { class: "pane-title", "Details" }
                button {
                    class: "icon-button",
                    aria_label: "Close details",
                    "data-testid": "details-close",
                    onclick: move |_| desk.go(Route::Conversation { id: conversation, details: false }),
                    Glyph { icon: Icon::Close }
                }
            }
            div { class: "scroll",
                div { class: "details-top",
                    Avatar { id: face, name: details.title.clone(), size: 72, group }
                    h3 { class: "details-title", dir: "auto", "{details.title}" }
                    if group {
                        p { class: "details-sub", {count(details.members.len() as u64, "member", "members")} }
                    } else if let Some(email) = email {
                        p { class: "details-sub one-line", "{email}" }
                    }
                    if let Some(client) = client.filter(|_| desk.model.is_coach()) {
                        button {
                            class: "button",
                            onclick: move |_| desk.go(Route::Client(client)),
                            "Client profile"
                        }
                    }
                    if details.archived {
                        span { class: "tag", "Archived" }
                    }
                }
                section { class: "details-section",
                    button {
                        id: "open-media",
                        class: "list-button",
                        "data-testid": "open-media",
                        onclick: move |_| {
                            media.set(true);
                            dom::focus_later("media-photos");
                        },
                        span { class: "list-button-icon", Glyph { icon: Icon::Image } }
                        span { class: "list-button-words", "Photos, files and links" }
                        Glyph { icon: Icon::Forth, size: 18 }
                    }
                }
                FilingSection { conversation }
                if !details.pinned.is_empty() {
                    Pinned { details: details.clone() }
                }
                section { class: "details-section",
                    h3 { class: "section-title", if group { "Members" } else { "In this conversation" } }
                    if details.may_manage && group && !details.archived {
                        button {
                            class: "list-button",
                            "data-testid": "add-members",
                            onclick: move |_| asking.set(Some(Asking::Add)),
                            span { class: "list-button-icon", Glyph { icon: Icon::UserPlus } }
                            "Add people"
                        }
                    }
                    ul {
                        for member in details.members.iter().cloned() {
                            MemberRow {
                                key: "{member.account}",
                                removable: details.may_manage && group && member.role != Role::Owner,
                                member,
                                on_remove: move |member| asking.set(Some(Asking::Remove(member))),
                            }
                        }
                    }
                }
                if group && (details.may_manage || details.may_leave) {
                    section { class: "details-section",
                        h3 { class: "section-title", "Group" }
                        if details.may_manage {
                            button {
                                class: "list-button",
                                "data-testid": "rename-group",
                                onclick: move |_| asking.set(Some(Asking::Rename)),
                                span { class: "list-button-icon", Glyph { icon: Icon::Edit } }
                                "Rename"
                            }
                            button {
                                class: "list-button",
                                "data-testid": "archive-group",
                                onclick: move |_| asking.set(Some(Asking::Archive)),
                                span { class: "list-button-icon", Glyph { icon: Icon::Archive } }
                                if details.archived { "Take out of the archive" } else { "Archive" }
                            }
                        }
                        if details.may_leave {
                            button {
                                class: "list-button danger",
                                "data-testid": "leave-group",
                                onclick: move |_| asking.set(Some(Asking::Leave)),
                                span { class: "list-button-icon", Glyph { icon: Icon::SignOut } }
                                "Leave"
                            }
                        }
                    }
                }
            }
            if let Some(asked) = asking.read().clone() {
                Ask { details: details.clone(), asked, on_close: move |()| asking.set(None) }
            }
        }
    }
}

/// All that is pinned; a click leads there.
#[component]
fn Pinned(details: ConversationDetails) -> Element {
    let desk = use_desk();
    let id = details.id;
    let may_unpin = details.kind == ConversationKind::Direct || details.may_manage;
    rsx! {
        section { class: "details-section", "data-testid": "pinned-list",
            h3 { class: "section-title", "Pinned" }
            ul {
                for quote in details.pinned {
                    li { class: "pinned-item", key: "{quote.message}",
                        button {
                            class: "quote",
                            "data-testid": "pinned-item",
                            onclick: move |_| {
                                // On a phone the details cover the conversation.
                                desk.go(Route::Conversation { id, details: !dom::is_narrow() });
                                desk.ask(Request::JumpTo { message: quote.message });
                            },
                            span { class: "quote-author one-line", dir: "auto", if quote.own { "You" } else { "{quote.author}" } }
                            span { class: "quote-text", dir: "auto", {files::quote(&quote)} }
                        }
                        if may_unpin {
                            button {
                                class: "icon-button small",
                                title: "Unpin",
                                aria_label: "Unpin",
                                "data-testid": "unpin",
                                onclick: move |_| unpin(desk, id, quote.message),
                                Glyph { icon: Icon::Close, size: 16 }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn MemberRow(member: Member, removable: bool, on_remove: EventHandler<Member>) -> Element {
    let desk = use_desk();
    let me = desk.model.me.read().as_ref().map(|me| me.account.id);
    let own = me == Some(member.account);
    let name = member.name.clone();
    let tag = match member.role {
        Role::Owner => Some("owner"),
        Role::Admin => Some("admin"),
        Role::Member if !member.can_post => Some("read-only"),
        Role::Member => None,
    };
    rsx! {
        li { class: "member", "data-testid": "member", "data-name": "{name}",
            Avatar { id: member.account.0.as_u128(), name: name.clone(), size: 36 }
            span { class: "member-name one-line", dir: "auto",
                "{name}"
                if own { span { class: "quiet", " (you)" } }
            }
            if let Some(tag) = tag {
                span { class: "tag", "{tag}" }
            }
            if removable && !own {
                button {
                    class: "icon-button small member-remove",
                    title: "Remove from the group",
                    aria_label: "Remove {name} from the group",
                    "data-testid": "remove-member",
                    onclick: move |_| on_remove.call(member.clone()),
                    Glyph { icon: Icon::Close, size: 16 }
                }
            }
        }
    }
}

/// The dialog of what is being asked.
#[component]
fn Ask(details: ConversationDetails, asked: Asking, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let id = details.id;
    let name = details.title.clone();
    match asked {
        Asking::Add => rsx! { AddMembers { details, on_close } },
        Asking::Rename => rsx! { RenameGroup { conversation: id, name, on_close } },
        Asking::Remove(member) => rsx! {
            Confirm {
                title: "Remove {member.name}?",
                text: "They won't see this group any more. What they wrote stays.",
                yes: "Remove",
                on_yes: move |()| {
                    desk.ask(Request::RemoveMember { conversation: id, account: member.account });
                    let request = Request::AddMembers { conversation: id, accounts: vec![member.account] };
                    desk.say_with("Removed", Some(Action { label: "Undo", request }));
                },
                on_close,
            }
        },
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
                button { class: "button", onclick: move |_| on_close.call(()), "Cancel" }
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

#[component]
fn RenameGroup(conversation: ConversationId, name: String, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let mut text = use_signal(|| name.clone());
    let good = !text.read().trim().is_empty() && *text.read() != name;
    rsx! {
        Frame { id: "rename-group", title: "Rename group", focus: "group-name".to_owned(), on_close,
            form {
                class: "dialog-form",
                onsubmit: move |event| {
                    event.prevent_default();
                    let name = text.peek().trim().to_owned();
                    if !name.is_empty() {
                        desk.ask(Request::RenameGroup { conversation, name });
                        on_close.call(());
                    }
                },
                label { class: "field",
                    span { class: "field-label", "Name" }
                    input {
                        class: "input",
                        "data-testid": "group-name",
                        id: "group-name",
                        maxlength: "{desk.model.limits().name_chars}",
                        value: "{text}",
                        oninput: move |event| text.set(event.value()),
                    }
                }
                footer { class: "dialog-footer",
                    button { class: "button", r#type: "button", onclick: move |_| on_close.call(()), "Cancel" }
                    button { class: "button primary", r#type: "submit", disabled: !good, "Rename" }
                }
            }
        }
    }
}
