//! A file of the vault: to look at or listen to, to be called otherwise, filed elsewhere, saved or deleted.

use dioxus::prelude::*;
use engine::ui::{KeptFile, Request};
use protocol::{FileKind, VAULT_TAGS, Variant, VaultItem};

use super::face::FileFace;
use super::place::{PlaceField, TagsField};
use crate::components::dialog::Frame;
use crate::components::icon::{Glyph, Icon};
use crate::components::picture::Picture;
use crate::components::pictures::Player;
use crate::components::voice_note::VoiceNote;
use crate::desk::use_desk;
use crate::dom;
use crate::format::files::size;
use crate::format::times::day;
use crate::sound::use_sound;
use crate::state::attaching::VAULT;
use crate::state::library::tags_from;
use crate::state::playing::Track;

const NAME: &str = "vault-name";

#[component]
pub(crate) fn ItemDialog(
    item: VaultItem,
    /// The name is to be changed at once.
    rename: bool,
    on_delete: EventHandler<()>,
    on_close: EventHandler<()>,
) -> Element {
    let desk = use_desk();
    let mut name = use_signal(|| item.name.clone());
    let place = use_signal(|| item.folder);
    let tags = use_signal(|| item.tags.join(", "));
    let wanted = tags_from(&tags.read());
    let changed = name.read().trim() != item.name || *place.read() != item.folder || wanted != item.tags;
    let ready = changed && !name.read().trim().is_empty() && wanted.len() <= VAULT_TAGS;
    let people = desk.model.people.read();
    let who = people
        .iter()
        .find(|account| account.id == item.added_by)
        .map_or("a coach", |account| account.name.as_str());
    let added = format!(
        "{}, added by {who}, {}",
        size(item.file.bytes),
        day(&desk.model.clock, item.added_at)
    );
    let file = item.file.clone();
    let (id, saved) = (item.id, (file.id, file.name.clone()));
    let save = move || {
        if !ready {
            return;
        }
        let request = Request::SaveVaultItem {
            id: Some(id),
            file: KeptFile::Held(file.clone()),
            name: name.peek().trim().to_owned(),
            folder: *place.peek(),
            tags: tags_from(&tags.peek()),
        };
        spawn(async move {
            if desk.asked(request).await.is_some() {
                on_close.call(());
            }
        });
    };
    let (by_key, by_click) = (save.clone(), save);
    rsx! {
        Frame {
            id: "vault-item-dialog",
            title: item.name.clone(),
            focus: rename.then(|| NAME.to_owned()),
            on_close,
            div { class: "dialog-form vault-form",
                Preview { item: item.clone() }
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
                PlaceField { chosen: place }
                TagsField { typed: tags }
                p { class: "field-hint", "{added}" }
                footer { class: "dialog-footer vault-footer",
                    button {
                        class: "icon-button danger-icon",
                        title: "Delete",
                        aria_label: "Delete",
                        "data-testid": "vault-item-delete",
                        onclick: move |_| on_delete.call(()),
                        Glyph { icon: Icon::Trash }
                    }
                    button {
                        class: "icon-button",
                        title: "Save a copy on this device",
                        aria_label: "Save a copy on this device",
                        onclick: move |_| desk.save(saved.0, saved.1.clone()),
                        Glyph { icon: Icon::Download }
                    }
                    span { class: "footer-space" }
                    button { class: "button", onclick: move |_| on_close.call(()), if changed { "Cancel" } else { "Close" } }
                    button {
                        class: "button primary",
                        "data-testid": "vault-item-save",
                        disabled: !ready,
                        onclick: move |_| by_click(),
                        "Save"
                    }
                }
            }
        }
    }
}

#[component]
fn Preview(item: VaultItem) -> Element {
    let player = use_sound().player;
    let file = item.file;
    let id = file.id;
    // Nothing goes on playing of what is not to be seen any more.
    use_drop(move || {
        let now = player.now.peek();
        let here = now.as_ref().is_some_and(|playing| playing.track.file == id);
        drop(now);
        if here {
            player.stop();
        }
    });
    match file.kind {
        FileKind::Photo => rsx! {
            span { class: "vault-preview",
                Picture { file: id, variant: Variant::Full, placeholder: file.placeholder.clone(), alt: item.name }
            }
        },
        FileKind::Video => rsx! {
            span { class: "vault-preview", Player { file } }
        },
        FileKind::Voice => rsx! {
            VoiceNote {
                track: Track {
                    conversation: VAULT,
                    message: None,
                    file: id,
                    who: item.name,
                    length_ms: file.length_ms.unwrap_or_default(),
                    fresh: false,
                },
                waveform: file.waveform,
                heard: None,
            }
        },
        FileKind::Document => rsx! {
            span { class: "vault-preview low", FileFace { file } }
        },
    }
}
