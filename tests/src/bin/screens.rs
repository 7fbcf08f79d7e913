//! Pictures of every screen and state: each story of the interface in Chromium, as a desk and as a phone, light and
//! dark, and the real app in WebKitGTK with the demo practice.
//!
//! Which stories there are, and at which address, is said by `ui/stories.json`. It fails when a story writes an error to the
//! console: a picture of a broken page is no picture of the page.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::Parser;
use e2e::{DEVICES, FileServer, Page, Scheme, ServerStart, Stage, Story, Windows};

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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    std::fs::create_dir_all(&arguments.out)?;
    let stories = Story::all()?;

    let files = FileServer::start(&arguments.pages).await?;
    let mut windows = Windows::new()?;
    let page = windows.browser("screens").await?;
    let mut taken = 0;
    for (device, width, height, phone) in DEVICES {
        page.resize(width, height, phone).await?;
        for scheme in [Scheme::Light, Scheme::Dark] {
            page.prefer(scheme).await?;
            for story in &stories {
                story.show(&page, &files.url).await?;
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
