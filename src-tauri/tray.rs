//! The icon that stays when the window is closed, with a menu always: some desktops show nothing else.
//!
//! Where a desktop has no tray, there is none, and closing the window quits.

use tauri::menu::{Menu, MenuItem};
use tauri::tray::{MouseButton, TrayIconBuilder, TrayIconEvent};
use tauri::{App, AppHandle};

use crate::window;

const ID: &str = "rapport";
const OPEN: &str = "open";
const QUIT: &str = "quit";

pub(crate) fn set_up(app: &App) {
    if let Err(error) = build(app) {
        tracing::info!(%error, "tray.none");
    }
}

/// Whether there is something to come back from after the window is closed.
pub(crate) fn is_there(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

pub(crate) fn set_tooltip(app: &AppHandle, text: &str) {
    if let Some(tray) = app.tray_by_id(ID)
        && let Err(error) = tray.set_tooltip(Some(text))
    {
        tracing::debug!(%error, "tray.tooltip_not_set");
    }
}

fn build(app: &App) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, OPEN, "Open Rapport", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &quit])?;
    let mut builder = TrayIconBuilder::with_id(ID)
        .menu(&menu)
        .show_menu_on_left_click(false)
        .tooltip(window::title(0))
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => window::show(app),
            QUIT => app.exit(0),
            _ => {}
        })
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                ..
            } = event
            {
                window::show(tray.app_handle());
            }
        });
    if let Some(icon) = app.default_window_icon() {
        builder = builder.icon(icon.clone());
    }
    builder.build(app)?;
    Ok(())
}
