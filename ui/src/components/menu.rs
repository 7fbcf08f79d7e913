//! A menu at the pointer, or a sheet under a finger. The dialog element keeps the focus inside and above all else.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use crate::dom;

/// Pixels: an item, and what is around them.
const ITEM: f64 = 36.0;
const AROUND: (f64, f64) = (264.0, 24.0);
const WIDE: f64 = 370.0;

/// Whether a choice counts. The finger that opened a sheet is still down: lifting it is no choice of what lies under it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Armed {
    sheet: bool,
    pressed: Signal<bool>,
}

impl Armed {
    pub(crate) fn lets(self, event: &MouseEvent) -> bool {
        !self.sheet || *self.pressed.peek() || !dom::is_trusted(event)
    }
}

/// Open for as long as it is drawn. `at`: the pointer's place, `None` for a sheet; `rows`: how many items it has room for.
#[component]
pub(crate) fn Menu(
    id: &'static str,
    label: String,
    at: Option<(f64, f64)>,
    rows: usize,
    /// For what is wider than words.
    #[props(default)]
    wide: bool,
    on_close: EventHandler<()>,
    children: Element,
) -> Element {
    let mut pressed = use_signal(|| false);
    let sheet = at.is_none();
    use_context_provider(|| Armed { sheet, pressed });
    use_drop(dom::focus::give_back);
    let size = (if wide { WIDE } else { AROUND.0 }, AROUND.1 + ITEM * rows as f64);
    let (class, left, top) = match at.map(|at| dom::inside_window(at, size)) {
        None => ("menu sheet", String::new(), String::new()),
        Some((x, y)) => ("menu", format!("{x}px"), format!("{y}px")),
    };
    rsx! {
        dialog {
            id,
            class,
            left,
            top,
            aria_label: "{label}",
            onmounted: move |_| dom::show_modal(id, None),
            oncancel: move |event| {
                event.prevent_default();
                on_close.call(());
            },
            // The browser's own menu over ours helps nobody.
            oncontextmenu: move |event| event.prevent_default(),
            onpointerdown: move |event| {
                pressed.set(true);
                if dom::is_target(&event, id) {
                    on_close.call(());
                }
            },
            onkeydown: move |event| {
                pressed.set(true);
                let (kind, forward) = match event.key() {
                    Key::ArrowDown => (".menu-item", true),
                    Key::ArrowUp => (".menu-item", false),
                    Key::ArrowRight => (".emoji", true),
                    Key::ArrowLeft => (".emoji", false),
                    _ => return,
                };
                event.prevent_default();
                dom::step_focus(id, kind, forward);
            },
            // No `menu` to screen readers: those hold nothing but items, and some of ours have a field.
            div { class: "menu-body", {children} }
        }
    }
}

#[component]
pub(crate) fn MenuItem(
    icon: Icon,
    label: String,
    hook: &'static str,
    /// Said behind it, such as a time.
    note: Option<String>,
    #[props(default)] danger: bool,
    on_choose: EventHandler<()>,
) -> Element {
    let armed = use_context::<Armed>();
    rsx! {
        button {
            class: if danger { "menu-item danger" } else { "menu-item" },
            "data-testid": hook,
            onclick: move |event| {
                if armed.lets(&event) {
                    on_choose.call(());
                }
            },
            Glyph { icon, size: 18 }
            span { class: "menu-label", "{label}" }
            if let Some(note) = note {
                span { class: "menu-note number", "{note}" }
            }
        }
    }
}
