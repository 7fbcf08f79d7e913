//! The two packages from npm: binaryen (wasm-opt, which makes the page smaller) and axe-core (accessibility tests).
//!
//! Both are optional: without npm the page is larger and says so; nothing else changes.

use std::fs;

use anyhow::Result;

use crate::shell;

/// Brings node_modules to what package-lock.json says, when npm is there.
pub(super) fn packages() -> Result<()> {
    let lock = fs::read(shell::root().join("package-lock.json"))?;
    let stamp = shell::root().join("node_modules/.as-locked");
    let hash = blake3::hash(&lock).to_hex().to_string();
    if fs::read_to_string(&stamp).is_ok_and(|seen| seen == hash) {
        return Ok(());
    }
    if !shell::has("npm") {
        println!("setup: there is no npm, so wasm-opt is left out: the page works and is somewhat larger");
        return Ok(());
    }
    println!("setup: fetching wasm-opt and axe-core from npm");
    if let Err(error) = shell::run(shell::command("npm").args(["ci", "--no-fund", "--no-audit"])) {
        println!("setup: going on without them ({error:#})");
        return Ok(());
    }
    fs::write(stamp, hash)?;
    Ok(())
}
