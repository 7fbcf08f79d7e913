//! "Forward": to one conversation or many; asks before one client's words go to somebody else.

use std::rc::Rc;

use dioxus::prelude::*;
use engine::ui::{ConversationRow, Request};
use protocol::{ConversationId, ConversationKind};

use super::avatar::Avatar;
use super::conversation_row::SharedRow;
use super::dialog::Frame;
use super::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::dom;
use crate::format::files;
use crate::format::words::count;
use crate::state::forwarding::{listed, offered, question, toggle};
use crate::state::layout::Shared;
use crate::state::rows::Filter;

const SEARCH: &str = "forward-search";

#[component]
pub(crate) fn Forward(conversation: ConversationId, item: Shared, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let message = item.0.id;
    let mut typed = use_signal(String::new);
    let mut at = use_signal(|| 0usize);
    let mut chosen = use_signal(Vec::<ConversationId>::new);
    // The question that waits for a yes.
    let mut asking = use_signal(|| None::<String>);
    let found = offered(desk.model.rows.read().visible(Filter::All, &typed.read(), None));
    let targets = move || -> Vec<Rc<ConversationRow>> {
        let rows = desk.model.rows.peek();
        let chosen = chosen.peek();
        chosen.iter().filter_map(|id| rows.get(*id).cloned()).collect()
    };
    let send = move || {
        let to = targets();
        let names: Vec<_> = to.iter().map(|row| row.title.as_str()).collect();
        let words = format!("Forwarded to {}", listed(&names));
        let to = to.iter().map(|row| row.id).collect();
        spawn(async move {
            let request = Request::Forward {
                conversation,
                message,
                to,
            };
            if desk.asked(request).await.is_some() {
                desk.say(words);
                on_close.call(());
            }
        });
    };
    let mut submit = move || {
        if chosen.peek().is_empty() {
            return;
        }
        let from = desk.model.rows.peek().get(conversation).cloned();
        let asked = from.and_then(|from| question(&from, &targets(), desk.model.is_coach()));
        match asked {
            Some(words) => {
                asking.set(Some(words));
                dom::focus_later("forward-no"); // the careful answer has the focus
            }
            None => send(),
        }
    };
    let mut take = move |id: ConversationId| {
        toggle(&mut chosen.write(), id);
        typed.set(String::new());
        at.set(0);
        dom::focus_later(SEARCH);
    };
    let marked = found.get(*at.read()).map(|row| row.id);
    let takes = found.get(*at.read()).is_some_and(|row| row.may_post);
    let last = found.len().saturating_sub(1);
    let number = chosen.read().len();
    rsx! {
        Frame { id: "forward", title: "Forward", focus: SEARCH.to_owned(), on_close,
            p { class: "sheet-message", dir: "auto", {files::message(&item.0)} }
            if let Some(words) = asking.read().clone() {
                p { class: "dialog-text", role: "alert", "data-testid": "forward-question", dir: "auto", "{words}" }
                footer { class: "dialog-footer",
                    button { id: "forward-no", class: "button", onclick: move |_| asking.set(None), "Back" }
                    button { class: "button primary", "data-testid": "forward-yes", onclick: move |_| send(), "Send" }
                }
            } else {
                div { class: "picker",
                    label { class: "search forward-search",
                        Glyph { icon: Icon::Search, size: 18 }
                        input {
                            id: SEARCH,
                            class: "search-input",
                            "data-testid": SEARCH,
                            role: "combobox",
                            aria_label: "To whom",
                            aria_expanded: "true",
                            aria_controls: "forward-options",
                            aria_activedescendant: marked.map(|id| format!("to-{id}")).unwrap_or_default(),
                            placeholder: "To whom",
                            autocomplete: "off",
                            value: "{typed}",
                            oninput: move |event| {
                                typed.set(event.value());
                                at.set(0);
                            },
                            onkeydown: move |event| {
                                let here = *at.peek();
                                match event.key() {
                                    Key::ArrowDown => at.set((here + 1).min(last)),
                                    Key::ArrowUp => at.set(here.saturating_sub(1)),
                                    Key::Enter if !dom::is_composing(&event) => {
                                        let modifiers = event.modifiers();
                                        match marked {
                                            _ if modifiers.ctrl() || modifiers.meta() => submit(),
                                            Some(id) if takes => take(id),
                                            _ => {}
                                        }
                                    }
                                    _ => return,
                                }
                                event.prevent_default();
                                dom::reveal(".option[aria-selected=true]");
                            },
                        }
                    }
                    ul { class: "picker-options", id: "forward-options", role: "listbox", aria_multiselectable: "true",
                        for (index, row) in found.into_iter().enumerate() {
                            Choice {
                                key: "{row.id}",
                                marked: index == *at.read(),
                                chosen: chosen.read().contains(&row.id),
                                row: SharedRow(row),
                                on_take: take,
                            }
                        }
                        if marked.is_none() {
                            li { class: "picker-none", "Nobody by that name" }
                        }
                    }
                }
                footer { class: "dialog-footer",
                    p { class: "field-hint dialog-hint", role: "status",
                        if number > 0 { "{count(number as u64, \"conversation\", \"conversations\")} chosen" }
                    }
                    button {
                        class: "button primary",
                        "data-testid": "forward-submit",
                        disabled: number == 0,
                        onclick: move |_| submit(),
                        "Forward"
                    }
                }
            }
        }
    }
}

#[component]
fn Choice(row: SharedRow, marked: bool, chosen: bool, on_take: EventHandler<ConversationId>) -> Element {
    let row = row.0;
    let id = row.id;
    let group = row.kind == ConversationKind::Group;
    let face = row.client.map_or(id.0, |client| client.0).as_u128();
    let takes = row.may_post;
    let note = match (takes, group) {
        (false, _) => Some("You can't post here".to_owned()),
        (true, true) => Some(count(row.members.into(), "member", "members")),
        (true, false) => None,
    };
    rsx! {
        li {
            id: "to-{id}",
            class: "option",
            role: "option",
            "data-testid": "forward-option",
            "data-title": "{row.title}",
            aria_selected: if marked { "true" } else { "false" },
            aria_checked: if chosen { "true" } else { "false" },
            aria_disabled: if takes { "false" } else { "true" },
            onclick: move |_| {
                if takes {
                    on_take.call(id);
                }
            },
            Avatar { id: face, name: row.title.clone(), size: 36, group, picture: row.picture.clone() }
            span { class: "option-words",
                span { class: "option-name one-line", dir: "auto", "{row.title}" }
                if let Some(note) = note {
                    span { class: "option-sub one-line", "{note}" }
                }
            }
            if chosen {
                span { class: "option-check", Glyph { icon: Icon::Check } }
            }
        }
    }
}
