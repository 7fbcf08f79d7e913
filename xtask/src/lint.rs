//! `cargo xtask lint`: the rules of the house that a program can check.
//!
//! Each check is a function from text to complaints, tested on small bad inputs; this file only collects what they
//! look at and what they say. The rules themselves are in docs/STYLE.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell;

mod css;
mod dependencies;
mod guides;
mod rust_text;
mod sources;

pub(crate) fn lint() -> Result<()> {
    let mut complaints = dependencies::check()?;
    let mut notes = Vec::new();
    let (mut tests, mut help) = (BTreeSet::new(), Vec::new());
    for path in files(shell::root())? {
        let name = path
            .strip_prefix(shell::root())
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        if name.ends_with(".rs") {
            let source = fs::read_to_string(&path)?;
            tests.extend(guides::tests_in(&source).map(str::to_owned));
            let found = sources::check(&name, &source);
            complaints.extend(found.complaints);
            notes.extend(found.note);
        } else if css::is_ours(&name) {
            complaints.extend(css::check(&name, &fs::read_to_string(&path)?));
        } else if guides::is_guide(&name) {
            help.push((name, fs::read_to_string(&path)?));
        }
    }
    for (name, page) in help {
        complaints.extend(guides::check(&name, &page, &tests));
    }
    for note in notes {
        println!("note: {note}");
    }
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    if !complaints.is_empty() {
        bail!(
            "{} rules of the house are broken (docs/STYLE.md says why they are there)",
            complaints.len()
        );
    }
    println!("lint: the rules of the house hold");

    shell::run(shell::cargo().args(["fmt", "--all", "--check"]))?;
    shell::run(shell::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// All files of the repository but those that are made.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                if !name.starts_with('.') && !is_made(&name) {
                    folders.push(entry.path());
                }
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_made(folder: &str) -> bool {
    matches!(folder, "target" | "node_modules" | "dist" | "dist.new" | "gen")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_not_looked_at() {
        let root = tempfile::tempdir().unwrap();
        for file in [
            "src/a.rs",
            "target/b.rs",
            "ui/dist/c.rs",
            "node_modules/d.rs",
            ".git/e.rs",
        ] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        assert_eq!(files(root.path()).unwrap(), [root.path().join("src/a.rs")]);
    }
}
