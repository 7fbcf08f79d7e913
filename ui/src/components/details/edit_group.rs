//! Name, picture and description of a group. Words are saved with the button; a picture is everybody's as soon as it is chosen.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::Request;

use protocol::{ConversationId, DESCRIPTION_CHARS, FileId, FileKind, GroupSwitch, NewFile};

use crate::components::avatar::Avatar;
use crate::components::dialog::Frame;
use crate::desk::{Desk, use_desk};
use crate::dom::canvas;
use crate::dom::files::{self, Picked};
use crate::state::preparing::{QUALITY, fit};

const INPUT: &str = "group-picture-input";
/// Longer side of a picture, in pixels: it is drawn at 72 at most, on screens of several pixels each.
const SIDE: u32 = 512;

#[component]
pub(super) fn EditGroup(conversation: ConversationId, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let (title, description, picture) = {
        let details = desk.model.details.read();
        let known = details.as_ref().map(|details| {
            let settings = details.settings.clone();
            (details.title.clone(), settings.description, settings.picture)
        });
        known.unwrap_or_default()
    };
    // What is set elsewhere meanwhile is not set back by who only changes the other.
    let begun = use_hook(|| (title.clone(), description));
    let mut name = use_signal(|| begun.0.clone());
    let mut description = use_signal(|| begun.1.clone());
    let new_name = name.read().trim().to_owned();
    let new_description = description.read().trim().to_owned();
    let good = !new_name.is_empty() && (new_name != begun.0 || new_description != begun.1);
    let has_picture = picture.is_some();
    rsx! {
        Frame { id: "edit-group", title: "Edit group", focus: "group-name".to_owned(), on_close,
            form {
                class: "dialog-form",
                onsubmit: move |event| {
                    event.prevent_default();
                    if !good {
                        return;
                    }
                    if new_name != begun.0 {
                        desk.ask(Request::RenameGroup { conversation, name: new_name.clone() });
                    }
                    if new_description != begun.1 {
                        let switch = GroupSwitch::Description(new_description.clone());
                        desk.ask(Request::SetGroup { conversation, switch });
                    }
                    on_close.call(());
                },
                div { class: "group-picture",
                    Avatar { id: conversation.0.as_u128(), name: title, size: 72, group: true, picture }
                    button {
                        class: "button",
                        r#type: "button",
                        "data-testid": "group-picture",
                        onclick: move |_| files::choose(INPUT),
                        if has_picture { "Change picture" } else { "Choose a picture" }
                    }
                    if has_picture {
                        button {
                            class: "button danger-plain",
                            r#type: "button",
                            "data-testid": "group-picture-remove",
                            onclick: move |_| {
                                let switch = GroupSwitch::Picture(None);
                                desk.ask(Request::SetGroup { conversation, switch });
                            },
                            "Remove"
                        }
                    }
                    input {
                        id: INPUT,
                        class: "hidden-text",
                        r#type: "file",
                        accept: "image/*",
                        tabindex: "-1",
                        aria_hidden: "true",
                        "data-testid": INPUT,
                        onchange: move |_| {
                            if let Some(picked) = files::chosen(INPUT).into_iter().next() {
                                set_picture(desk, conversation, picked);
                            }
                        },
                    }
                }
                label { class: "field",
                    span { class: "field-label", "Name" }
                    input {
                        class: "input",
                        "data-testid": "group-name",
                        id: "group-name",
                        maxlength: "{desk.model.limits().name_chars}",
                        value: "{name}",
                        oninput: move |event| name.set(event.value()),
                    }
                }
                label { class: "field",
                    span { class: "field-label", "Description" }
                    textarea {
                        class: "input description-input",
                        "data-testid": "group-description-input",
                        rows: "3",
                        dir: "auto",
                        maxlength: "{DESCRIPTION_CHARS}",
                        placeholder: "What this group is for",
                        value: "{description}",
                        oninput: move |event| description.set(event.value()),
                    }
                }
                footer { class: "dialog-footer",
                    button { class: "button", r#type: "button", onclick: move |_| on_close.call(()), "Cancel" }
                    button { class: "button primary", r#type: "submit", "data-testid": "edit-group-submit", disabled: !good, "Save" }
                }
            }
        }
    }
}

/// Draws it small, keeps it on the device, and makes it the group's. Goes on when the dialog is closed.
fn set_picture(desk: Desk, conversation: ConversationId, picked: Picked) {
    spawn_forever(async move {
        let done = async {
            let unknown =
                || "That isn't a picture that can be shown here. Choose a JPEG or PNG file.".to_owned();
            let decoded = canvas::decode(&picked.blob).await.ok_or_else(unknown)?;
            let size = fit(decoded.size, SIDE);
            let drawn = decoded
                .drawn(size, "image/jpeg", QUALITY)
                .await
                .ok_or_else(unknown)?;
            let mut file = NewFile {
                id: FileId::from_number(0), // until the bytes are kept
                kind: FileKind::Photo,
                name: "group.jpg".into(),
                media_type: "image/jpeg".into(),
                bytes: drawn.size() as u64,
                size: Some(size),
                length_ms: None,
                placeholder: None,
                waveform: None,
                poster: None,
            };
            let words = |error: protocol::ApiError| error.message;
            file.id = desk.backend().files().stage(drawn).await.map_err(words)?;
            let request = Request::SetGroupPicture { conversation, file };
            desk.backend().request(request).await.map_err(words)
        };
        if let Err(words) = done.await {
            desk.say(words);
        }
    });
}
