//! Who comes into a group by themselves: nobody, every client, or those with some tags.

use dioxus::prelude::*;
use protocol::AccountKind;

use crate::desk::{Desk, use_desk};
use crate::format::words::count;
use crate::state::founding::Filling;

#[component]
pub(crate) fn FillingPicker(
    filling: Filling,
    /// Something above it says what it is.
    #[props(default)]
    titled: bool,
    on_change: EventHandler<Filling>,
) -> Element {
    let desk = use_desk();
    let by_tags = Filling::Tags {
        tags: Vec::new(),
        all: false,
    };
    let kinds = [
        ("Only who is added", "filling-hand", Filling::ByHand),
        ("All clients", "filling-everyone", Filling::Everyone),
        ("By tag", "filling-tags", by_tags),
    ];
    let hint = hint(desk, &filling);
    rsx! {
        div { class: "filling",
            span {
                class: if titled { "hidden-text" } else { "field-label" },
                id: "filling-label",
                "Who comes in by themselves"
            }
            div { class: "segments", role: "radiogroup", aria_labelledby: "filling-label",
                for (label, hook, kind) in kinds {
                    button {
                        key: "{hook}",
                        class: "segment",
                        r#type: "button",
                        role: "radio",
                        "data-testid": hook,
                        aria_checked: is(std::mem::discriminant(&kind) == std::mem::discriminant(&filling)),
                        onclick: {
                            let same = std::mem::discriminant(&kind) == std::mem::discriminant(&filling);
                            move |_| {
                                if !same {
                                    on_change.call(kind.clone());
                                }
                            }
                        },
                        "{label}"
                    }
                }
            }
            if let Filling::Tags { tags, all } = &filling {
                div { class: "filling-tags", role: "group", aria_label: "Tags",
                    for tag in desk.model.roster.read().tags().iter().cloned() {
                        button {
                            key: "{tag.id}",
                            class: "filling-tag",
                            r#type: "button",
                            style: "--tag-hue: {tag.hue}",
                            "data-testid": "filling-tag",
                            "data-name": "{tag.name}",
                            aria_pressed: is(filling.has(tag.id)),
                            onclick: {
                                let filling = filling.clone();
                                move |_| {
                                    let mut filling = filling.clone();
                                    filling.toggle(tag.id);
                                    on_change.call(filling);
                                }
                            },
                            span { class: "filling-dot", aria_hidden: "true" }
                            span { class: "one-line", dir: "auto", "{tag.name}" }
                        }
                    }
                }
                if tags.len() > 1 {
                    label { class: "check",
                        input {
                            r#type: "checkbox",
                            "data-testid": "filling-all",
                            checked: *all,
                            onchange: {
                                let tags = tags.clone();
                                move |event: FormEvent| on_change.call(Filling::Tags { tags: tags.clone(), all: event.checked() })
                            },
                        }
                        "Only who has all of these tags"
                    }
                }
            }
            p { class: "field-hint", role: "status", "data-testid": "filling-hint", "{hint}" }
        }
    }
}

fn is(so: bool) -> &'static str {
    if so { "true" } else { "false" }
}

/// Whom that is now, and what comes of it later.
fn hint(desk: Desk, filling: &Filling) -> String {
    let roster = desk.model.roster.read();
    let rule = match filling.rule() {
        Ok(None) => return "People come and go by hand only.".into(),
        Ok(Some(rule)) => rule,
        Err(_) if roster.tags().is_empty() => {
            return "There are no tags yet. You can make some under Clients.".into();
        }
        Err(missing) => return format!("{missing}."),
    };
    let people = desk.model.people.read();
    let fits = people
        .iter()
        .filter(|account| account.kind == AccountKind::Client && rule.takes(roster.ids_of(account.id)))
        .count();
    let now = count(fits as u64, "client", "clients");
    match filling {
        Filling::Everyone => format!("{now} now, and everyone who joins the practice."),
        _ => format!("{now} now. Whoever gets or loses a tag comes or goes by themselves."),
    }
}
