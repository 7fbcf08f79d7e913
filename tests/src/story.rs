//! The stories of the interface: every screen and state at an address of its own, as `ui/stories.json` lists them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::page::Page;
use crate::wait::until;

/// One state of the interface.
#[derive(Clone, Debug, Deserialize)]
pub struct Story {
    pub name: String,
    path: String,
    /// What stands behind the `#`.
    hash: Option<String>,
}

/// Name, width, height, whether it is a phone.
pub const DEVICES: [(&str, u32, u32, bool); 2] = [("desktop", 1280, 800, false), ("phone", 390, 844, true)];

impl Story {
    pub fn all() -> Result<Vec<Self>> {
        let list = project().join("ui/stories.json");
        let text =
            std::fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
        let stories: Vec<Self> =
            serde_json::from_str(&text).context("ui/stories.json is a list of stories")?;
        ensure!(!stories.is_empty(), "there are no stories");
        Ok(stories)
    }

    /// Shows it to the end: what a person has to do to get there is done.
    pub async fn show(&self, page: &Page, server: &str) -> Result<()> {
        let Self { name, path, hash } = self;
        let hash = hash.as_ref().map(|hash| format!("#{hash}")).unwrap_or_default();
        page.go("about:blank").await?;
        page.go(&format!("{server}{path}?story={name}{hash}")).await?;
        until(&format!("the end of the story {name}"), || async {
            let told = page
                .measure("return document.documentElement.dataset.storyReady", vec![])
                .await?;
            Ok((told == "true").then_some(()))
        })
        .await?;
        page.settle().await.with_context(|| format!("story {name}"))
    }
}

/// The interface with its stories, where `cargo xtask test` and `screens` build it.
pub fn story_pages() -> Result<PathBuf> {
    // This program is in TARGET/debug/deps.
    let program = std::env::current_exe()?;
    let pages = program
        .ancestors()
        .nth(3)
        .context("this program is in a target folder")?
        .join("ui-story");
    ensure!(
        pages.join("index.html").is_file(),
        "there are no stories in {}: run `cargo xtask test` or `cargo xtask screens DIR`",
        pages.display()
    );
    Ok(pages)
}

/// The folder of the project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
