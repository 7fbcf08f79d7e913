//! `cargo xtask bundle`: what is handed to people: the app as a .deb, the server as an archive with the dashboard.
//!
//! Nothing but this program is needed to make them: both formats are archives of files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{setup, shell, ui};

mod archive;
mod deb;

use archive::Entry;

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(crate) fn bundle(out: &Path) -> Result<()> {
    setup::setup(setup::Purpose::Run)?;
    let out = shell::root().join(out);
    fs::create_dir_all(&out)?;

    // With `custom-protocol` Tauri takes the page from the binary instead of asking a development server.
    ui::build(&ui::Options::default())?;
    shell::run(shell::cargo().args([
        "build",
        "--release",
        "--package",
        "rapport-server",
        "--bin",
        "rapport-server",
    ]))?;
    shell::run(shell::cargo().args([
        "build",
        "--release",
        "--package",
        "rapport",
        "--features",
        "tauri/custom-protocol",
    ]))?;

    let architecture = debian_architecture(std::env::consts::ARCH);
    let app = out.join(format!("rapport_{VERSION}_{architecture}.deb"));
    fs::write(&app, deb::package(VERSION, architecture, app_files()?)?)?;
    let server = out.join(format!(
        "rapport-server-{VERSION}-{}-{}.tar.gz",
        std::env::consts::OS,
        std::env::consts::ARCH
    ));
    fs::write(&server, archive::tar_gz(&server_files()?)?)?;
    for file in [app, server] {
        println!(
            "bundle: {} ({} kB)",
            file.display(),
            fs::metadata(&file)?.len().div_ceil(1000)
        );
    }
    Ok(())
}

fn debian_architecture(rust: &str) -> &str {
    match rust {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// The app with what a desktop wants to know of it.
fn app_files() -> Result<Vec<Entry>> {
    let mut files = vec![
        Entry::program("usr/bin/rapport", read(&shell::built("release", "rapport"))?),
        Entry::file("usr/share/applications/rapport.desktop", deb::DESKTOP.into()),
    ];
    let icons = shell::root().join("icons");
    for (file, size) in [
        ("32x32.png", "32x32"),
        ("128x128.png", "128x128"),
        ("128x128@2x.png", "256x256"),
    ] {
        if let Ok(picture) = fs::read(icons.join(file)) {
            files.push(Entry::file(
                &format!("usr/share/icons/hicolor/{size}/apps/rapport.png"),
                picture,
            ));
        }
    }
    files.extend(licenses("usr/share/doc/rapport")?);
    Ok(files)
}

fn server_files() -> Result<Vec<Entry>> {
    let top = format!("rapport-server-{VERSION}");
    let mut files = vec![Entry::program(
        &format!("{top}/rapport-server"),
        read(&shell::built("release", "rapport-server"))?,
    )];
    let page = shell::root().join("ui/dist");
    for path in below(&page)? {
        let name = path.strip_prefix(&page)?.to_string_lossy().replace('\\', "/");
        // Where the server looks for it by itself.
        files.push(Entry::file(&format!("{top}/share/ui/{name}"), read(&path)?));
    }
    if let Ok(hosting) = fs::read(shell::root().join("docs/HOSTING.md")) {
        files.push(Entry::file(&format!("{top}/HOSTING.md"), hosting));
    }
    files.extend(licenses(&top)?);
    Ok(files)
}

fn licenses(folder: &str) -> Result<Vec<Entry>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(shell::root())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("LICENSE") {
            found.push(Entry::file(&format!("{folder}/{name}"), read(&entry.path())?));
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
