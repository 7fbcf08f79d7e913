//! Pictures of a page, and the light and size in which they are taken.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::Page;
use crate::wait::until;

/// Which colours the person's system prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Page {
    /// Writes a PNG of what is seen.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        let png = self.client.screenshot().await?;
        std::fs::write(file, png).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Waits until the page has drawn what it has to draw: fonts are there, and what is on it is the same in two looks.
    pub async fn settle(&self) -> Result<()> {
        let look = "return document.fonts.status === 'loaded' && document.querySelector('[data-testid], #main > :not(#boot-page)') \
                    ? document.body.outerHTML : null";
        let before = RefCell::new(Value::Null);
        let settled = until(&format!("{}'s page is drawn", self.person), || async {
            let now = self.client.execute(look, vec![]).await?;
            let is_same = !now.is_null() && now == *before.borrow();
            before.replace(now);
            Ok(is_same.then_some(()))
        })
        .await;
        self.explained(settled).await
    }

    /// Chromium only: the colours that the system prefers, and no motion, so that no picture is taken half-way.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": scheme.name() },
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] }),
        )
        .await
        .map(drop)
    }

    /// Chromium only: a screen of this size, on a phone with touch.
    pub async fn resize(&self, width: u32, height: u32, phone: bool) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": phone }))
            .await
            .map(drop)
    }

    /// Chromium only: a call of the devtools protocol.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        let call = Devtools(json!({ "cmd": method, "params": parameters }));
        self.client
            .issue_cmd(call)
            .await
            .with_context(|| format!("devtools: {method}"))
    }

    /// Chromium only: what the page has written to its console since it was last asked.
    pub async fn console(&self) -> Result<Vec<String>> {
        let entries = self.client.issue_cmd(ConsoleLog).await?;
        let entries = entries.as_array().cloned().unwrap_or_default();
        let line = |entry: &Value| {
            let part = |name: &str| {
                entry
                    .get(name)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            format!("{}: {}", part("level"), part("message"))
        };
        Ok(entries.iter().map(line).collect())
    }

    /// Keeps a picture of a failure where the test's output names it.
    pub(super) async fn keep_picture(&self) -> Result<PathBuf> {
        let folder = std::env::temp_dir().join("rapport-e2e");
        std::fs::create_dir_all(&folder)?;
        let session = self.client.session_id().await?.unwrap_or_default();
        let file = folder.join(format!("failure-{}-{session}.png", self.person));
        self.picture(&file).await?;
        Ok(file)
    }
}

/// A call of the devtools protocol, as Chromium's driver passes it on.
#[derive(Debug)]
struct Devtools(Value);

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}

/// What is in the console, as Chromium's driver gives it out once.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
