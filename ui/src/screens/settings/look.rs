//! How it looks and which keys do what, on this device.

use dioxus::prelude::*;

use crate::desk::{Dialog, use_desk};
use crate::state::preferences::{TextSize, Theme};

#[component]
pub(crate) fn Look() -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let now = *desk.preferences.read();
    let themes = [
        (Theme::System, "System", "theme-system"),
        (Theme::Light, "Light", "theme-light"),
        (Theme::Dark, "Dark", "theme-dark"),
    ];
    let sizes = [
        (TextSize::Small, "Small", "text-small"),
        (TextSize::Normal, "Normal", "text-normal"),
        (TextSize::Large, "Large", "text-large"),
        (TextSize::Larger, "Larger", "text-larger"),
    ];
    let on = |on: bool| if on { "true" } else { "false" };
    rsx! {
        section { class: "card-section",
            h2 { class: "section-title", "Appearance" }
            div { class: "card",
                div { class: "setting",
                    span { class: "setting-words", "Theme" }
                    div { class: "segments", role: "radiogroup", aria_label: "Theme",
                        for (theme, label, hook) in themes {
                            button {
                                key: "{hook}",
                                class: "segment",
                                role: "radio",
                                "data-testid": hook,
                                aria_checked: on(now.theme == theme),
                                onclick: move |_| desk.prefer(|preferences| preferences.theme = theme),
                                "{label}"
                            }
                        }
                    }
                }
                div { class: "setting",
                    span { class: "setting-words", "Text size" }
                    div { class: "segments", role: "radiogroup", aria_label: "Text size",
                        for (size, label, hook) in sizes {
                            button {
                                key: "{hook}",
                                class: "segment",
                                role: "radio",
                                "data-testid": hook,
                                aria_checked: on(now.text_size == size),
                                onclick: move |_| desk.prefer(|preferences| preferences.text_size = size),
                                "{label}"
                            }
                        }
                    }
                }
            }
        }
        section { class: "card-section",
            h2 { class: "section-title", "Writing" }
            div { class: "card",
                div { class: "setting",
                    span { class: "setting-words", id: "enter-label",
                        "Enter sends"
                        span { class: "setting-hint",
                            if now.enter_sends {
                                "Shift+Enter makes a new line. Ctrl+Enter always sends."
                            } else {
                                "Enter makes a new line. Shift+Enter or Ctrl+Enter sends."
                            }
                        }
                    }
                    button {
                        class: "switch",
                        role: "switch",
                        "data-testid": "enter-sends",
                        aria_labelledby: "enter-label",
                        aria_checked: on(now.enter_sends),
                        onclick: move |_| desk.prefer(|preferences| preferences.enter_sends = !preferences.enter_sends),
                    }
                }
                div { class: "setting",
                    span { class: "setting-words", "Keyboard shortcuts" }
                    button {
                        class: "button",
                        "data-testid": "show-shortcuts",
                        onclick: move |_| dialog.set(Some(Dialog::Shortcuts)),
                        "Show"
                    }
                }
            }
        }
    }
}
