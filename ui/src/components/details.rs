//! The details pane: what the conversation is, who is in it, and what may be done with a group.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::rights::Act;
use protocol::{ConversationId, ConversationKind};

use self::asking::{Ask, Asking};
use self::members::Members;
use self::switches::Switches;
use super::avatar::Avatar;
use super::icon::{Glyph, Icon};
use super::media_tabs::MediaTabs;
use super::row_menu::FilingSection;
use super::spot::unpin;
use crate::desk::use_desk;
use crate::dom;
use crate::format::files;
use crate::format::words::count;
use crate::route::{Part, Route};
use crate::state::founding::{Filling, filling_words};
use crate::state::members::may;

mod asking;
mod edit_group;
mod members;
mod switches;

#[component]
pub(crate) fn Details(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let asking = use_signal(|| None::<Asking>);
    let mut media = use_signal(|| false);
    let details = desk.model.details.read();
    let Some(details) = details.as_ref().filter(|details| details.id == conversation) else {
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
                    Avatar {
                        id: face,
                        name: details.title.clone(),
                        size: 72,
                        group,
                        picture: details.settings.picture.clone(),
                    }
                    h3 { class: "details-title", dir: "auto", "{details.title}" }
                    if group {
                        p { class: "details-sub", {count(details.members.len() as u64, "member", "members")} }
                    } else if let Some(email) = email {
                        p { class: "details-sub one-line", "{email}" }
                    }
                    if !details.settings.description.is_empty() {
                        p { class: "details-description", dir: "auto", "data-testid": "group-description",
                            "{details.settings.description}"
                        }
                    }
                    if let Some(client) = client.filter(|_| desk.model.is_coach()) {
                        button {
                            class: "button",
                            onclick: move |_| desk.go(Route::Client(client, Part::Overview)),
                            "Client profile"
                        }
                    }
                    if details.settings.announcement || details.archived {
                        div { class: "details-tags",
                            if details.settings.announcement {
                                span { class: "tag brand", "Announcement group" }
                            }
                            if details.archived {
                                span { class: "tag", "Archived" }
                            }
                        }
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
                    Pinned { conversation }
                }
                Members { conversation, asking }
                if group {
                    Group { conversation, asking }
                }
            }
            Ask { conversation, asking }
        }
    }
}

/// What may be done with the group itself.
#[component]
fn Group(conversation: ConversationId, asking: Signal<Option<Asking>>) -> Element {
    let desk = use_desk();
    let mut asking = asking;
    let me = desk.model.my_id();
    let details = desk.model.details.read();
    let Some(details) = details.as_ref().filter(|details| details.id == conversation) else {
        return rsx! {};
    };
    let may = |act| may(details, me, act);
    let roster = desk.model.roster.read();
    // What is not made yet cannot be left.
    let leave = details.may_leave && may(Act::Leave);
    let (change, archive) = (may(Act::Change), may(Act::Archive));
    rsx! {
        if change {
            Switches { conversation, settings: details.settings.clone() }
        }
        section { class: "details-section",
            h3 { class: "section-title", "Group" }
            if change {
                Button {
                    icon: Icon::Edit,
                    label: "Name, picture, description",
                    hook: "rename-group",
                    on_choose: move |()| asking.set(Some(Asking::Edit)),
                }
                if desk.model.is_coach() {
                    Button {
                        icon: Icon::Users,
                        label: "Who comes in by themselves",
                        note: filling_words(&Filling::of(roster.rule_of(conversation)), &roster),
                        hook: "edit-filling",
                        on_choose: move |()| asking.set(Some(Asking::Filling)),
                    }
                }
            }
            if archive {
                Button {
                    icon: Icon::Archive,
                    label: if details.archived { "Take out of the archive" } else { "Archive" },
                    hook: "archive-group",
                    on_choose: move |()| asking.set(Some(Asking::Archive)),
                }
            }
            if leave {
                Button { icon: Icon::SignOut, label: "Leave", hook: "leave-group", danger: true, on_choose: move |()| asking.set(Some(Asking::Leave)) }
            }
        }
    }
}

#[component]
fn Button(
    icon: Icon,
    label: String,
    hook: &'static str,
    /// How it is now.
    note: Option<String>,
    #[props(default)] danger: bool,
    on_choose: EventHandler<()>,
) -> Element {
    rsx! {
        button {
            class: if danger { "list-button danger" } else { "list-button" },
            "data-testid": hook,
            onclick: move |_| on_choose.call(()),
            span { class: "list-button-icon", Glyph { icon } }
            span { class: "list-button-words",
                "{label}"
                if let Some(note) = note {
                    span { class: "setting-hint one-line", "{note}" }
                }
            }
        }
    }
}

/// All that is pinned; a click leads there.
#[component]
fn Pinned(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let id = conversation;
    let details = desk.model.details.read();
    let Some(details) = details.as_ref().filter(|details| details.id == conversation) else {
        return rsx! {};
    };
    let may_unpin = may(details, desk.model.my_id(), Act::Pin);
    rsx! {
        section { class: "details-section", "data-testid": "pinned-list",
            h3 { class: "section-title", "Pinned" }
            ul {
                for quote in details.pinned.iter().cloned() {
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
