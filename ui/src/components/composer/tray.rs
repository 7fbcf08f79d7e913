//! What goes with the next message: pictures and documents to look at and take out again, and what could not be taken on.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{ConversationId, FileKind, NewFile, Variant};

use crate::components::document_card::sort;
use crate::components::icon::{Glyph, Icon};
use crate::components::picture::Picture;
use crate::components::refused::Refused;
use crate::desk::use_desk;
use crate::dom;
use crate::format::files::{self, extension, length, size, split_name};
use crate::format::words::count;

const TRAY: &str = "tray";
const REMOVE: &str = ".tray-remove";

#[component]
pub(super) fn Tray(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let mut attaching = desk.model.attaching;
    let (waiting, editing) = {
        let writing = desk.model.writing.read();
        // A voice note that waits alone has the field's place.
        let silent = writing.text.trim().is_empty();
        let files = writing
            .files
            .iter()
            .filter(|file| !(silent && file.kind == FileKind::Voice));
        (files.cloned().collect::<Vec<_>>(), writing.edit.is_some())
    };
    let chosen: Vec<_> = attaching.read().of(conversation).cloned().collect();
    if editing || waiting.is_empty() && chosen.is_empty() {
        return rsx! {};
    }
    let busy: Vec<_> = chosen
        .into_iter()
        .filter(|chosen| chosen.refusal.is_none())
        .collect();
    let number = waiting.len();
    let status = if busy.is_empty() {
        format!("{} to send", count(number as u64, "file", "files"))
    } else {
        format!("Preparing {}", count(busy.len() as u64, "file", "files"))
    };
    let limits = desk.model.limits();
    rsx! {
        div { class: "tray", "data-testid": "tray",
            if number + busy.len() > 0 {
                ul {
                    id: TRAY,
                    class: "tray-items",
                    aria_label: "Files to send",
                    onkeydown: move |event| {
                        match event.key() {
                            Key::ArrowRight => dom::step_focus(TRAY, REMOVE, true),
                            Key::ArrowLeft => dom::step_focus(TRAY, REMOVE, false),
                            Key::Escape => dom::focus_later(super::FIELD),
                            _ => return,
                        }
                        event.prevent_default();
                    },
                    for file in waiting {
                        Waiting { key: "{file.id}", conversation, file }
                    }
                    for chosen in busy {
                        li { key: "{chosen.key}", class: "tray-item busy", "data-testid": "tray-busy", title: "{chosen.name}",
                            span { class: "tray-picture bones", aria_hidden: "true", span { class: "bone" } }
                            Remove { label: "Don't attach {chosen.name}", on_remove: move |()| { attaching.write().end(chosen.key); } }
                        }
                    }
                }
            }
            Refused { place: conversation }
            div { class: "tray-status", role: "status",
                "{status}"
                if number as u32 + 2 >= limits.message_files {
                    span { class: "quiet", " · {limits.message_files} at most" }
                }
            }
        }
    }
}

#[component]
fn Waiting(conversation: ConversationId, file: NewFile) -> Element {
    let desk = use_desk();
    let id = file.id;
    let label = files::waiting(&file);
    let remove = move |()| {
        desk.ask(Request::RemoveFile {
            conversation,
            file: id,
        });
        dom::focus_later(super::FIELD);
    };
    let picture = match (file.kind, &file.poster) {
        (FileKind::Photo, _) => Some(rsx! { Picture { file: id, variant: Variant::Full } }),
        (FileKind::Video, Some(poster)) => {
            Some(rsx! { img { class: "picture-image", src: "data:image/jpeg;base64,{poster}", alt: "" } })
        }
        _ => None,
    };
    if let Some(picture) = picture {
        return rsx! {
            li { class: "tray-item", "data-testid": "tray-item", "data-kind": "picture", title: "{label}",
                span { class: "tray-picture", role: "img", aria_label: "{label}", {picture} }
                if file.kind == FileKind::Video {
                    span { class: "tile-note number", aria_hidden: "true",
                        Glyph { icon: Icon::Film, size: 14 }
                        {file.length_ms.map(length).unwrap_or_default()}
                    }
                }
                Remove { label: "Remove {label}", on_remove: remove }
            }
        };
    }
    let (front, end) = split_name(&file.name);
    let kind = extension(&file.name);
    rsx! {
        li { class: "tray-item wide", "data-testid": "tray-item", "data-kind": "document", title: "{label}",
            span { class: "document-mark", "data-sort": sort(&file.media_type), aria_hidden: "true",
                match file.kind {
                    FileKind::Video => rsx! { Glyph { icon: Icon::Film } },
                    FileKind::Voice => rsx! { Glyph { icon: Icon::Mic } },
                    _ if kind.is_empty() => rsx! { Glyph { icon: Icon::File } },
                    _ => rsx! { "{kind}" },
                }
            }
            span { class: "document-words",
                span { class: "document-name", dir: "auto",
                    span { class: "one-line", "{front}" }
                    span { class: "document-end", "{end}" }
                }
                span { class: "document-size number",
                    match file.length_ms {
                        Some(ms) => length(ms),
                        None => size(file.bytes),
                    }
                }
            }
            Remove { label: "Remove {label}", on_remove: remove }
        }
    }
}

#[component]
fn Remove(label: String, on_remove: EventHandler<()>) -> Element {
    rsx! {
        button {
            class: "tray-remove",
            "data-testid": "tray-remove",
            title: "Remove",
            aria_label: "{label}",
            onpointerdown: move |event| event.prevent_default(),
            onclick: move |_| on_remove.call(()),
            Glyph { icon: Icon::Close, size: 14 }
        }
    }
}
