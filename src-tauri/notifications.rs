//! Shows new messages outside the window. What they say goes to the system and nowhere else.

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

use crate::{deep_link, window};

const CONVERSATION: &str = "conversation";

/// A tap opens the conversation.
pub(crate) fn set_up(app: &AppHandle) {
    let handle = app.clone();
    let listening = app.notification().on_action(move |action| {
        let tapped = action
            .notification()
            .and_then(|notification| notification.extra().get(CONVERSATION)?.as_str()?.parse().ok());
        window::show_screen(&handle, tapped.map(deep_link::conversation).as_deref());
    });
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
        .extra(CONVERSATION, notice.conversation)
        .show();
    if let Err(error) = shown {
        tracing::warn!(%error, message.id = %notice.message, "notifications.not_shown");
    }
}
