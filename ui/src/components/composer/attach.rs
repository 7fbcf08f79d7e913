//! The paper clip: files from the device; for coaches also from the vault, and saved messages.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{ConversationId, VaultItemId};

use super::hand::Hand;
use crate::components::bringing::{Purpose, add};
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::{Menu, MenuItem};
use crate::components::vault::card::menu_place;
use crate::components::vault::picker::VaultPicker;
use crate::desk::use_desk;
use crate::dom::files;
use crate::format::files::size;
use crate::route::Route;
use crate::state::attaching::room;

const INPUT: &str = "attach-input";

/// What is open.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Menu(Option<(f64, f64)>),
    Vault,
}

/// The button, what it leads to, and the browser's dialog behind it.
#[component]
pub(super) fn Attach(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let hand = use_context::<Hand>();
    let mut open = use_signal(|| None::<Open>);
    let limits = desk.model.limits();
    let title = format!(
        "Attach up to {} files of {} each",
        limits.message_files,
        size(limits.file_bytes)
    );
    let coach = desk.model.is_coach();
    let now = *open.read();
    rsx! {
        button {
            class: "icon-button composer-attach",
            "data-testid": "attach",
            title: "{title}",
            aria_label: "Attach files",
            aria_haspopup: if coach { "dialog" },
            // The keyboard of a phone stays open.
            onpointerdown: move |event| event.prevent_default(),
            onclick: move |event| {
                if coach {
                    open.set(Some(Open::Menu(menu_place(&event))));
                } else {
                    files::choose(INPUT);
                }
            },
            Glyph { icon: Icon::Paperclip }
        }
        input {
            id: INPUT,
            class: "hidden-text",
            r#type: "file",
            multiple: true,
            tabindex: "-1",
            aria_hidden: "true",
            "data-testid": INPUT,
            onchange: move |_| add(desk, Purpose::Message(conversation), files::chosen(INPUT)),
        }
        match now {
            None => rsx! {},
            Some(Open::Menu(at)) => rsx! {
                Menu { id: "attach-menu", label: "Attach", at, rows: 3, on_close: move |()| open.set(None),
                    MenuItem {
                        icon: Icon::Upload,
                        label: "From this device",
                        hook: "attach-device",
                        on_choose: move |()| {
                            open.set(None);
                            files::choose(INPUT);
                        },
                    }
                    MenuItem {
                        icon: Icon::Vault,
                        label: "From the vault",
                        hook: "attach-vault",
                        on_choose: move |()| open.set(Some(Open::Vault)),
                    }
                    MenuItem {
                        icon: Icon::Template,
                        label: "Use a template",
                        note: "/name",
                        hook: "attach-template",
                        on_choose: move |()| {
                            open.set(None);
                            if desk.model.library.peek().has_templates() {
                                hand.begin_template();
                            } else {
                                desk.go(Route::Templates);
                            }
                        },
                    }
                }
            },
            Some(Open::Vault) => rsx! {
                VaultPicker {
                    room: room(&limits, desk.model.writing.read().files.len()),
                    on_close: move |()| open.set(None),
                    on_take: move |items: Vec<VaultItemId>| {
                        open.set(None);
                        for item in items {
                            desk.ask(Request::AddFromVault { conversation, item });
                        }
                    },
                }
            },
        }
    }
}
