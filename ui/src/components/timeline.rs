//! The timeline: days and messages, and the care for where the person is in it. What is read does not move: before a
//! change the first visible message is remembered, after it that message stands where it stood.

use dioxus::prelude::*;
use engine::ui::{Edge, Request};
use protocol::{ConversationId, ConversationKind};

use super::avatar::Avatar;
use super::icon::{Glyph, Icon};
use super::message::{Message, element_id};
use super::message_menu::Spot;
use super::skeleton::BubbleBones;
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::dom::scroll::{self, Place};
use crate::format::words::{badge, count};
use crate::state::layout::{Block, Shared, lay_out};
use crate::state::timeline::Go;

const TIMELINE: &str = "timeline";
/// Older messages are asked for when the edge is this near, in pixels.
const NEAR: f64 = 900.0;
/// How long a message that was jumped to stays marked, in milliseconds.
const LIT_MS: i32 = 1_800;

#[component]
pub(crate) fn Timeline(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let clock = desk.model.clock;
    let days = use_memo(move || {
        let timeline = desk.model.timeline.read();
        lay_out(timeline.items(), timeline.unread_from, &clock)
    });
    let place = use_place(desk, conversation);
    let timeline = desk.model.timeline.read();
    if timeline.conversation != Some(conversation) {
        return rsx! { div { class: "timeline", BubbleBones {} } };
    }
    let group = desk
        .model
        .details
        .read()
        .as_ref()
        .is_some_and(|details| details.kind == ConversationKind::Group || details.members.len() > 2);
    let (older, newer, newer_count, empty) = (
        timeline.older,
        timeline.newer,
        timeline.newer_count,
        timeline.is_empty(),
    );
    drop(timeline);
    let away = !place.read().at_end || newer != Edge::End;
    rsx! {
        div { class: "timeline-frame",
            div {
                class: "timeline",
                id: TIMELINE,
                "data-testid": "timeline",
                tabindex: "0",
                role: "feed",
                aria_label: "Messages",
                onscroll: move |_| looked(desk, conversation, place),
                onresize: move |_| {
                    // The composer has grown, or the window shrunk: the end stays in sight.
                    if place.peek().at_end {
                        scroll::to_end(TIMELINE, false);
                    }
                    looked(desk, conversation, place);
                },
                onkeydown: move |event| match event.key() {
                    Key::ArrowUp => {
                        event.prevent_default();
                        dom::step_focus(TIMELINE, ".message", false);
                    }
                    Key::ArrowDown => {
                        event.prevent_default();
                        dom::step_focus(TIMELINE, ".message", true);
                    }
                    Key::End => desk.ask(Request::JumpToLatest),
                    _ => {}
                },
                div { class: "timeline-content",
                    EdgeRow { edge: older, older: true, empty }
                    for day in days.read().iter() {
                        section { key: "{day.key}", class: "day", aria_label: "{day.label}",
                            div { class: "day-label", "data-testid": "day",
                                span { "{day.label}" }
                            }
                            for block in day.blocks.iter() {
                                if let Some(first) = block.items.first() {
                                    BlockView { key: "{first.0.id}", block: block.clone(), group }
                                }
                            }
                        }
                    }
                    EdgeRow { edge: newer, older: false, empty: false }
                }
            }
            if away {
                button {
                    class: "jump",
                    "data-testid": "jump-to-latest",
                    aria_label: if newer_count > 0 { format!("Jump to latest, {}", count(newer_count.into(), "new message", "new messages")) } else { "Jump to latest".to_owned() },
                    onclick: move |_| {
                        if newer == Edge::End {
                            scroll::to_end(TIMELINE, true);
                        } else {
                            desk.ask(Request::JumpToLatest);
                        }
                    },
                    Glyph { icon: Icon::Down }
                    if newer_count > 0 {
                        span { class: "badge", aria_hidden: "true", "{badge(newer_count)}" }
                    }
                }
            }
        }
    }
}

/// Consecutive messages of one person.
#[component]
fn BlockView(block: Block, group: bool) -> Element {
    let desk = use_desk();
    let clock = desk.model.clock;
    let named = group && !block.own;
    let last = block.items.len().saturating_sub(1);
    rsx! {
        if block.new_line {
            div { class: "new-line", "data-testid": "new-line", role: "separator",
                span { "New messages" }
            }
        }
        div { class: "block", "data-own": block.own, "data-group": named,
            if named {
                Avatar { id: block.author.0.as_u128(), name: block.author_name.clone(), size: 28 }
            }
            ul { class: "block-messages",
                if named {
                    li { class: "block-author", dir: "auto", "{block.author_name}" }
                }
                for (index, item) in block.items.iter().enumerate() {
                    Message {
                        key: "{item.0.id}",
                        item: Shared(item.0.clone()),
                        clock,
                        first: index == 0,
                        last: index == last,
                    }
                }
            }
        }
    }
}

/// What lies beyond an end.
#[component]
fn EdgeRow(edge: Edge, older: bool, empty: bool) -> Element {
    let desk = use_desk();
    match edge {
        Edge::End if empty => rsx! {
            div { class: "empty",
                span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Chat, size: 28 } }
                p { class: "empty-title", "No messages yet" }
                p { "Write the first one below. It arrives even if the other side hasn't joined yet." }
            }
        },
        Edge::End if older => rsx! { p { class: "edge", "This is where the conversation begins" } },
        Edge::End => rsx! {},
        Edge::More | Edge::Loading => rsx! {
            div { class: "edge-room",
                if edge == Edge::Loading {
                    p { class: "edge bones", role: "status", if older { "Loading older messages…" } else { "Loading newer messages…" } }
                }
            }
        },
        Edge::Offline => rsx! {
            p { class: "edge",
                if older { "Older messages need a connection. " } else { "Newer messages need a connection. " }
                button { class: "link-button", onclick: move |_| desk.ask(Request::Reconnect), "Try now" }
            }
        },
    }
}

/// Where the person is, what was asked for and what was said to be seen.
#[derive(Clone, Debug, Default, PartialEq)]
struct Look {
    at_end: bool,
    place: Place,
    /// Version of the timeline that was last looked at.
    version: u64,
    asked: Option<(u64, bool)>,
    seen: u64,
}

/// Puts the person where the timeline wants them, after every change of it.
fn use_place(desk: Desk, conversation: ConversationId) -> Signal<Look> {
    let mut look = use_signal(|| Look {
        at_end: true,
        ..Look::default()
    });
    let mut highlight = use_context::<Spot>().highlight;
    use_effect(move || {
        let timeline = desk.model.timeline.read();
        if timeline.conversation != Some(conversation) {
            return;
        }
        let (before, newer) = (look.peek().clone(), timeline.newer);
        match timeline.go_since(before.version) {
            Go::Stay if before.at_end && newer == Edge::End => scroll::to_end(TIMELINE, false),
            Go::Stay => scroll::restore(TIMELINE, &before.place),
            Go::End => scroll::to_end(TIMELINE, false),
            Go::Opening => scroll::to_new_line(TIMELINE),
            Go::Message(message) => {
                scroll::to_element(TIMELINE, &element_id(message));
                highlight.set(Some(message));
                spawn(async move {
                    dom::pause(LIT_MS).await;
                    if *highlight.peek() == Some(message) {
                        highlight.set(None);
                    }
                });
            }
        }
        look.write().version = timeline.version;
        drop(timeline);
        looked(desk, conversation, look);
    });
    // Coming back to the window counts as looking; so does a change of size.
    use_future(move || async move {
        use futures_util::StreamExt;
        let mut events = dom::window_events();
        while events.next().await.is_some() {
            if look.peek().at_end {
                scroll::to_end(TIMELINE, false);
            }
            looked(desk, conversation, look);
        }
    });
    look
}

/// After a scroll or a change: remembers the place, says what was seen, asks for more near an end.
fn looked(desk: Desk, conversation: ConversationId, mut look: Signal<Look>) {
    let Some(view) = scroll::view(TIMELINE) else {
        return;
    };
    let timeline = desk.model.timeline.peek();
    let mut now = look.peek().clone();
    now.at_end = view.below < 24.0;
    now.place = view.place;
    let near = match (timeline.older, timeline.newer) {
        (Edge::More, _) if view.above < NEAR => Some((false, Request::LoadOlder)),
        (_, Edge::More) if view.below < NEAR => Some((true, Request::LoadNewer)),
        _ => None,
    };
    if let Some((newer, request)) = near
        && now.asked != Some((timeline.version, newer))
    {
        now.asked = Some((timeline.version, newer));
        desk.ask(request);
    }
    if dom::has_focus() && view.seen_seq > now.seen {
        now.seen = view.seen_seq;
        desk.ask(Request::Seen {
            conversation,
            seq: view.seen_seq,
        });
    }
    drop(timeline);
    if *look.peek() != now {
        look.set(now);
    }
}
