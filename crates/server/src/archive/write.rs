//! Writing an archive from one state of a database and the media that its rows speak of.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt;
use protocol::{Timestamp, WorkspaceId};

use super::files::{Lines, Sum, sync_folder};
use super::manifest::{FORMAT, MANIFEST, MEDIA_LIST, MediaLine, SEAL, media_path, table_path};
use super::{ArchiveError, Holds, Manifest, MediaList, Practice, Scope, TableFile, damaged, failed, rows};
use crate::db::portable::{Dump, Kept, SCHEMA, TABLES, Table, Value};
use crate::media::{self, Media, MediaFile};

/// What was written, and what could not be.
#[derive(Clone, Debug)]
pub struct Written {
    pub manifest: Manifest,
    /// Media files whose bytes are not those of their name. They are not in the archive.
    pub damaged_media: Vec<MediaFile>,
}

/// Writes an archive to a folder that is not there yet. The rows are read first: a media file is stored before a row speaks
/// of it, so all of them are there when the media's turn comes.
pub async fn write(
    dump: impl Dump,
    media: &Media,
    scope: Scope,
    made_at: Timestamp,
    folder: &Path,
) -> Result<Written, ArchiveError> {
    if fs::symlink_metadata(folder).is_ok() {
        return Err(ArchiveError::Exists(folder.to_owned()));
    }
    let begun = begin(folder)?;
    let (holds, of) = match scope {
        Scope::Backup => (Holds::Backup, None),
        Scope::Export(workspace) => (Holds::Export, Some(workspace)),
    };
    let filled = fill(dump, media, holds, of, made_at, &begun).await;
    let written = match filled {
        Ok(written) => written,
        Err(error) => {
            // It was made here a moment ago, by us alone.
            fs::remove_dir_all(&begun).map_err(failed(&begun))?;
            return Err(error);
        }
    };
    fs::rename(&begun, folder).map_err(failed(folder))?;
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        sync_folder(parent)?;
    }
    Ok(written)
}

/// The folder in which an archive grows: beside its place, so that moving it there is one step.
fn begin(folder: &Path) -> Result<PathBuf, ArchiveError> {
    let mut name = OsString::from(folder.file_name().unwrap_or_default());
    name.push(".part");
    let begun = folder.with_file_name(name);
    if let Some(parent) = begun.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(failed(parent))?;
    }
    let mut builder = fs::DirBuilder::new();
    // Everybody's conversations will be in it.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(&begun) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(ArchiveError::Unfinished(begun))
        }
        made => made.map(|()| begun.clone()).map_err(failed(&begun)),
    }
}

async fn fill(
    mut dump: impl Dump,
    media: &Media,
    holds: Holds,
    of: Option<WorkspaceId>,
    made_at: Timestamp,
    begun: &Path,
) -> Result<Written, ArchiveError> {
    let tables_folder = begun.join("tables");
    fs::create_dir(&tables_folder).map_err(failed(&tables_folder))?;
    let mut practices = Vec::new();
    let mut tables = Vec::new();
    for table in TABLES {
        let goes = match table.kept {
            Kept::Everywhere => true,
            Kept::InBackup => holds == Holds::Backup,
            Kept::Nowhere => false,
        };
        if goes {
            let sum = write_table(&mut dump, table, of, begun, &mut practices).await?;
            tables.push(TableFile {
                name: table.name.to_owned(),
                rows: sum.lines,
                bytes: sum.bytes,
                blake3: sum.blake3,
            });
        }
    }
    if let Some(id) = of.filter(|_| practices.is_empty()) {
        return Err(ArchiveError::NoSuchPractice(id));
    }
    // The media take longest: the database need not keep an old state for them.
    drop(dump);
    let (media, damaged_media) = write_media(media, of, &practices, begun).await?;
    let manifest = Manifest {
        format: FORMAT,
        schema: SCHEMA,
        holds,
        made_at,
        made_by: concat!("rapport-server ", env!("CARGO_PKG_VERSION")).to_owned(),
        practices,
        tables,
        media,
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| damaged(error.to_string()))?;
    let mut file = Lines::create(begun.join(MANIFEST))?;
    file.add(text.as_bytes())?;
    let sum = file.finish()?;
    let mut seal = Lines::create(begun.join(SEAL))?;
    seal.add(format!("{}\n", sum.blake3).as_bytes())?;
    seal.finish()?;
    sync_folder(&tables_folder)?;
    sync_folder(begun)?;
    Ok(Written {
        manifest,
        damaged_media,
    })
}

async fn write_table(
    dump: &mut impl Dump,
    table: &'static Table,
    of: Option<WorkspaceId>,
    begun: &Path,
    practices: &mut Vec<Practice>,
) -> Result<Sum, ArchiveError> {
    let mut file = Lines::create(begun.join(table_path(table.name)))?;
    dump.rows::<ArchiveError>(table, of, &mut |row| {
        if table.workspace == Some("id")
            && let [Value::Id(id), Value::Text(name), ..] = row.as_slice()
        {
            practices.push(Practice {
                id: WorkspaceId(*id),
                name: name.clone(),
            });
        }
        file.add(&rows::line(table, row))
    })
    .await?;
    file.finish()
}

async fn write_media(
    media: &Media,
    of: Option<WorkspaceId>,
    practices: &[Practice],
    begun: &Path,
) -> Result<(MediaList, Vec<MediaFile>), ArchiveError> {
    let ours: BTreeSet<WorkspaceId> = practices.iter().map(|practice| practice.id).collect();
    let mut list = Lines::create(begun.join(MEDIA_LIST))?;
    let (mut files, mut media_bytes, mut damaged) = (0, 0, Vec::new());
    let mut listed = media.list(of);
    while let Some(kept) = listed.try_next().await? {
        let media::Kept::File(file) = kept else { continue };
        if !ours.contains(&file.workspace) {
            continue;
        }
        if !copy(media, &file, begun).await? {
            damaged.push(file);
            continue;
        }
        let line = MediaLine {
            workspace: file.workspace,
            hash: file.hash.to_string(),
            bytes: file.bytes,
        };
        let mut line = serde_json::to_vec(&line).map_err(|error| super::damaged(error.to_string()))?;
        line.push(b'\n');
        list.add(&line)?;
        files += 1;
        media_bytes += file.bytes;
    }
    let sum = list.finish()?;
    let list = MediaList {
        files,
        bytes: sum.bytes,
        blake3: sum.blake3,
        media_bytes,
    };
    Ok((list, damaged))
}

/// Whether the bytes are those of the name.
async fn copy(media: &Media, file: &MediaFile, begun: &Path) -> Result<bool, ArchiveError> {
    let name = file.hash.to_string();
    let path = begun.join(media_path(file.workspace, &name));
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed(parent))?;
    }
    let mut copied = Lines::create(path.clone())?;
    let mut bytes = media.get(file.workspace, &file.hash, None).await?;
    while let Some(part) = bytes.try_next().await? {
        copied.add(&part)?;
    }
    let sum = copied.finish()?;
    let whole = sum.blake3 == name && sum.bytes == file.bytes;
    if !whole {
        fs::remove_file(&path).map_err(failed(&path))?;
    }
    Ok(whole)
}
