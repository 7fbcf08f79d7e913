//! The real app in WebKitGTK, through WebKit's driver, on a display and a session bus of its own.
//!
//! Tauri opens its window to a driver only when `TAURI_AUTOMATION` is set. All folders of the person are in the
//! stage's, so that nothing of who runs the tests is read or written.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::json;

use crate::display::Display;
use crate::page::Page;
use crate::process::{Hearing, Process, command, sweep_and_wait};
use crate::wait::until;

/// One device with the app on it: its folders outlive the app's runs.
#[derive(Debug)]
pub(crate) struct Device {
    folder: PathBuf,
    binary: PathBuf,
    arguments: Vec<String>,
    session: Option<PathBuf>,
    hearing: Hearing,
}

/// The app as it runs: dropping it is `kill -9` of app and driver.
#[derive(Debug)]
pub(crate) struct RunningApp {
    driver: Process,
    mark: String,
    _display: Display,
}

impl RunningApp {
    /// `kill -9`, and not before all of it is gone: the next run opens the same files.
    pub(crate) async fn kill(self) -> Result<()> {
        self.driver.kill_now().await?;
        sweep_and_wait(&self.mark).await
    }
}

impl Device {
    /// `session` is a file with `{"server", "token"}` by which the app is signed in when it starts.
    pub(crate) fn new(
        folder: &Path,
        binary: PathBuf,
        arguments: Vec<String>,
        session: Option<PathBuf>,
        hearing: Hearing,
    ) -> Result<Self> {
        for part in ["data", "config", "cache", "run"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            binary,
            arguments,
            session,
            hearing,
        })
    }

    pub(crate) async fn start(&self, person: &str, stage: &str) -> Result<(RunningApp, Page)> {
        let mark = format!("{stage}/{person}-app");
        let display = Display::start(&mark).await?;
        let port = free_port()?;
        let mut driver = command("dbus-run-session", &mark);
        driver.args([
            "--",
            "WebKitWebDriver",
            "--host=127.0.0.1",
            &format!("--port={port}"),
        ]);
        driver
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HOME", &self.folder)
            .env("XDG_DATA_HOME", self.folder.join("data"))
            .env("XDG_CONFIG_HOME", self.folder.join("config"))
            .env("XDG_CACHE_HOME", self.folder.join("cache"))
            .env("XDG_RUNTIME_DIR", self.folder.join("run"))
            // Software drawing: there is no graphics card behind Xvfb.
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .envs(self.hearing.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null());
        if std::env::var_os("RAPPORT_E2E_VERBOSE").is_none() {
            driver.stderr(Stdio::null());
        }
        if let Some(session) = &self.session {
            driver.env("RAPPORT_SESSION_FILE", session);
        }
        let driver = Process::start(&mut driver)?;
        until("WebKit's driver listens", || async {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": self.binary, "args": self.arguments },
        });
        let page = Page::open(person, &format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .context("the app did not open")?;
        Ok((
            RunningApp {
                driver,
                mark,
                _display: display,
            },
            page,
        ))
    }
}

/// WebKit's driver cannot say which port it was given, so that one is asked of the system first.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
