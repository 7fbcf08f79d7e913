//! One saved message: its name, whose it is, its words with placeholders, its files, and what a client would read.

use dioxus::prelude::*;
use engine::ui::{Reply, Request};
use markup::Placeholder;
use protocol::{AccountKind, TemplateId};

use super::files::Files;
use crate::components::confirm::Confirm;
use crate::components::icon::{Glyph, Icon};
use crate::components::message_text::message_text;
use crate::components::vault::face::FileFace;
use crate::desk::{Desk, use_desk};
use crate::dom::field;
use crate::format::face::first_name;
use crate::route::Route;
use crate::state::templates::{Draft, attachment, clean_name, label, sample};
use crate::state::writing::left;

const TEXT: &str = "template-text";

/// Changes the draft.
fn change(desk: Desk, id: Option<TemplateId>, change: impl FnOnce(&mut Draft)) {
    let mut drafts = desk.model.drafts;
    let library = desk.model.library.peek();
    drafts.write().change(id, &library, change);
}

#[component]
pub(super) fn Editor(id: Option<TemplateId>) -> Element {
    let desk = use_desk();
    let mut deleting = use_signal(|| false);
    let library = desk.model.library.read();
    let draft = desk.model.drafts.read().of(id, &library);
    let begun = desk.model.drafts.read().has(id);
    let limits = desk.model.limits();
    let busy = desk
        .model
        .attaching
        .read()
        .busy(crate::state::attaching::TEMPLATE)
        > 0;
    let ready = begun && !busy && draft.is_ready(&library, &limits);
    let refusal = draft.name_refusal(&library);
    drop(library);
    let left = left(&draft.text, limits.message_chars);
    let title = if id.is_some() {
        format!("/{}", draft.name)
    } else {
        "New template".to_owned()
    };
    let request = draft.save();
    let shown = draft.clone();
    rsx! {
        section { class: "pane conversation-pane template-editor", aria_label: "Template",
            header { class: "pane-header profile-header",
                button {
                    class: "icon-button back",
                    aria_label: "Back to the list",
                    onclick: move |_| desk.go(Route::Templates),
                    Glyph { icon: Icon::Back, size: 22 }
                }
                h2 { class: "pane-title one-line", dir: "auto", "{title}" }
                if begun {
                    button {
                        class: "button",
                        "data-testid": "template-undo",
                        onclick: move |_| {
                            let mut drafts = desk.model.drafts;
                            drafts.write().drop(id);
                            if id.is_none() {
                                desk.go(Route::Templates);
                            }
                        },
                        "Discard"
                    }
                }
                if id.is_some() {
                    button {
                        class: "icon-button danger-icon",
                        title: "Delete",
                        aria_label: "Delete the template",
                        "data-testid": "template-delete",
                        onclick: move |_| deleting.set(true),
                        Glyph { icon: Icon::Trash }
                    }
                }
                button {
                    class: "button primary",
                    "data-testid": "template-save",
                    disabled: !ready,
                    onclick: move |_| {
                        let request = request.clone();
                        spawn(async move {
                            if let Some(Reply::Template { id: saved }) = desk.asked(request).await {
                                let mut drafts = desk.model.drafts;
                                drafts.write().drop(id);
                                desk.say("Template saved");
                                if id.is_none() {
                                    desk.swap(Route::Template(saved));
                                }
                            }
                        });
                    },
                    "Save"
                }
            }
            div { class: "scroll",
                div { class: "page template-form",
                    div { class: "template-top",
                        label { class: "field template-name",
                            span { class: "field-label", "Name" }
                            span { class: "slash-field",
                                input {
                                    id: "template-name",
                                    class: "input",
                                    "data-testid": "template-name",
                                    autocomplete: "off",
                                    autocapitalize: "none",
                                    spellcheck: "false",
                                    placeholder: "weekly-review",
                                    aria_invalid: if refusal.is_some() { "true" } else { "false" },
                                    value: "{draft.name}",
                                    oninput: move |event| change(desk, id, |draft| draft.name = clean_name(&event.value())),
                                }
                            }
                        }
                        div { class: "field",
                            span { class: "field-label", id: "template-for", "For" }
                            div { class: "segments", role: "radiogroup", aria_labelledby: "template-for",
                                for (shared, words) in [(false, "Only me"), (true, "All coaches")] {
                                    button {
                                        key: "{words}",
                                        class: "segment template-whose",
                                        role: "radio",
                                        "data-testid": if shared { "template-shared" } else { "template-own" },
                                        aria_checked: if draft.shared == shared { "true" } else { "false" },
                                        onclick: move |_| change(desk, id, |draft| draft.shared = shared),
                                        "{words}"
                                    }
                                }
                            }
                        }
                    }
                    if let Some(words) = refusal {
                        span { class: "field-error", role: "alert", "{words}" }
                    }
                    div { class: "field",
                        label { class: "field-label", r#for: TEXT, "Message" }
                        div { class: "blanks", role: "group", aria_label: "Placeholders to insert",
                            for placeholder in Placeholder::ALL {
                                button {
                                    key: "{placeholder.as_str()}",
                                    class: "blank blank-button",
                                    "data-testid": "template-placeholder",
                                    title: "Insert {{{placeholder.as_str()}}}",
                                    onpointerdown: move |event| event.prevent_default(),
                                    onclick: move |_| insert(placeholder),
                                    Glyph { icon: Icon::Plus, size: 14 }
                                    {label(placeholder)}
                                }
                            }
                        }
                        textarea {
                            id: TEXT,
                            class: "input template-text",
                            "data-testid": TEXT,
                            rows: "8",
                            dir: "auto",
                            placeholder: "Hi {{first_name|there}}, how was your week?",
                            aria_invalid: if left.is_some_and(|left| left < 0) { "true" } else { "false" },
                            value: "{draft.text}",
                            oninput: move |event| change(desk, id, |draft| draft.text = event.value()),
                        }
                        p { class: "field-hint template-hint",
                            "Placeholders are filled in when you use it. What stands behind a bar is said where there is nothing to fill in: "
                            code { "{{first_name|there}}" }
                        }
                        if let Some(left) = left {
                            p { class: "field-hint number", role: "status", if left < 0 { "{-left} characters too many" } else { "{left} left" } }
                        }
                    }
                    Files { id, files: draft.files.clone() }
                    Preview { draft: shown }
                }
            }
            if *deleting.read() {
                Confirm {
                    title: "Delete this template?",
                    text: "What was sent with it stays as it is. If all coaches use it, it is gone for all of them.",
                    yes: "Delete",
                    on_yes: move |()| {
                        if let Some(id) = id {
                            let mut drafts = desk.model.drafts;
                            drafts.write().drop(Some(id));
                            desk.ask(Request::DeleteTemplate { id });
                            desk.go(Route::Templates);
                        }
                    },
                    on_close: move |()| deleting.set(false),
                }
            }
        }
    }
}

/// Puts a placeholder where the caret is, as if it had been typed.
fn insert(placeholder: Placeholder) {
    let Some((text, at)) = field::read(TEXT) else {
        return;
    };
    let with = format!("{{{}}}", placeholder.as_str());
    let caret = at.start + with.len();
    field::replace_later(TEXT, text, at, with, caret..caret);
}

/// As a client would read it.
#[component]
fn Preview(draft: Draft) -> Element {
    let desk = use_desk();
    let people = desk.model.people.read();
    let client = people.iter().find(|account| account.kind == AccountKind::Client);
    let client = client.map(|account| first_name(&account.name).to_owned());
    drop(people);
    let me = desk.model.me.read().as_ref().map(|me| me.account.name.clone());
    let words = sample(
        &draft.text,
        client.as_deref(),
        me.as_deref().unwrap_or_default(),
        "Spring cohort",
    );
    if words.text.trim().is_empty() && draft.files.is_empty() {
        return rsx! {};
    }
    let to = client.unwrap_or_else(|| "a client".to_owned());
    rsx! {
        section { class: "field", aria_label: "Preview",
            span { class: "field-label", dir: "auto", "As {to} would read it" }
            div { class: "template-preview", "data-testid": "template-preview",
                if !draft.files.is_empty() {
                    div { class: "keep-files",
                        for file in draft.files.iter().map(attachment) {
                            FileFace { key: "{file.id}", file }
                        }
                    }
                }
                if !words.text.trim().is_empty() {
                    {message_text(&words, None, false, rsx! {})}
                }
            }
        }
    }
}
