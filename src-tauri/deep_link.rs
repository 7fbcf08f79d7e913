//! Addresses that lead into the app from outside: `rapport://join#CODE` and `rapport://conversation/ID`.
//!
//! Owns which screens an outsider may name. Anything else only brings the window to the front.

use protocol::ConversationId;
use tauri::{App, Url};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::window;

/// Follows addresses that are opened from now on, and answers the screen that this start was asked for.
pub(crate) fn set_up(app: &App) -> Option<String> {
    let handle = app.handle().clone();
    app.deep_link().on_open_url(move |event| {
        let screen = event.urls().iter().find_map(screen);
        window::show_screen(&handle, screen.as_deref());
    });
    let started_with = app.deep_link().get_current().ok().flatten()?;
    started_with.iter().find_map(screen)
}

/// The path of a conversation's screen.
pub(crate) fn conversation(id: ConversationId) -> String {
    format!("/c/{id}")
}

/// The path, within the page, of what an address names.
fn screen(url: &Url) -> Option<String> {
    if url.scheme() != "rapport" {
        return None;
    }
    match url.host_str()? {
        "join" => {
            let code = url.fragment()?;
            let is_code = !code.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            is_code.then(|| format!("/join#{code}"))
        }
        "conversation" => {
            let id = url.path().trim_matches('/').parse().ok()?;
            Some(conversation(id))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_leads_somewhere() {
        let talk = "/c/00000000-0000-0000-0000-0000000000c1";
        let cases = [
            ("rapport://join#K7QXD-2M9RT", Some("/join#K7QXD-2M9RT")),
            (
                "rapport://conversation/00000000-0000-0000-0000-0000000000c1",
                Some(talk),
            ),
            (
                "rapport://conversation/00000000-0000-0000-0000-0000000000c1/",
                Some(talk),
            ),
            ("rapport://join", None),
            ("rapport://join#", None),
            ("rapport://join#');alert(1)//", None),
            ("rapport://conversation/ana", None),
            ("rapport://settings", None),
            ("https://join#K7QXD-2M9RT", None),
        ];
        for (url, expected) in cases {
            let parsed = Url::parse(url).unwrap();
            assert_eq!(screen(&parsed).as_deref(), expected, "{url}");
        }
    }
}
