//! The real network: reqwest for calls, a WebSocket for the line, both on Tauri's runtime.

use std::sync::Arc;

use protocol::Call;
use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::{Access, Asker, Download, Fetcher, Line, Listener, Network, Piece, files, http, socket};

#[derive(Debug)]
pub(crate) struct Online {
    runtime: Handle,
    client: reqwest::Client,
    /// For bytes of files.
    carrier: reqwest::Client,
    tls: Arc<ClientConfig>,
}

/// Why there can be no network at all: this system's TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OnlineError {
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    #[error("HTTP cannot be set up: {0}")]
    Http(#[from] reqwest::Error),
}

impl Online {
    pub(crate) fn new(runtime: Handle) -> Result<Self, OnlineError> {
        // Whoever came first has set the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            runtime,
            client: http::client()?,
            carrier: files::client()?,
            tls: Arc::new(ClientConfig::with_platform_verifier()?),
        })
    }
}

impl Network for Online {
    fn call(&self, access: Access, call: Call, asker: Asker) {
        let client = self.client.clone();
        // Bounded by its own time-outs; an answer that comes too late finds nobody.
        self.runtime.spawn(async move {
            let result = http::call(&client, &access, &call).await;
            asker.tell(result).await;
        });
    }

    fn connect(&self, access: Access, listener: Listener) -> Line {
        let (frames, to_send) = mpsc::channel(Line::WAITING_FRAMES);
        let task = self
            .runtime
            .spawn(socket::serve(access, Arc::clone(&self.tls), to_send, listener));
        Line::new(frames, Some(task.abort_handle()))
    }

    fn upload(&self, access: Access, piece: Piece, asker: Asker) {
        let client = self.carrier.clone();
        self.runtime.spawn(async move {
            let result = files::upload(&client, &access, piece).await;
            asker.tell(result).await;
        });
    }

    fn download(&self, access: Access, download: Download, fetcher: Fetcher) {
        let client = self.carrier.clone();
        self.runtime.spawn(async move {
            let result = files::download(&client, &access, download).await;
            fetcher.tell(result).await;
        });
    }
}
