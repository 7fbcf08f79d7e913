//! The folder of one account's files: bytes that wait to be sent, and copies of what was looked at. Owns names, sizes and what goes first when it gets
//! too much; must not know of messages or of the server.
//!
//! `<id>.staged` are bytes that only this device has: they go when the engine says so, never for want of room. `<id>.full` and `<id>.thumbnail` are
//! copies, the longest unused goes first. `<id>.new` is being staged, `<id>.full.part` is being fetched. Every file appears whole under its name.

mod kind;
mod saving;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use protocol::{ApiError, ErrorCode, FileId, FileVariant, Variant};

use crate::places;

pub(crate) use kind::media_type;
pub(crate) use saving::save_copy;

/// Copies may take this much, in bytes.
pub(crate) const COPIES: u64 = 1_000_000_000;
/// A file that was staged so long ago is not just on its way into a composer.
pub(crate) const LEFT_BEHIND_MS: i64 = 24 * 3_600_000;
/// What was begun and never ended is taken away after a week.
const ABANDONED_MS: i64 = 7 * 24 * 3_600_000;

/// See the module. Shared by the driver and by whoever carries bytes.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    limit: u64,
    copies: Mutex<HashMap<FileVariant, Copied>>,
}

#[derive(Clone, Copy, Debug)]
struct Copied {
    bytes: u64,
    /// Milliseconds since 1970; also the file's time on the disk.
    used_at: i64,
}

impl Folder {
    /// Makes the folder when it is missing, and takes stock.
    pub(crate) fn open(root: PathBuf, limit: u64, now: i64) -> io::Result<Self> {
        fs::create_dir_all(&root)?;
        let mut copies = HashMap::new();
        for entry in fs::read_dir(&root)? {
            let entry = entry?;
            let about = entry.metadata()?;
            let used_at = modified_ms(&about);
            let name = entry.file_name();
            if let Some(which) = copy_named(&name.to_string_lossy()) {
                let bytes = about.len();
                copies.insert(which, Copied { bytes, used_at });
            } else if is_begun(&name.to_string_lossy()) && now - used_at > ABANDONED_MS {
                places::remove(&entry.path())?;
            }
        }
        Ok(Self {
            root,
            limit,
            copies: Mutex::new(copies),
        })
    }

    /// Where voice notes are while they are recorded. It may not be there yet.
    pub(crate) fn recordings(&self) -> PathBuf {
        self.root.join("recordings")
    }

    /// One piece of a file that is being staged; with the last one it is staged, and on the disk.
    pub(crate) fn stage_piece(&self, file: FileId, offset: u64, bytes: &[u8], last: bool) -> io::Result<()> {
        let path = self.path(file, "new");
        let mut begun = OpenOptions::new().append(true).create(true).open(&path)?;
        if begun.metadata()?.len() != offset {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        }
        let written = begun.write_all(bytes).and_then(|()| {
            if last {
                begun.sync_all()?;
                fs::rename(&path, self.path(file, "staged"))?;
            }
            Ok(())
        });
        if written.is_err() {
            // A piece that did not fit is not gone on with: the next attempt begins anew.
            let _ = places::remove(&path);
        }
        written
    }

    /// What may be shown for it, if anything is here.
    pub(crate) fn find(&self, which: FileVariant, now: i64) -> Option<PathBuf> {
        let staged = self.path(which.file, "staged");
        if staged.exists() {
            return Some(staged);
        }
        let path = self.copy(which);
        let mut copies = self.copies();
        let copied = copies.get_mut(&which)?;
        copied.used_at = now;
        // Without it the copy only goes sooner; a file that somebody else took away is not here.
        let opened = OpenOptions::new().append(true).open(&path);
        match opened {
            Ok(file) => {
                let _ = file.set_modified(time(now));
                Some(path)
            }
            Err(_) => {
                copies.remove(&which);
                None
            }
        }
    }

    /// Where its bytes are that are to be sent. There may be none.
    pub(crate) fn to_send(&self, file: FileId) -> PathBuf {
        self.path(file, "staged")
    }

    /// The server has it: from now on it is a copy.
    pub(crate) fn uploaded(&self, file: FileId, now: i64) -> io::Result<()> {
        let which = FileVariant {
            file,
            variant: Variant::Full,
        };
        self.take_in(&self.path(file, "staged"), which, now)
    }

    /// Nothing of it stays.
    pub(crate) fn forget(&self, file: FileId) -> io::Result<()> {
        for variant in [Variant::Full, Variant::Thumbnail] {
            let which = FileVariant { file, variant };
            self.copies().remove(&which);
            places::remove(&self.copy(which))?;
            places::remove(&self.part(which))?;
        }
        places::remove(&self.path(file, "new"))?;
        places::remove(&self.path(file, "staged"))
    }

    /// Where a copy is written until all of it is there.
    pub(crate) fn part(&self, which: FileVariant) -> PathBuf {
        self.path(which.file, &format!("{}.part", suffix(which.variant)))
    }

    /// All of a copy has come.
    pub(crate) fn fetched(&self, which: FileVariant, now: i64) -> io::Result<PathBuf> {
        self.take_in(&self.part(which), which, now)?;
        Ok(self.copy(which))
    }

    /// Takes away staged files that nobody needs any more: their page was closed between two steps. Whatever is younger than `before`
    /// may be between two steps now.
    pub(crate) fn tidy(&self, needed: &BTreeSet<FileId>, before: i64) -> io::Result<()> {
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            let name = entry.file_name();
            let staged = name
                .to_string_lossy()
                .strip_suffix(".staged")
                .and_then(|id| id.parse().ok());
            if let Some(file) = staged
                && !needed.contains(&file)
                && modified_ms(&entry.metadata()?) < before
            {
                places::remove(&entry.path())?;
            }
        }
        Ok(())
    }

    fn take_in(&self, from: &Path, which: FileVariant, now: i64) -> io::Result<()> {
        let mut copies = self.copies();
        let to = self.copy(which);
        fs::rename(from, &to)?;
        let file = OpenOptions::new().append(true).open(&to)?;
        let _ = file.set_modified(time(now)); // as in `find`
        let bytes = file.metadata()?.len();
        copies.insert(which, Copied { bytes, used_at: now });
        let mut total: u64 = copies.values().map(|copied| copied.bytes).sum();
        while total > self.limit
            && let Some((oldest, copied)) = oldest_but(&copies, which)
        {
            places::remove(&self.copy(oldest))?;
            copies.remove(&oldest);
            total = total.saturating_sub(copied.bytes);
        }
        Ok(())
    }

    fn copy(&self, which: FileVariant) -> PathBuf {
        self.path(which.file, suffix(which.variant))
    }

    fn path(&self, file: FileId, suffix: &str) -> PathBuf {
        self.root.join(format!("{file}.{suffix}"))
    }

    fn copies(&self) -> MutexGuard<'_, HashMap<FileVariant, Copied>> {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// At most `bytes` from `offset` on.
pub(crate) fn read_piece(path: &Path, offset: u64, bytes: u32) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut piece = Vec::new();
    file.take(u64::from(bytes)).read_to_end(&mut piece)?;
    Ok(piece)
}

/// What people are told, without names and paths.
pub(crate) fn refused(error: &io::Error) -> ApiError {
    let (code, message) = match error.kind() {
        io::ErrorKind::NotFound => return not_there(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            ErrorCode::Unavailable,
            "This device's disk is full. Free some space and try again.",
        ),
        io::ErrorKind::InvalidInput => (
            ErrorCode::Invalid,
            "This file couldn't be read. Choose it once more.",
        ),
        _ => (
            ErrorCode::Unavailable,
            "This device's disk can't be used. Check it and try again.",
        ),
    };
    tracing::warn!(kind = %error.kind(), "files.refused");
    ApiError::new(code, message)
}

pub(crate) fn not_there() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "This file is not there any more.")
}

fn oldest_but(copies: &HashMap<FileVariant, Copied>, spared: FileVariant) -> Option<(FileVariant, Copied)> {
    copies
        .iter()
        .filter(|(which, _)| **which != spared)
        .min_by_key(|(which, copied)| (copied.used_at, **which))
        .map(|(which, copied)| (*which, *copied))
}

fn suffix(variant: Variant) -> &'static str {
    match variant {
        Variant::Thumbnail => "thumbnail",
        Variant::Full => "full",
    }
}

fn copy_named(name: &str) -> Option<FileVariant> {
    let (id, suffix) = name.split_once('.')?;
    let variant = match suffix {
        "thumbnail" => Variant::Thumbnail,
        "full" => Variant::Full,
        _ => return None,
    };
    let file = id.parse().ok()?;
    Some(FileVariant { file, variant })
}

fn is_begun(name: &str) -> bool {
    name.ends_with(".part") || name.ends_with(".new")
}

fn modified_ms(about: &fs::Metadata) -> i64 {
    let since = about
        .modified()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn time(ms: i64) -> std::time::SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}
