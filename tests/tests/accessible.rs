//! Every screen and state of the interface, looked at by axe-core: nothing that keeps people out.
//!
//! axe-core comes with npm, which a machine need not have; without it `cargo xtask test` says that this was not looked at.

use anyhow::{Result, ensure};
use e2e::{FileServer, Page, Scheme, Story, Windows};
use serde_json::{Value, json};

/// What is found, as a line for each kind: how bad, which rule, where.
const LOOK: &str = "return axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations
    .filter(v => v.impact === 'serious' || v.impact === 'critical')
    .map(v => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`))";

#[tokio::test]
async fn no_screen_keeps_anybody_out() -> Result<()> {
    let mut windows = Windows::new()?;
    let (Some(desktop), Some(phone)) = (
        page_with_axe(&mut windows, "ana").await?,
        page_with_axe(&mut windows, "ben").await?,
    ) else {
        return Ok(());
    };
    let files = FileServer::start(&e2e::story_pages()?).await?;
    // Side by side: a look is mostly waiting for the page.
    let [at_a_desk, in_the_hand] = e2e::DEVICES;
    let (mut found, more) = tokio::try_join!(
        every_story(&desktop, at_a_desk, Scheme::Light, &files.url),
        every_story(&phone, in_the_hand, Scheme::Dark, &files.url),
    )?;
    found.extend(more);
    ensure!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.join("\n")
    );
    Ok(())
}

/// What is wrong with each of them on this device.
async fn every_story(
    page: &Page,
    (device, width, height, is_phone): (&str, u32, u32, bool),
    scheme: Scheme,
    server: &str,
) -> Result<Vec<String>> {
    page.resize(width, height, is_phone).await?;
    page.prefer(scheme).await?;
    let mut found = Vec::new();
    for story in Story::all()? {
        story.show(page, server).await?;
        for line in look(page).await? {
            found.push(format!("{} on a {device}: {line}", story.name));
        }
    }
    Ok(found)
}

#[tokio::test]
async fn the_look_finds_what_is_wrong() -> Result<()> {
    let mut windows = Windows::new()?;
    let Some(page) = page_with_axe(&mut windows, "ana").await? else {
        return Ok(());
    };
    let pages = windows.folder()?;
    let bad = "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><button></button></main>";
    std::fs::write(pages.join("index.html"), bad)?;
    let files = FileServer::start(&pages).await?;
    page.go(&files.url).await?;
    let found = look(&page).await?;
    ensure!(found.iter().any(|line| line.contains("button-name")), "{found:?}");
    Ok(())
}

/// A browser whose pages all have axe-core in them; `None` where it is not installed.
async fn page_with_axe(windows: &mut Windows, name: &str) -> Result<Option<Page>> {
    let axe = e2e::project().join("node_modules/axe-core/axe.min.js");
    if !axe.is_file() {
        println!("axe-core is not there: nothing was looked at");
        return Ok(None);
    }
    let page = windows.browser(name).await?;
    let source = std::fs::read_to_string(axe)?;
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": source }),
    )
    .await?;
    Ok(Some(page))
}

async fn look(page: &Page) -> Result<Vec<String>> {
    let found: Value = page.measure(LOOK, vec![]).await?;
    Ok(serde_json::from_value(found)?)
}
