//! A line that says what it switches, and the switch.

use dioxus::prelude::*;

use crate::state::group_options::GroupOption;

#[component]
pub(crate) fn OptionSwitch(option: GroupOption, on: bool, on_change: EventHandler<bool>) -> Element {
    let hook = option.hook();
    rsx! {
        div { class: "setting option-setting",
            span { class: "setting-words",
                span { id: "{hook}-label", "{option.label()}" }
                span { id: "{hook}-hint", class: "setting-hint", "{option.hint(on)}" }
            }
            button {
                class: "switch",
                r#type: "button",
                role: "switch",
                "data-testid": hook,
                aria_labelledby: "{hook}-label",
                aria_describedby: "{hook}-hint",
                aria_checked: if on { "true" } else { "false" },
                onclick: move |_| on_change.call(!on),
            }
        }
    }
}
