//! The desktop around the page, for the driver: notifications, and the unread count at the tray.
//!
//! The window's title is the page's own: it knows the name of the practice.

use tauri::AppHandle;

use crate::driver::Shell;
use crate::notifications;

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
    #[cfg(desktop)]
    fn show_unread(&self, unread: u32) {
        let app = self.app.clone();
        let handed_over = self
            .app
            .run_on_main_thread(move || crate::tray::show_unread(&app, unread));
        if let Err(error) = handed_over {
            tracing::debug!(%error, "shell.gone");
        }
    }

    #[cfg(mobile)]
    fn show_unread(&self, _: u32) {}
}
