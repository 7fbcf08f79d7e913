//! A person or a group: a picture, or initials on their colour.

use dioxus::prelude::*;
use protocol::Attachment;

use super::picture::Picture;
use crate::desk::use_desk;
use crate::format::face::{face_colour, initials};

/// `size` in CSS pixels: 28, 36, 44 or 72. The name stands beside it, so it is hidden from screen readers.
#[component]
pub(crate) fn Avatar(
    id: u128,
    name: String,
    #[props(default = 44)] size: u8,
    #[props(default)] group: bool,
    /// Of a group; the initials stand there until it has come.
    #[props(default)]
    picture: Option<Attachment>,
) -> Element {
    let shape = if group { " group" } else { "" };
    rsx! {
        span { class: "avatar size-{size} face-{face_colour(id)}{shape}", aria_hidden: "true",
            "{initials(&name)}"
            if let Some(file) = picture {
                Face { key: "{file.id}", file }
            }
        }
    }
}

#[component]
fn Face(file: Attachment) -> Element {
    let desk = use_desk();
    let variant = use_hook(|| desk.sources.peek().shown(&file));
    rsx! {
        if let Some(variant) = variant {
            Picture { file: file.id, variant, placeholder: file.placeholder.clone() }
        }
    }
}
