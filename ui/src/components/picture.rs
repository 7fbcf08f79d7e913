//! One picture from a file: its colours until it has come, then itself. Its box belongs to whoever draws it, and never changes.

use dioxus::prelude::*;
use engine::ui::ConnectionState;
use protocol::{FileId, Variant};

use super::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::format::thumbhash;

/// An address that has stopped working is asked for anew, and that so often.
const TRIES: u8 = 3;

#[component]
pub(crate) fn Picture(
    file: FileId,
    variant: Variant,
    placeholder: Option<String>,
    /// For who does not see it; empty where something around it says so.
    #[props(default)]
    alt: String,
    /// Told once it is to be seen.
    on_shown: Option<EventHandler<()>>,
) -> Element {
    // Another file is another picture: nothing of the one before stays.
    rsx! {
        for file in [file] {
            One { key: "{file}", file, variant, placeholder: placeholder.clone(), alt: alt.clone(), on_shown }
        }
    }
}

#[component]
fn One(
    file: FileId,
    variant: Variant,
    placeholder: Option<String>,
    alt: String,
    on_shown: Option<EventHandler<()>>,
) -> Element {
    let desk = use_desk();
    // What is drawn stays, also when the file has a thumbnail by now.
    let variant = use_hook(|| variant);
    let mut source = use_signal(|| desk.sources.peek().get(file, variant));
    let mut shown = use_signal(|| false);
    let mut failed = use_signal(|| false);
    let mut tries = use_hook(|| CopyValue::new(0u8));
    let colours = use_hook(|| placeholder.as_deref().and_then(thumbhash::address));
    let mut ask = move || {
        failed.set(false);
        spawn(async move {
            match desk.source(file, variant).await {
                Ok(address) => source.set(Some(address)),
                Err(_) => failed.set(true),
            }
        });
    };
    use_hook(|| {
        if source.peek().is_none() {
            ask();
        }
    });
    // What could not be had without a connection is had with one.
    let live = desk.model.connection.read().state == ConnectionState::Live;
    use_effect(use_reactive!(|live| {
        if live && *failed.peek() {
            tries.set(0);
            ask();
        }
    }));
    let address = source.read().clone();
    rsx! {
        span { class: "picture", "data-shown": *shown.read(), "data-testid": "picture",
            if let Some(colours) = colours {
                img { class: "picture-colours", src: "{colours}", alt: "" }
            }
            if let Some(address) = address {
                img {
                    class: "picture-image",
                    src: "{address}",
                    alt: "{alt}",
                    draggable: "false",
                    decoding: "async",
                    onload: move |_| {
                        tries.set(0);
                        shown.set(true);
                        if let Some(on_shown) = on_shown {
                            on_shown.call(());
                        }
                    },
                    onerror: move |_| {
                        let mut sources = desk.sources;
                        sources.write().lose(file, variant);
                        source.set(None);
                        tries += 1;
                        if *tries.peek() < TRIES { ask() } else { failed.set(true) }
                    },
                }
            }
            if *failed.read() {
                span { class: "picture-failed", role: "img", title: "Couldn't load", aria_label: "Couldn't load",
                    Glyph { icon: Icon::ImageOff, size: 22 }
                }
            }
        }
    }
}
