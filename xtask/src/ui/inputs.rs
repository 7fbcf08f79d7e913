//! Whether the page has to be built again: one hash over everything that goes into it.
//!
//! It knows which folders those are, and not what is done with them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Options;
use crate::shell;

/// What the page is made from. xtask itself is among it: another way to build is another page.
const INPUTS: &[&str] = &[
    "ui",
    "crates/protocol",
    "crates/markup",
    "crates/engine",
    "xtask/src/ui.rs",
    "xtask/src/ui",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "rust-toolchain.toml",
];

/// The hash of the inputs, and where the last build's is kept.
pub(super) struct Stamp {
    hash: String,
    file: PathBuf,
    out: PathBuf,
}

impl Stamp {
    pub(super) fn of(out: &Path, options: &Options, optimised: bool) -> Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{:?} {} {optimised}", options.profile, options.story).as_bytes());
        for input in INPUTS {
            add(&mut hasher, shell::root(), &shell::root().join(input))?;
        }
        let place = blake3::hash(out.to_string_lossy().as_bytes()).to_hex();
        let name = format!("ui-{}.stamp", place.get(..12).unwrap_or_default());
        Ok(Self {
            hash: hasher.finalize().to_hex().to_string(),
            file: shell::target_dir().join(name),
            out: out.to_owned(),
        })
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.out.join("index.html").is_file()
            && fs::read_to_string(&self.file).is_ok_and(|seen| seen == self.hash)
    }

    pub(super) fn write(&self) -> Result<()> {
        fs::write(&self.file, &self.hash).with_context(|| format!("cannot write {}", self.file.display()))
    }
}

/// Adds name and content of a file, or of all files of a folder in the order of their names.
fn add(hasher: &mut blake3::Hasher, root: &Path, path: &Path) -> Result<()> {
    if path.is_dir() {
        if path.ends_with("ui/dist") || path.ends_with("ui/dist.new") {
            return Ok(());
        }
        let mut entries = fs::read_dir(path)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        entries.sort();
        for entry in entries {
            add(hasher, root, &entry)?;
        }
    } else if path.is_file() {
        let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path
            .strip_prefix(root)
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned();
        hasher.update(format!("{name} {}\n", content.len()).as_bytes());
        hasher.update(&content);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(folder: &Path) -> String {
        let mut hasher = blake3::Hasher::new();
        add(&mut hasher, folder, folder).unwrap();
        hasher.finalize().to_hex().to_string()
    }

    #[test]
    fn every_change_of_name_or_content_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/a.rs"), "one").unwrap();
        fs::write(folder.path().join("src/b.rs"), "").unwrap();
        let first = hash_of(folder.path());
        assert_eq!(first, hash_of(folder.path()));

        fs::write(folder.path().join("src/a.rs"), "two").unwrap();
        let edited = hash_of(folder.path());
        assert_ne!(first, edited);

        fs::rename(folder.path().join("src/b.rs"), folder.path().join("src/c.rs")).unwrap();
        assert_ne!(edited, hash_of(folder.path()));
    }

    #[test]
    fn the_result_is_not_an_input() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("ui/dist")).unwrap();
        fs::write(folder.path().join("ui/index.html"), "page").unwrap();
        let before = hash_of(folder.path());
        fs::write(folder.path().join("ui/dist/app.js"), "made").unwrap();
        assert_eq!(before, hash_of(folder.path()));
    }
}
