//! An S3 server for the tests: moto, from PyPI, into a Python environment of the repository's own (`.tools/moto`).

use std::fs;

use anyhow::{Context, Result};

use crate::shell;

/// With what it brings along for S3, and nothing else.
const PACKAGE: &str = "moto[server,s3]==5.2.5";

/// Does nothing when this very version is there.
pub(super) fn install() -> Result<()> {
    let home = shell::root().join(".tools/moto");
    let stamp = home.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|seen| seen == PACKAGE) {
        return Ok(());
    }
    println!("setup: installing {PACKAGE} into {}", home.display());
    // What an interrupted run left behind is made anew.
    shell::run(
        shell::command("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&home),
    )
    .context("the tests need Python 3 with venv and pip (on Debian and Ubuntu the package python3-venv)")?;
    shell::run(
        shell::command(home.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .arg(PACKAGE),
    )?;
    fs::write(stamp, PACKAGE)?;
    Ok(())
}
