//! "Save to vault": files of a message are kept for using again, by name, folder and tags.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::{KeptFile, Request};
use protocol::{Attachment, FolderId, VAULT_TAGS};

use super::face::FileFace;
use super::place::{PlaceField, TagsField};
use crate::components::dialog::Frame;
use crate::desk::use_desk;
use crate::dom;
use crate::format::files::{all, stem};
use crate::format::words::count;
use crate::state::library::tags_from;

const NAME: &str = "keep-name";

/// Open while there are files to keep.
#[component]
pub(crate) fn Keep() -> Element {
    let desk = use_desk();
    let mut keeping = desk.keeping;
    let files = keeping.read().clone();
    if files.is_empty() {
        return rsx! {};
    }
    rsx! { Open { files, on_close: move |()| keeping.set(Vec::new()) } }
}

#[component]
fn Open(files: Vec<Attachment>, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let single = files.first().filter(|_| files.len() == 1).cloned();
    let mut name = use_signal(|| single.as_ref().map(|file| stem(&file.name)).unwrap_or_default());
    let place = use_signal(|| None::<FolderId>);
    let tags = use_signal(String::new);
    let known = single.as_ref().and_then(|file| {
        desk.model
            .library
            .read()
            .holding(file.id)
            .map(|item| item.name.clone())
    });
    let ready =
        (single.is_none() || !name.read().trim().is_empty()) && tags_from(&tags.read()).len() <= VAULT_TAGS;
    let title = if single.is_some() {
        "Save to vault".to_owned()
    } else {
        format!("Save {} to vault", count(files.len() as u64, "file", "files"))
    };
    let what = all(files.iter());
    let kept = files.clone();
    let single_name = single.is_some();
    let save = move || {
        if !ready {
            return;
        }
        let requests: Vec<_> = kept
            .iter()
            .map(|file| Request::SaveVaultItem {
                id: None,
                file: KeptFile::Held(file.clone()),
                name: if single_name {
                    name.peek().trim().to_owned()
                } else {
                    stem(&file.name)
                },
                folder: *place.peek(),
                tags: tags_from(&tags.peek()),
            })
            .collect();
        on_close.call(());
        spawn_forever(async move {
            for request in requests {
                if desk.asked(request).await.is_none() {
                    return;
                }
            }
            desk.say("Saved to the vault");
        });
    };
    let (by_key, by_click) = (save.clone(), save);
    rsx! {
        Frame { id: "keep", title, focus: single.is_some().then(|| NAME.to_owned()), on_close,
            div { class: "dialog-form vault-form",
                div { class: "keep-files",
                    for file in files.iter().take(6) {
                        FileFace { key: "{file.id}", file: file.clone() }
                    }
                    p { class: "field-hint keep-what", dir: "auto", "{what}" }
                }
                if let Some(known) = known {
                    p { class: "field-hint", role: "status", dir: "auto", "It is in the vault already, as “{known}”. This makes a second entry of it." }
                }
                if single.is_some() {
                    label { class: "field",
                        span { class: "field-label", "Name" }
                        input {
                            id: NAME,
                            class: "input",
                            "data-testid": NAME,
                            autocomplete: "off",
                            dir: "auto",
                            maxlength: "{desk.model.limits().name_chars}",
                            value: "{name}",
                            oninput: move |event| name.set(event.value()),
                            onkeydown: move |event| {
                                if event.key() == Key::Enter && !dom::is_composing(&event) {
                                    by_key();
                                }
                            },
                        }
                    }
                }
                PlaceField { chosen: place }
                TagsField { typed: tags }
                footer { class: "dialog-footer",
                    button { class: "button", onclick: move |_| on_close.call(()), "Cancel" }
                    button { class: "button primary", "data-testid": "keep-save", disabled: !ready, onclick: move |_| by_click(), "Save" }
                }
            }
        }
    }
}
