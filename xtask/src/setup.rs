//! `cargo xtask setup`: makes a machine ready, says each thing it does, does nothing twice.
//!
//! It knows no build step. Debian and Ubuntu are set up by apt; for other systems it says what to install.

use std::path::Path;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::shell;

mod debian;
mod moto;
mod node;

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What the machine is to be ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Purpose {
    /// Building and running app and server
    Run,
    /// That, and the tests with real browsers
    Test,
}

pub(crate) fn setup(purpose: Purpose) -> Result<()> {
    system_packages(purpose)?;
    wasm_target()?;
    if purpose == Purpose::Test {
        moto::install()?;
    }
    node::packages()
}

fn system_packages(purpose: Purpose) -> Result<()> {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    if debian::is_like(&release) {
        return debian::install(purpose, &release);
    }
    println!("setup: this is not Debian or Ubuntu, so system packages are not installed for you.");
    println!("{}", by_hand(std::env::consts::OS, purpose));
    Ok(())
}

/// What a person has to install on a system that apt does not serve.
fn by_hand(os: &str, purpose: Purpose) -> String {
    let mut text = match os {
        "macos" => "  Needed: the Xcode command line tools (xcode-select --install). WebKit is part of macOS.".to_owned(),
        "windows" => "  Needed: Visual Studio Build Tools with \"Desktop development with C++\", and the WebView2 \
                      runtime, which Windows 11 has."
            .to_owned(),
        _ => "  Needed: a C compiler, pkg-config, cmake, and the development files of WebKitGTK 4.1, GTK 3, librsvg, \
              ALSA, Ayatana AppIndicator, D-Bus and OpenSSL.\n  \
              Fedora: sudo dnf install gcc-c++ pkgconf cmake webkit2gtk4.1-devel gtk3-devel librsvg2-devel \
              alsa-lib-devel libayatana-appindicator-gtk3-devel dbus-devel openssl-devel\n  \
              Arch: sudo pacman -S base-devel cmake webkit2gtk-4.1 gtk3 librsvg alsa-lib libayatana-appindicator dbus openssl"
            .to_owned(),
    };
    if purpose == Purpose::Test {
        text.push_str(
            "\n  For the tests with browsers: Chromium with chromedriver; on Linux also WebKitWebDriver, Xvfb and dbus-run-session.\n  \
             For the tests of the hosted server: PostgreSQL 15 or newer (initdb, postgres, psql) and nats-server.\n  \
             For the tests of the microphone, on Linux: PulseAudio with its ALSA plugin, and espeak-ng.",
        );
    }
    text
}

/// Adds Rust's target for the browser.
fn wasm_target() -> Result<()> {
    let sysroot = shell::read(shell::command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET)
        .is_dir()
    {
        return Ok(());
    }
    if !shell::has("rustup") {
        bail!(
            "Rust's target {WASM_TARGET} is missing and there is no rustup to add it: see https://rustup.rs"
        );
    }
    println!("setup: adding Rust's target for the browser");
    shell::run(shell::command("rustup").args(["target", "add", WASM_TARGET]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_is_told_something_of_its_own() {
        let told: Vec<String> = ["macos", "windows", "linux"]
            .map(|os| by_hand(os, Purpose::Run))
            .into();
        assert!(told[0].contains("Xcode") && told[1].contains("WebView2") && told[2].contains("WebKitGTK"));
        assert!(by_hand("linux", Purpose::Test).contains("chromedriver"));
        assert!(by_hand("macos", Purpose::Test).contains("nats-server"));
        assert!(!by_hand("linux", Purpose::Run).contains("chromedriver"));
    }
}
