//! The formatting bar: one stop of the Tab key, arrows walk in it. Buttons are pressed where the caret stands in such a stretch.

use dioxus::prelude::*;

use super::hand::Hand;
use crate::components::icon::{Glyph, Icon};
use crate::dom::{self, keyboard};
use crate::state::keys::chord_of;
use crate::state::typed::Format;

const BAR: &str = "formatting";

fn look(format: Format) -> (&'static str, Icon, &'static str) {
    match format {
        Format::Bold => ("Bold", Icon::Bold, "format-bold"),
        Format::Italic => ("Italic", Icon::Italic, "format-italic"),
        Format::Strike => ("Strike through", Icon::Strike, "format-strike"),
        Format::Code => ("Code", Icon::Code, "format-code"),
        Format::Link => ("Link", Icon::Link, "format-link"),
        Format::Bullets => ("Bulleted list", Icon::List, "format-bullets"),
        Format::Numbers => ("Numbered list", Icon::ListNumbers, "format-numbers"),
        Format::Quote => ("Quote", Icon::Quote, "format-quote"),
        Format::CodeBlock => ("Block of code", Icon::CodeBlock, "format-code-block"),
    }
}

#[component]
pub(super) fn Toolbar() -> Element {
    let hand = use_context::<Hand>();
    let mut stop = use_signal(|| Format::Bold);
    let standing = hand.now.read().standing;
    let mac = keyboard::is_mac();
    rsx! {
        div {
            id: BAR,
            class: "formatting-bar",
            role: "toolbar",
            aria_label: "Formatting",
            aria_controls: super::FIELD,
            onkeydown: move |event| {
                match event.key() {
                    Key::ArrowRight => dom::step_focus(BAR, "button", true),
                    Key::ArrowLeft => dom::step_focus(BAR, "button", false),
                    Key::Home => dom::focus_end(BAR, "button", false),
                    Key::End => dom::focus_end(BAR, "button", true),
                    Key::Escape => dom::focus_later(super::FIELD),
                    _ => return,
                }
                event.prevent_default();
            },
            for format in Format::ALL {
                {
                    let (label, icon, hook) = look(format);
                    let title = match chord_of(format) {
                        Some(chord) => format!("{label} ({})", chord.words(mac)),
                        None => label.to_owned(),
                    };
                    rsx! {
                        button {
                            key: "{hook}",
                            class: "icon-button format-button",
                            "data-testid": hook,
                            title,
                            aria_label: label,
                            aria_pressed: if standing.has(format) { "true" } else { "false" },
                            tabindex: if *stop.read() == format { "0" } else { "-1" },
                            // What is selected in the field stays selected.
                            onpointerdown: move |event| event.prevent_default(),
                            onfocus: move |_| stop.set(format),
                            onclick: move |_| hand.format(format),
                            Glyph { icon, size: 18 }
                        }
                    }
                }
            }
        }
    }
}
