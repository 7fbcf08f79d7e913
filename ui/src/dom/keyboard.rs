//! Keys pressed anywhere in the page. Knows nothing of what they do.

use dioxus::prelude::ModifiersInteraction;
use dioxus::web::WebEventExt;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use wasm_bindgen::prelude::*;
use web_sys::{Element, KeyboardEvent};

use super::{document, window};
use crate::state::keys::Key;

/// A key with what is held beside it.
#[derive(Clone, Debug)]
pub(crate) struct Pressed {
    pub name: String,
    pub code: String,
    pub shift: bool,
    /// Cmd on a Mac, Ctrl elsewhere.
    pub command: bool,
    pub alt: bool,
    pub composing: bool,
}

impl Pressed {
    pub(crate) fn key(&self) -> Key<'_> {
        Key {
            name: &self.name,
            code: &self.code,
            shift: self.shift,
            command: self.command,
            alt: self.alt,
            composing: self.composing,
        }
    }
}

/// Whether the keyboard has Cmd where others have Ctrl.
pub(crate) fn is_mac() -> bool {
    let platform = window().and_then(|window| window.navigator().platform().ok());
    platform.is_some_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// A key as a handler of the page gets it.
pub(crate) fn pressed(event: &dioxus::prelude::KeyboardEvent) -> Pressed {
    let held = event.modifiers();
    let code = event.data().try_as_web_event().map(|event| event.code());
    Pressed {
        name: event.key().to_string(),
        code: code.unwrap_or_default(),
        shift: held.shift(),
        command: command(held.ctrl(), held.meta()),
        alt: held.alt(),
        composing: super::is_composing(event),
    }
}

fn command(ctrl: bool, meta: bool) -> bool {
    if is_mac() { meta } else { ctrl }
}

/// Hears keys that nothing in the page has taken. `choose` says what one means, or leaves it to the browser.
pub(crate) fn listen<T: 'static>(choose: impl Fn(&Pressed) -> Option<T> + 'static) -> UnboundedReceiver<T> {
    let (sender, receiver) = unbounded();
    let Some(window) = window() else { return receiver };
    let heard = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        if event.default_prevented() {
            return;
        }
        let pressed = Pressed {
            name: event.key(),
            code: event.code(),
            shift: event.shift_key(),
            command: command(event.ctrl_key(), event.meta_key()),
            alt: event.alt_key(),
            composing: event.is_composing() || event.key_code() == 229,
        };
        if let Some(meant) = choose(&pressed) {
            event.prevent_default();
            let _ = sender.unbounded_send(meant);
        }
    });
    let _ = window.add_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref());
    heard.forget();
    receiver
}

/// Whether a dialog or a menu lies over the page.
pub(crate) fn is_covered() -> bool {
    document().is_some_and(|document| document.query_selector("dialog[open]").ok().flatten().is_some())
}

/// Whether the keyboard writes into a field other than the one with this id.
pub(crate) fn is_in_field_but(id: &str) -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_some_and(|focused: Element| {
        focused.id() != id && matches!(focused.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}
