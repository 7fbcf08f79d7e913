//! Opens the file: its settings, who may have it, and its schema.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use engine::store::Durability;
use rusqlite::Connection;

use crate::error::{OpenError, open_error};
use crate::{SqliteStore, migrations};

/// How long to wait for a former process that is just ending.
const PATIENCE: Duration = Duration::from_secs(1);

impl SqliteStore {
    /// Opens or makes the file and brings its schema up to date.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let mut connection = Connection::open(path).map_err(open_error)?;
        configure(&connection).map_err(open_error)?;
        migrations::run(&mut connection)?;
        Ok(Self {
            connection,
            durability: Durability::Full,
            damaged: Cell::new(false),
        })
    }
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    // The engine holds in memory what it has loaded, so nobody else may write. Also spares the shared-memory file.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // Kibibytes when negative: a list of 500 conversations and a few long timelines stay in memory.
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
