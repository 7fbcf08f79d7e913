//! Reading an archive: first all of it, to prove that it is whole, then row by row.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use protocol::WorkspaceId;

use super::files::{Sum, read_lines, read_through};
use super::manifest::{FORMAT, MANIFEST, MEDIA_LIST, MediaLine, SEAL, media_path, table_path};
use super::{ArchiveError, Holds, Manifest, TableFile, damaged, failed, rows};
use crate::db::portable::{Kept, Row, SCHEMA, TABLES, Table, Value};
use crate::media::{MediaFile, MediaHash};

/// An archive that has been read to its end and is whole.
#[derive(Clone, Debug)]
pub struct Archive {
    pub(super) folder: PathBuf,
    pub manifest: Manifest,
    practices: HashSet<WorkspaceId>,
}

impl Archive {
    /// Checks everything: the manifest, every row's form, every checksum, every media file.
    pub fn open(folder: &Path) -> Result<Self, ArchiveError> {
        let manifest = manifest(folder)?;
        let archive = Self {
            folder: folder.to_owned(),
            practices: manifest.practices.iter().map(|practice| practice.id).collect(),
            manifest,
        };
        for file in &archive.manifest.tables {
            archive.rows(file, |_, _| Ok(()))?;
        }
        let mut media = Vec::new();
        archive.media(|file| {
            media.push(file);
            Ok(())
        })?;
        for file in media {
            let sum = read_through(&archive.media_file(&file))?;
            if sum.blake3 != file.hash.to_string() || sum.bytes != file.bytes {
                return Err(damaged(format!("the media file {} has changed", file.hash)));
            }
        }
        Ok(archive)
    }

    /// Hands over the rows of one file and checks it once more: it may have changed since.
    pub(super) fn rows(
        &self,
        file: &TableFile,
        mut each: impl FnMut(&'static Table, Row) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        let table = TABLES
            .iter()
            .find(|table| table.name == file.name && self.may_hold(table));
        let table = table.ok_or_else(|| damaged(format!("{:?} has no place in it", file.name)))?;
        let owner = table
            .columns
            .iter()
            .position(|column| Some(column.name) == table.workspace);
        let path = self.folder.join(table_path(table.name));
        let mut number = 0;
        let sum = read_lines(&path, |line| {
            number += 1;
            let row = rows::row(table, line).map_err(|column| {
                damaged(format!(
                    "line {number} of {} is not a row, at {column}",
                    table_path(table.name)
                ))
            })?;
            // Nothing crosses from one practice to another, whoever made the archive.
            match owner.and_then(|owner| row.get(owner)) {
                Some(Value::Id(id)) if self.holds(WorkspaceId(*id)) => each(table, row),
                _ => Err(damaged(format!(
                    "line {number} of {} is of a practice that is not in it",
                    table_path(table.name)
                ))),
            }
        })?;
        let expected = Sum {
            lines: file.rows,
            bytes: file.bytes,
            blake3: file.blake3.clone(),
        };
        if sum != expected {
            return Err(damaged(format!("{} has changed", table_path(table.name))));
        }
        Ok(())
    }

    pub(super) fn media(
        &self,
        mut each: impl FnMut(MediaFile) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        let unreadable = || damaged(format!("a line of {MEDIA_LIST} cannot be read"));
        let sum = read_lines(&self.folder.join(MEDIA_LIST), |line| {
            let line: MediaLine = serde_json::from_slice(line).map_err(|_| unreadable())?;
            if !self.holds(line.workspace) {
                return Err(damaged(format!(
                    "{MEDIA_LIST} names a practice that is not in it"
                )));
            }
            each(MediaFile {
                workspace: line.workspace,
                hash: MediaHash::parse(&line.hash).ok_or_else(unreadable)?,
                bytes: line.bytes,
            })
        })?;
        let expected = &self.manifest.media;
        if (sum.lines, sum.bytes, &sum.blake3) != (expected.files, expected.bytes, &expected.blake3) {
            return Err(damaged(format!("{MEDIA_LIST} has changed")));
        }
        Ok(())
    }

    fn holds(&self, workspace: WorkspaceId) -> bool {
        self.practices.contains(&workspace)
    }

    fn may_hold(&self, table: &Table) -> bool {
        match table.kept {
            Kept::Everywhere => true,
            Kept::InBackup => self.manifest.holds == Holds::Backup,
            Kept::Nowhere => false,
        }
    }

    pub(super) fn media_file(&self, file: &MediaFile) -> PathBuf {
        self.folder
            .join(media_path(file.workspace, &file.hash.to_string()))
    }
}

fn manifest(folder: &Path) -> Result<Manifest, ArchiveError> {
    let read = |name: &'static str| match fs::read(folder.join(name)) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(ArchiveError::NotWhole {
            folder: folder.to_owned(),
            missing: name,
        }),
        Err(error) => Err(failed(&folder.join(name))(error)),
    };
    let text = read(MANIFEST)?;
    let seal = read(SEAL)?;
    if seal.trim_ascii() != blake3::hash(&text).to_hex().as_bytes() {
        return Err(damaged(format!("{MANIFEST} has changed")));
    }
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|_| damaged(format!("{MANIFEST} is not one that this server can read")))?;
    if manifest.format > FORMAT || manifest.schema > SCHEMA {
        return Err(ArchiveError::Newer {
            found: manifest.schema.max(manifest.format),
            known: SCHEMA,
        });
    }
    Ok(manifest)
}
