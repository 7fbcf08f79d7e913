//! `manifest.json`: what an archive holds and how to prove it.

use protocol::{Timestamp, WorkspaceId};
use serde::{Deserialize, Serialize};

pub(super) const MANIFEST: &str = "manifest.json";
/// The hash of the manifest, written last.
pub(super) const SEAL: &str = "manifest.blake3";
pub(super) const MEDIA_LIST: &str = "media.ndjson";
/// Number of the layout; the tables have one of their own.
pub(super) const FORMAT: u32 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Number of the archive's layout.
    pub format: u32,
    /// Number of `db::portable`'s description.
    pub schema: u32,
    pub holds: Holds,
    pub made_at: Timestamp,
    pub made_by: String,
    pub practices: Vec<Practice>,
    pub tables: Vec<TableFile>,
    pub media: MediaList,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    Backup,
    Export,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    pub id: WorkspaceId,
    pub name: String,
}

/// One table's file, `tables/NAME.ndjson`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    pub name: String,
    pub rows: u64,
    pub bytes: u64,
    pub blake3: String,
}

/// The list of the media files, `media.ndjson`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaList {
    pub files: u64,
    /// Of the list itself.
    pub bytes: u64,
    pub blake3: String,
    /// Of all media files together.
    pub media_bytes: u64,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MediaLine {
    pub(super) workspace: WorkspaceId,
    pub(super) hash: String,
    pub(super) bytes: u64,
}

pub(super) fn table_path(name: &str) -> String {
    format!("tables/{name}.ndjson")
}

pub(super) fn media_path(workspace: WorkspaceId, hash: &str) -> String {
    format!("media/{workspace}/{hash}")
}
