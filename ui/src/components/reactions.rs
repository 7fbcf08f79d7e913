//! The emoji under a message. What a click does is heard by the timeline, for all of them.

use dioxus::prelude::*;
use engine::ui::ReactionCount;

use crate::format::reactions::label;

pub(crate) fn reactions(reactions: &[ReactionCount]) -> Element {
    rsx! {
        div { class: "reactions",
            for reaction in reactions {
                button {
                    key: "{reaction.emoji}",
                    class: "reaction",
                    tabindex: "-1",
                    title: label(reaction),
                    aria_label: label(reaction),
                    aria_pressed: if reaction.own { "true" } else { "false" },
                    "data-testid": "reaction",
                    "data-emoji": "{reaction.emoji}",
                    "{reaction.emoji} "
                    span { class: "number", "{reaction.count}" }
                }
            }
        }
    }
}
