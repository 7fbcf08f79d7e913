//! How a group is set: one switch a line, each at once and for everybody.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{ConversationId, GroupSettings};

use crate::components::option_switch::OptionSwitch;
use crate::desk::use_desk;
use crate::state::group_options::{ALL, GroupOption};

#[component]
pub(super) fn Switches(conversation: ConversationId, settings: GroupSettings) -> Element {
    let desk = use_desk();
    rsx! {
        section { class: "details-section",
            h3 { class: "section-title", "What members can do" }
            for option in ALL {
                OptionSwitch {
                    key: "{option.hook()}",
                    option,
                    on: option.is_on(&settings),
                    on_change: move |on| {
                        let switch = GroupOption::switch(option, on);
                        desk.ask(Request::SetGroup { conversation, switch });
                    },
                }
            }
        }
    }
}
