//! Shows new messages outside the window. What they say goes to the system and nowhere else.

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

use crate::window;

/// A tap brings the window back.
pub(crate) fn set_up(app: &AppHandle) {
    let handle = app.clone();
    let listening = app.notification().on_action(move |_| window::show(&handle));
    if let Err(error) = listening {
        tracing::warn!(%error, "notifications.taps_unheard");
    }
}

pub(crate) fn show(app: &AppHandle, notice: engine::Notice) {
    let shown = app
        .notification()
        .builder()
        .title(notice.title)
        .body(notice.body)
        .group(notice.conversation.to_string())
        .extra("conversation", notice.conversation)
        .extra("message", notice.message)
        .show();
    if let Err(error) = shown {
        tracing::warn!(%error, message.id = %notice.message, "notifications.not_shown");
    }
}
