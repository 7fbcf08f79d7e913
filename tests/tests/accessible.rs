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
    let Some(page) = page_with_axe(&mut windows).await? else {
        return Ok(());
    };
    let files = FileServer::start(&e2e::story_pages()?).await?;

    let mut found = Vec::new();
    for ((device, width, height, phone), scheme) in
        e2e::DEVICES.into_iter().zip([Scheme::Light, Scheme::Dark])
    {
        page.resize(width, height, phone).await?;
        page.prefer(scheme).await?;
        for story in Story::all()? {
            story.show(&page, &files.url).await?;
            for line in look(&page).await? {
                found.push(format!("{} on a {device}: {line}", story.name));
            }
        }
    }
    ensure!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.join("\n")
    );
    Ok(())
}

#[tokio::test]
async fn the_look_finds_what_is_wrong() -> Result<()> {
    let mut windows = Windows::new()?;
    let Some(page) = page_with_axe(&mut windows).await? else {
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
async fn page_with_axe(windows: &mut Windows) -> Result<Option<Page>> {
    let axe = e2e::project().join("node_modules/axe-core/axe.min.js");
    if !axe.is_file() {
        println!("axe-core is not there: nothing was looked at");
        return Ok(None);
    }
    let page = windows.browser("ana").await?;
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
