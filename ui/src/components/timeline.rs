//! The timeline: days and messages, and the care for where the person is in it. What is read does not move: before a
//! change the first visible message is remembered, after it that message stands where it stood. A long stretch is drawn
//! over several frames, outwards from there.

use dioxus::prelude::*;
use dioxus::web::WebEventExt;
use engine::ui::{Edge, Request};
use protocol::{ConversationId, ConversationKind};

use super::avatar::Avatar;
use super::event_line::EventLine;
use super::icon::{Glyph, Icon};
use super::message::{Message, element_id};
use super::skeleton::BubbleBones;
use super::spot::{Asked, Page, Spot, TIMELINE, here, reply};
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::dom::scroll::{self, Place};
use crate::dom::{drag, focus};
use crate::format::words::{badge, count};
use crate::state::acts::{Act, Key as MessageKey, acts, key};
use crate::state::layout::{Block, Shared, lay_out};
use crate::state::swipe::{Step, Swipe};
use crate::state::timeline::Go;

const MESSAGE: &str = ".message";
/// Older messages are asked for when the edge is this near, in pixels.
const NEAR: f64 = 900.0;
/// Notes are looked for in this many messages; then one asks for more.
const LOOKED_THROUGH: usize = 600;
/// How long a message that was jumped to stays marked, in milliseconds.
const LIT_MS: i32 = 1_800;
/// How long a finger must rest for the sheet, in milliseconds.
const LONG_PRESS_MS: i32 = 420;

/// `notes`: of the messages only the notes among coaches. Give it as part of the `key`.
#[component]
pub(crate) fn Timeline(conversation: ConversationId, notes: bool) -> Element {
    let desk = use_desk();
    let clock = desk.model.clock;
    let days = use_memo(move || {
        let timeline = desk.model.timeline.read();
        if notes {
            let notes = timeline.drawn().filter(|item| item.staff_only);
            return lay_out(notes, None, &clock);
        }
        lay_out(timeline.drawn(), timeline.new_line(), &clock)
    });
    let spot = use_context::<Spot>();
    let standing = use_standing(desk, spot, conversation, notes);
    // Counts the fingers that came and went: a rest is one that nothing followed.
    let mut press = use_hook(|| CopyValue::new(0u64));
    let mut swipe = use_hook(|| CopyValue::new(None::<(Shared, Swipe)>));
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
    let (newer, newer_count) = (timeline.newer, timeline.newer_count);
    let empty = if notes {
        days.read().is_empty()
    } else {
        timeline.is_empty()
    };
    let beyond = |drawn: bool, edge: Edge| if drawn { edge } else { Edge::More };
    let (all_older, all_newer) = timeline.drawn_to_ends();
    let (upper, lower) = (beyond(all_older, timeline.older), beyond(all_newer, newer));
    let upper = match upper {
        // It goes on by itself.
        Edge::More if notes && timeline.len() < LOOKED_THROUGH => Edge::Loading,
        upper => upper,
    };
    drop(timeline);
    let away = !*standing.at_end.read() || newer != Edge::End;
    rsx! {
        div { class: "timeline-frame",
            div {
                class: "timeline",
                id: TIMELINE,
                "data-testid": "timeline",
                tabindex: "0",
                role: "region",
                aria_label: "Messages",
                onscroll: move |_| standing.look_around(),
                onfocusin: move |event| focus::came_in(TIMELINE, MESSAGE, &event),
                onfocusout: move |event| focus::went_out(TIMELINE, MESSAGE, &event),
                onclick: move |event| clicked(desk, spot, &event),
                oncontextmenu: move |event| {
                    if dom::has_selection() {
                        return;
                    }
                    if let Some(item) = message_at(desk, &event) {
                        event.prevent_default();
                        let at = event.client_coordinates();
                        spot.open_menu(desk, item, (!dom::is_touch()).then_some((at.x, at.y)), Page::Acts);
                    }
                },
                onpointerdown: move |event| {
                    if event.pointer_type() == "touch" && let Some(item) = message_at(desk, &event) {
                        press += 1;
                        let held = *press.peek();
                        let at = event.client_coordinates();
                        swipe.set(Some((item.clone(), Swipe::new(at.x, at.y))));
                        spawn(async move {
                            dom::pause(LONG_PRESS_MS).await;
                            if *press.peek() == held {
                                spot.open_menu(desk, item, None, Page::Acts);
                            }
                        });
                    }
                },
                onpointermove: move |event| {
                    let mut swipe = swipe.write();
                    let Some((item, swipe)) = swipe.as_mut() else { return };
                    let at = event.client_coordinates();
                    match swipe.step(at.x, at.y) {
                        Step::Nothing => {}
                        Step::Leave => press += 1,
                        Step::Follow { pixels, ready } => {
                            press += 1;
                            if may_reply(desk, item) {
                                drag::follow(&element_id(item.0.id), pixels, ready);
                            }
                        }
                    }
                },
                onpointerup: move |_| {
                    press += 1;
                    if let Some((item, swipe)) = swipe.replace(None) {
                        drag::release(&element_id(item.0.id));
                        if swipe.replies() && may_reply(desk, &item) {
                            reply(desk, &item);
                        }
                    }
                },
                onpointercancel: move |_| {
                    press += 1;
                    if let Some((item, _)) = swipe.replace(None) {
                        drag::release(&element_id(item.0.id));
                    }
                },
                onresize: move |_| standing.resized(), // the composer has grown, or the window shrunk
                onkeydown: move |event| pressed(desk, spot, &event),
                div { class: "timeline-content",
                    EdgeRow { edge: upper, older: true, empty, notes }
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
                    EdgeRow { edge: lower, older: false, empty: false, notes }
                }
            }
            if spot.way_back.read().is_open() {
                button {
                    class: "jump back-to",
                    "data-testid": "jump-back",
                    onclick: move |_| spot.go_back(desk),
                    Glyph { icon: Icon::Reply, size: 18 }
                    "Back to where I was"
                }
            }
            if away {
                button {
                    class: "jump",
                    "data-testid": "jump-to-latest",
                    aria_label: if newer_count > 0 { format!("Jump to latest, {}", count(newer_count.into(), "new message", "new messages")) } else { "Jump to latest".to_owned() },
                    onclick: move |_| {
                        let mut way_back = spot.way_back;
                        way_back.write().forget();
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

fn may_reply(desk: Desk, item: &Shared) -> bool {
    acts(&item.0, here(desk)).contains(&Act::Reply)
}

/// What a click on a part of a message means: a reaction, or the mark that it was edited.
fn clicked(desk: Desk, spot: Spot, event: &MouseEvent) {
    if let Some(emoji) = dom::attribute_around(event, ".reaction", "data-emoji") {
        if let Some(item) = message_at(desk, event) {
            spot.react(desk, &item, &emoji);
        }
    } else if dom::attribute_around(event, ".edited-mark", "class").is_some()
        && let Some(item) = message_at(desk, event)
    {
        let mut asked = spot.asked;
        asked.set(Some(Asked::History(item)));
    }
}

/// Keys of a message that has the focus; what is inside it has its own.
fn pressed(desk: Desk, spot: Spot, event: &KeyboardEvent) {
    if !focus::is_on(event, "message") && !focus::is_on(event, "timeline") {
        return;
    }
    let modifiers = event.modifiers();
    let plain = !(modifiers.ctrl() || modifiers.meta() || modifiers.alt());
    let Some(key) = key(&event.key().to_string(), plain) else {
        return;
    };
    // What this message cannot do is left to the browser: the space bar scrolls.
    if let MessageKey::Do(act @ (Act::View | Act::Save)) = key
        && !message_at(desk, event).is_some_and(|item| acts(&item.0, here(desk)).contains(&act))
    {
        return;
    }
    event.prevent_default();
    match key {
        MessageKey::Before => dom::step_focus(TIMELINE, MESSAGE, false),
        MessageKey::After => dom::step_focus(TIMELINE, MESSAGE, true),
        MessageKey::First => focus::to_edge(TIMELINE, MESSAGE, true),
        MessageKey::Last => {
            if desk.model.timeline.peek().newer != Edge::End {
                desk.ask(Request::JumpToLatest);
            }
            focus::to_edge(TIMELINE, MESSAGE, false);
        }
        MessageKey::Menu => {
            if let Some(item) = message_at(desk, event) {
                let place = focus::place_of(&element_id(item.0.id)).filter(|_| !dom::is_touch());
                spot.open_menu(desk, item, place, Page::Acts);
            }
        }
        MessageKey::Do(act) => {
            if let Some(item) = message_at(desk, event) {
                spot.perform(desk, act, &item);
            }
        }
    }
}

/// The message that an event happened on.
fn message_at<T>(desk: Desk, event: &Event<T>) -> Option<Shared>
where
    T: WebEventExt,
    T::WebEvent: AsRef<web_sys::Event>,
{
    let id = dom::attribute_around(event, ".message", "data-id")?
        .parse()
        .ok()?;
    desk.model.timeline.peek().get(id).cloned().map(Shared)
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
        if let Some(item) = block.event() {
            EventLine { item: Shared(item.0.clone()) }
        } else {
        div { class: "block", "data-own": block.own, "data-group": named,
            if named {
                Avatar { id: block.author.0.as_u128(), name: block.author_name.clone(), size: 28 }
            }
            div { class: "block-messages",
                if named {
                    p { class: "block-author", dir: "auto", "{block.author_name}" }
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
}

/// What is said where nothing older comes.
fn beginning(desk: Desk) -> &'static str {
    let me = desk.model.my_id();
    let details = desk.model.details.read();
    let mut members = details.iter().flat_map(|details| &details.members);
    if members.any(|member| Some(member.account) == me && member.since > 0) {
        "You see what was written since you joined"
    } else {
        "This is where the conversation begins"
    }
}

/// What lies beyond an end.
#[component]
fn EdgeRow(edge: Edge, older: bool, empty: bool, notes: bool) -> Element {
    let desk = use_desk();
    match edge {
        Edge::End if empty && notes => rsx! {
            div { class: "empty",
                span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Note, size: 28 } }
                p { class: "empty-title", "No notes yet" }
                p { "What coaches note here, or in the chat, comes together in this place. Clients never see it." }
            }
        },
        Edge::End if older && notes => rsx! {},
        Edge::More if older && notes => rsx! {
            p { class: "edge",
                button {
                    class: "link-button",
                    "data-testid": "notes-older",
                    onclick: move |_| desk.ask(Request::LoadOlder),
                    "Look for older notes"
                }
            }
        },
        Edge::End if empty => rsx! {
            div { class: "empty",
                span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Chat, size: 28 } }
                p { class: "empty-title", "No messages yet" }
                p { "Write the first one below. It arrives even if the other side hasn't joined yet." }
            }
        },
        Edge::End if older => rsx! { p { class: "edge", {beginning(desk)} } },
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

/// Where the person is, what was asked for and what was said to be seen. Read by no screen: scrolling draws nothing.
#[derive(Clone, Debug, Default, PartialEq)]
struct Look {
    place: Place,
    /// Version of the timeline that was last looked at.
    version: u64,
    asked: Option<(u64, bool)>,
    seen: u64,
    /// More is drawn after the next frame.
    drawing: bool,
}

/// The person's place in the open conversation.
#[derive(Clone, Copy, PartialEq)]
struct Standing {
    desk: Desk,
    spot: Spot,
    conversation: ConversationId,
    /// Only notes are drawn: that one is seen says nothing of what stands before it.
    notes: bool,
    look: CopyValue<Look>,
    /// The latest message is in sight.
    at_end: Signal<bool>,
}

/// Puts the person where the timeline wants them, after every change of it.
fn use_standing(desk: Desk, spot: Spot, conversation: ConversationId, notes: bool) -> Standing {
    let standing = Standing {
        desk,
        spot,
        conversation,
        notes,
        look: use_hook(|| CopyValue::new(Look::default())),
        at_end: use_signal(|| true),
    };
    use_effect(move || standing.settle());
    // Coming back to the window counts as looking; so does a change of size.
    use_effect(move || {
        let _ = desk.window.read();
        standing.resized();
    });
    standing
}

impl Standing {
    fn settle(mut self) {
        let timeline = self.desk.model.timeline.read();
        if timeline.conversation != Some(self.conversation) {
            return;
        }
        let (before, at_end) = (self.look.peek().clone(), *self.at_end.peek());
        match timeline.go_since(before.version) {
            Go::Stay if at_end && timeline.newer == Edge::End => scroll::to_end(TIMELINE, false),
            Go::Stay => scroll::restore(TIMELINE, &before.place),
            Go::End => scroll::to_end(TIMELINE, false),
            Go::Opening => scroll::to_new_line(TIMELINE),
            Go::Message(message) => {
                let mut way_back = self.spot.way_back;
                way_back.write().arrived();
                scroll::to_element(TIMELINE, &element_id(message));
                dom::light(element_id(message), LIT_MS);
            }
        }
        self.look.write().version = timeline.version;
        let all_drawn = timeline.drawn_to_ends() == (true, true);
        drop(timeline);
        self.look_around();
        if !all_drawn && !std::mem::replace(&mut self.look.write().drawing, true) {
            spawn(self.draw_more());
        }
    }

    /// Draws what is loaded and not drawn yet, after the frame in which the rest is shown.
    async fn draw_more(mut self) {
        dom::next_frame().await;
        self.look.write().drawing = false;
        self.look_around(); // the person may have scrolled since
        let mut timeline = self.desk.model.timeline;
        timeline.write().draw_more();
    }

    /// Who sees again where a jump was made from needs no way back there.
    fn see(mut self, first: u64, last: u64) {
        let mut now = self.spot.way_back.peek().clone();
        if now.see(first..=last) {
            self.spot.way_back.set(now);
        }
    }

    /// The end stays in sight.
    fn resized(self) {
        if *self.at_end.peek() {
            scroll::to_end(TIMELINE, false);
        }
        self.look_around();
    }

    /// Remembers the place, says what was seen, asks for more near an end.
    fn look_around(mut self) {
        let Some(view) = scroll::view(TIMELINE) else {
            return;
        };
        let timeline = self.desk.model.timeline.peek();
        if timeline.conversation != Some(self.conversation) {
            return;
        }
        let mut look = self.look.write();
        let (all_older, all_newer) = timeline.drawn_to_ends();
        let near = match (timeline.older, timeline.newer) {
            (Edge::More, _) if self.notes && timeline.len() >= LOOKED_THROUGH => None,
            (Edge::More, _) if all_older && view.above < NEAR => Some((false, Request::LoadOlder)),
            (_, Edge::More) if all_newer && view.below < NEAR => Some((true, Request::LoadNewer)),
            _ => None,
        };
        if let Some((newer, request)) = near
            && look.asked != Some((timeline.version, newer))
        {
            look.asked = Some((timeline.version, newer));
            self.desk.ask(request);
        }
        if !self.notes && dom::has_focus() && view.seen_seq > look.seen {
            look.seen = view.seen_seq;
            self.desk.ask(Request::Seen {
                conversation: self.conversation,
                seq: view.seen_seq,
            });
        }
        let first = view.place.message().and_then(|id| timeline.get(id.parse().ok()?));
        let first = first.map(|item| item.place);
        look.place = view.place;
        drop(look);
        if let Some(engine::ui::Place::Sent(first)) = first {
            self.see(first, view.seen_seq);
        }
        let at_end = all_newer && view.below < 24.0;
        if *self.at_end.peek() != at_end {
            self.at_end.set(at_end);
        }
    }
}
