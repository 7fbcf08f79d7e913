//! "Edit history": what a message said before, newest first; each version beside what it replaced.

use dioxus::prelude::*;
use protocol::{Answer, Call, ConversationId, Version};

use super::dialog::Frame;
use super::message_info::{Trouble, Waiting, trouble};
use crate::desk::use_desk;
use crate::format::changes::{Piece, changes};
use crate::format::times::moment;
use crate::state::layout::Shared;

#[component]
pub(crate) fn EditHistory(conversation: ConversationId, item: Shared, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let clock = desk.model.clock;
    let message = item.0.id;
    let mut answer =
        use_resource(move || async move { desk.call(Call::Versions(conversation, message)).await });
    let known = match &*answer.read() {
        None => None,
        Some(Ok(Answer::Versions(versions))) => Some(Ok(versions.clone())),
        Some(Ok(_)) => Some(Err("The server answered something else. Try again.".to_owned())),
        Some(Err(error)) => Some(Err(trouble(desk, error))),
    };
    rsx! {
        Frame { id: "edit-history", title: "Edit history", on_close,
            match known {
                None => rsx! { Waiting {} },
                Some(Err(text)) => rsx! { Trouble { text, on_again: move |()| answer.restart() } },
                Some(Ok(mut versions)) => {
                    versions.push(Version {
                        body: item.0.body.clone(),
                        at: item.0.edited_at.or(item.0.sent_at).unwrap_or_else(|| clock.now()),
                    });
                    let before = versions.iter().map(Some);
                    let before: Vec<_> = std::iter::once(None).chain(before).collect();
                    let shown: Vec<_> = versions.iter().zip(before).rev().enumerate().collect();
                    rsx! {
                        ol { class: "versions", "data-testid": "versions",
                            for (index, (version, before)) in shown {
                                li { key: "{index}", class: "version", "data-testid": "version",
                                    p { class: "version-time number",
                                        if index == 0 {
                                            "Now, since {moment(&clock, version.at)}"
                                        } else if before.is_none() {
                                            "First, {moment(&clock, version.at)}"
                                        } else {
                                            "{moment(&clock, version.at)}"
                                        }
                                    }
                                    {compared(before, version)}
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn compared(before: Option<&Version>, version: &Version) -> Element {
    let pieces = match before {
        Some(before) => changes(&before.body.text, &version.body.text),
        None => vec![Piece::Same(version.body.text.clone())],
    };
    rsx! {
        p { class: "version-text", dir: "auto",
            for piece in pieces {
                match piece {
                    Piece::Same(text) => rsx! { "{text}" },
                    Piece::Removed(text) => rsx! { del { "{text}" } },
                    Piece::Added(text) => rsx! { ins { "{text}" } },
                    // Left to right in every script: the arrow does not turn round by itself.
                    Piece::Number { before, after } => rsx! {
                        bdi { class: "number-change number", dir: "ltr",
                            del { "{before}" }
                            " → "
                            ins { "{after}" }
                        }
                    },
                }
            }
        }
    }
}
