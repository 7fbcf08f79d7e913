//! The practice's policy: who learns how far others have read. For coaches.

use dioxus::prelude::*;
use engine::ui::Request;
use protocol::ReceiptPolicy;

use crate::desk::use_desk;

#[component]
pub(crate) fn Receipts() -> Element {
    let desk = use_desk();
    let me = desk.model.me.read();
    let now = me.as_ref().map(|me| me.workspace.receipts).unwrap_or_default();
    let choices = [
        (ReceiptPolicy::Everyone, "Everyone", "receipts-everyone"),
        (ReceiptPolicy::Staff, "Coaches only", "receipts-staff"),
        (ReceiptPolicy::Off, "Nobody", "receipts-off"),
    ];
    let hint = match now {
        ReceiptPolicy::Everyone => "Coaches and clients see when a message was delivered and read.",
        ReceiptPolicy::Staff => "Coaches see when a message was read. Clients only see that it was sent.",
        ReceiptPolicy::Off => "Nobody sees when a message was read, coaches neither.",
    };
    rsx! {
        section { class: "card-section",
            h2 { class: "section-title", "Practice" }
            div { class: "card",
                div { class: "setting",
                    span { class: "setting-words",
                        "Who sees read receipts"
                        span { class: "setting-hint", "{hint}" }
                    }
                    div { class: "segments", role: "radiogroup", aria_label: "Who sees read receipts",
                        for (policy, label, hook) in choices {
                            button {
                                key: "{hook}",
                                class: "segment",
                                role: "radio",
                                "data-testid": hook,
                                aria_checked: if now == policy { "true" } else { "false" },
                                onclick: move |_| desk.ask(Request::SetReceiptPolicy { policy }),
                                "{label}"
                            }
                        }
                    }
                }
            }
        }
    }
}
