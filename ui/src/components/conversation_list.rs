//! The list pane: search, filters, rows, connection line, and the edge by which its width is drawn.

use dioxus::prelude::*;
use dioxus::web::WebEventExt;
use protocol::ConversationId;

use super::connection_line::ConnectionLine;
use super::conversation_row::{ConversationRow, SharedRow};
use super::icon::{Glyph, Icon};
use super::row_menu::{RowMenu, RowMenuAt};
use crate::desk::{Dialog, use_desk};
use crate::dom;
use crate::route::Route;
use crate::state::preferences::list_width;
use crate::state::rows::{Filter, stop};

const LIST: &str = "conversation-list";
/// The field that looks for names.
pub(crate) const SEARCH: &str = "conversation-search";
/// How long a finger must rest for the sheet, in milliseconds.
const LONG_PRESS_MS: i32 = 420;

/// The conversation whose row an event happened on.
fn row_at<T>(event: &Event<T>) -> Option<ConversationId>
where
    T: WebEventExt,
    T::WebEvent: AsRef<web_sys::Event>,
{
    dom::attribute_around(event, ".row", "data-id")?.parse().ok()
}

#[component]
pub(crate) fn ConversationList() -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let mut search = use_signal(String::new);
    let mut filter = use_signal(Filter::default);
    let mut menu = use_signal(|| None::<RowMenuAt>);
    let mut press = use_hook(|| CopyValue::new(0u64));
    let tick = use_minutes();
    let open = desk.route.read().conversation();
    let rows = use_memo(move || {
        let open = desk.route.read().conversation();
        desk.model
            .rows
            .read()
            .visible(*filter.read(), &search.read(), open)
    });
    // The row that had the focus last.
    let mut at = use_signal(|| None::<ConversationId>);
    use_effect(move || {
        if let Some(open) = desk.route.read().conversation() {
            at.set(Some(open));
        }
    });
    let stop = stop(&rows.read(), *at.read());
    let name = desk
        .model
        .me
        .read()
        .as_ref()
        .map(|me| me.workspace.name.clone())
        .unwrap_or_default();
    let nothing = desk.model.rows.read().is_empty();
    let away = desk.model.rows.read().count(Filter::Archived);
    rsx! {
        section { class: "pane list-pane", aria_label: "Conversations",
            header { class: "pane-header",
                h1 { class: "pane-title one-line", "{name}" }
                if desk.model.is_coach() {
                    button {
                        class: "icon-button",
                        "data-testid": "new-conversation",
                        title: "New conversation",
                        aria_label: "New conversation",
                        onclick: move |_| dialog.set(Some(Dialog::NewConversation)),
                        Glyph { icon: Icon::Write }
                    }
                }
            }
            if !nothing {
                div { class: "list-tools",
                    label { class: "search",
                        Glyph { icon: Icon::Search, size: 18 }
                        span { class: "hidden-text", "Search names" }
                        input {
                            id: SEARCH,
                            class: "search-input",
                            r#type: "search",
                            "data-testid": "search",
                            placeholder: "Search names",
                            autocomplete: "off",
                            value: "{search}",
                            oninput: move |event| search.set(event.value()),
                            onkeydown: move |event| match event.key() {
                                Key::ArrowDown => {
                                    event.prevent_default();
                                    dom::step_focus(LIST, ".row", true);
                                }
                                Key::Escape => search.set(String::new()),
                                Key::Enter => {
                                    let first = rows.peek().first().map(|row| row.id);
                                    if let Some(id) = first {
                                        desk.go(Route::Conversation { id, details: false });
                                    }
                                }
                                _ => {}
                            },
                        }
                    }
                    if *filter.read() == Filter::Archived {
                        button {
                            class: "list-back",
                            "data-testid": "leave-archived",
                            onclick: move |_| filter.set(Filter::All),
                            Glyph { icon: Icon::Back, size: 18 }
                            "Archived"
                        }
                    } else {
                        Filters { filter }
                    }
                }
            }
            ul {
                class: "scroll rows",
                id: LIST,
                onfocusin: move |event| {
                    if let Some(id) = row_at(&event) {
                        at.set(Some(id));
                    }
                },
                onkeydown: move |event| {
                    // With a modifier the keys belong to the whole page.
                    if !event.modifiers().is_empty() {
                        return;
                    }
                    match event.key() {
                        Key::ArrowDown => dom::step_focus(LIST, ".row", true),
                        Key::ArrowUp => dom::step_focus(LIST, ".row", false),
                        Key::Home => dom::focus_end(LIST, ".row", false),
                        Key::End => dom::focus_end(LIST, ".row", true),
                        _ => return,
                    }
                    event.prevent_default();
                },
                oncontextmenu: move |event| {
                    if let Some(id) = row_at(&event) {
                        event.prevent_default();
                        let at = event.client_coordinates();
                        menu.set(Some(RowMenuAt { id, at: (!dom::is_touch()).then_some((at.x, at.y)), muting: false }));
                    }
                },
                onpointerdown: move |event| {
                    if event.pointer_type() == "touch" && let Some(id) = row_at(&event) {
                        press += 1;
                        let held = *press.peek();
                        spawn(async move {
                            dom::pause(LONG_PRESS_MS).await;
                            if *press.peek() == held {
                                menu.set(Some(RowMenuAt { id, at: None, muting: false }));
                            }
                        });
                    }
                },
                onpointerup: move |_| press += 1,
                onpointercancel: move |_| press += 1, // it scrolls
                for row in rows.read().iter() {
                    ConversationRow {
                        key: "{row.id}",
                        row: SharedRow(row.clone()),
                        selected: open == Some(row.id),
                        stop: stop == Some(row.id),
                        clock: desk.model.clock,
                        tick,
                        queue: *filter.read() == Filter::NeedsReply,
                        on_open: move |id| {
                            // A finger that rested and is lifted opens the menu, and not the conversation.
                            if menu.peek().is_none() {
                                desk.go(Route::Conversation { id, details: false });
                            }
                        },
                    }
                }
                if away > 0 && *filter.read() == Filter::All && search.read().trim().is_empty() {
                    li { class: "row-item",
                        button {
                            class: "list-button",
                            "data-testid": "show-archived",
                            onclick: move |_| filter.set(Filter::Archived),
                            span { class: "list-button-icon", Glyph { icon: Icon::Archive } }
                            span { class: "member-name", "Archived" }
                            span { class: "quiet number", "{away}" }
                        }
                    }
                }
            }
            RowMenu { open: menu }
            if rows.read().is_empty() {
                Nothing { filter: *filter.read(), searched: !search.read().trim().is_empty() }
            }
            ConnectionLine {}
            Resizer {}
        }
    }
}

#[component]
fn Filters(filter: Signal<Filter>) -> Element {
    let desk = use_desk();
    let counts = *desk.model.counts.read();
    let unread = desk.model.rows.read().count(Filter::Unread);
    let all = [
        (Filter::All, "All", "filter-all", 0),
        (Filter::Unread, "Unread", "filter-unread", unread),
        (
            Filter::NeedsReply,
            "Needs reply",
            "filter-needs-reply",
            counts.needs_reply as usize,
        ),
    ];
    let coach = desk.model.is_coach();
    rsx! {
        div { class: "segments", role: "group", aria_label: "Show",
            for (choice, label, hook, number) in all {
                if coach || choice != Filter::NeedsReply {
                    button {
                        key: "{hook}",
                        class: "segment",
                        "data-testid": hook,
                        aria_pressed: if *filter.read() == choice { "true" } else { "false" },
                        onclick: move |_| filter.set(choice),
                        "{label}"
                        if number > 0 {
                            span { class: "segment-count number", "{number}" }
                        }
                    }
                }
            }
        }
    }
}

/// What belongs here, and the one thing to do about it.
#[component]
fn Nothing(filter: Filter, searched: bool) -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let (title, text) = match (searched, filter) {
        (true, _) => (
            "Nobody by that name",
            "Search looks at the names of people and groups.",
        ),
        (false, Filter::Unread) => ("All read", "New messages will show up here."),
        (false, Filter::Archived) => (
            "Nothing put away",
            "What you archive is kept here until somebody writes again.",
        ),
        (false, Filter::NeedsReply) => (
            "Everybody has an answer",
            "Clients who wrote last will show up here.",
        ),
        (false, Filter::All) if desk.model.is_coach() => (
            "No conversations yet",
            "Each client you invite gets a conversation here, so you can write before they have joined.",
        ),
        (false, Filter::All) => ("No conversations yet", "Your coach's messages will show up here."),
    };
    let invites = !searched && filter == Filter::All && desk.model.is_coach();
    rsx! {
        div { class: "empty list-empty",
            span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Chat, size: 28 } }
            p { class: "empty-title", "{title}" }
            p { "{text}" }
            if invites {
                button {
                    class: "button primary",
                    "data-testid": "invite",
                    onclick: move |_| dialog.set(Some(Dialog::Invite)),
                    "Invite a client"
                }
            }
        }
    }
}

/// The right edge: drawn with the mouse, or moved with the arrow keys.
#[component]
fn Resizer() -> Element {
    let desk = use_desk();
    let mut from = use_signal(|| None::<(f64, u16)>);
    let width = desk.preferences.read().list_width;
    rsx! {
        div {
            class: "pane-resizer",
            role: "separator",
            tabindex: "0",
            aria_label: "Width of the list",
            aria_orientation: "vertical",
            aria_valuenow: "{width}",
            aria_valuemin: "260",
            aria_valuemax: "420",
            onpointerdown: move |event| {
                dom::capture_pointer(&event);
                from.set(Some((event.client_coordinates().x, width)));
            },
            onpointermove: move |event| {
                if let Some((start, width)) = *from.peek() {
                    let wanted = f64::from(width) + event.client_coordinates().x - start;
                    desk.prefer(|preferences| preferences.list_width = list_width(wanted));
                }
            },
            onpointerup: move |_| from.set(None),
            onkeydown: move |event| {
                let step = match event.key() {
                    Key::ArrowRight => 16.0,
                    Key::ArrowLeft => -16.0,
                    _ => return,
                };
                desk.prefer(|preferences| preferences.list_width = list_width(f64::from(preferences.list_width) + step));
            },
        }
    }
}

/// Counts minutes, so that relative times move on.
fn use_minutes() -> u64 {
    let mut minutes = use_signal(|| 0u64);
    use_future(move || async move {
        loop {
            dom::pause(30_000).await;
            minutes += 1;
        }
    });
    *minutes.read()
}
