//! The photos and videos of one message, in a box that stands before they come. A click opens the viewer; a single video
//! plays where it is.

use dioxus::prelude::*;
use engine::ui::{FileView, TimelineItem};
use protocol::{Attachment, FileId, FileKind, MessageId, Variant};

use super::icon::{Glyph, Icon};
use super::message::as_drawn;
use super::picture::Picture;
use super::ring::Ring;
use crate::desk::{Desk, use_desk};
use crate::format::files;
use crate::state::layout::Shared;
use crate::state::mosaic::{Mosaic, Tile, mosaic};
use crate::state::viewing::{Viewing, of_items};

/// The pictures of a message; nothing where there are none.
pub(crate) fn pictures(item: &TimelineItem) -> Element {
    let shown: Vec<_> = item
        .files
        .iter()
        .filter(|view| files::is_picture(view.file.kind))
        .map(|view| as_drawn(item, view))
        .collect();
    let Mosaic { width, ratio, tiles } = measure(item);
    let count = shown.len();
    let message = item.id;
    rsx! {
        div {
            class: "pictures",
            role: if count > 1 { "group" },
            aria_label: if count > 1 { "{count} pictures" },
            width: "{width:.0}px",
            aspect_ratio: "{ratio:.4}",
            "data-testid": "pictures",
            for (index, (view, tile)) in shown.into_iter().zip(tiles).enumerate() {
                PictureTile { key: "{view.file.id}", message, view, tile, place: (index + 1, count) }
            }
        }
    }
}

/// The box of a message's pictures.
pub(crate) fn measure(item: &TimelineItem) -> Mosaic {
    let sizes: Vec<_> = item
        .files
        .iter()
        .filter(|view| files::is_picture(view.file.kind))
        .map(|view| view.file.size)
        .collect();
    mosaic(&sizes, !item.body.text.is_empty() || item.reply.is_some())
}

#[component]
fn PictureTile(message: MessageId, view: FileView, tile: Tile, place: (usize, usize)) -> Element {
    let desk = use_desk();
    let mut plays = use_signal(|| false);
    let FileView { file, sent } = view;
    let (index, count) = place;
    let video = file.kind == FileKind::Video;
    let what = files::one(&file);
    let label = if count > 1 {
        format!("{what}, {index} of {count}")
    } else {
        what
    };
    let alone = video && count == 1 && sent.is_none();
    let (id, bytes) = (file.id, file.bytes);
    let shown = desk.sources.peek().shown(&file);
    rsx! {
        div {
            class: "tile",
            left: "{tile.left:.3}%",
            top: "{tile.top:.3}%",
            width: "{tile.width:.3}%",
            height: "{tile.height:.3}%",
            if *plays.read() {
                Player { file: file.clone() }
            } else {
                button {
                    class: "tile-open",
                    tabindex: "-1",
                    "data-testid": "tile",
                    "data-kind": if video { "video" } else { "photo" },
                    aria_label: if alone { "Play {label}" } else { "Open {label}" },
                    onclick: move |_| {
                        if alone { plays.set(true) } else { open(desk, message, id) }
                    },
                    if let Some(variant) = shown {
                        Picture { file: id, variant, placeholder: file.placeholder.clone() }
                    } else {
                        span { class: "tile-bare" }
                    }
                    if video && sent.is_none() {
                        span { class: "tile-play", Glyph { icon: Icon::Play, size: 26 } }
                    }
                    if let Some(ms) = file.length_ms.filter(|_| video) {
                        span { class: "tile-note number", {files::length(ms)} }
                    } else if file.media_type == "image/gif" {
                        span { class: "tile-note", "GIF" }
                    }
                }
            }
            if let Some(sent) = sent {
                Ring { file: id, sent, bytes, cancel: Some(message) }
            }
        }
    }
}

/// A video where it stands, with the browser's own controls.
#[component]
pub(crate) fn Player(file: Attachment) -> Element {
    let desk = use_desk();
    let id = file.id;
    let mut source = use_signal(|| None::<String>);
    let mut failed = use_signal(|| None::<String>);
    let poster = desk.sources.peek().get(id, Variant::Thumbnail);
    let ask = move || {
        spawn(async move {
            match desk.source(id, Variant::Full).await {
                Ok(address) => source.set(Some(address)),
                Err(error) => failed.set(Some(error.message)),
            }
        });
    };
    use_hook(ask);
    let (address, words) = (source.read().clone(), failed.read().clone());
    rsx! {
        if let Some(address) = address.filter(|_| words.is_none()) {
            video {
                class: "player",
                "data-testid": "player",
                src: "{address}",
                poster,
                controls: true,
                autoplay: true,
                "playsinline": true,
                aria_label: files::one(&file),
                onerror: move |_| failed.set(Some("This video can't be played here. Save it to watch it elsewhere.".into())),
            }
        } else if let Some(words) = words {
            div { class: "player-failed", role: "alert",
                p { "{words}" }
                button {
                    class: "button",
                    onclick: move |_| {
                        failed.set(None);
                        source.set(None);
                        ask();
                    },
                    "Try again"
                }
                button { class: "button", onclick: move |_| desk.save(id, file.name.clone()), "Save" }
            }
        } else {
            if let Some(poster) = poster {
                img { class: "picture-image player-poster", src: "{poster}", alt: "" }
            }
            span { class: "ring", "data-state": "waiting", role: "status", aria_label: "Loading the video",
                svg { class: "ring-circle", width: "44", height: "44", view_box: "0 0 44 44", fill: "none", "aria-hidden": "true",
                    circle { class: "ring-track", cx: "22", cy: "22", r: "18", stroke_width: "3" }
                    circle { class: "ring-part", cx: "22", cy: "22", r: "18", stroke_width: "3", stroke_linecap: "round", stroke_dasharray: "28 200" }
                }
            }
        }
    }
}

/// Shows a picture of the open conversation large, with all others that are loaded beside it.
pub(crate) fn open(desk: Desk, message: MessageId, file: FileId) {
    let timeline = desk.model.timeline.peek();
    let Some(conversation) = timeline.conversation else {
        return;
    };
    let all = of_items(conversation, timeline.items().map(|item| &**item));
    drop(timeline);
    let mut viewing = desk.viewing;
    viewing.set(
        Viewing::new(all, file).filter(|viewing| viewing.now().is_some_and(|shown| shown.message == message)),
    );
}

/// Shows the first picture of a message.
pub(crate) fn open_first(desk: Desk, item: &Shared) {
    let first = item.0.files.iter().find(|view| files::is_picture(view.file.kind));
    if let Some(view) = first {
        open(desk, item.0.id, view.file.id);
    }
}
