//! Choosing people: type any part of a name or an address, walk with the arrows, Enter takes, Backspace gives back.

use dioxus::prelude::*;
use protocol::{Account, AccountId};

use super::avatar::Avatar;
use super::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::dom;
use crate::state::picker::find;

#[component]
pub(crate) fn PeoplePicker(
    chosen: Signal<Vec<AccountId>>,
    leave_out: Vec<AccountId>,
    /// Enter without anything typed, or with a modifier.
    on_submit: EventHandler<()>,
) -> Element {
    let desk = use_desk();
    let mut chosen = chosen;
    let mut typed = use_signal(String::new);
    let mut at = use_signal(|| 0usize);
    let me = desk.model.me.read().as_ref().map(|me| me.account.id);
    let found = {
        let people = desk.model.people.read();
        let out: Vec<_> = leave_out.iter().copied().chain(me).collect();
        find(&people, &typed.read(), &out)
    };
    let marked = found.get(*at.read()).map(|account| account.id);
    let mut take = move |account: AccountId| {
        let mut now = chosen.write();
        match now.iter().position(|known| *known == account) {
            Some(index) => {
                now.remove(index);
            }
            None => now.push(account),
        }
        drop(now);
        typed.set(String::new());
        at.set(0);
        dom::focus_later("picker-search");
    };
    let count = found.len();
    rsx! {
        div { class: "picker",
            div { class: "picker-field",
                for account in named(&desk.model.people.read(), &chosen.read()) {
                    button {
                        key: "{account.id}",
                        class: "chip",
                        "data-testid": "picker-chip",
                        aria_label: "Remove {account.name}",
                        onclick: move |_| take(account.id),
                        span { class: "one-line", dir: "auto", "{account.name}" }
                        Glyph { icon: Icon::Close, size: 14 }
                    }
                }
                input {
                    id: "picker-search",
                    class: "picker-input",
                    "data-testid": "picker-search",
                    role: "combobox",
                    aria_label: "Name or e-mail",
                    aria_expanded: "true",
                    aria_controls: "picker-options",
                    aria_activedescendant: marked.map(|id| format!("option-{id}")).unwrap_or_default(),
                    autocomplete: "off",
                    placeholder: if chosen.read().is_empty() { "Name or e-mail" } else { "" },
                    value: "{typed}",
                    oninput: move |event| {
                        typed.set(event.value());
                        at.set(0);
                    },
                    onkeydown: move |event| match event.key() {
                        Key::ArrowDown => {
                            event.prevent_default();
                            let next = (*at.peek() + 1).min(count.saturating_sub(1));
                            at.set(next);
                            dom::reveal(".option[aria-selected=true]");
                        }
                        Key::ArrowUp => {
                            event.prevent_default();
                            let next = at.peek().saturating_sub(1);
                            at.set(next);
                            dom::reveal(".option[aria-selected=true]");
                        }
                        Key::Enter if !dom::is_composing(&event) => {
                            event.prevent_default();
                            let modifiers = event.modifiers();
                            let done = typed.peek().is_empty() && !chosen.peek().is_empty();
                            match marked {
                                _ if done || modifiers.ctrl() || modifiers.meta() => on_submit.call(()),
                                Some(account) => take(account),
                                None => {}
                            }
                        }
                        Key::Backspace if typed.peek().is_empty() => {
                            chosen.write().pop();
                        }
                        _ => {}
                    },
                }
            }
            ul { class: "picker-options", id: "picker-options", role: "listbox", aria_multiselectable: "true",
                for (index, account) in found.iter().cloned().enumerate() {
                    Choice {
                        key: "{account.id}",
                        marked: index == *at.read(),
                        chosen: chosen.read().contains(&account.id),
                        account,
                        on_take: take,
                    }
                }
                if found.is_empty() {
                    li { class: "picker-none", "Nobody fits. You can invite a new client under Clients." }
                }
            }
        }
    }
}

#[component]
fn Choice(account: Account, marked: bool, chosen: bool, on_take: EventHandler<AccountId>) -> Element {
    let id = account.id;
    let state = match (&account.email, account.joined_at) {
        (Some(email), _) => email.clone(),
        (None, Some(_)) => String::new(),
        (None, None) => "Invited".into(),
    };
    rsx! {
        li {
            id: "option-{id}",
            class: "option",
            role: "option",
            "data-testid": "picker-option",
            "data-name": "{account.name}",
            aria_selected: if marked { "true" } else { "false" },
            aria_checked: if chosen { "true" } else { "false" },
            onclick: move |_| on_take.call(id),
            Avatar { id: id.0.as_u128(), name: account.name.clone(), size: 36 }
            span { class: "option-words",
                span { class: "option-name one-line", dir: "auto", "{account.name}" }
                span { class: "option-sub one-line", "{state}" }
            }
            if chosen {
                span { class: "option-check", Glyph { icon: Icon::Check } }
            }
        }
    }
}

/// The chosen people in the order of choosing.
fn named(people: &[Account], chosen: &[AccountId]) -> Vec<Account> {
    let name = |id: &AccountId| people.iter().find(|account| account.id == *id).cloned();
    chosen.iter().filter_map(name).collect()
}
