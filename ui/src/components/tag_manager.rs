//! All tags of the practice: their names and colours, how many clients have them, new ones, and away with them.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::Tag;

use super::confirm::Confirm;
use super::dialog::Frame;
use super::icon::{Glyph, Icon};
use super::tag_chip::{HUES, colours, tag_chip};
use crate::desk::use_desk;
use crate::dom;
use crate::format::words::count;

const NAME: &str = "tag-name";

/// What stands in the form: of a new tag, or of one that is being changed.
#[derive(Clone, PartialEq)]
struct Form {
    tag: Option<Tag>,
    name: String,
    hue: u16,
}

impl Form {
    fn of(tag: &Tag) -> Self {
        Self {
            tag: Some(tag.clone()),
            name: tag.name.clone(),
            hue: tag.hue,
        }
    }

    fn new() -> Self {
        Self {
            tag: None,
            name: String::new(),
            hue: 205,
        }
    }

    fn changes(&self) -> bool {
        let before = self.tag.as_ref();
        !self.name.trim().is_empty()
            && before.is_none_or(|tag| tag.name != self.name.trim() || tag.hue != self.hue)
    }
}

#[component]
pub(crate) fn TagManager() -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let mut form = use_signal(Form::new);
    let mut leaving = use_signal(|| None::<Tag>);
    let tags: Vec<(Tag, usize)> = {
        let roster = desk.model.roster.read();
        let tags = roster.tags().iter();
        tags.map(|tag| (tag.clone(), roster.count(tag.id))).collect()
    };
    if let Some(tag) = leaving.read().clone() {
        let id = tag.id;
        let clients = desk.model.roster.read().count(id) as u64;
        let text = match clients {
            0 => "No client has it.".to_owned(),
            _ => format!(
                "It is taken off {}. Groups that fill themselves by it lose them.",
                count(clients, "client", "clients")
            ),
        };
        return rsx! {
            Confirm {
                title: "Delete the tag “{tag.name}”?",
                text,
                yes: "Delete",
                on_yes: move |()| {
                    desk.ask(Request::DeleteTag { id });
                    form.set(Form::new());
                },
                on_close: move |()| leaving.set(None),
            }
        };
    }
    rsx! {
        Frame { id: "tags", title: "Tags", focus: NAME.to_owned(), on_close: move |()| dialog.set(None),
            TagForm { form }
            ul { class: "tag-list",
                for (tag, clients) in tags.iter().cloned() {
                    li { key: "{tag.id}", class: "tag-row", "data-testid": "tag-row", "data-name": "{tag.name}",
                        button {
                            class: "tag-open",
                            title: "Change name or colour",
                            "data-testid": "tag-edit",
                            aria_current: if form.read().tag.as_ref().is_some_and(|known| known.id == tag.id) { "true" } else { "false" },
                            onclick: {
                                let tag = tag.clone();
                                move |_| {
                                    form.set(Form::of(&tag));
                                    dom::focus_later(NAME);
                                }
                            },
                            {tag_chip(&tag)}
                            span { class: "quiet number", {count(clients as u64, "client", "clients")} }
                        }
                        button {
                            class: "icon-button small",
                            title: "Delete",
                            aria_label: "Delete the tag {tag.name}",
                            "data-testid": "tag-delete",
                            onclick: move |_| leaving.set(Some(tag.clone())),
                            Glyph { icon: Icon::Trash, size: 16 }
                        }
                    }
                }
                if tags.is_empty() {
                    li { class: "picker-none", "No tags yet. They tell clients apart: what they train for, where, since when." }
                }
            }
        }
    }
}

#[component]
fn TagForm(form: Signal<Form>) -> Element {
    let desk = use_desk();
    let mut form = form;
    let now = form.read().clone();
    let taken = {
        let roster = desk.model.roster.read();
        let same = roster.named(&now.name).map(|tag| tag.id);
        same.is_some() && same != now.tag.as_ref().map(|tag| tag.id)
    };
    let good = now.changes() && !taken;
    rsx! {
        form {
            class: "tag-form",
            onsubmit: move |event| {
                event.prevent_default();
                let now = form.peek().clone();
                if !good {
                    return;
                }
                desk.ask(Request::SaveTag {
                    id: now.tag.map(|tag| tag.id),
                    name: now.name.trim().to_owned(),
                    hue: now.hue,
                });
                form.set(Form::new());
                dom::focus_later(NAME);
            },
            div { class: "tag-form-line",
                input {
                    id: NAME,
                    class: "input",
                    "data-testid": NAME,
                    placeholder: "New tag",
                    aria_label: if now.tag.is_some() { "Name of the tag" } else { "Name of a new tag" },
                    aria_invalid: if taken { "true" } else { "false" },
                    autocomplete: "off",
                    maxlength: "{desk.model.limits().name_chars}",
                    value: "{now.name}",
                    oninput: move |event| form.write().name = event.value(),
                }
                if now.tag.is_some() {
                    button { class: "button", r#type: "button", onclick: move |_| form.set(Form::new()), "Cancel" }
                }
                button { class: "button primary", r#type: "submit", "data-testid": "tag-save", disabled: !good,
                    if now.tag.is_some() { "Save" } else { "Add" }
                }
            }
            if taken {
                p { class: "field-error", role: "alert", "There is a tag of this name already." }
            }
            div { class: "hues", role: "radiogroup", aria_label: "Colour",
                for (index, hue) in HUES.into_iter().enumerate() {
                    Hue { key: "{hue}", hue, index, on: near(now.hue) == hue, on_choose: move |hue| form.write().hue = hue }
                }
            }
        }
    }
}

#[component]
fn Hue(hue: u16, index: usize, on: bool, on_choose: EventHandler<u16>) -> Element {
    const NAMES: [&str; 10] = [
        "Red", "Orange", "Yellow", "Lime", "Green", "Teal", "Blue", "Indigo", "Purple", "Pink",
    ];
    let (ground, ink) = colours(hue);
    let name = NAMES.get(index).copied().unwrap_or_default();
    rsx! {
        button {
            class: "hue",
            r#type: "button",
            role: "radio",
            title: name,
            aria_label: name,
            aria_checked: if on { "true" } else { "false" },
            background_color: "{ground}",
            color: "{ink}",
            onclick: move |_| on_choose.call(hue),
            if on {
                Glyph { icon: Icon::Check, size: 16 }
            }
        }
    }
}

/// The colour of those on offer that a tag of another hue comes nearest to.
fn near(hue: u16) -> u16 {
    let away = |known: &u16| {
        let apart = known.abs_diff(hue % 360);
        apart.min(360 - apart)
    };
    HUES.into_iter().min_by_key(away).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hue_is_near_one_that_is_offered() {
        for (hue, offered) in [(25, 25), (0, 345), (359, 345), (12, 25), (205, 190), (210, 225)] {
            assert_eq!(near(hue), offered, "{hue}");
        }
    }

    #[test]
    fn a_form_that_changes_nothing_saves_nothing() {
        let tag = crate::state::roster::tests::tag(1, "Online");
        let mut form = Form::of(&tag);
        assert!(!form.changes());
        form.hue = 300;
        assert!(form.changes());
        form.name = " ".into();
        assert!(!form.changes());
        assert!(!Form::new().changes());
    }
}
