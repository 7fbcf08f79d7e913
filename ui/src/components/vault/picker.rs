//! Choosing files of the vault: by folder or by searching, one or several.

use dioxus::prelude::*;
use protocol::{FolderId, VaultItemId};

use super::face::FileFace;
use crate::components::dialog::Frame;
use crate::components::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::format::files::size;
use crate::format::words::count;
use crate::route::Route;

const SEARCH: &str = "pick-search";

/// `room`: so many can be taken.
#[component]
pub(crate) fn VaultPicker(
    room: usize,
    on_take: EventHandler<Vec<VaultItemId>>,
    on_close: EventHandler<()>,
) -> Element {
    let desk = use_desk();
    let mut at = use_signal(|| None::<FolderId>);
    let mut typed = use_signal(String::new);
    let mut chosen = use_signal(Vec::<VaultItemId>::new);
    let library = desk.model.library.read();
    let here = *at.read();
    let found = library.look(here, &typed.read(), None);
    let path = library.path(here);
    let empty = library.is_vault_empty();
    let above = path.iter().rev().nth(1).map(|folder| folder.id);
    let title = path.last().map(|folder| folder.name.clone());
    drop(library);
    let number = chosen.read().len();
    let full = number >= room;
    let nothing = found.folders.is_empty() && found.items.is_empty();
    let mut toggle = move |id: VaultItemId| {
        let mut now = chosen.write();
        match now.iter().position(|known| *known == id) {
            Some(index) => {
                now.remove(index);
            }
            None if !full => now.push(id),
            None => {}
        }
    };
    rsx! {
        Frame { id: "vault-picker", title: "From the vault", focus: SEARCH.to_owned(), on_close,
            div { class: "picker",
                label { class: "search forward-search",
                    Glyph { icon: Icon::Search, size: 18 }
                    input {
                        id: SEARCH,
                        class: "search-input",
                        r#type: "search",
                        "data-testid": SEARCH,
                        aria_label: "Search the vault",
                        placeholder: "Name or tag",
                        autocomplete: "off",
                        value: "{typed}",
                        oninput: move |event| typed.set(event.value()),
                    }
                }
                if let Some(title) = title {
                    button { class: "pick-back", "data-testid": "pick-back", onclick: move |_| at.set(above),
                        Glyph { icon: Icon::Back, size: 18 }
                        span { class: "one-line", dir: "auto", "{title}" }
                    }
                }
                ul { class: "picker-options pick-list",
                    for folder in found.folders {
                        li { key: "{folder.id}",
                            button {
                                class: "option pick-row",
                                "data-testid": "pick-folder",
                                "data-name": "{folder.name}",
                                onclick: move |_| {
                                    typed.set(String::new());
                                    at.set(Some(folder.id));
                                },
                                span { class: "vault-folder-mark", Glyph { icon: Icon::Folder } }
                                span { class: "option-name one-line", dir: "auto", "{folder.name}" }
                                span { class: "pick-forth", Glyph { icon: Icon::Forth, size: 18 } }
                            }
                        }
                    }
                    for item in found.items {
                        li { key: "{item.id}",
                            button {
                                class: "option pick-row",
                                role: "checkbox",
                                "data-testid": "pick-item",
                                "data-name": "{item.name}",
                                aria_checked: if chosen.read().contains(&item.id) { "true" } else { "false" },
                                disabled: full && !chosen.read().contains(&item.id),
                                onclick: move |_| toggle(item.id),
                                span { class: "pick-face", FileFace { file: item.file.clone() } }
                                span { class: "option-words",
                                    span { class: "option-name one-line", dir: "auto", "{item.name}" }
                                    span { class: "option-sub one-line", dir: "auto",
                                        {size(item.file.bytes)}
                                        if !item.tags.is_empty() {
                                            " · {item.tags.join(\", \")}"
                                        }
                                    }
                                }
                                if chosen.read().contains(&item.id) {
                                    span { class: "option-check", Glyph { icon: Icon::Check } }
                                }
                            }
                        }
                    }
                    if empty {
                        li { class: "picker-none",
                            p { "The vault is empty." }
                            button { class: "link-button", onclick: move |_| desk.go(Route::Vault(None)), "Put something in" }
                        }
                    } else if nothing {
                        li { class: "picker-none", "Nothing here by that name" }
                    }
                }
            }
            footer { class: "dialog-footer",
                p { class: "field-hint dialog-hint", role: "status",
                    if full && room > 0 {
                        "That is as many as one message takes."
                    } else if number > 0 {
                        "{count(number as u64, \"file\", \"files\")} chosen"
                    }
                }
                button {
                    class: "button primary",
                    "data-testid": "pick-take",
                    disabled: number == 0,
                    onclick: move |_| on_take.call(chosen.peek().clone()),
                    "Add"
                }
            }
        }
    }
}
