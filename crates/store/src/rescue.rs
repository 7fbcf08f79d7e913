//! What can be read out of a damaged file of what exists nowhere else: unsent commands and drafts.
//!
//! Everything else comes back from the server.

use std::path::Path;

use engine::store::{OutboxEntry, SavedDraft, Write};
use rusqlite::{Connection, OpenFlags};

use crate::{drafts, outbox};

/// Either part is empty when it cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rescued {
    pub outbox: Vec<OutboxEntry>,
    /// Those that the server has yet to hear of.
    pub drafts: Vec<SavedDraft>,
    /// Both parts could be read: nothing unsent is lost.
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
        outbox.chain(drafts).collect()
    }
}

/// Never fails: what cannot be read is not there.
pub fn rescue(path: &Path) -> Rescued {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(connection) = Connection::open_with_flags(path, flags) else {
        return Rescued::default();
    };
    let (outbox, drafts) = (outbox::load(&connection), drafts::load(&connection));
    Rescued {
        complete: outbox.is_ok() && drafts.is_ok(),
        outbox: outbox.unwrap_or_default(),
        drafts: drafts
            .unwrap_or_default()
            .into_iter()
            .filter(|saved| saved.unsent)
            .collect(),
    }
}
