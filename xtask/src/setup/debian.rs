//! Debian and Ubuntu: which packages are needed, which are there, and apt for the rest.

use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Purpose;
use crate::shell;

/// To build and run.
const RUN: &[&str] = &[
    "build-essential",
    "pkg-config",
    "cmake",
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libasound2-dev",
    "libayatana-appindicator3-dev",
    "libdbus-1-dev",
    "libssl-dev",
    // WebKitGTK hangs on media without them.
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    // Certificates for cargo and rustup on a machine that has nothing else; brings openssl along.
    "ca-certificates",
];

/// For the tests, beyond that: a display and a session bus without a person, two browsers with their drivers, letters to
/// draw, among them right-to-left and emoji, and the services behind a server of several nodes.
const TEST: &[&str] = &[
    "xvfb",
    "dbus",
    "dbus-x11",
    "webkit2gtk-driver",
    // With pip, for what comes from PyPI.
    "python3-venv",
    "fonts-dejavu-core",
    "fonts-noto-core",
    "fonts-noto-color-emoji",
    "fonts-noto-cjk",
    "postgresql",
    "nats-server",
    // A microphone, the way from ALSA to it, and somebody who speaks into it.
    "pulseaudio",
    "libasound2-plugins",
    "espeak-ng",
];

/// Debian's Chromium. Ubuntu has only the snap, which does not run where there is no snapd.
const CHROMIUM: &[&str] = &["chromium", "chromium-driver"];

/// Whether /etc/os-release tells of Debian or a system made from it.
pub(super) fn is_like(os_release: &str) -> bool {
    ["ID", "ID_LIKE"]
        .into_iter()
        .filter_map(|key| field(os_release, key))
        .any(|value| {
            value
                .split_whitespace()
                .any(|word| word == "debian" || word == "ubuntu")
        })
}

fn field<'a>(os_release: &'a str, key: &str) -> Option<&'a str> {
    os_release
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
        .map(|value| value.trim_matches('"'))
}

fn wanted(purpose: Purpose, os_release: &str) -> Vec<&'static str> {
    let mut wanted = RUN.to_vec();
    if purpose == Purpose::Test {
        wanted.extend(TEST);
        if field(os_release, "ID") == Some("debian") {
            wanted.extend(CHROMIUM);
        }
    }
    wanted
}

/// The wanted packages that `dpkg-query -W -f '${Package} ${db:Status-Status}\n'` does not list as installed.
fn missing(wanted: &[&'static str], listed: &str) -> Vec<&'static str> {
    let installed = |name: &str| {
        listed.lines().any(|line| {
            line.split_once(' ')
                .is_some_and(|(package, status)| package == name && status == "installed")
        })
    };
    wanted.iter().copied().filter(|name| !installed(name)).collect()
}

pub(super) fn install(purpose: Purpose, os_release: &str) -> Result<()> {
    let wanted = wanted(purpose, os_release);
    // Not `read`: dpkg-query fails when any of the names is unknown, and lists the others all the same.
    let listed = shell::command("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(&wanted)
        .output()
        .context("cannot ask dpkg what is installed")?;
    let missing = missing(&wanted, &String::from_utf8_lossy(&listed.stdout));
    if missing.is_empty() {
        println!("setup: all {} system packages are there", wanted.len());
    } else {
        println!(
            "setup: installing {} system packages: {}",
            missing.len(),
            missing.join(" ")
        );
        let root = is_root();
        if !root {
            ask()?;
        }
        shell::run(apt(root).args(["update"]))?;
        shell::run(
            apt(root)
                .args(["install", "--yes", "--no-install-recommends"])
                .args(&missing),
        )?;
    }
    if purpose == Purpose::Test
        && !shell::has("chromedriver")
        && !Path::new("/usr/bin/chromedriver").is_file()
    {
        bail!(
            "chromedriver is missing, and this system's Chromium is a snap: install Google Chrome and its chromedriver"
        );
    }
    Ok(())
}

fn is_root() -> bool {
    shell::read(shell::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn apt(root: bool) -> Command {
    let mut command = if root {
        shell::command("apt-get")
    } else {
        let mut sudo = shell::command("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    };
    command
        .args(["-q", "-o", "Acquire::Retries=3"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Changing a person's machine wants their word; sudo then wants their password.
fn ask() -> Result<()> {
    if !shell::has("sudo") {
        bail!("installing packages needs root, and there is no sudo: run `cargo xtask setup` as root once");
    }
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Ok(());
    }
    print!("Install them with sudo apt-get? [Y/n] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    match answer.trim().to_lowercase().as_str() {
        "" | "y" | "yes" => Ok(()),
        _ => bail!("nothing was installed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_told_apart() {
        let cases = [
            ("ID=debian\nVERSION_ID=\"12\"\n", true),
            ("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n", true),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", true),
            ("ID=fedora\n", false),
            ("ID=notdebian\n", false),
            ("", false),
        ];
        for (release, like) in cases {
            assert_eq!(is_like(release), like, "{release}");
        }
    }

    #[test]
    fn only_what_is_installed_counts_as_there() {
        let listed = "cmake installed\nxvfb config-files\nlibssl-dev not-installed\n";
        assert_eq!(
            missing(&["cmake", "xvfb", "libssl-dev", "dbus"], listed),
            ["xvfb", "libssl-dev", "dbus"]
        );
    }

    #[test]
    fn browsers_are_for_tests_only_and_chromium_for_debian_only() {
        let debian = "ID=debian\n";
        assert!(!wanted(Purpose::Run, debian).contains(&"xvfb"));
        assert!(!wanted(Purpose::Run, debian).contains(&"postgresql"));
        assert!(wanted(Purpose::Test, debian).contains(&"postgresql"));
        assert!(wanted(Purpose::Run, debian).contains(&"libasound2-dev"));
        assert!(!wanted(Purpose::Run, debian).contains(&"pulseaudio"));
        assert!(wanted(Purpose::Test, debian).contains(&"chromium-driver"));
        assert!(!wanted(Purpose::Test, "ID=ubuntu\nID_LIKE=debian\n").contains(&"chromium-driver"));
        assert!(wanted(Purpose::Test, debian).contains(&"libwebkit2gtk-4.1-dev"));
    }
}
