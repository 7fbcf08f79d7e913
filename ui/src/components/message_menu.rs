//! What can be done with a message: as a menu at the pointer, or as a sheet under a finger.

use dioxus::prelude::*;
use engine::ui::{Place, TimelineItem};
use protocol::MessageId;

use super::icon::{Glyph, Icon};
use super::message::quote_of;
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::state::layout::Shared;

const MENU: &str = "message-menu";
/// Room that a menu needs, to keep it inside the window.
const MENU_SIZE: (f64, f64) = (200.0, 190.0);

/// Where a menu is open, and for which message.
#[derive(Clone, PartialEq)]
pub(crate) struct MenuAt {
    pub item: Shared,
    /// The pointer's place; `None` for a sheet.
    pub at: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageAct {
    Reply,
    Copy,
    Edit,
    Delete,
}

impl MessageAct {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Reply => "Reply",
            Self::Copy => "Copy text",
            Self::Edit => "Edit",
            Self::Delete => "Delete",
        }
    }

    pub(crate) fn hook(self) -> &'static str {
        match self {
            Self::Reply => "action-reply",
            Self::Copy => "action-copy",
            Self::Edit => "action-edit",
            Self::Delete => "action-delete",
        }
    }

    pub(crate) fn icon(self) -> Icon {
        match self {
            Self::Reply => Icon::Reply,
            Self::Copy => Icon::Copy,
            Self::Edit => Icon::Edit,
            Self::Delete => Icon::Trash,
        }
    }
}

/// What this person may do with this message now.
pub(crate) fn acts(item: &TimelineItem, may_post: bool) -> Vec<MessageAct> {
    let sent = matches!(item.place, Place::Sent(_));
    let mut acts = Vec::new();
    if item.deleted {
        return acts;
    }
    if sent && may_post {
        acts.push(MessageAct::Reply);
    }
    acts.push(MessageAct::Copy);
    if item.own && sent {
        acts.extend([MessageAct::Edit, MessageAct::Delete]);
    }
    acts
}

/// Whether this person may write in the open conversation.
pub(crate) fn may_post(desk: Desk) -> bool {
    let details = desk.model.details.read();
    details.as_ref().is_some_and(|details| details.may_post)
}

/// What goes on in the open conversation besides its messages.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub menu: Signal<Option<MenuAt>>,
    /// Waits for a yes.
    pub deleting: Signal<Option<MessageId>>,
    /// The one message that has its bar: it was pointed at last, or has the focus.
    near: CopyValue<Option<Signal<bool>>>,
}

impl Spot {
    pub(crate) fn new() -> Self {
        Self {
            menu: Signal::new(None),
            deleting: Signal::new(None),
            near: CopyValue::new(None),
        }
    }

    /// A message gets its bar, and the one that had it loses it.
    pub(crate) fn come_near(mut self, mut message: Signal<bool>) {
        if *message.peek() {
            return;
        }
        if let Some(mut before) = self.near.replace(Some(message))
            && let Ok(mut before) = before.try_write()
        {
            *before = false; // still drawn
        }
        message.set(true);
    }

    /// Opens the menu, when there is something to choose.
    pub(crate) fn open_menu(mut self, desk: Desk, item: Shared, at: Option<(f64, f64)>) {
        if !acts(&item.0, may_post(desk)).is_empty() {
            self.menu.set(Some(MenuAt { item, at }));
        }
    }

    pub(crate) fn perform(mut self, desk: Desk, act: MessageAct, item: &Shared) {
        let mut writing = desk.model.writing;
        self.menu.set(None);
        match act {
            MessageAct::Reply => {
                writing.write().reply_to(quote_of(&item.0));
                if let Some(draft) = writing.peek().draft() {
                    desk.ask(draft);
                }
                dom::focus_later("composer");
            }
            MessageAct::Edit => {
                writing.write().start_edit(&item.0);
                dom::focus_later("composer");
            }
            MessageAct::Delete => self.deleting.set(Some(item.0.id)),
            MessageAct::Copy => {
                let text = item.0.body.text.clone();
                spawn(async move {
                    let done = dom::copy(&text).await;
                    desk.say(if done {
                        "Copied"
                    } else {
                        "Couldn't copy. The browser doesn't allow it here."
                    });
                });
            }
        }
    }
}

#[component]
pub(crate) fn MessageMenu() -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let mut menu = spot.menu;
    // The finger that opened the sheet is still down: lifting it is no choice of what lies under it.
    let mut pressed = use_signal(|| false);
    let Some(at) = menu.read().clone() else {
        return rsx! {};
    };
    let sheet = at.at.is_none();
    let (class, left, top) = match at.at.map(|at| dom::inside_window(at, MENU_SIZE)) {
        None => ("menu sheet", String::new(), String::new()),
        Some((x, y)) => ("menu", format!("{x}px"), format!("{y}px")),
    };
    rsx! {
        dialog {
            id: MENU,
            class,
            left,
            top,
            aria_label: "Message actions",
            onmounted: move |_| {
                pressed.set(false);
                dom::show_modal(MENU, None);
            },
            oncancel: move |event| {
                event.prevent_default();
                menu.set(None);
            },
            onpointerdown: move |event| {
                pressed.set(true);
                if dom::is_target(&event, MENU) {
                    menu.set(None);
                }
            },
            onkeydown: move |event| {
                pressed.set(true);
                match event.key() {
                    Key::ArrowDown => dom::step_focus(MENU, ".menu-item", true),
                    Key::ArrowUp => dom::step_focus(MENU, ".menu-item", false),
                    _ => {}
                }
            },
            div { class: "menu-body", role: "menu",
                if sheet {
                    p { class: "sheet-message", dir: "auto", "{at.item.0.body.text}" }
                }
                for act in acts(&at.item.0, may_post(desk)) {
                    button {
                        key: "{act.label()}",
                        class: if act == MessageAct::Delete { "menu-item danger" } else { "menu-item" },
                        role: "menuitem",
                        "data-testid": act.hook(),
                        onclick: {
                            let item = at.item.clone();
                            move |event| {
                                if !sheet || *pressed.peek() || !dom::is_trusted(&event) {
                                    spot.perform(desk, act, &item);
                                }
                            }
                        },
                        Glyph { icon: act.icon(), size: 18 }
                        "{act.label()}"
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::layout::tests::{item, waiting};

    #[test]
    fn own_messages_can_be_changed_and_others_answered() {
        let mut own = item(1, 1);
        own.own = true;
        assert_eq!(acts(&item(1, 1), true), [MessageAct::Reply, MessageAct::Copy]);
        assert_eq!(acts(&item(1, 1), false), [MessageAct::Copy]);
        assert_eq!(acts(&own, true).len(), 4);
        assert_eq!(acts(&waiting(1, 1), true), [MessageAct::Copy]);
        own.deleted = true;
        assert_eq!(acts(&own, true), []);
    }
}
