//! Every emoji, to choose from: by group, by name, and the last used first. A field to search in, arrows in the grid, one skin tone
//! for all. It is drawn group by group over several frames, and knows nothing of what a choice is for.

use dioxus::prelude::*;

use crate::desk::use_desk;
use crate::dom::{self, grid, scroll};
use crate::format::emoji_list::{self, Emoji, Tone};
use crate::state::recent_emoji::RecentEmoji;

const RECENT: &str = "rapport.emoji";
const SEARCH: &str = "emoji-search";
const LIST: &str = "emoji-list";
const BUTTON: &str = ".emoji";
/// As many as anybody looks through.
const FOUND: usize = 90;
/// Stands for each group.
const TABS: [&str; 9] = ["😀", "👋", "🐻", "🍎", "🚗", "⚽", "💡", "❤️", "🏁"];

/// A choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picked {
    pub emoji: String,
    /// By the keyboard: the person is done.
    pub done: bool,
}

#[component]
pub(crate) fn EmojiPicker(
    on_pick: EventHandler<Picked>,
    on_close: EventHandler<()>,
    /// Chosen already, and drawn so.
    #[props(default)]
    own: Vec<String>,
) -> Element {
    let desk = use_desk();
    let mut typed = use_signal(String::new);
    let mut toning = use_signal(|| false);
    let recent = use_hook(|| RecentEmoji::read(dom::stored(RECENT).as_deref()).shown());
    let groups = use_hook(|| CopyValue::new(emoji_list::groups()));
    let mut drawn = use_signal(|| 1usize);
    use_future(move || async move {
        while *drawn.peek() < TABS.len() {
            dom::next_frame().await;
            drawn += 1;
        }
    });
    let tone = desk.preferences.read().skin_tone;
    let pick = move |emoji: String, done: bool| {
        let mut recent = RecentEmoji::read(dom::stored(RECENT).as_deref());
        recent.used(&emoji);
        dom::store(RECENT, &recent.write());
        on_pick.call(Picked { emoji, done });
    };
    let wanted = typed.read().trim().to_owned();
    let found = (!wanted.is_empty()).then(|| emoji_list::search(&wanted));
    let first = found
        .as_ref()
        .and_then(|found| found.first())
        .map(|emoji| emoji.toned(tone));
    rsx! {
        div {
            class: "emoji-picker",
            role: "group",
            aria_label: "Emoji",
            "data-testid": "emoji-picker",
            onkeydown: move |event| {
                if dom::is_composing(&event) {
                    return;
                }
                let key = event.key();
                let in_list = grid::is_inside(LIST);
                match key {
                    Key::Escape if *toning.peek() => toning.set(false),
                    Key::Escape => on_close.call(()),
                    Key::ArrowDown if in_list => grid::step(LIST, BUTTON, grid::To::Below),
                    Key::ArrowUp if in_list => {
                        if !grid::step_up(LIST, BUTTON) {
                            dom::focus_later(SEARCH);
                        }
                    }
                    Key::ArrowRight if in_list => dom::step_focus(LIST, BUTTON, true),
                    Key::ArrowLeft if in_list => dom::step_focus(LIST, BUTTON, false),
                    Key::ArrowDown => dom::focus_end(LIST, BUTTON, false),
                    Key::Home if in_list => dom::focus_end(LIST, BUTTON, false),
                    Key::End if in_list => dom::focus_end(LIST, BUTTON, true),
                    // Who types in the grid searches.
                    Key::Character(letter) if in_list && letter != " " && !event.modifiers().ctrl() && !event.modifiers().meta() => {
                        typed.write().push_str(&letter);
                        dom::focus_later(SEARCH);
                    }
                    _ => {
                        event.stop_propagation();
                        return;
                    }
                }
                event.prevent_default();
                event.stop_propagation();
            },
            div { class: "emoji-head",
                input {
                    id: SEARCH,
                    class: "input",
                    r#type: "search",
                    placeholder: "Search emoji",
                    aria_label: "Search emoji",
                    autocomplete: "off",
                    "data-testid": "emoji-search",
                    value: "{typed}",
                    onmounted: move |_| {
                        if !dom::is_touch() {
                            dom::focus_later(SEARCH);
                        }
                    },
                    oninput: move |event| {
                        typed.set(event.value());
                        scroll::to_top(LIST);
                    },
                    onkeydown: move |event| {
                        if event.key() == Key::Enter && !dom::is_composing(&event) {
                            event.prevent_default();
                            if let Some(first) = &first {
                                pick(first.clone(), !event.modifiers().shift());
                            }
                        }
                    },
                }
                button {
                    class: "emoji tone-button",
                    title: "Skin tone",
                    aria_label: "Skin tone: {tone.label()}",
                    aria_expanded: if *toning.read() { "true" } else { "false" },
                    "data-testid": "emoji-tone",
                    onclick: move |_| {
                        let open = *toning.peek();
                        toning.set(!open);
                    },
                    "{hand(tone)}"
                }
            }
            if *toning.read() {
                div { class: "emoji-tones", role: "radiogroup", aria_label: "Skin tone",
                    for choice in Tone::ALL {
                        button {
                            key: "{choice.label()}",
                            class: "tone",
                            role: "radio",
                            title: choice.label(),
                            aria_label: choice.label(),
                            aria_checked: if choice == tone { "true" } else { "false" },
                            "data-testid": "tone",
                            onclick: move |_| {
                                desk.prefer(|preferences| preferences.skin_tone = choice);
                                toning.set(false);
                            },
                            "{hand(choice)}"
                        }
                    }
                }
            } else if found.is_none() {
                Tabs { drawn }
            }
            div {
                id: LIST,
                class: "emoji-scroll",
                "data-testid": "emoji-grid",
                // The field keeps its selection and a phone its keyboard.
                onpointerdown: move |event| {
                    if event.pointer_type() != "touch" {
                        event.prevent_default();
                    }
                },
                onclick: move |event| {
                    if let Some(emoji) = dom::attribute_around(&event, BUTTON, "data-emoji") {
                        // A key presses a button without a pointer.
                        pick(emoji, !dom::has_pointer(&event));
                    }
                },
                if let Some(found) = found {
                    if found.is_empty() {
                        p { class: "emoji-none", role: "status", "No emoji is called that." }
                    } else {
                        {cells(found.into_iter().take(FOUND), tone, &own)}
                    }
                } else {
                    section { class: "emoji-group",
                        h3 { class: "emoji-title", "Recent" }
                        div { class: "emoji-cells",
                            for (index, emoji) in recent.iter().enumerate() {
                                {cell(index, emoji, emoji_list::known(emoji).map(Emoji::title), own.contains(emoji))}
                            }
                        }
                    }
                    for (index, (title, members)) in groups.read().iter().take(*drawn.read()).enumerate() {
                        Group { key: "{title}", index, title: *title, members: Members(members.clone()), tone, own: own.clone() }
                    }
                }
            }
        }
    }
}

/// A hand of this tone.
fn hand(tone: Tone) -> String {
    emoji_list::named("raised_hand").map_or_else(|| "✋".into(), |emoji| emoji.toned(tone))
}

/// From one group to the other.
#[component]
fn Tabs(drawn: Signal<usize>) -> Element {
    let mut drawn = drawn;
    rsx! {
        div { class: "emoji-tabs", role: "group", aria_label: "Groups",
            for (index, (title, _)) in emoji_list::groups().into_iter().enumerate() {
                button {
                    key: "{title}",
                    class: "tab",
                    title,
                    aria_label: title,
                    "data-testid": "emoji-tab",
                    onclick: move |_| {
                        drawn.set(TABS.len());
                        dom::later(move || scroll::to_child(LIST, &group_id(index)));
                    },
                    {TABS.get(index).copied().unwrap_or_default()}
                }
            }
        }
    }
}

fn group_id(index: usize) -> String {
    format!("emoji-group-{index}")
}

/// The emoji of a group never change.
#[derive(Clone)]
struct Members(Vec<&'static Emoji>);

impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
    }
}

#[component]
fn Group(index: usize, title: &'static str, members: Members, tone: Tone, own: Vec<String>) -> Element {
    rsx! {
        section { class: "emoji-group", id: group_id(index),
            h3 { class: "emoji-title", "{title}" }
            {cells(members.0.iter().copied(), tone, &own)}
        }
    }
}

fn cells(emoji: impl Iterator<Item = &'static Emoji>, tone: Tone, own: &[String]) -> Element {
    rsx! {
        div { class: "emoji-cells",
            for (index, emoji) in emoji.enumerate() {
                {
                    let text = emoji.toned(tone);
                    let chosen = own.contains(&text);
                    cell(index, &text, Some(emoji.title()), chosen)
                }
            }
        }
    }
}

/// What a click does is heard by the grid, for all of them.
fn cell(index: usize, emoji: &str, title: Option<String>, chosen: bool) -> Element {
    let title = title.unwrap_or_else(|| emoji.to_owned());
    rsx! {
        button {
            key: "{index}",
            class: "emoji",
            tabindex: "-1",
            title: "{title}",
            aria_label: "{title}",
            aria_pressed: if chosen { "true" },
            "data-testid": "emoji",
            "data-emoji": "{emoji}",
            "{emoji}"
        }
    }
}
