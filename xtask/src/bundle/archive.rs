//! Archives of files in memory: tar, gzipped. The same files give the same bytes, whoever packs them and when.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Result;

/// A file on its way into an archive.
#[derive(Debug)]
pub(super) struct Entry {
    /// Without a leading slash.
    pub(super) path: String,
    pub(super) content: Vec<u8>,
    mode: u32,
}

impl Entry {
    pub(super) fn file(path: &str, content: Vec<u8>) -> Self {
        Self {
            path: path.to_owned(),
            content,
            mode: 0o644,
        }
    }

    pub(super) fn program(path: &str, content: Vec<u8>) -> Self {
        Self {
            path: path.to_owned(),
            content,
            mode: 0o755,
        }
    }
}

/// Files and the folders above them, as root owns them.
pub(super) fn tar_gz(entries: &[Entry]) -> Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for folder in folders(entries) {
        let mut header = header(0o755, 0);
        header.set_entry_type(tar::EntryType::Directory);
        archive.append_data(&mut header, format!("./{folder}/"), std::io::empty())?;
    }
    for entry in entries {
        let mut header = header(entry.mode, entry.content.len() as u64);
        archive.append_data(&mut header, format!("./{}", entry.path), entry.content.as_slice())?;
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&archive.into_inner()?)?;
    Ok(gzip.finish()?)
}

fn header(mode: u32, size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header
}

fn folders(entries: &[Entry]) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for entry in entries {
        let mut path = entry.path.as_str();
        while let Some((above, _)) = path.rsplit_once('/') {
            folders.insert(above.to_owned());
            path = above;
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn an_archive_gives_back_files_modes_and_folders() {
        let packed = tar_gz(&[
            Entry::program("usr/bin/rapport", b"elf".to_vec()),
            Entry::file("usr/share/doc/words", b"words".to_vec()),
        ])
        .unwrap();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&packed[..]));
        let mut seen = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut content = String::new();
            entry.read_to_string(&mut content).unwrap();
            let header = entry.header();
            let name = entry.path().unwrap().to_string_lossy().into_owned();
            seen.push((
                name.trim_start_matches("./").to_owned(),
                header.mode().unwrap(),
                content,
            ));
        }
        let names: Vec<_> = seen
            .iter()
            .map(|(name, mode, content)| (name.as_str(), *mode, content.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                ("usr/", 0o755, ""),
                ("usr/bin/", 0o755, ""),
                ("usr/share/", 0o755, ""),
                ("usr/share/doc/", 0o755, ""),
                ("usr/bin/rapport", 0o755, "elf"),
                ("usr/share/doc/words", 0o644, "words"),
            ]
        );
    }
}
