//! One conversation: header, timeline, composer. Opens it at the engine when it is shown, closes it when it goes.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::Request;
use protocol::ConversationId;

use crate::components::bringing::{self, Purpose};
use crate::components::composer::Composer;
use crate::components::confirm::Confirm;
use crate::components::conversation_header::ConversationHeader;
use crate::components::edit_history::EditHistory;
use crate::components::forward::Forward;
use crate::components::icon::{Glyph, Icon};
use crate::components::message_info::MessageInfo;
use crate::components::message_menu::MessageMenu;
use crate::components::pinned_bar::PinnedBar;
use crate::components::spot::{Asked, Spot};
use crate::components::timeline::Timeline;
use crate::desk::{Desk, use_desk};
use crate::dom::{self, files};

const PANE: &str = "conversation-pane";

/// Whether this person can send something here.
fn may_post(desk: Desk) -> bool {
    let details = desk.model.details.peek();
    details
        .as_ref()
        .is_some_and(|details| details.may_post && !details.archived)
}

/// `foldable`: the details can be shown beside it. `notes`: only the notes among coaches. Give it the id as `key`: another conversation is another screen.
#[component]
pub(crate) fn Conversation(id: ConversationId, foldable: bool, #[props(default)] notes: bool) -> Element {
    let desk = use_desk();
    let spot = use_context_provider(Spot::new);
    let mut asked = spot.asked;
    let mut open = desk.open;
    use_hook(|| {
        let mut model = desk.model;
        model.close_conversation();
        open.set(Some(id));
        let mut jump = desk.jump;
        let to = jump.take().filter(|(conversation, _)| *conversation == id);
        spawn_forever(async move {
            desk.asked(Request::Open { conversation: id }).await;
            // Who comes for a message, and is still here.
            if let Some((_, message)) = to
                && *desk.open.peek() == Some(id)
            {
                desk.asked(Request::JumpTo { message }).await;
            }
        });
        if !dom::is_touch() {
            dom::focus_later("composer");
        }
    });
    use_drop(move || {
        // When another one is open by now, opening it has closed this one.
        if *open.peek() == Some(id) {
            open.set(None);
            let mut model = desk.model;
            model.close_conversation();
            desk.ask(Request::Close);
        }
    });
    let mut over = use_signal(|| false);
    rsx! {
        section {
            id: PANE,
            class: "pane conversation-pane",
            aria_label: "Conversation",
            ondragover: move |event| {
                if files::has_files(&event) && may_post(desk) {
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
                if files::has_files(&event) && may_post(desk) {
                    event.prevent_default();
                    bringing::add(desk, Purpose::Message(id), files::dropped(&event));
                }
            },
            ConversationHeader { conversation: id, foldable }
            if !notes {
                PinnedBar { conversation: id, foldable }
            }
            for notes in [notes] {
                Timeline { key: "timeline-{notes}", conversation: id, notes }
            }
            for notes in [notes] {
                Composer { key: "composer-{notes}", conversation: id, notes }
            }
            if *over.read() {
                div { class: "drop", aria_hidden: "true", "data-testid": "drop",
                    div { class: "drop-words",
                        Glyph { icon: Icon::Image, size: 32 }
                        p { class: "drop-title", "Drop files here" }
                        p { "They wait below until you send them." }
                    }
                }
            }
            MessageMenu {}
            match asked.read().clone() {
                None => rsx! {},
                Some(Asked::Delete(item)) => rsx! {
                    Confirm {
                        title: "Delete this message?",
                        text: if item.0.staff_only {
                            "It disappears for all coaches. A line stays that there was a note."
                        } else if item.0.own {
                            "It disappears for everyone. A note that there was a message stays."
                        } else {
                            "It disappears for everyone. A note stays, with your name, and it is on record that you deleted it."
                        },
                        yes: "Delete",
                        on_yes: move |()| desk.ask(Request::Delete { conversation: id, message: item.0.id }),
                        on_close: move |()| asked.set(None),
                    }
                },
                Some(Asked::Forward(item)) => rsx! {
                    Forward { conversation: id, item, on_close: move |()| asked.set(None) }
                },
                Some(Asked::Info(item)) => rsx! {
                    MessageInfo { conversation: id, item, on_close: move |()| asked.set(None) }
                },
                Some(Asked::History(item)) => rsx! {
                    EditHistory { conversation: id, item, on_close: move |()| asked.set(None) }
                },
            }
        }
    }
}
