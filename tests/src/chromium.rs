//! Chromium without a window, through its driver: the web dashboard as a client's browser shows it.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use crate::page::Page;
use crate::process::{Process, command, drain};

/// Driver and the port that it listens on; its browsers end with it.
#[derive(Debug)]
pub(crate) struct Chromium {
    _driver: Process,
    url: String,
}

impl Chromium {
    pub(crate) async fn start(stage: &str) -> Result<Self> {
        let mut driver = command("chromedriver", stage);
        driver.arg("--port=0").stderr(std::process::Stdio::null());
        let port = |line: &str| {
            line.split_once("started successfully on port ")?
                .1
                .trim_end_matches('.')
                .parse::<u16>()
                .ok()
        };
        let (driver, port, lines) = Process::start_reading(&mut driver, port).await?;
        drain(lines);
        Ok(Self {
            _driver: driver,
            url: format!("http://127.0.0.1:{port}"),
        })
    }

    /// A new browser of `person` with a profile in `profile`: the same folder again is the same browser, restarted.
    /// Its microphone hears the sound file, again and again; without one it has no microphone.
    pub(crate) async fn open(
        &self,
        person: &str,
        profile: &Path,
        sound: Option<&Path>,
        (width, height): (u32, u32),
    ) -> Result<Page> {
        let mut options = json!({
            "args": [
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-default-browser-check",
                "--lang=en-GB",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                // A machine without a mouse would get the page for fingers.
                "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
                format!("--user-data-dir={}", profile.display()),
                format!("--window-size={width},{height}"),
            ],
        });
        let arguments = options.get_mut("args").and_then(|args| args.as_array_mut());
        if let (Some(sound), Some(arguments)) = (sound, arguments) {
            arguments.extend([
                json!("--use-fake-device-for-media-stream"),
                // Says yes for the person.
                json!("--use-fake-ui-for-media-stream"),
                json!(format!("--use-file-for-fake-audio-capture={}", sound.display())),
            ]);
        }
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        Page::open(person, &self.url, capabilities)
            .await
            .context("Chromium did not open")
    }
}
