//! A document in a message: what it is called, what it is, how large; a click saves it.

use dioxus::prelude::*;
use engine::ui::FileView;
use protocol::MessageId;

use super::icon::{Glyph, Icon};
use super::ring::Ring;
use crate::desk::use_desk;
use crate::format::files::{extension, size, split_name};

#[component]
pub(crate) fn DocumentCard(message: MessageId, view: FileView) -> Element {
    let desk = use_desk();
    let FileView { file, sent } = view;
    let told = desk.model.progress.read().get(&file.id).copied();
    let kind = extension(&file.name);
    let (front, end) = split_name(&file.name);
    let whole = size(file.bytes);
    let amount = match sent {
        Some(sent) => format!(
            "{} of {whole}",
            size(told.unwrap_or_default().max(sent).min(file.bytes))
        ),
        None => whole,
    };
    let id = file.id;
    let name = file.name.clone();
    rsx! {
        div { class: "document", "data-testid": "document",
            if let Some(sent) = sent {
                span { class: "document-mark", "data-sort": sort(&file.media_type),
                    Ring { file: id, sent, bytes: file.bytes, cancel: Some(message) }
                }
            } else {
                span { class: "document-mark", "data-sort": sort(&file.media_type), aria_hidden: "true",
                    if kind.is_empty() {
                        Glyph { icon: Icon::File, size: 22 }
                    } else {
                        "{kind}"
                    }
                }
            }
            span { class: "document-words",
                span { class: "document-name", title: "{file.name}", dir: "auto",
                    span { class: "one-line", "{front}" }
                    span { class: "document-end", "{end}" }
                }
                span { class: "document-size number", "{amount}" }
            }
            if sent.is_none() {
                button {
                    class: "icon-button small document-save",
                    tabindex: "-1",
                    title: "Save",
                    aria_label: "Save {file.name}",
                    "data-testid": "document-save",
                    onclick: move |_| desk.save(id, name.clone()),
                    Glyph { icon: Icon::Download, size: 18 }
                }
            }
        }
    }
}

/// Kinds that have a colour of their own.
pub(crate) fn sort(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "pdf",
        kind if kind.contains("spreadsheet") || kind.contains("excel") || kind == "text/csv" => "sheet",
        kind if kind.contains("zip") || kind.contains("compressed") || kind.contains("tar") => "archive",
        kind if kind.starts_with("audio/") || kind.starts_with("video/") => "media",
        kind if kind.starts_with("image/") => "image",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[test]
    fn kinds_are_told_apart() {
        assert_eq!(
            sort("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            "sheet"
        );
        assert_eq!(
            [sort("application/pdf"), sort("image/heic"), sort("text/plain")],
            ["pdf", "image", "other"]
        );
    }
}
