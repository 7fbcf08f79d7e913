//! wasm-opt, from the npm package binaryen: Debian's and the crate's are too old to read what Rust writes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Profile;
use crate::shell;

/// What Rust's WASM uses beyond the first version of WebAssembly.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Where wasm-opt is, when it is there and worth its time.
pub(super) fn find(profile: Profile) -> Option<PathBuf> {
    let tool = shell::root().join("node_modules/.bin/wasm-opt");
    (profile == Profile::Web && tool.is_file() && shell::has("node")).then_some(tool)
}

pub(super) fn shrink(tool: &Path, wasm: &[u8]) -> Result<Vec<u8>> {
    let large = shell::target_dir().join("ui-large.wasm");
    let small = shell::target_dir().join("ui-small.wasm");
    fs::write(&large, wasm)?;
    shell::run(
        shell::command(tool)
            .args(["-Oz", "-Oz"]) // the second round finds what the first has laid open
            .args(FEATURES)
            .arg(&large)
            .arg("-o")
            .arg(&small),
    )?;
    let shrunk = fs::read(&small)?;
    fs::remove_file(large)?;
    fs::remove_file(small)?;
    Ok(shrunk)
}
