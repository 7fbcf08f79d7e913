//! One conversation: header, timeline, composer. Opens it at the engine when it is shown, closes it when it goes.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::ConversationId;

use crate::components::composer::Composer;
use crate::components::confirm::Confirm;
use crate::components::conversation_header::ConversationHeader;
use crate::components::message_menu::{MessageMenu, Spot};
use crate::components::timeline::Timeline;
use crate::desk::use_desk;
use crate::dom;

/// `foldable`: the details can be shown beside it. Give it the id as `key`: another conversation is another screen.
#[component]
pub(crate) fn Conversation(id: ConversationId, foldable: bool) -> Element {
    let desk = use_desk();
    let spot = use_context_provider(Spot::new);
    let mut deleting = spot.deleting;
    let mut open = desk.open;
    use_hook(|| {
        let mut model = desk.model;
        model.close_conversation();
        open.set(Some(id));
        desk.ask(Request::Open { conversation: id });
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
    rsx! {
        section { class: "pane conversation-pane", aria_label: "Conversation",
            ConversationHeader { conversation: id, foldable }
            Timeline { conversation: id }
            Composer { conversation: id }
            MessageMenu {}
            if let Some(message) = *deleting.read() {
                Confirm {
                    title: "Delete this message?",
                    text: "The words are erased for everybody. A note that there was a message stays.",
                    yes: "Delete",
                    on_yes: move |()| desk.ask(Request::Delete { conversation: id, message }),
                    on_close: move |()| deleting.set(None),
                }
            }
        }
    }
}
