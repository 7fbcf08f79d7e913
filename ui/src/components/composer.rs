//! Where one writes: grows to eight lines, keeps a draft, says when the text is too long before it is sent.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{Activity, ConversationId};

use super::icon::{Glyph, Icon};
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::state::keys::{self, Act};
use crate::state::writing::{Refusal, left};

const FIELD: &str = "composer";

#[component]
pub(crate) fn Composer(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let mut writing = desk.model.writing;
    let details = desk.model.details.read();
    let details = details.as_ref().filter(|details| details.id == conversation);
    if let Some(details) = details.filter(|details| details.archived || !details.may_post) {
        return rsx! {
            p { class: "read-only", "data-testid": "read-only",
                if details.archived {
                    "This group is archived. You can read it, and nobody can write in it."
                } else {
                    "Only admins can post in this announcement group."
                }
            }
        };
    }
    let limit = desk.model.limits().message_chars;
    let now = writing.read();
    let left = left(&now.text, limit);
    let refusal = now.refusal(limit);
    let over = matches!(refusal, Some(Refusal::TooLong(_)));
    let text = now.text.clone();
    let busy = now.edit.is_some() || now.reply.is_some();
    let label = if now.edit.is_some() {
        "Save the edit"
    } else {
        "Send"
    };
    drop(now);
    rsx! {
        div { class: "composer-frame",
            if busy {
                Banner {}
            }
            div { class: "composer-row",
                div { class: "composer-field", "data-over": over, "data-text": "{text}",
                    textarea {
                        id: FIELD,
                        class: "composer",
                        "data-testid": "composer",
                        rows: "1",
                        dir: "auto",
                        placeholder: "Message",
                        aria_label: "Message",
                        aria_invalid: if over { "true" } else { "false" },
                        enterkeyhint: if desk.preferences.read().enter_sends { "send" } else { "enter" },
                        value: "{text}",
                        oninput: move |event| {
                            writing.write().text = event.value();
                            typed(desk, conversation);
                        },
                        onkeydown: move |event| pressed(desk, &event),
                        onblur: move |_| desk.ask(Request::Activity { conversation, activity: Activity::Idle }),
                    }
                    if let Some(left) = left {
                        span { class: "composer-count number", role: "status", "data-over": over,
                            if over { "{-left} too many" } else { "{left} left" }
                        }
                    }
                }
                button {
                    class: "send",
                    "data-testid": "send",
                    title: label,
                    aria_label: label,
                    disabled: refusal.is_some(),
                    // The keyboard of a phone stays open.
                    onpointerdown: move |event| event.prevent_default(),
                    onclick: move |_| send(desk),
                    Glyph { icon: if label == "Send" { Icon::Send } else { Icon::Check } }
                }
            }
        }
    }
}

/// What is replied to or edited, with a cross.
#[component]
fn Banner() -> Element {
    let desk = use_desk();
    let mut writing = desk.model.writing;
    let now = writing.read();
    let (icon, title, text) = match (&now.edit, &now.reply) {
        (Some(edit), _) => (Icon::Edit, "Edit message".to_owned(), edit.before.clone()),
        (None, Some(quote)) => {
            let whom = if quote.own {
                "yourself"
            } else {
                quote.author.as_str()
            };
            let text = if quote.deleted {
                "Message deleted"
            } else {
                quote.text.as_str()
            };
            (Icon::Reply, format!("Reply to {whom}"), text.to_owned())
        }
        (None, None) => return rsx! {},
    };
    drop(now);
    rsx! {
        div { class: "composer-banner", "data-testid": "composer-banner",
            Glyph { icon }
            div { class: "banner-words",
                p { class: "banner-title one-line", dir: "auto", "{title}" }
                p { class: "banner-text one-line", dir: "auto", "{text}" }
            }
            button {
                class: "icon-button small",
                "data-testid": "composer-leave",
                aria_label: "Cancel",
                title: "Cancel (Escape)",
                onclick: move |_| {
                    writing.write().leave();
                    keep_draft(desk);
                    dom::focus_later(FIELD);
                },
                Glyph { icon: Icon::Close, size: 18 }
            }
        }
    }
}

fn pressed(desk: Desk, event: &KeyboardEvent) {
    let mut writing = desk.model.writing;
    let modifiers = event.modifiers();
    let name = event.key().to_string();
    let key = keys::Key {
        name: &name,
        shift: modifiers.shift(),
        command: modifiers.ctrl() || modifiers.meta(),
        alt: modifiers.alt(),
        composing: dom::is_composing(event),
    };
    let (empty, busy) = {
        let now = writing.peek();
        (now.text.is_empty(), now.edit.is_some() || now.reply.is_some())
    };
    match keys::act(key, desk.preferences.peek().enter_sends, empty, busy) {
        Act::Type => {}
        Act::Send => {
            event.prevent_default();
            send(desk);
        }
        Act::EditLast => {
            let last = desk.model.timeline.peek().last_own().cloned();
            if let Some(item) = last {
                event.prevent_default();
                writing.write().start_edit(&item);
            }
        }
        Act::Leave => {
            event.prevent_default();
            writing.write().leave();
            keep_draft(desk);
        }
    }
}

fn typed(desk: Desk, conversation: ConversationId) {
    let writing = desk.model.writing.peek();
    if writing.edit.is_some() {
        return;
    }
    let activity = if writing.text.is_empty() {
        Activity::Idle
    } else {
        Activity::Typing
    };
    drop(writing);
    desk.ask(Request::Activity {
        conversation,
        activity,
    });
    keep_draft(desk);
}

fn keep_draft(desk: Desk) {
    let draft = desk.model.writing.peek().draft();
    if let Some(draft) = draft {
        desk.ask(draft);
    }
}

/// Sends. What the engine could not take comes back into the field.
fn send(desk: Desk) {
    let mut writing = desk.model.writing;
    let limit = desk.model.limits().message_chars;
    let before = writing.peek().clone();
    let Some(request) = writing.write().send(limit) else {
        return;
    };
    spawn(async move {
        if desk.asked(request).await.is_none() {
            let mut now = writing.write();
            if now.conversation == before.conversation && now.text.is_empty() {
                *now = before;
            }
        }
    });
}
