//! The quick switcher: a few letters lead to a person, a group or an action.

use dioxus::prelude::*;
use protocol::ConversationKind;

use super::avatar::Avatar;
use super::dialog::Frame;
use super::icon::{Glyph, Icon};
use crate::desk::{Desk, Dialog, use_desk};
use crate::dom::{self, keyboard};
use crate::route::Route;
use crate::state::keys::{self, Command, Situation};
use crate::state::preferences::Theme;
use crate::state::rows::Filter;
use crate::state::switcher::{Action, Goal, goals};

const SEARCH: &str = "switcher-search";

#[component]
pub(crate) fn QuickSwitcher() -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let mut typed = use_signal(String::new);
    let mut at = use_signal(|| 0usize);
    let found = use_memo(move || {
        let rows = desk.model.rows.read().visible(Filter::All, "", None);
        let open = desk.route.read().conversation();
        goals(&rows, open, desk.model.is_coach(), &typed.read())
    });
    let count = found.read().len();
    let marked = *at.read();
    let mut mark = move |index: usize| {
        at.set(index);
        dom::reveal(".switcher-option[aria-selected=true]");
    };
    let take = move |index: usize| {
        let goal = found.peek().get(index).cloned();
        if let Some(goal) = goal {
            go(desk, goal);
        }
    };
    rsx! {
        Frame { id: "switcher", title: "Go to", focus: SEARCH, on_close: move |()| dialog.set(None),
            div { class: "switcher-field",
                input {
                    id: SEARCH,
                    class: "input",
                    "data-testid": "switcher-search",
                    role: "combobox",
                    aria_label: "Person, group or action",
                    aria_expanded: "true",
                    aria_controls: "switcher-options",
                    aria_activedescendant: if count > 0 { format!("goal-{marked}") },
                    autocomplete: "off",
                    placeholder: "Person, group or action",
                    value: "{typed}",
                    oninput: move |event| {
                        typed.set(event.value());
                        at.set(0);
                    },
                    onkeydown: move |event| {
                        let again = keys::find(keyboard::pressed(&event).key(), Situation::default());
                        match event.key() {
                            _ if dom::is_composing(&event) => return,
                            _ if again == Some(Command::Switch) => dialog.set(None),
                            Key::ArrowDown => mark((marked + 1) % count.max(1)),
                            Key::ArrowUp => mark((marked + count.max(1) - 1) % count.max(1)),
                            Key::Enter => take(marked),
                            _ => return,
                        }
                        event.prevent_default();
                    },
                }
            }
            ul { id: "switcher-options", class: "switcher-options", role: "listbox", aria_label: "Where to go",
                for (index, goal) in found.read().iter().cloned().enumerate() {
                    li {
                        key: "{index}",
                        id: "goal-{index}",
                        class: "option switcher-option",
                        role: "option",
                        "data-testid": "switcher-option",
                        aria_selected: if index == marked { "true" } else { "false" },
                        onclick: move |_| take(index),
                        GoalWords { goal }
                    }
                }
                if count == 0 {
                    li { class: "picker-none", role: "presentation", "Nothing by that name." }
                }
            }
        }
    }
}

#[component]
fn GoalWords(goal: Goal) -> Element {
    match goal {
        Goal::Conversation(row) => {
            let face = row.client.map_or(row.id.0, |client| client.0).as_u128();
            let group = row.kind == ConversationKind::Group;
            let note = match (row.archived, group) {
                (true, _) => "Archived",
                (false, true) => "Group",
                (false, false) => "",
            };
            rsx! {
                Avatar { id: face, name: row.title.clone(), size: 28, group, picture: row.picture.clone() }
                span { class: "option-name one-line", dir: "auto", "{row.title}" }
                if row.unread > 0 {
                    span { class: "badge", "{crate::format::words::badge(row.unread)}" }
                }
                span { class: "option-sub one-line", "{note}" }
            }
        }
        Goal::Action(action) => rsx! {
            span { class: "switcher-mark", Glyph { icon: icon(action), size: 18 } }
            span { class: "option-name one-line", "{action.label()}" }
        },
    }
}

fn icon(action: Action) -> Icon {
    match action {
        Action::NewConversation => Icon::Write,
        Action::Invite => Icon::UserPlus,
        Action::Inbox => Icon::Chat,
        Action::Clients => Icon::Users,
        Action::Vault => Icon::Vault,
        Action::Templates => Icon::Template,
        Action::Starred => Icon::Star,
        Action::Settings => Icon::Settings,
        Action::Shortcuts => Icon::Keyboard,
        Action::Theme(Theme::Light | Theme::Dark | Theme::System) => Icon::Theme,
    }
}

fn go(desk: Desk, goal: Goal) {
    let mut dialog = desk.dialog;
    dialog.set(None);
    match goal {
        Goal::Conversation(row) => desk.go(Route::Conversation {
            id: row.id,
            details: false,
        }),
        Goal::Action(Action::NewConversation) => dialog.set(Some(Dialog::NewConversation)),
        Goal::Action(Action::Invite) => dialog.set(Some(Dialog::Invite)),
        Goal::Action(Action::Shortcuts) => dialog.set(Some(Dialog::Shortcuts)),
        Goal::Action(Action::Inbox) => desk.go(Route::Inbox),
        Goal::Action(Action::Clients) => desk.go(Route::Clients),
        Goal::Action(Action::Vault) => desk.go(Route::Vault(None)),
        Goal::Action(Action::Templates) => desk.go(Route::Templates),
        Goal::Action(Action::Starred) => desk.go(Route::Starred),
        Goal::Action(Action::Settings) => desk.go(Route::Settings),
        Goal::Action(Action::Theme(theme)) => desk.prefer(|preferences| preferences.theme = theme),
    }
}
