//! A new folder of the vault, or another name and place for one.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{FolderId, VaultFolder};

use super::place::PlaceField;
use crate::components::dialog::Frame;
use crate::desk::use_desk;
use crate::dom;

const NAME: &str = "folder-name";

/// Without a folder a new one, which lies in `parent`.
#[component]
pub(crate) fn FolderDialog(
    folder: Option<VaultFolder>,
    parent: Option<FolderId>,
    on_close: EventHandler<()>,
) -> Element {
    let desk = use_desk();
    let id = folder.as_ref().map(|folder| folder.id);
    let place = use_signal(|| folder.as_ref().map_or(parent, |folder| folder.parent));
    let mut name = use_signal(|| {
        folder
            .as_ref()
            .map(|folder| folder.name.clone())
            .unwrap_or_default()
    });
    let library = desk.model.library.read();
    let refusal = library.folder_refusal(id, &name.read(), *place.read());
    let ready = refusal.is_none() && !name.read().trim().is_empty();
    let save = move || {
        if !ready {
            return;
        }
        let request = Request::SaveVaultFolder {
            id,
            name: name.peek().trim().to_owned(),
            parent: *place.peek(),
        };
        spawn(async move {
            if desk.asked(request).await.is_some() {
                on_close.call(());
            }
        });
    };
    rsx! {
        Frame {
            id: "vault-folder-dialog",
            title: if id.is_some() { "Folder" } else { "New folder" },
            focus: NAME.to_owned(),
            on_close,
            div { class: "dialog-form",
                label { class: "field",
                    span { class: "field-label", "Name" }
                    input {
                        id: NAME,
                        class: "input",
                        "data-testid": NAME,
                        autocomplete: "off",
                        maxlength: "{desk.model.limits().name_chars}",
                        placeholder: "Training plans",
                        value: "{name}",
                        oninput: move |event| name.set(event.value()),
                        onkeydown: move |event| {
                            if event.key() == Key::Enter && !dom::is_composing(&event) {
                                save();
                            }
                        },
                    }
                    if let Some(words) = refusal {
                        span { class: "field-error", role: "alert", "{words}" }
                    }
                }
                PlaceField { chosen: place, but: id }
                footer { class: "dialog-footer",
                    button { class: "button", onclick: move |_| on_close.call(()), "Cancel" }
                    button {
                        class: "button primary",
                        "data-testid": "folder-save",
                        disabled: !ready,
                        onclick: move |_| save(),
                        if id.is_some() { "Save" } else { "Make folder" }
                    }
                }
            }
        }
    }
}
