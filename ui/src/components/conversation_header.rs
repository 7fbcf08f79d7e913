//! Above a conversation: who it is with and what is going on there.

use dioxus::prelude::*;
use engine::ui::Connection;
use protocol::{ConversationId, ConversationKind};

use super::avatar::Avatar;
use super::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::format::words::{count, typing_words};
use crate::route::Route;
use crate::state::connection::line;

#[component]
pub(crate) fn ConversationHeader(conversation: ConversationId, foldable: bool) -> Element {
    let desk = use_desk();
    let rows = desk.model.rows.read();
    let row = rows.get(conversation);
    let details = desk.model.details.read();
    let details = details.as_ref().filter(|details| details.id == conversation);
    let title = row
        .map(|row| row.title.clone())
        .or_else(|| details.map(|details| details.title.clone()));
    let group = row.is_some_and(|row| row.kind == ConversationKind::Group);
    let client = row.and_then(|row| row.client);
    let typing = row.and_then(|row| typing_words(&row.typing, group));
    let busy = typing.is_some();
    let state = typing.unwrap_or_else(|| match (row, details) {
        (Some(row), _) if row.archived => "Archived".into(),
        (Some(row), _) if row.announcement => {
            format!(
                "Announcement group, {}",
                count(row.members.into(), "member", "members")
            )
        }
        (Some(row), _) if group => count(row.members.into(), "member", "members"),
        _ => client.map_or_else(String::new, |client| {
            joined_words(desk.model.people.read().as_slice(), client)
        }),
    });
    let face = client.map_or(conversation.0, |client| client.0).as_u128();
    let title = title.unwrap_or_default();
    let open = matches!(*desk.route.read(), Route::Conversation { details: true, .. });
    let connection = *desk.model.connection.read();
    rsx! {
        header { class: "pane-header conversation-header",
            button {
                class: "icon-button back",
                aria_label: "Back to the list",
                "data-testid": "back",
                onclick: move |_| {
                    let parent = desk.route.peek().parent(); // read to the end before it is written
                    desk.go(parent);
                },
                Glyph { icon: Icon::Back, size: 22 }
            }
            button {
                class: "who",
                disabled: !foldable,
                title: "Details",
                onclick: move |_| desk.go(Route::Conversation { id: conversation, details: !open }),
                Avatar { id: face, name: title.clone(), size: 36, group, picture: row.and_then(|row| row.picture.clone()) }
                span { class: "who-words",
                    span { class: "who-name one-line", dir: "auto", "data-testid": "conversation-title", "{title}" }
                    State { connection, state, busy }
                }
            }
            if foldable {
                button {
                    class: "icon-button",
                    "data-testid": "details-toggle",
                    title: "Details",
                    aria_label: "Details",
                    aria_expanded: if open { "true" } else { "false" },
                    onclick: move |_| desk.go(Route::Conversation { id: conversation, details: !open }),
                    Glyph { icon: Icon::Info }
                }
            }
        }
    }
}

/// The state line. A phone shows no list here, so it says the connection's state instead while all is not well.
#[component]
fn State(connection: Connection, state: String, busy: bool) -> Element {
    let desk = use_desk();
    let offline = line(connection, &desk.model.clock).map(|line| line.text);
    let class = if busy {
        "who-state one-line busy"
    } else {
        "who-state one-line"
    };
    rsx! {
        span { class, "data-testid": "conversation-state", "data-covered": offline.is_some(), "{state}" }
        if let Some(text) = offline.as_ref() {
            span { class: "who-state who-offline one-line", "{text}" }
        }
    }
}

fn joined_words(people: &[protocol::Account], client: protocol::AccountId) -> String {
    match people.iter().find(|account| account.id == client) {
        Some(account) if account.joined_at.is_none() => "Invited, not joined yet".into(),
        Some(_) => "Client".into(),
        None => String::new(),
    }
}
