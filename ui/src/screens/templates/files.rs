//! The files of a saved message: from the device or from the vault, and out again.

use dioxus::prelude::*;
use engine::ui::KeptFile;
use protocol::{Attachment, FileKind, TemplateId, VaultItemId};

use crate::components::bringing::{Purpose, add};
use crate::components::composer::voice::Bar;
use crate::components::icon::{Glyph, Icon};
use crate::components::refused::Refused;
use crate::components::vault::face::FileFace;
use crate::components::vault::picker::VaultPicker;
use crate::components::voice_note::VoiceNote;
use crate::desk::use_desk;
use crate::dom;
use crate::format::files::{one, size};
use crate::sound::recorder::Then;
use crate::sound::use_sound;
use crate::state::attaching::{TEMPLATE, room};
use crate::state::playing::Track;
use crate::state::templates::attachment;

const INPUT: &str = "template-input";

#[component]
pub(super) fn Files(id: Option<TemplateId>, files: Vec<KeptFile>) -> Element {
    let desk = use_desk();
    let mut picking = use_signal(|| false);
    let room = room(&desk.model.limits(), files.len());
    let busy = desk.model.attaching.read().busy(TEMPLATE) > 0;
    let recorder = use_sound().recorder;
    let recording = recorder.is_on(TEMPLATE) && desk.model.drafts.read().is_spoken_for(id);
    // Who leaves finds what was said in the template later.
    use_drop(move || {
        let now = recorder.now.peek();
        let on = now.as_ref().is_some_and(|now| now.conversation == TEMPLATE);
        drop(now);
        if on {
            recorder.end(Then::Keep);
        }
    });
    rsx! {
        section { class: "field", aria_label: "Files",
            span { class: "field-label", "Files" }
            if !files.is_empty() {
                ul { class: "template-file-list",
                    for file in files.iter().map(attachment) {
                        OneFile { key: "{file.id}", id, file }
                    }
                }
            }
            Refused { place: TEMPLATE }
            if recording {
                Bar { conversation: TEMPLATE }
            }
            div { class: "template-adders",
                button {
                    class: "button",
                    "data-testid": "template-attach",
                    disabled: room == 0 || busy,
                    onclick: move |_| dom::files::choose(INPUT),
                    Glyph { icon: Icon::Upload, size: 18 }
                    if busy { "Preparing" } else { "From this device" }
                }
                button {
                    class: "button",
                    "data-testid": "template-vault",
                    disabled: room == 0,
                    onclick: move |_| picking.set(true),
                    Glyph { icon: Icon::Vault, size: 18 }
                    "From the vault"
                }
                button {
                    class: "button",
                    "data-testid": "template-record",
                    disabled: room == 0 || recorder.now.read().is_some(),
                    onclick: move |_| {
                        let mut drafts = desk.model.drafts;
                        drafts.write().speak_for(id);
                        recorder.start(TEMPLATE);
                    },
                    Glyph { icon: Icon::Mic, size: 18 }
                    "Voice note"
                }
            }
            input {
                id: INPUT,
                class: "hidden-text",
                r#type: "file",
                multiple: true,
                tabindex: "-1",
                aria_hidden: "true",
                "data-testid": INPUT,
                onchange: move |_| add(desk, Purpose::Template(id), dom::files::chosen(INPUT)),
            }
            if *picking.read() {
                VaultPicker {
                    room,
                    on_close: move |()| picking.set(false),
                    on_take: move |items: Vec<VaultItemId>| {
                        picking.set(false);
                        let library = desk.model.library.peek();
                        let mut drafts = desk.model.drafts;
                        drafts.write().change(id, &library, |draft| {
                            let taken = items.iter().filter_map(|item| library.item(*item));
                            for item in taken {
                                if draft.files.iter().all(|known| attachment(known).id != item.file.id) {
                                    draft.files.push(KeptFile::Held(item.file.clone()));
                                }
                            }
                        });
                    },
                }
            }
        }
    }
}

#[component]
fn OneFile(id: Option<TemplateId>, file: Attachment) -> Element {
    let desk = use_desk();
    let gone = file.id;
    let what = one(&file);
    rsx! {
        li { class: "template-file", "data-testid": "template-file",
            if file.kind == FileKind::Voice {
                div { class: "option-words",
                    VoiceNote {
                        track: Track {
                            conversation: TEMPLATE,
                            message: None,
                            file: file.id,
                            who: "You".to_owned(),
                            length_ms: file.length_ms.unwrap_or_default(),
                            fresh: false,
                        },
                        waveform: file.waveform.clone(),
                        heard: None,
                    }
                }
            } else {
                FileFace { file: file.clone() }
                span { class: "option-words",
                    span { class: "option-name one-line", dir: "auto", "{file.name}" }
                    span { class: "option-sub", {size(file.bytes)} }
                }
            }
            button {
                class: "icon-button small",
                title: "Remove",
                aria_label: "Remove {what}",
                onclick: move |_| {
                    let library = desk.model.library.peek();
                    let mut drafts = desk.model.drafts;
                    drafts
                        .write()
                        .change(id, &library, |draft| draft.files.retain(|file| attachment(file).id != gone));
                },
                Glyph { icon: Icon::Close, size: 16 }
            }
        }
    }
}
