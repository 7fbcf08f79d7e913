//! What a file looks like where it is one of many: its picture, or a mark that says what it is. The box belongs to whoever draws it.

use dioxus::prelude::*;
use protocol::{Attachment, FileKind};

use crate::components::document_card::sort;
use crate::components::icon::{Glyph, Icon};
use crate::components::picture::Picture;
use crate::desk::use_desk;
use crate::format::files::{extension, length};

#[component]
pub(crate) fn FileFace(file: Attachment) -> Element {
    let desk = use_desk();
    let variant = desk.sources.peek().shown(&file);
    let kind = extension(&file.name);
    rsx! {
        span { class: "file-face", "data-sort": sort(&file.media_type), "data-bare": variant.is_none(), aria_hidden: "true",
            if let Some(variant) = variant {
                Picture { file: file.id, variant, placeholder: file.placeholder.clone() }
            } else {
                match file.kind {
                    FileKind::Voice => rsx! { Glyph { icon: Icon::Mic, size: 22 } },
                    FileKind::Video => rsx! { Glyph { icon: Icon::Film, size: 22 } },
                    _ if kind.is_empty() => rsx! { Glyph { icon: Icon::File, size: 22 } },
                    _ => rsx! { span { class: "file-face-kind", "{kind}" } },
                }
            }
            if let Some(ms) = file.length_ms {
                span { class: "tile-note number", "{length(ms)}" }
            }
        }
    }
}
