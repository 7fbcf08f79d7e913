//! What one does with a conversation for oneself, as a menu of its row and as buttons in the details.

use std::rc::Rc;

use dioxus::prelude::*;
use engine::ui::{ConversationRow, Request};
use protocol::{ConversationId, FilingSwitch};

use super::icon::{Glyph, Icon};
use super::menu::{Menu, MenuItem};
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::format::times::moment;
use crate::route::Route;
use crate::state::filing::{ALL, File};
use crate::state::later::{is_for_ever, is_muted, mutes};
use crate::state::toasts::Action;

const MENU: &str = "row-menu";

/// Where a menu is open, for which conversation, and whether it asks for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RowMenuAt {
    pub id: ConversationId,
    /// The pointer's place; `None` for a sheet.
    pub at: Option<(f64, f64)>,
    pub muting: bool,
}

#[component]
pub(crate) fn RowMenu(open: Signal<Option<RowMenuAt>>) -> Element {
    let desk = use_desk();
    let mut open = open;
    let clock = desk.model.clock;
    let Some(RowMenuAt { id, at, muting }) = *open.read() else {
        return rsx! {};
    };
    let Some(row) = desk.model.rows.read().get(id).cloned() else {
        return rsx! {};
    };
    rsx! {
        Menu { id: MENU, label: "Conversation actions", at, rows: 5, on_close: move |()| open.set(None),
            if at.is_none() || muting {
                p { class: "menu-title one-line", dir: "auto",
                    if muting { "Mute {row.title}" } else { "{row.title}" }
                }
            }
            if muting {
                div { onmounted: move |_| dom::step_focus(MENU, ".menu-item", true) }
                for choice in mutes(&clock) {
                    MenuItem {
                        key: "{choice.label}",
                        icon: Icon::BellOff,
                        label: choice.label,
                        hook: "mute-choice",
                        on_choose: move |()| {
                            open.set(None);
                            desk.ask(Request::File { conversation: id, switch: FilingSwitch::Muted(Some(choice.at)) });
                        },
                    }
                }
            } else {
                for file in ALL {
                    MenuItem {
                        key: "{file.hook()}",
                        icon: icon(file, &row, desk),
                        label: file.label(&row, &clock),
                        hook: file.hook(),
                        on_choose: {
                            let row = row.clone();
                            move |()| match file.switch(&row, &clock) {
                                Some(switch) => {
                                    open.set(None);
                                    set(desk, file, &row, switch);
                                }
                                None => open.set(Some(RowMenuAt { id, at, muting: true })),
                            }
                        },
                    }
                }
            }
        }
    }
}

/// The same, as a section of the details.
#[component]
pub(crate) fn FilingSection(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let clock = desk.model.clock;
    let mut open = use_signal(|| None::<RowMenuAt>);
    let Some(row) = desk.model.rows.read().get(conversation).cloned() else {
        return rsx! {};
    };
    let quiet = row.muted_until.filter(|_| is_muted(&clock, row.muted_until));
    let quiet = quiet.map(|until| match is_for_ever(until) {
        true => "until you unmute it".to_owned(),
        false => format!("until {}", moment(&clock, until)),
    });
    rsx! {
        section { class: "details-section",
            h3 { class: "section-title", "For you" }
            for file in ALL {
                button {
                    key: "{file.hook()}",
                    class: "list-button",
                    "data-testid": file.hook(),
                    onclick: {
                        let row = row.clone();
                        move |event: MouseEvent| match file.switch(&row, &clock) {
                            Some(switch) => set(desk, file, &row, switch),
                            None => {
                                let at = event.client_coordinates();
                                let at = (!dom::is_touch()).then_some((at.x, at.y));
                                open.set(Some(RowMenuAt { id: conversation, at, muting: true }));
                            }
                        }
                    },
                    span { class: "list-button-icon", Glyph { icon: icon(file, &row, desk) } }
                    span {
                        {file.label(&row, &clock)}
                        if let (File::Mute, Some(words)) = (file, quiet.as_ref()) {
                            span { class: "setting-hint", "Muted {words}" }
                        }
                    }
                }
            }
            RowMenu { open }
        }
    }
}

fn set(desk: Desk, file: File, row: &Rc<ConversationRow>, switch: FilingSwitch) {
    let conversation = row.id;
    desk.ask(Request::File { conversation, switch });
    if let Some((words, back)) = file.said(row) {
        let request = Request::File {
            conversation,
            switch: back,
        };
        desk.say_with(
            words,
            Some(Action {
                label: "Undo",
                request,
            }),
        );
    }
    // What is put away or unread is not in front of one.
    let leaves = matches!(
        switch,
        FilingSwitch::Archived(Some(_)) | FilingSwitch::Unread(true)
    );
    if leaves && desk.route.peek().conversation() == Some(conversation) {
        desk.go(Route::Inbox);
    }
}

fn icon(file: File, row: &ConversationRow, desk: Desk) -> Icon {
    match file {
        File::Pin => Icon::Pin,
        File::Mute if is_muted(&desk.model.clock, row.muted_until) => Icon::Bell,
        File::Mute => Icon::BellOff,
        File::Archive => Icon::Archive,
        File::MarkUnread => Icon::Unread,
    }
}
