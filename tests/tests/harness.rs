//! The stage itself: both browsers open, see, write and press, on a page of a few lines. When this fails, nothing
//! that the other scenarios say means anything.

use std::path::PathBuf;

use anyhow::Result;
use e2e::{FileServer, Key, Scheme, Windows};

const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><title>Harness</title>
<meta name="viewport" content="width=device-width">
<textarea data-testid="field"></textarea><button data-testid="send">Send</button>
<p data-testid="said"></p><p data-testid="hidden" hidden>Never seen</p>
<script type="module" src="page.js"></script>"#;

/// What is written is said once Send is clicked or Enter is pressed, but only a moment later.
const SCRIPT: &str = r#"
const at = name => document.querySelector(`[data-testid=${name}]`);
const say = () => requestAnimationFrame(() => { at("said").innerText = at("field").value; at("field").value = ""; });
at("send").onclick = say;
at("field").onkeydown = e => { if (e.key === "Enter" && !e.shiftKey) { e.preventDefault(); say(); } };
"#;

async fn files() -> Result<(tempfile::TempDir, FileServer)> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("index.html"), PAGE)?;
    std::fs::write(folder.path().join("page.js"), SCRIPT)?;
    let server = FileServer::start(folder.path()).await?;
    Ok((folder, server))
}

async fn a_person_writes(page: &e2e::Page, url: &str) -> Result<()> {
    page.go(url).await?;
    page.write("field", "One\nTwo 🎉 שלום").await?;
    assert_eq!(page.value("field").await?, "One\nTwo 🎉 שלום");
    page.click("send").await?;
    page.see_with("said", "🎉").await?;
    assert_eq!(page.texts("said").await?, ["One\nTwo 🎉 שלום"]);

    page.press("field", &[Key::Letter('a'), Key::Shift, Key::Enter])
        .await?;
    page.see_value("field", "a\n").await?;
    page.press("field", &[Key::Letter('b'), Key::Enter]).await?;
    page.see_with("said", "a\nb").await?;
    page.see_no("hidden").await
}

#[tokio::test]
async fn chromium_shows_what_is_written_and_takes_pictures() -> Result<()> {
    let (folder, files) = files().await?;
    let mut windows = Windows::new()?;
    let page = windows.browser("ben").await?;
    a_person_writes(&page, &files.url).await?;

    page.resize(390, 844, true).await?;
    page.prefer(Scheme::Dark).await?;
    let dark = page
        .measure(
            "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]",
            vec![],
        )
        .await?;
    assert_eq!(dark, serde_json::json!([390, true]));
    let picture = folder.path().join("page.png");
    page.picture(&picture).await?;
    assert!(std::fs::read(picture)?.starts_with(b"\x89PNG"));
    Ok(())
}

#[tokio::test]
async fn what_the_policy_forbids_is_in_the_console() -> Result<()> {
    let (folder, files) = files().await?;
    std::fs::write(
        folder.path().join("index.html"),
        "<p data-testid=said>hello</p><script>alert(1)</script>",
    )?;
    let mut windows = Windows::new()?;
    let page = windows.browser("ben").await?;
    page.go(&files.url).await?;
    page.see("said").await?;
    let console = page.console().await?;
    assert!(
        console
            .iter()
            .any(|line| line.contains("Content Security Policy")),
        "{console:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_browser_remembers_when_it_is_opened_again() -> Result<()> {
    let (_folder, files) = files().await?;
    let mut windows = Windows::new()?;
    let page = windows.browser("ben").await?;
    page.go(&files.url).await?;
    page.measure("localStorage.setItem('word', 'kept')", vec![])
        .await?;
    page.close().await?;
    let page = windows.browser("ben").await?;
    page.go(&files.url).await?;
    assert_eq!(
        page.measure("return localStorage.getItem('word')", vec![])
            .await?,
        "kept"
    );
    let other = windows.browser("cleo").await?;
    other.go(&files.url).await?;
    assert!(
        other
            .measure("return localStorage.getItem('word')", vec![])
            .await?
            .is_null()
    );
    Ok(())
}

/// WebKit's own small browser stands in for the app here: it is driven in the same way.
#[tokio::test]
async fn webkit_shows_what_is_written() -> Result<()> {
    let (_folder, files) = files().await?;
    let windows = Windows::new()?;
    let small_browser = PathBuf::from("/usr/lib").join(format!("{}-linux-gnu", std::env::consts::ARCH));
    let small_browser = small_browser.join("webkit2gtk-4.1/MiniBrowser");
    let app = windows
        .program("ana", small_browser, vec!["--automation".into()])
        .await?;
    a_person_writes(&app, &files.url).await?;

    let app = app.crash_and_restart().await?;
    a_person_writes(&app, &files.url).await
}

#[tokio::test]
async fn a_failure_says_what_was_seen_instead() -> Result<()> {
    let (_folder, files) = files().await?;
    let mut windows = Windows::new()?;
    let page = windows
        .browser("ben")
        .await?
        .with_patience(std::time::Duration::from_millis(200));
    page.go(&files.url).await?;
    let error = format!("{:#}", page.see("nothing-of-this-name").await.unwrap_err());
    for part in [
        "nothing-of-this-name",
        "ben sees: ",
        "names there: field send",
        "picture: /",
    ] {
        assert!(error.contains(part), "{part} is missing in {error}");
    }
    assert!(page.see("hidden").await.is_err(), "what is hidden is not seen");
    Ok(())
}
