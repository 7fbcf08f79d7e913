//! The sheet of shortcuts, drawn from the table that decides what keys do.

use dioxus::prelude::*;

use super::dialog::Frame;
use crate::desk::use_desk;
use crate::dom::keyboard;
use crate::state::keys::{Group, sheet};

#[component]
pub(crate) fn ShortcutSheet() -> Element {
    let desk = use_desk();
    let mut dialog = desk.dialog;
    let mac = keyboard::is_mac();
    let enter_sends = desk.preferences.read().enter_sends;
    rsx! {
        Frame { id: "shortcuts", title: "Keyboard shortcuts", on_close: move |()| dialog.set(None),
            div { class: "keys-sheet", "data-testid": "shortcuts", tabindex: "0", role: "region", aria_label: "Shortcuts",
                for group in Group::ALL {
                    section { key: "{group.title()}",
                        h3 { class: "keys-title", "{group.title()}" }
                        dl {
                            for (words, chords) in sheet(group, enter_sends) {
                                div { key: "{words}", class: "keys-row",
                                    dt { "{words}" }
                                    dd { class: "keys-chords",
                                        for chord in chords {
                                            span { key: "{chord.words(mac)}", class: "keys-chord",
                                                for label in chord.labels(mac) {
                                                    kbd { key: "{label}", "{label}" }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
