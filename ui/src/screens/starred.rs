//! What one keeps at hand: messages to follow up, soonest first, then starred ones. A click leads to the message.

use dioxus::prelude::*;
use engine::ui::{Request, StarredMessage};

use crate::components::icon::{Glyph, Icon};
use crate::components::message::media_mark;
use crate::desk::use_desk;
use crate::format::files;
use crate::format::times::{moment, row_time};
use crate::route::Route;
use crate::state::toasts::Action;

#[component]
pub(crate) fn Starred() -> Element {
    let desk = use_desk();
    let kept = desk.model.starred.read().clone();
    let (due, starred): (Vec<_>, Vec<_>) = kept
        .into_iter()
        .partition(|message| message.follow_up_at.is_some());
    let nothing = due.is_empty() && starred.is_empty();
    rsx! {
        main { class: "pane settings starred", aria_label: "Starred",
            header { class: "pane-header",
                h1 { class: "pane-title", "Starred" }
            }
            div { class: "scroll",
                if nothing {
                    div { class: "empty",
                        span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Star, size: 28 } }
                        p { class: "empty-title", "Nothing starred yet" }
                        p { "Star a message to find it again here, or have it brought back on a day of your choice." }
                        button { class: "button primary", onclick: move |_| desk.go(Route::Inbox), "Open your chats" }
                    }
                } else {
                    div { class: "page",
                        Group { title: "To follow up", messages: due }
                        Group { title: "Starred", messages: starred }
                    }
                }
            }
        }
    }
}

#[component]
fn Group(title: String, messages: Vec<StarredMessage>) -> Element {
    if messages.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card-section",
            h2 { class: "section-title", "{title}" }
            ul { class: "card",
                for message in messages {
                    Kept { key: "{message.quote.message}", message }
                }
            }
        }
    }
}

#[component]
fn Kept(message: StarredMessage) -> Element {
    let desk = use_desk();
    let mut jump = desk.jump;
    let clock = desk.model.clock;
    let StarredMessage {
        conversation,
        title,
        quote,
        sent_at,
        starred,
        follow_up_at,
    } = message;
    let author = if quote.own { "You" } else { quote.author.as_str() };
    let sent = sent_at.map(|at| row_time(&clock, at)).unwrap_or_default();
    let overdue = follow_up_at.is_some_and(|at| at <= clock.now());
    let when = follow_up_at.map(|at| match overdue {
        true => format!("Due since {}", moment(&clock, at)),
        false => format!("Comes back {}", moment(&clock, at)),
    });
    let id = quote.message;
    let request = move |starred, follow_up_at| Request::StarMessage {
        conversation,
        message: id,
        starred,
        follow_up_at,
    };
    rsx! {
        li { class: "kept", "data-testid": "kept",
            button {
                class: "kept-words",
                "data-testid": "kept-open",
                onclick: move |_| {
                    jump.set(Some((conversation, id)));
                    desk.go(Route::Conversation { id: conversation, details: false });
                },
                span { class: "row-line",
                    span { class: "row-title one-line", dir: "auto", "{title}" }
                    span { class: "row-time number", "{sent}" }
                }
                span { class: "kept-text", dir: "auto",
                    span { class: "row-author", "{author}: " }
                    if quote.deleted {
                        "Message deleted"
                    } else {
                        if let Some(media) = &quote.media {
                            {media_mark(media.first.kind)}
                        }
                        {files::quote(&quote)}
                    }
                }
                if let Some(when) = when {
                    span { class: "kept-when", "data-due": overdue, "{when}" }
                }
            }
            button {
                class: "icon-button",
                title: if follow_up_at.is_some() { "Done" } else { "Take the star off" },
                aria_label: if follow_up_at.is_some() { "Done" } else { "Take the star off" },
                "data-testid": "kept-done",
                onclick: move |_| {
                    // What is both keeps its star when it has been dealt with.
                    let (words, after) = match follow_up_at {
                        Some(_) => ("Done", request(starred, None)),
                        None => ("Star taken off", request(false, None)),
                    };
                    desk.ask(after);
                    desk.say_with(words, Some(Action { label: "Undo", request: request(starred, follow_up_at) }));
                },
                Glyph { icon: if follow_up_at.is_some() { Icon::Check } else { Icon::Star } }
            }
        }
    }
}
