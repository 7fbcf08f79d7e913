//! Pictures of every screen and state: each story of the interface in Chromium, as a desk and as a phone, light and
//! dark, and the real app in WebKitGTK with the demo practice.
//!
//! Which stories there are, and at which address, is said by `ui/stories.json`. It fails when a story writes an error to the
//! console: a picture of a broken page is no picture of the page.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use e2e::{FileServer, Page, Scheme, ServerStart, Stage, Windows};
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    /// The interface, built with its stories
    #[arg(long)]
    pages: PathBuf,
    /// Where the pictures go
    #[arg(long)]
    out: PathBuf,
    /// Leave out the real app
    #[arg(long)]
    no_app: bool,
}

/// One state of the interface.
#[derive(Deserialize)]
struct Story {
    name: String,
    path: String,
    /// What stands behind the `#`.
    hash: Option<String>,
}

impl Story {
    fn url(&self, server: &str) -> String {
        let hash = self
            .hash
            .as_ref()
            .map(|hash| format!("#{hash}"))
            .unwrap_or_default();
        format!("{server}{}?story={}{hash}", self.path, self.name)
    }
}

/// Name, width, height, whether it is a phone.
const DEVICES: [(&str, u32, u32, bool); 2] = [("desktop", 1280, 800, false), ("phone", 390, 844, true)];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    std::fs::create_dir_all(&arguments.out)?;
    let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/stories.json");
    let stories =
        std::fs::read_to_string(&stories).with_context(|| format!("cannot read {}", stories.display()))?;
    let stories: Vec<Story> =
        serde_json::from_str(&stories).context("ui/stories.json is a list of stories")?;
    ensure!(!stories.is_empty(), "there are no stories");

    let files = FileServer::start(&arguments.pages).await?;
    let mut windows = Windows::new()?;
    let page = windows.browser("screens").await?;
    let mut taken = 0;
    for (device, width, height, phone) in DEVICES {
        page.resize(width, height, phone).await?;
        for scheme in [Scheme::Light, Scheme::Dark] {
            page.prefer(scheme).await?;
            for story in &stories {
                page.go("about:blank").await?;
                page.go(&story.url(&files.url)).await?;
                page.settle()
                    .await
                    .with_context(|| format!("story {}", story.name))?;
                complain(&page, &story.name).await?;
                page.picture(
                    &arguments
                        .out
                        .join(format!("{}-{device}-{}.png", story.name, scheme.name())),
                )
                .await?;
                taken += 1;
            }
        }
    }
    if !arguments.no_app {
        taken += app(&arguments.out).await?;
    }
    println!("{taken} pictures in {}", arguments.out.display());
    Ok(())
}

async fn complain(page: &Page, story: &str) -> Result<()> {
    let console = page.console().await?;
    let errors: Vec<_> = console.iter().filter(|line| line.starts_with("SEVERE")).collect();
    ensure!(errors.is_empty(), "story {story} writes errors: {errors:?}");
    Ok(())
}

/// The coach's app with the demo practice: as it opens, and with a conversation open.
async fn app(out: &Path) -> Result<usize> {
    let stage = Stage::new(ServerStart::Demo).await?;
    let app = stage.app("ana", Some(stage.server.token_file())).await?;
    app.see("conversation-row").await?;
    app.settle().await?;
    app.picture(&out.join("app-list.png")).await?;
    app.click("conversation-row").await?;
    app.see("message").await?;
    app.settle().await?;
    app.picture(&out.join("app-conversation.png")).await?;
    app.click("new-conversation").await?;
    app.settle().await?;
    app.picture(&out.join("app-new-conversation.png")).await?;
    Ok(3)
}
