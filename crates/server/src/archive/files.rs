//! Files that are hashed while they are written and while they are read.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::{ArchiveError, failed};

/// What was written or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) lines: u64,
    pub(super) bytes: u64,
    pub(super) blake3: String,
}

/// A new file, for lines.
pub(super) struct Lines {
    path: PathBuf,
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    lines: u64,
    bytes: u64,
}

impl Lines {
    pub(super) fn create(path: PathBuf) -> Result<Self, ArchiveError> {
        let file = File::create_new(&path).map_err(failed(&path))?;
        Ok(Self {
            path,
            file: BufWriter::new(file),
            hasher: blake3::Hasher::new(),
            lines: 0,
            bytes: 0,
        })
    }

    /// One line, or a part of a file that has no lines.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.file.write_all(bytes).map_err(failed(&self.path))?;
        self.hasher.update(bytes);
        self.lines += 1;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// The file is on the disk.
    pub(super) fn finish(mut self) -> Result<Sum, ArchiveError> {
        let done = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        done.map_err(failed(&self.path))?;
        Ok(Sum {
            lines: self.lines,
            bytes: self.bytes,
            blake3: self.hasher.finalize().to_hex().to_string(),
        })
    }
}

/// Hands over every line, and tells what the file as a whole was.
pub(super) fn read_lines(
    path: &Path,
    mut each: impl FnMut(&[u8]) -> Result<(), ArchiveError>,
) -> Result<Sum, ArchiveError> {
    let mut file = BufReader::new(File::open(path).map_err(failed(path))?);
    let mut hasher = blake3::Hasher::new();
    let mut line = Vec::new();
    let (mut lines, mut bytes) = (0, 0);
    loop {
        line.clear();
        let read = file.read_until(b'\n', &mut line).map_err(failed(path))?;
        if read == 0 {
            break;
        }
        hasher.update(&line);
        lines += 1;
        bytes += read as u64;
        each(line.strip_suffix(b"\n").unwrap_or(&line))?;
    }
    Ok(Sum {
        lines,
        bytes,
        blake3: hasher.finalize().to_hex().to_string(),
    })
}

/// The hash and length of a whole file.
pub(super) fn read_through(path: &Path) -> Result<Sum, ArchiveError> {
    let mut file = File::open(path).map_err(failed(path))?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 256 * 1_024];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(failed(path))?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else {
            break;
        };
        hasher.update(part);
        bytes += read as u64;
    }
    Ok(Sum {
        lines: 0,
        bytes,
        blake3: hasher.finalize().to_hex().to_string(),
    })
}

/// Names of a folder's new files are on the disk too. Other systems than Unix do not let folders be synchronised.
pub(super) fn sync_folder(folder: &Path) -> Result<(), ArchiveError> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(failed(folder))?;
    }
    Ok(())
}
