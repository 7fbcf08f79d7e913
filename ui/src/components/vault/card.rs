//! One file or folder of the vault in its grid.

use dioxus::prelude::*;
use protocol::{VaultFolder, VaultItem};

use super::face::FileFace;
use crate::components::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::dom;
use crate::format::files::size;
use crate::format::words::count;
use crate::route::Route;

/// Where a menu opens: at the pointer, at the button that a key pressed, or as a sheet under a finger.
pub(crate) fn menu_place(event: &MouseEvent) -> Option<(f64, f64)> {
    if dom::is_touch() {
        return None;
    }
    let at = event.client_coordinates();
    if at.x > 0.0 || at.y > 0.0 {
        Some((at.x, at.y))
    } else {
        dom::focus::place_of_target(event)
    }
}

#[component]
pub(crate) fn ItemCard(
    item: VaultItem,
    /// Where it lies, when that is not where one is.
    place: Option<String>,
    on_open: EventHandler<()>,
    on_menu: EventHandler<Option<(f64, f64)>>,
) -> Element {
    let sub = match (&place, item.tags.is_empty()) {
        (Some(place), _) => place.clone(),
        (None, true) => size(item.file.bytes),
        (None, false) => item.tags.join(", "),
    };
    rsx! {
        li { class: "vault-card", "data-waiting": item.rev == 0,
            button {
                class: "vault-open",
                "data-testid": "vault-item",
                "data-name": "{item.name}",
                title: "{item.name}",
                onclick: move |_| on_open.call(()),
                oncontextmenu: move |event| {
                    event.prevent_default();
                    on_menu.call(menu_place(&event));
                },
                FileFace { file: item.file.clone() }
                span { class: "vault-words",
                    span { class: "vault-name one-line", dir: "auto", "{item.name}" }
                    span { class: "vault-sub one-line", dir: "auto",
                        if item.rev == 0 { "Not on the server yet" } else { "{sub}" }
                    }
                }
            }
            button {
                class: "icon-button small vault-more",
                title: "More",
                aria_label: "More for {item.name}",
                "data-testid": "vault-more",
                onclick: move |event| on_menu.call(menu_place(&event)),
                Glyph { icon: Icon::More, size: 18 }
            }
        }
    }
}

#[component]
pub(crate) fn FolderCard(folder: VaultFolder, on_menu: EventHandler<Option<(f64, f64)>>) -> Element {
    let desk = use_desk();
    let id = folder.id;
    let inside = desk.model.library.read().count_in(id);
    rsx! {
        li { class: "vault-folder",
            button {
                class: "vault-folder-open",
                "data-testid": "vault-folder",
                "data-name": "{folder.name}",
                onclick: move |_| desk.go(Route::Vault(Some(id))),
                oncontextmenu: move |event| {
                    event.prevent_default();
                    on_menu.call(menu_place(&event));
                },
                span { class: "vault-folder-mark", Glyph { icon: Icon::Folder } }
                span { class: "vault-words",
                    span { class: "vault-name one-line", dir: "auto", "{folder.name}" }
                    span { class: "vault-sub", if inside == 0 { "Empty" } else { {count(inside as u64, "item", "items")} } }
                }
            }
            button {
                class: "icon-button small",
                title: "More",
                aria_label: "More for {folder.name}",
                onclick: move |event| on_menu.call(menu_place(&event)),
                Glyph { icon: Icon::More, size: 18 }
            }
        }
    }
}
