//! The vault: what the practice keeps for sending again, in folders; to search, to fill by button and by dropping, to tidy up.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{FolderId, VaultFolder, VaultItem};

use crate::components::bringing::{Purpose, add};
use crate::components::confirm::Confirm;
use crate::components::connection_line::ConnectionLine;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::{Menu, MenuItem};
use crate::components::refused::Refused;
use crate::components::vault::card::{FolderCard, ItemCard};
use crate::components::vault::folder_dialog::FolderDialog;
use crate::components::vault::item_dialog::ItemDialog;
use crate::desk::use_desk;
use crate::dom::files;
use crate::format::files::size;
use crate::format::words::count;
use crate::route::Route;
use crate::state::attaching::VAULT;

const PANE: &str = "vault-pane";
const INPUT: &str = "vault-input";
/// Tags that are offered to filter by.
const TAGS: usize = 12;

type At = Option<(f64, f64)>;

/// What lies over the screen.
#[derive(Clone, PartialEq)]
enum Open {
    ItemMenu(VaultItem, At),
    FolderMenu(VaultFolder, At),
    Item(VaultItem, bool),
    Folder(Option<VaultFolder>),
    DeleteItem(VaultItem),
    DeleteFolder(VaultFolder),
}

#[component]
pub(crate) fn Vault(folder: Option<FolderId>) -> Element {
    // Another folder is another place: what was searched for there is not searched for here.
    rsx! {
        for folder in [folder] {
            Inside { key: "{folder:?}", folder }
        }
    }
}

#[component]
fn Inside(folder: Option<FolderId>) -> Element {
    let desk = use_desk();
    let mut open = use_signal(|| None::<Open>);
    let mut typed = use_signal(String::new);
    let tag = use_signal(|| None::<String>);
    let mut over = use_signal(|| false);
    let library = desk.model.library.read();
    // A folder that is gone, or an address that was never one, shows the top.
    let folder = folder.filter(|id| library.folder(*id).is_some());
    let found = library.look(folder, &typed.read(), tag.read().as_deref());
    let path = library.path(folder);
    let empty = library.is_vault_empty();
    let tags: Vec<_> = library.tags().into_iter().take(TAGS).collect();
    let searching = !typed.read().trim().is_empty() || tag.read().is_some();
    let place = |item: &VaultItem| {
        (searching && item.folder != folder).then(|| match library.path(item.folder).last() {
            Some(folder) => format!("In {}", folder.name),
            None => "In the vault".to_owned(),
        })
    };
    let items: Vec<_> = found
        .items
        .iter()
        .map(|item| (item.clone(), place(item)))
        .collect();
    let limits = desk.model.limits();
    let nothing = found.folders.is_empty() && items.is_empty();
    let title = path
        .last()
        .map_or_else(|| "Vault".to_owned(), |folder| folder.name.clone());
    let purpose = Purpose::Vault(folder);
    rsx! {
        main {
            id: PANE,
            class: "pane vault",
            aria_label: "Vault",
            ondragover: move |event| {
                if files::has_files(&event) {
                    event.prevent_default();
                    if !*over.peek() {
                        over.set(true);
                    }
                }
            },
            ondragleave: move |event| {
                if files::has_left(&event, PANE) {
                    over.set(false);
                }
            },
            ondrop: move |event| {
                over.set(false);
                if files::has_files(&event) {
                    event.prevent_default();
                    add(desk, purpose, files::dropped(&event));
                }
            },
            header { class: "pane-header vault-header",
                if folder.is_some() {
                    button {
                        class: "icon-button",
                        title: "Up",
                        aria_label: "To the folder above",
                        "data-testid": "vault-up",
                        onclick: {
                            let above = path.iter().rev().nth(1).map(|folder| folder.id);
                            move |_| desk.go(Route::Vault(above))
                        },
                        Glyph { icon: Icon::Back, size: 22 }
                    }
                }
                h1 { class: "pane-title one-line", dir: "auto", "data-testid": "vault-title", "{title}" }
                button {
                    class: "button plain only-phone",
                    "data-testid": "vault-templates",
                    onclick: move |_| desk.go(Route::Templates),
                    "Templates"
                }
                button {
                    class: "icon-button",
                    title: "New folder",
                    aria_label: "New folder",
                    "data-testid": "vault-new-folder",
                    onclick: move |_| open.set(Some(Open::Folder(None))),
                    Glyph { icon: Icon::FolderPlus }
                }
                button {
                    class: "button primary vault-upload",
                    "data-testid": "vault-upload",
                    title: "Up to {size(limits.file_bytes)} each",
                    onclick: move |_| files::choose(INPUT),
                    Glyph { icon: Icon::Upload, size: 18 }
                    "Upload"
                }
                input {
                    id: INPUT,
                    class: "hidden-text",
                    r#type: "file",
                    multiple: true,
                    tabindex: "-1",
                    aria_hidden: "true",
                    "data-testid": INPUT,
                    onchange: move |_| add(desk, purpose, files::chosen(INPUT)),
                }
            }
            if !empty {
                div { class: "vault-tools",
                    label { class: "search vault-search",
                        Glyph { icon: Icon::Search, size: 18 }
                        span { class: "hidden-text", "Search the vault" }
                        input {
                            class: "search-input",
                            r#type: "search",
                            "data-testid": "vault-search",
                            placeholder: if folder.is_some() { "Search this folder" } else { "Search by name or tag" },
                            autocomplete: "off",
                            value: "{typed}",
                            oninput: move |event| typed.set(event.value()),
                        }
                    }
                    if !tags.is_empty() {
                        Tags { tags, tag }
                    }
                }
            }
            div { class: "scroll vault-scroll",
                Bringing {}
                if empty {
                    div { class: "empty",
                        span { class: "empty-mark", aria_hidden: "true", Glyph { icon: Icon::Vault, size: 28 } }
                        p { class: "empty-title", "Nothing in the vault yet" }
                        p { "Plans, form videos, voice notes: what you send again and again. All coaches of the practice can send from here." }
                        button { class: "button primary", onclick: move |_| files::choose(INPUT), "Upload the first file" }
                    }
                } else if nothing {
                    div { class: "empty",
                        span { class: "empty-mark", aria_hidden: "true", Glyph { icon: if searching { Icon::Search } else { Icon::Folder }, size: 28 } }
                        p { class: "empty-title", if searching { "Nothing found" } else { "An empty folder" } }
                        p { if searching { "Search looks at names and tags, here and in all folders below." } else { "Drop files here, or upload them." } }
                    }
                } else {
                    if !found.folders.is_empty() {
                        ul { class: "vault-folders", aria_label: "Folders",
                            for folder in found.folders {
                                FolderCard {
                                    key: "{folder.id}",
                                    folder: folder.clone(),
                                    on_menu: move |at| open.set(Some(Open::FolderMenu(folder.clone(), at))),
                                }
                            }
                        }
                    }
                    ul { class: "vault-grid", aria_label: "Files",
                        for (item, place) in items {
                            ItemCard {
                                key: "{item.id}",
                                item: item.clone(),
                                place,
                                on_open: {
                                    let item = item.clone();
                                    move |()| open.set(Some(Open::Item(item.clone(), false)))
                                },
                                on_menu: move |at| open.set(Some(Open::ItemMenu(item.clone(), at))),
                            }
                        }
                    }
                }
            }
            ConnectionLine {}
            if *over.read() {
                div { class: "drop", aria_hidden: "true", "data-testid": "vault-drop",
                    div { class: "drop-words",
                        Glyph { icon: Icon::Vault, size: 32 }
                        p { class: "drop-title", "Drop files here" }
                        p { "They go into {title}." }
                    }
                }
            }
            Over { folder, open }
        }
    }
}

/// Menus, dialogs and questions.
#[component]
fn Over(folder: Option<FolderId>, open: Signal<Option<Open>>) -> Element {
    let desk = use_desk();
    let mut open = open;
    let close = move |()| open.set(None);
    let now = open.read().clone();
    match now {
        None => rsx! {},
        Some(Open::ItemMenu(item, at)) => rsx! {
            ItemMenu { item, at, open }
        },
        Some(Open::FolderMenu(folder, at)) => rsx! {
            FolderMenu { folder, at, open }
        },
        Some(Open::Item(item, rename)) => {
            // As it is now: another coach may have called it otherwise.
            let known = desk.model.library.read().item(item.id).cloned();
            let gone = item.clone();
            rsx! {
                ItemDialog {
                    key: "{item.id}",
                    item: known.unwrap_or(item),
                    rename,
                    on_delete: move |()| open.set(Some(Open::DeleteItem(gone.clone()))),
                    on_close: close,
                }
            }
        }
        Some(Open::Folder(known)) => rsx! {
            FolderDialog { folder: known, parent: folder, on_close: close }
        },
        Some(Open::DeleteItem(item)) => rsx! {
            Confirm {
                title: "Delete “{item.name}”?",
                text: "It goes from the vault for all coaches. Messages that were sent with it keep it.",
                yes: "Delete",
                on_yes: move |()| desk.ask(Request::DeleteVaultItem { id: item.id }),
                on_close: close,
            }
        },
        Some(Open::DeleteFolder(gone)) => {
            let inside = desk.model.library.read().count_in(gone.id);
            let text = match inside {
                0 => "There is nothing in it.".to_owned(),
                inside => format!(
                    "What is in it stays: {} to the folder above.",
                    if inside == 1 {
                        "one item goes".to_owned()
                    } else {
                        format!("{} go", count(inside as u64, "item", "items"))
                    }
                ),
            };
            rsx! {
                Confirm {
                    title: "Delete the folder “{gone.name}”?",
                    text,
                    yes: "Delete",
                    on_yes: move |()| desk.ask(Request::DeleteVaultFolder { id: gone.id }),
                    on_close: close,
                }
            }
        }
    }
}

#[component]
fn ItemMenu(item: VaultItem, at: At, open: Signal<Option<Open>>) -> Element {
    let desk = use_desk();
    let mut open = open;
    let (file, name) = (item.file.id, item.file.name.clone());
    let (shown, renamed, gone) = (item.clone(), item.clone(), item.clone());
    rsx! {
        Menu { id: "vault-menu", label: "File actions", at, rows: 4, on_close: move |()| open.set(None),
            if at.is_none() {
                p { class: "menu-title one-line", dir: "auto", "{item.name}" }
            }
            MenuItem { icon: Icon::Image, label: "Open", hook: "vault-show", on_choose: move |()| open.set(Some(Open::Item(shown.clone(), false))) }
            MenuItem { icon: Icon::Edit, label: "Rename, move or tag", hook: "vault-rename", on_choose: move |()| open.set(Some(Open::Item(renamed.clone(), true))) }
            MenuItem {
                icon: Icon::Download,
                label: "Save a copy",
                hook: "vault-save",
                on_choose: move |()| {
                    open.set(None);
                    desk.save(file, name.clone());
                },
            }
            MenuItem { icon: Icon::Trash, label: "Delete", hook: "vault-delete", danger: true, on_choose: move |()| open.set(Some(Open::DeleteItem(gone.clone()))) }
        }
    }
}

#[component]
fn FolderMenu(folder: VaultFolder, at: At, open: Signal<Option<Open>>) -> Element {
    let desk = use_desk();
    let mut open = open;
    let id = folder.id;
    let (renamed, gone) = (folder.clone(), folder.clone());
    rsx! {
        Menu { id: "vault-menu", label: "Folder actions", at, rows: 3, on_close: move |()| open.set(None),
            if at.is_none() {
                p { class: "menu-title one-line", dir: "auto", "{folder.name}" }
            }
            MenuItem {
                icon: Icon::Folder,
                label: "Open",
                hook: "folder-open",
                on_choose: move |()| {
                    open.set(None);
                    desk.go(Route::Vault(Some(id)));
                },
            }
            MenuItem { icon: Icon::FolderMove, label: "Rename or move", hook: "folder-rename", on_choose: move |()| open.set(Some(Open::Folder(Some(renamed.clone())))) }
            MenuItem { icon: Icon::Trash, label: "Delete", hook: "folder-delete", danger: true, on_choose: move |()| open.set(Some(Open::DeleteFolder(gone.clone()))) }
        }
    }
}

/// Tags to filter by, one at a time.
#[component]
fn Tags(tags: Vec<String>, tag: Signal<Option<String>>) -> Element {
    let mut tag = tag;
    let now = tag.read().clone();
    rsx! {
        div { class: "vault-tags", role: "group", aria_label: "Tags",
            for name in tags {
                button {
                    key: "{name}",
                    class: "segment",
                    "data-testid": "vault-tag",
                    aria_pressed: if now.as_ref() == Some(&name) { "true" } else { "false" },
                    onclick: {
                        let name = name.clone();
                        let on = now.as_ref() != Some(&name);
                        move |_| tag.set(on.then(|| name.clone()))
                    },
                    "{name}"
                }
            }
        }
    }
}

/// Files that are being prepared, and those that could not be taken on.
#[component]
fn Bringing() -> Element {
    let desk = use_desk();
    let busy = desk.model.attaching.read().busy(VAULT);
    rsx! {
        div { class: "vault-bringing",
            Refused { place: VAULT }
            if busy > 0 {
                p { class: "vault-busy", role: "status", "Preparing {count(busy as u64, \"file\", \"files\")}" }
            }
        }
    }
}
