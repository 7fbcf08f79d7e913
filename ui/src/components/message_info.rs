//! "Message info": whom one's message has reached, and when. Asked of the server; never kept.

use dioxus::prelude::*;
use engine::ui::ConnectionState;
use protocol::{Answer, ApiError, Call, ConversationId};

use super::avatar::Avatar;
use super::dialog::Frame;
use super::status_mark::status_mark;
use crate::desk::{Desk, use_desk};
use crate::format::times::moment;
use crate::state::layout::Shared;
use crate::state::seen::{Person, Seen};

#[component]
pub(crate) fn MessageInfo(conversation: ConversationId, item: Shared, on_close: EventHandler<()>) -> Element {
    let desk = use_desk();
    let message = item.0.id;
    let mut answer = use_resource(move || async move { desk.call(Call::Seen(conversation, message)).await });
    let known = match &*answer.read() {
        None => None,
        Some(Ok(Answer::Seen(seen))) => {
            let details = desk.model.details.read();
            let members = details.as_ref().map(|details| details.members.as_slice());
            Some(Ok(Seen::new(seen, members.unwrap_or_default())))
        }
        Some(Ok(_)) => Some(Err("The server answered something else. Try again.".to_owned())),
        Some(Err(error)) => Some(Err(trouble(desk, error))),
    };
    rsx! {
        Frame { id: "message-info", title: "Message info", on_close,
            p { class: "sheet-message", dir: "auto", "{item.0.body.text}" }
            match known {
                None => rsx! { Waiting {} },
                Some(Err(text)) => rsx! { Trouble { text, on_again: move |()| answer.restart() } },
                Some(Ok(seen)) => rsx! {
                    div { class: "seen", "data-testid": "seen",
                        p { class: "seen-sum number", "data-testid": "seen-sum", "{seen.words()}" }
                        Group { title: "Read", status: engine::ui::Status::Read, people: seen.read }
                        Group { title: "Delivered", status: engine::ui::Status::Delivered, people: seen.delivered }
                        Group { title: "Not delivered yet", status: engine::ui::Status::Sent, people: seen.waiting }
                    }
                },
            }
        }
    }
}

/// Why a dialog has nothing to show.
pub(crate) fn trouble(desk: Desk, error: &ApiError) -> String {
    match desk.model.connection.read().state {
        ConnectionState::Offline { .. } => "This needs a connection. You're offline.".to_owned(),
        _ => error.message.clone(),
    }
}

/// The grey place of what is being fetched.
#[component]
pub(crate) fn Waiting() -> Element {
    rsx! {
        div { class: "seen bones", role: "status", aria_label: "Loading",
            div { class: "bone line w-30" }
            div { class: "bone line w-60" }
            div { class: "bone line w-40" }
        }
    }
}

/// What went wrong, and the way to try again.
#[component]
pub(crate) fn Trouble(text: String, on_again: EventHandler<()>) -> Element {
    rsx! {
        div { class: "seen trouble", role: "alert",
            p { class: "quiet", "{text}" }
            button { class: "button", "data-testid": "again", onclick: move |_| on_again.call(()), "Try again" }
        }
    }
}

#[component]
fn Group(title: String, status: engine::ui::Status, people: Vec<Person>) -> Element {
    let desk = use_desk();
    if people.is_empty() {
        return rsx! {};
    }
    let clock = desk.model.clock;
    rsx! {
        h3 { class: "section-title seen-title",
            {status_mark(status)}
            "{title}"
        }
        ul {
            for person in people {
                li { key: "{person.id}", class: "member", "data-testid": "seen-person",
                    Avatar { id: person.id, name: person.name.clone(), size: 36 }
                    span { class: "member-name",
                        span { class: "one-line", dir: "auto", "{person.name}" }
                        if let (Some(at), true) = (person.delivered_at, status == engine::ui::Status::Read) {
                            span { class: "setting-hint", "Delivered {moment(&clock, at)}" }
                        }
                    }
                    if let Some(at) = person.at {
                        time { class: "quiet number", "{moment(&clock, at)}" }
                    }
                }
            }
        }
    }
}
