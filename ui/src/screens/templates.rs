//! Saved messages: one's own and those of all coaches, and the one that is being written beside them.

use dioxus::prelude::*;
use protocol::{Template, TemplateId};

use crate::components::connection_line::ConnectionLine;
use crate::components::icon::{Glyph, Icon};
use crate::components::placeholders::Parts;
use crate::desk::use_desk;
use crate::route::Route;

mod editor;
mod files;

use editor::Editor;

/// What stands beside the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    None,
    New,
    Saved(TemplateId),
}

#[component]
pub(crate) fn Templates(open: Open) -> Element {
    let desk = use_desk();
    let mut typed = use_signal(String::new);
    let library = desk.model.library.read();
    let own = library.templates_of(false, &typed.read());
    let shared = library.templates_of(true, &typed.read());
    let any = library.has_templates();
    let known = match open {
        Open::Saved(id) => library.template(id).is_some(),
        Open::New | Open::None => true,
    };
    let edited = match open {
        Open::New => Some(None),
        Open::Saved(id) if known => Some(Some(id)),
        Open::Saved(_) | Open::None => None,
    };
    let nobody = own.is_empty() && shared.is_empty();
    rsx! {
        main { class: "panes", "data-pane": if edited.is_some() { "conversation" } else { "list" },
            section { class: "pane list-pane", aria_label: "Templates",
                header { class: "pane-header",
                    h1 { class: "pane-title", "Templates" }
                    button {
                        class: "button plain only-phone",
                        "data-testid": "templates-vault",
                        onclick: move |_| desk.go(Route::Vault(None)),
                        "Vault"
                    }
                    button {
                        class: "icon-button",
                        title: "New template",
                        aria_label: "New template",
                        "data-testid": "new-template",
                        onclick: move |_| desk.go(Route::NewTemplate),
                        Glyph { icon: Icon::Plus }
                    }
                }
                div { class: "list-tools",
                    label { class: "search",
                        Glyph { icon: Icon::Search, size: 18 }
                        span { class: "hidden-text", "Search templates" }
                        input {
                            class: "search-input",
                            r#type: "search",
                            "data-testid": "template-search",
                            placeholder: "Name or words",
                            autocomplete: "off",
                            value: "{typed}",
                            oninput: move |event| typed.set(event.value()),
                        }
                    }
                }
                if nobody {
                    div { class: "empty list-empty",
                        span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Template, size: 28 } }
                        p { class: "empty-title", if any { "Nothing found" } else { "No templates yet" } }
                        p { if any { "Search looks at names and words." } else { "Save what you write again and again, and use it with /name in any conversation." } }
                        if !any {
                            button { class: "button primary", onclick: move |_| desk.go(Route::NewTemplate), "Write the first one" }
                        }
                    }
                } else {
                    div { class: "scroll rows",
                        Group { title: "Yours", templates: own, open }
                        Group { title: "All coaches", templates: shared, open }
                    }
                }
                ConnectionLine {}
            }
            if let Some(id) = edited {
                for id in [id] {
                    Editor { key: "{id:?}", id }
                }
            } else {
                section { class: "pane conversation-pane",
                    div { class: "empty",
                        span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Template, size: 28 } }
                        p { class: "empty-title", if known { "Nothing chosen" } else { "This template is gone" } }
                        p { "Choose a template to change it, or write a new one." }
                    }
                }
            }
        }
    }
}

#[component]
fn Group(title: String, templates: Vec<Template>, open: Open) -> Element {
    if templates.is_empty() {
        return rsx! {};
    }
    rsx! {
        h2 { class: "section-title", "{title}" }
        ul {
            for template in templates {
                Row { key: "{template.id}", selected: open == Open::Saved(template.id), template }
            }
        }
    }
}

#[component]
fn Row(template: Template, selected: bool) -> Element {
    let desk = use_desk();
    let id = template.id;
    let begun = desk.model.drafts.read().has(Some(id));
    let number = template.files.len();
    rsx! {
        li { class: "row-item",
            button {
                class: "row",
                "data-testid": "template-row",
                "data-name": "{template.name}",
                aria_current: if selected { "true" } else { "false" },
                onclick: move |_| desk.go(Route::Template(id)),
                span { class: "row-words",
                    span { class: "row-line",
                        span { class: "row-title one-line", dir: "auto", "/{template.name}" }
                        if begun {
                            span { class: "tag brand", "not saved" }
                        }
                        if number > 0 {
                            span { class: "row-time number template-files",
                                Glyph { icon: Icon::Paperclip, size: 14 }
                                span { class: "hidden-text", "Files: " }
                                "{number}"
                            }
                        }
                    }
                    span { class: "row-preview one-line", Parts { text: template.text.clone() } }
                }
            }
        }
    }
}
