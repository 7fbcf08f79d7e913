//! Archives: a folder that holds a whole server or one practice, readable by any database, provable without a server.
//!
//! ```text
//! manifest.json         what, when, how much, and the BLAKE3 hash of every list below
//! manifest.blake3       the hash of manifest.json
//! tables/NAME.ndjson    one row a line, with the columns of db::portable
//! media.ndjson          one media file a line: workspace, hash, bytes
//! media/WORKSPACE/HASH  the files themselves, named by their hash
//! ```
//!
//! Owns the format, writing and checking. Everything is streamed. An archive is written beside its place and moved there
//! when it is whole and on the disk; it is read to its end and checked before the first row goes anywhere. Knows no SQL.

mod files;
mod load;
mod manifest;
mod read;
mod rows;
mod run;
mod write;

use std::path::{Path, PathBuf};

use protocol::WorkspaceId;

use crate::db::DbError;
use crate::media::MediaError;

pub use load::{import, restore};
pub use manifest::{Holds, Manifest, MediaList, Practice, TableFile};
pub use read::Archive;
pub use run::{bring, make, practices};
pub use write::{Written, write};

/// What an archive is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole server, with its sessions and open invitations: to be restored.
    Backup,
    /// One practice, without what lets people in here: to be imported elsewhere.
    Export(WorkspaceId),
}

/// An archive could not be written, is not whole, or does not fit where it is to go.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Disk; trying again may help.
    #[error("{path}: {source}", path = path.display())]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error("there is no database {path}. Name the data folder with --data.", path = .0.display())]
    NoDatabase(PathBuf),
    #[error("{path} is there already. Name a folder that is not there yet.", path = .0.display())]
    Exists(PathBuf),
    #[error(
        "{path} is what an interrupted run left behind, or another run is at it. Remove it when no other is.",
        path = .0.display()
    )]
    Unfinished(PathBuf),
    #[error("{path} is no archive, or not a whole one: it has no {missing}. Take another copy.", path = folder.display())]
    NotWhole { folder: PathBuf, missing: &'static str },
    #[error("the archive is damaged: {what}. Nothing was changed. Take another copy.")]
    Damaged { what: String },
    #[error(
        "the archive was made by a newer server (schema {found}, this one knows {known}). Nothing was changed. Use that server's version or a newer one."
    )]
    Newer { found: u32, known: u32 },
    #[error(
        "there is no practice with the id {0}. `rapport-server workspace list` lists those that there are."
    )]
    NoSuchPractice(WorkspaceId),
    #[error("this is the export of one practice: `rapport-server import` adds it to a server.")]
    IsExport,
    #[error("this is the backup of a whole server: `rapport-server restore` brings it back on an empty one.")]
    IsBackup,
    #[error(
        "there are practices here already, and a restore never replaces anything. Nothing was changed. Restore into an empty place (another --data, or a new PostgreSQL database), then let the server run on that."
    )]
    NotEmpty,
    #[error(
        "the practice {name:?} ({id}) is on this server already. Nothing was changed. An import never replaces anything."
    )]
    Taken { id: WorkspaceId, name: String },
    #[error("an id of the archive is taken by another practice of this server. Nothing was changed.")]
    Clash,
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> ArchiveError + '_ {
    |source| ArchiveError::File {
        path: path.to_owned(),
        source,
    }
}

fn damaged(what: impl Into<String>) -> ArchiveError {
    ArchiveError::Damaged { what: what.into() }
}

#[cfg(test)]
mod tests;
