//! The domain's tables on SQLite. Owns connections, pragmas and the wrapping of its errors; the SQL is in one file
//! per table.

mod accounts;
mod archive;
mod audit;
mod client_files;
mod cohorts;
mod commands;
mod conversations;
mod crowds;
mod devices;
mod drafts;
mod feeds;
mod files;
mod filings;
mod invites;
mod jobs;
mod keys;
mod members;
mod memberships;
mod mentions;
mod message_files;
mod messages;
mod migrations;
mod played;
mod reactions;
mod receipt_steps;
mod receipts;
mod sign_in_codes;
mod stars;
mod tags;
mod templates;
mod values;
mod vault_folders;
mod vault_items;
mod versions;
mod workspaces;

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags, Params, Row};

use super::{DbError, Steps, Tx};

pub use archive::{SqliteDump, SqliteLoad};

/// Where the rows live.
#[derive(Clone, Debug)]
pub enum Place {
    /// For tests and the simulation: gone with the connection.
    Memory,
    File(std::path::PathBuf),
}

/// Opens for writing and brings the schema up to date. WAL with full synchronisation: what is committed is on disk.
pub fn open(place: &Place) -> Result<Connection, DbError> {
    let mut connection = match place {
        Place::Memory => Connection::open_in_memory()?,
        Place::File(path) => Connection::open(path)?,
    };
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    tune(&connection)?;
    migrations::run(&mut connection)?;
    Ok(connection)
}

/// Opens one more connection that can only read; the writer has been there before.
pub fn open_reader(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    tune(&connection)?;
    Ok(connection)
}

fn tune(connection: &Connection) -> Result<(), DbError> {
    connection.set_prepared_statement_cache_capacity(128);
    // Plans do not depend on bound values. Without this SQLite plans some statements anew at every run, because a value
    // might have satisfied a partial index: more than half of all the time that storing a message took.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "busy_timeout", 5_000)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    Ok(())
}

/// The tables on a connection of their own. Whoever has it begins and ends the transactions.
#[derive(Debug)]
pub struct SqliteTx {
    connection: Connection,
    /// How many statements were run: what must not grow with the people of a practice is counted, not timed.
    #[cfg(test)]
    statements: std::cell::Cell<u64>,
}

impl SqliteTx {
    pub fn on(connection: Connection) -> Self {
        Self {
            connection,
            #[cfg(test)]
            statements: std::cell::Cell::default(),
        }
    }

    #[cfg(test)]
    pub(crate) fn statements(&self) -> u64 {
        self.statements.get()
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, DbError> {
        #[cfg(test)]
        self.statements.set(self.statements.get() + 1);
        Ok(self.connection.prepare_cached(sql)?)
    }

    /// For writing: whoever else writes is waited for now, not in the middle.
    pub(crate) fn begin(&self) -> Result<(), DbError> {
        self.run("BEGIN IMMEDIATE", []).map(drop)
    }

    /// Everything that is read until the end is of one moment.
    pub(crate) fn begin_read(&self) -> Result<(), DbError> {
        self.run("BEGIN", []).map(drop)
    }

    pub(crate) fn commit(&self) -> Result<(), DbError> {
        self.run("COMMIT", []).map(drop)
    }

    /// Also right when a failure has ended the transaction by itself.
    pub(crate) fn rollback(&self) -> Result<(), DbError> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.run("ROLLBACK", []).map(drop)
    }

    /// Moves what the log holds into the file, so that the folder can simply be copied.
    pub(crate) fn checkpoint(&self) -> Result<(), DbError> {
        Ok(self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    fn run(&self, sql: &str, params: impl Params) -> Result<usize, DbError> {
        Ok(self.prepare(sql)?.execute(params)?)
    }

    fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, DbError> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose().map_err(DbError::from)
    }

    fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, DbError> {
        let mut statement = self.prepare(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx for SqliteTx {}

impl Steps for SqliteTx {
    async fn begin_step(&mut self) -> Result<(), DbError> {
        self.run("SAVEPOINT step", []).map(drop)
    }

    async fn undo_step(&mut self) -> Result<(), DbError> {
        self.run("ROLLBACK TO step", []).map(drop)
    }

    async fn end_step(&mut self) -> Result<(), DbError> {
        self.run("RELEASE step", []).map(drop)
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        match error.sqlite_error().map(|cause| cause.extended_code) {
            Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => Self::Conflict,
            _ => Self::Failed(Box::new(error)),
        }
    }
}
