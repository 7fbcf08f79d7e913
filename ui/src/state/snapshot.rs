//! What `boot.js` paints before the program has started: the first rows of the list as they last were. The names of the
//! fields are known there.

use std::rc::Rc;

use engine::ui::ConversationRow;
use protocol::Workspace;
use serde::Serialize;

use crate::format::clock::Clock;
use crate::format::face::{face_colour, initials};
use crate::format::times::row_time;
use crate::format::words::badge;

/// Key in the page's storage.
pub(crate) const KEY: &str = "rapport.snapshot";
/// As many rows as a tall screen shows.
const ROWS: usize = 16;

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Snapshot {
    name: String,
    brand_hue: u16,
    rows: Vec<Row>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Row {
    title: String,
    initials: String,
    face: u8,
    preview: String,
    time: String,
    badge: String,
}

/// The snapshot as JSON.
pub(crate) fn snapshot(rows: &[Rc<ConversationRow>], workspace: &Workspace, clock: &Clock) -> String {
    let rows = rows.iter().take(ROWS).map(|row| Row {
        title: row.title.clone(),
        initials: initials(&row.title),
        face: face_colour(row.client.map_or(row.id.0, |client| client.0).as_u128()),
        preview: row
            .preview
            .as_ref()
            .map(crate::format::files::preview)
            .unwrap_or_default(),
        time: row_time(clock, row.activity_at),
        badge: if row.unread > 0 {
            badge(row.unread)
        } else {
            String::new()
        },
    });
    serde_json::to_string(&Snapshot {
        name: workspace.name.clone(),
        brand_hue: workspace.brand_hue,
        rows: rows.collect(),
    })
    .unwrap_or_default()
}
