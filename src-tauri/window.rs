//! The one window: opened from the configuration, remembered, never led away from the app.

use std::path::{Path, PathBuf};

use tauri::plugin::TauriPlugin;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent, Wry};
use tauri_plugin_opener::OpenerExt;
use tauri_plugin_window_state::StateFlags;

use crate::driver::{DriverThread, Event};

pub(crate) const LABEL: &str = "main";

/// Opens at a screen of the page, such as `/join#CODE`. `webview_data`: where the page's browser keeps its own files, when not in
/// the usual place.
pub(crate) fn open(app: &App, screen: Option<String>, webview_data: Option<PathBuf>) -> tauri::Result<()> {
    let mut config = app
        .config()
        .app
        .windows
        .iter()
        .find(|window| window.label == LABEL)
        .cloned()
        .unwrap_or_default();
    if let Some(screen) = screen {
        config.url = WebviewUrl::App(screen.trim_start_matches('/').into());
    }
    let (navigating, opening) = (app.handle().clone(), app.handle().clone());
    let mut builder = WebviewWindowBuilder::from_config(app, &config)?
        .on_navigation(move |url| is_own_page(url) || send_outside(&navigating, url))
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                tracing::debug!(%error, "window.title_not_set");
            }
        })
        .on_new_window(move |url, _| {
            send_outside(&opening, &url);
            NewWindowResponse::Deny
        });
    if let Some(folder) = webview_data {
        builder = builder.data_directory(folder);
    }
    let window = builder.build()?;
    let app = app.handle().clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event
            && has_tray(&app)
        {
            api.prevent_close();
            hide(&app);
        }
    });
    Ok(())
}

/// Size and place, not whether it was hidden: a start always shows it.
pub(crate) fn remember(data_dir: Option<&Path>) -> TauriPlugin<Wry> {
    let flags = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN;
    let builder = tauri_plugin_window_state::Builder::new().with_state_flags(flags);
    match data_dir {
        // An absolute name takes the place of the usual folder.
        Some(folder) => builder
            .with_filename(folder.join("window.json").to_string_lossy())
            .build(),
        None => builder.build(),
    }
}

/// Brings it to the front.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    let shown = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "window.not_shown");
    }
}

/// Brings it to the front, at a screen of the page if one is named.
pub(crate) fn show_screen(app: &AppHandle, screen: Option<&str>) {
    if let (Some(window), Some(screen)) = (app.get_webview_window(LABEL), screen)
        && let Err(error) = window.eval(go_to(screen))
    {
        tracing::warn!(%error, "window.screen_not_shown");
    }
    show(app);
}

/// As a click on a link within the page would do: the page hears of it as of the back button.
fn go_to(screen: &str) -> String {
    let path = serde_json::Value::from(screen);
    format!("history.pushState(null, '', {path}); dispatchEvent(new PopStateEvent('popstate'));")
}

/// Out of sight, still running: the tray brings it back.
fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "window.not_hidden");
    }
    if let Some(driver) = app.try_state::<DriverThread>() {
        driver.tell_now(Event::Hidden);
    }
}

fn has_tray(app: &AppHandle) -> bool {
    #[cfg(desktop)]
    return crate::tray::is_there(app);
    #[cfg(mobile)]
    {
        let _ = app;
        false
    }
}

/// Pages of the app itself: `tauri://localhost`, on Windows and Android `http://tauri.localhost`.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" | "about" => true,
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Links open in the person's own browser. Always `false`: the page does not follow.
fn send_outside(app: &AppHandle, url: &Url) -> bool {
    if !may_leave(url) {
        tracing::warn!(scheme = url.scheme(), "link.refused");
    } else if let Err(error) = app.opener().open_url(url.as_str(), None::<&str>) {
        tracing::warn!(%error, "link.not_opened");
    }
    false
}

/// What a message may link to.
fn may_leave(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stays_and_links_leave() {
        let cases = [
            ("tauri://localhost/index.html", true, false),
            ("http://tauri.localhost/", true, true),
            ("about:blank", true, false),
            ("https://example.com/plan.pdf", false, true),
            ("https://tauri.localhost.example.com/", false, true),
            ("mailto:ana@north.example", false, true),
            ("tel:+351123", false, true),
            ("file:///etc/passwd", false, false),
            ("javascript:alert(1)", false, false),
            ("data:text/html,hello", false, false),
        ];
        for (url, own, leaves) in cases {
            let parsed = Url::parse(url).unwrap();
            assert_eq!((is_own_page(&parsed), may_leave(&parsed)), (own, leaves), "{url}");
        }
    }

    #[test]
    fn a_screen_is_named_as_text_and_never_as_code() {
        assert_eq!(
            go_to("/c/1\"); alert(1); (\""),
            r#"history.pushState(null, '', "/c/1\"); alert(1); (\""); dispatchEvent(new PopStateEvent('popstate'));"#
        );
    }
}
