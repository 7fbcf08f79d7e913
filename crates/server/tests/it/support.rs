//! What the scenarios share.

pub(crate) mod files;
pub(crate) mod line;
pub(crate) mod mail_server;
pub(crate) mod people;
pub(crate) mod program;
pub(crate) mod running;

use std::sync::Once;

/// An HTTP client that follows nothing and keeps nothing.
pub(crate) fn http() -> reqwest::Client {
    crypto();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_gzip()
        .build()
        .unwrap()
}

/// TLS of the whole process, as the program's main does it.
pub(crate) fn crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .unwrap();
    });
}
