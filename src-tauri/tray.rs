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

pub(crate) fn show_unread(app: &AppHandle, unread: u32) {
    if let Some(tray) = app.tray_by_id(ID)
        && let Err(error) = tray.set_tooltip(Some(tooltip(unread)))
    {
        tracing::debug!(%error, "tray.tooltip_not_set");
    }
}

fn tooltip(unread: u32) -> String {
    match unread {
        0 => "Rapport".into(),
        1..100 => format!("Rapport: {unread} unread"),
        _ => "Rapport: 99+ unread".into(),
    }
}

fn build(app: &App) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, OPEN, "Open Rapport", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &quit])?;
    let mut builder = TrayIconBuilder::with_id(ID)
        .menu(&menu)
        .show_menu_on_left_click(false)
        .tooltip(tooltip(0))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tooltip_counts_up_to_99() {
        assert_eq!(tooltip(0), "Rapport");
        assert_eq!(tooltip(7), "Rapport: 7 unread");
        assert_eq!(tooltip(100), "Rapport: 99+ unread");
    }
}
