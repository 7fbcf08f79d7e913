//! The desktop around the page, for the driver: notifications, and the unread count in title and tray.

use tauri::{AppHandle, Manager};

use crate::driver::Shell;
use crate::{notifications, window};

#[derive(Debug)]
pub(crate) struct TauriShell {
    app: AppHandle,
}

impl TauriShell {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app }
    }
}

impl Shell for TauriShell {
    fn notify(&self, notice: engine::Notice) {
        notifications::show(&self.app, notice);
    }

    /// Handed to the main thread without waiting for it: it may be waiting for the driver to stop.
    fn show_unread(&self, unread: u32) {
        let app = self.app.clone();
        let handed_over = self.app.run_on_main_thread(move || {
            let title = window::title(unread);
            if let Some(window) = app.get_webview_window(window::LABEL)
                && let Err(error) = window.set_title(&title)
            {
                tracing::debug!(%error, "window.title_not_set");
            }
            #[cfg(desktop)]
            crate::tray::set_tooltip(&app, &title);
        });
        if let Err(error) = handed_over {
            tracing::debug!(%error, "shell.gone");
        }
    }
}
