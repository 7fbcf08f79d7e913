//! One message in the timeline: bubble, quote, words, time and status, and what can be done with it.
//!
//! A screen has many of them, so that each is few nodes and one component: its parts are functions, what the pointer may
//! ask for is drawn when the pointer comes, and the timeline hears menus and long presses for all.

use dioxus::prelude::*;
use engine::ui::{Place, Quote, Request, Status, TimelineItem};
use protocol::MessageId;

use super::icon::{Glyph, Icon};
use super::message_menu::{MessageAct, Spot, acts, may_post};
use super::message_text::message_text;
use super::status_mark::status_mark;
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::format::clock::Clock;
use crate::format::emoji::only_emoji;
use crate::format::times::{clock_time, full_time};
use crate::format::words::status_words;
use crate::state::layout::Shared;

#[component]
pub(crate) fn Message(item: Shared, clock: Clock, first: bool, last: bool) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let near = use_signal(|| false);
    let shared = item.clone();
    let item = item.0;
    let id = item.id;
    let status = item.status.map(status_key).unwrap_or_default();
    let seq = match item.place {
        Place::Sent(seq) => seq.to_string(),
        Place::Waiting(_) => String::new(),
    };
    let words = spoken(&item, &clock);
    let emoji = !item.deleted && only_emoji(&item.body.text).is_some();
    let bubble = if emoji && item.reply.is_none() {
        "bubble bare"
    } else {
        "bubble"
    };
    rsx! {
        article {
            class: "message",
            id: "m-{id}",
            tabindex: "-1",
            aria_label: "{words}",
            "data-testid": "message",
            "data-id": "{id}",
            "data-seq": "{seq}",
            "data-own": item.own,
            "data-status": status,
            "data-text": "{item.body.text}",
            "data-first": first,
            "data-last": last,
            onpointerover: move |event| {
                if event.pointer_type() != "touch" {
                    spot.come_near(near);
                }
            },
            onfocusin: move |_| spot.come_near(near),
            div { class: bubble,
                if let Some(quote) = &item.reply {
                    {quote_button(desk, quote)}
                }
                if item.deleted {
                    p { class: "message-text stub",
                        "Message deleted"
                        {meta(&item, &clock)}
                    }
                } else {
                    {message_text(&item.body, emoji, meta(&item, &clock))}
                    if *near.read() {
                        Actions { item: shared }
                    }
                }
            }
            if item.status == Some(Status::Failed) {
                div { class: "failure",
                    Glyph { icon: Icon::Alert, size: 16 }
                    span { "{item.failure.as_deref().unwrap_or(\"Couldn't send.\")}" }
                    button {
                        class: "link-button",
                        "data-testid": "retry",
                        onclick: move |_| desk.ask(Request::Retry { message: id }),
                        "Retry"
                    }
                    button {
                        class: "link-button quiet",
                        "data-testid": "discard",
                        onclick: move |_| desk.ask(Request::Discard { message: id }),
                        "Discard"
                    }
                }
            }
        }
    }
}

/// Time and status at the end of the last line: once invisibly in the flow to keep the place, once on it.
fn meta(item: &TimelineItem, clock: &Clock) -> Element {
    let time = item.sent_at.map(|at| clock_time(clock, at)).unwrap_or_default();
    let full = match (item.sent_at, item.edited_at) {
        (Some(at), Some(edited)) => {
            format!("{}, edited {}", full_time(clock, at), full_time(clock, edited))
        }
        (Some(at), None) => full_time(clock, at),
        _ => String::new(),
    };
    let edited = item.edited_at.is_some() && !item.deleted;
    let words = if edited { format!("edited {time}") } else { time };
    let status = item.status.filter(|_| !item.deleted);
    let room = if status.is_some() {
        "meta-room marked"
    } else {
        "meta-room"
    };
    rsx! {
        span { class: room, aria_hidden: "true", "{words}" }
        span { class: "meta number", title: "{full}",
            "{words}"
            if let Some(status) = status {
                {status_mark(status)}
            }
        }
    }
}

/// The quoted message; a click leads there.
fn quote_button(desk: Desk, quote: &Quote) -> Element {
    let message = quote.message;
    let author = if quote.own { "You" } else { quote.author.as_str() };
    rsx! {
        button {
            class: "quote",
            "data-testid": "quote",
            onclick: move |_| desk.ask(Request::JumpTo { message }),
            span { class: "quote-author one-line", dir: "auto", "{author}" }
            if quote.deleted {
                span { class: "quote-text stub", "Message deleted" }
            } else {
                span { class: "quote-text", dir: "auto", "{quote.text}" }
            }
        }
    }
}

/// The small bar at the bubble's edge, on hover and focus.
#[component]
fn Actions(item: Shared) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let quick = acts(&item.0, may_post(desk));
    let more = item.clone();
    rsx! {
        div { class: "actions", role: "toolbar", aria_label: "Message actions",
            for act in quick.into_iter().filter(|act| matches!(act, MessageAct::Reply | MessageAct::Edit)) {
                button {
                    key: "{act.label()}",
                    class: "icon-button small",
                    title: act.label(),
                    aria_label: act.label(),
                    "data-testid": act.hook(),
                    onclick: {
                        let item = item.clone();
                        move |_| spot.perform(desk, act, &item)
                    },
                    Glyph { icon: act.icon(), size: 16 }
                }
            }
            button {
                class: "icon-button small",
                title: "More",
                aria_label: "More actions",
                "data-testid": "action-more",
                onclick: move |event| {
                    let at = event.client_coordinates();
                    spot.open_menu(desk, more.clone(), (!dom::is_touch()).then_some((at.x, at.y)));
                },
                Glyph { icon: Icon::More, size: 16 }
            }
        }
    }
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::Failed => "failed",
        Status::Waiting => "waiting",
        Status::Sent => "sent",
        Status::Delivered => "delivered",
        Status::Read => "read",
    }
}

/// A message as a screen reader says it: who, what, when, how far.
fn spoken(item: &TimelineItem, clock: &Clock) -> String {
    let who = if item.own {
        "You"
    } else {
        item.author_name.as_str()
    };
    let what = if item.deleted {
        "message deleted"
    } else {
        item.body.text.as_str()
    };
    let mut words = vec![who.to_owned()];
    if let Some(quote) = &item.reply {
        words.push(format!(
            "in reply to {}",
            if quote.own { "you" } else { quote.author.as_str() }
        ));
    }
    words.push(what.to_owned());
    if item.edited_at.is_some() && !item.deleted {
        words.push("edited".into());
    }
    if let Some(at) = item.sent_at {
        words.push(clock_time(clock, at));
    }
    if let Some(status) = item.status.filter(|_| !item.deleted) {
        words.push(status_words(status).to_lowercase());
    }
    words.join(", ")
}

/// The quote that a reply to this message begins with.
pub(crate) fn quote_of(item: &TimelineItem) -> Quote {
    Quote {
        message: item.id,
        author: item.author_name.clone(),
        own: item.own,
        text: item.body.text.chars().take(200).collect(),
        deleted: item.deleted,
    }
}

/// Id of a message's element.
pub(crate) fn element_id(message: MessageId) -> String {
    format!("m-{message}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::layout::tests::{item, waiting};

    const CLOCK: Clock = Clock {
        now_ms: || 1_778_587_200_000,
        offset_minutes: |_| 0,
        twelve_hours: false,
    };

    #[test]
    fn a_message_is_one_sentence() {
        assert_eq!(spoken(&item(1, 1), &CLOCK), "Ben, hello, 11:01");
        assert_eq!(spoken(&waiting(1, 1), &CLOCK), "You, hello, waiting to send");
        let mut read = item(1, 1);
        read.own = true;
        read.status = Some(Status::Read);
        read.reply = Some(quote_of(&item(2, 2)));
        assert_eq!(spoken(&read, &CLOCK), "You, in reply to Ben, hello, 11:01, read");
        read.deleted = true;
        assert_eq!(
            spoken(&read, &CLOCK),
            "You, in reply to Ben, message deleted, 11:01"
        );
    }
}
