//! Keys that work anywhere in the page: from one conversation to another, the quick switcher, the sheet of shortcuts.

use dioxus::prelude::*;
use engine::ui::{Place, Request};
use futures_util::StreamExt;

use crate::components::composer::FIELD;
use crate::components::conversation_list::SEARCH;
use crate::desk::{Desk, Dialog};
use crate::dom::keyboard::{self, Pressed};
use crate::dom::{self, field};
use crate::route::Route;
use crate::state::keys::{self, Command, Situation};
use crate::state::model::Phase;
use crate::state::rows::Filter;
use crate::state::switcher::neighbour;

/// Hears them for as long as the page lives.
pub(super) fn use_keys(desk: Desk) {
    use_future(move || async move {
        let mut commands = keyboard::listen(move |pressed| command(desk, pressed));
        while let Some(command) = commands.next().await {
            perform(desk, command);
        }
    });
}

/// What a key means now. Escape is the browser's where nothing is open to be read.
fn command(desk: Desk, pressed: &Pressed) -> Option<Command> {
    if *desk.model.phase.peek() != Phase::SignedIn {
        return None;
    }
    let writing = desk.model.writing.peek();
    let now = Situation {
        dialog: keyboard::is_covered(),
        field: keyboard::is_in_field_but(FIELD),
        busy: writing.edit.is_some() || writing.reply.is_some(),
        ..Situation::default()
    };
    keys::find(pressed.key(), now)
        .filter(|command| *command != Command::MarkRead || desk.open.peek().is_some())
}

fn perform(mut desk: Desk, command: Command) {
    match command {
        Command::Switch => desk.dialog.set(Some(Dialog::Switcher)),
        // Where the list is not on the screen, the switcher finds the same names.
        Command::Search if dom::is_shown(SEARCH) => field::begin_again(SEARCH),
        Command::Search => desk.dialog.set(Some(Dialog::Switcher)),
        Command::Sheet => desk.dialog.set(Some(Dialog::Shortcuts)),
        Command::Previous => go_beside(desk, false, false),
        Command::Next => go_beside(desk, true, false),
        Command::PreviousUnread => go_beside(desk, false, true),
        Command::NextUnread => go_beside(desk, true, true),
        Command::Nth(place) => {
            let rows = desk.model.rows.peek().visible(Filter::All, "", None);
            if let Some(row) = rows.get(usize::from(place).saturating_sub(1)) {
                desk.go(Route::Conversation {
                    id: row.id,
                    details: false,
                });
            }
        }
        Command::MarkRead => mark_read(desk),
        // The composer's own.
        Command::ChooseNext
        | Command::ChoosePrevious
        | Command::Choose
        | Command::ChooseNothing
        | Command::Send
        | Command::Line
        | Command::Format(_)
        | Command::EditLast
        | Command::Leave => {}
    }
}

fn go_beside(desk: Desk, down: bool, unread: bool) {
    let open = desk.route.peek().conversation();
    let rows = desk.model.rows.peek().visible(Filter::All, "", open);
    if let Some(id) = neighbour(&rows, open, down, unread) {
        desk.go(Route::Conversation { id, details: false });
    }
}

/// Up to the latest message that this device shows.
fn mark_read(desk: Desk) {
    let Some(conversation) = *desk.open.peek() else {
        return;
    };
    let timeline = desk.model.timeline.peek();
    let newest = timeline.items().rev().find_map(|item| match item.place {
        Place::Sent(seq) => Some(seq),
        Place::Waiting(_) => None,
    });
    if let Some(seq) = newest {
        desk.ask(Request::Seen { conversation, seq });
    }
}
