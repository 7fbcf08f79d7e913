//! What can be read out of a damaged file of what exists nowhere else: unsent commands, drafts, and files in composers.
//!
//! Everything else comes back from the server.

use std::path::Path;

use engine::store::{OutboxEntry, SavedDraft, Write};
use engine::ui::KeptFile;
use protocol::ConversationId;
use rusqlite::{Connection, OpenFlags};

use crate::{composers, drafts, outbox};

/// The step of the schema from which on there are files.
const FILES: u32 = 3;
/// And the one from which on composers hold files of the server.
const KEPT: u32 = 4;

/// A part is empty when it cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rescued {
    pub outbox: Vec<OutboxEntry>,
    /// Those that the server has yet to hear of.
    pub drafts: Vec<SavedDraft>,
    pub composers: Vec<(ConversationId, Vec<KeptFile>)>,
    /// All parts could be read: nothing unsent is lost.
    pub complete: bool,
}

impl Rescued {
    /// What puts it into a fresh store.
    pub fn writes(&self) -> Vec<Write> {
        let drafts = self.drafts.iter().map(|saved| Write::PutDraft {
            draft: saved.draft.clone(),
            unsent: saved.unsent,
        });
        let outbox = self.outbox.iter().cloned().map(Write::PutOutbox);
        let composers = self.composers.iter().map(|(id, files)| Write::PutComposer {
            conversation: *id,
            files: files.clone(),
        });
        outbox.chain(drafts).chain(composers).collect()
    }
}

/// Never fails: what cannot be read is not there.
pub fn rescue(path: &Path) -> Rescued {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(connection) = Connection::open_with_flags(path, flags) else {
        return Rescued::default();
    };
    let version: rusqlite::Result<u32> = connection.query_row("PRAGMA user_version", [], |row| row.get(0));
    let (outbox, composers) = match version {
        Ok(version) if version < FILES => (outbox::load_without_files(&connection), Ok(Vec::new())),
        Ok(version) if version < KEPT => (outbox::load(&connection), composers::load_staged(&connection)),
        _ => (outbox::load(&connection), composers::load(&connection)),
    };
    let drafts = drafts::load(&connection);
    Rescued {
        complete: outbox.is_ok() && drafts.is_ok() && composers.is_ok(),
        composers: composers.unwrap_or_default(),
        outbox: outbox.unwrap_or_default(),
        drafts: drafts
            .unwrap_or_default()
            .into_iter()
            .filter(|saved| saved.unsent)
            .collect(),
    }
}
