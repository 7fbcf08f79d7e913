//! `serve`: listens, says where, and runs until it is told to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use server::config::Config;
use tokio::net::TcpListener;

/// Runs the server. `greeting` makes the lines that follow the address on stdout, from the address that people reach.
pub(super) async fn serve(
    mut config: Config,
    greeting: impl AsyncFnOnce(&str) -> anyhow::Result<Vec<String>>,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!(
            "cannot listen on {}. Is another server running there? Choose another address with --listen.",
            config.listen
        )
    })?;
    let address = listener.local_addr()?;
    let metrics = match config.metrics {
        Some(wanted) => Some(TcpListener::bind(wanted).await.with_context(|| {
            format!("cannot listen on {wanted} for metrics. Choose another address with --metrics-listen.")
        })?),
        None => None,
    };
    let stop = stop_signal()?;
    let ui = config.ui.take().or_else(built_ui);
    let mailer = server::mail::from_config(&config)?;
    let lines = greeting(&public_url(&config, address)).await?;
    let mut stdout = std::io::stdout().lock();
    // Nobody may be reading any more: the server runs all the same.
    let _ = writeln!(stdout, "listening on http://{address}");
    for line in lines {
        let _ = writeln!(stdout, "{line}");
    }
    if let Some(address) = metrics.as_ref().and_then(|listener| listener.local_addr().ok()) {
        let _ = writeln!(stdout, "metrics on http://{address}/metrics");
    }
    let _ = stdout.flush();
    drop(stdout);
    if ui.is_none() {
        tracing::warn!("no web dashboard was found: build it with `cargo xtask ui`, or give --ui DIR");
    }
    if config.mail.smtp.is_none() {
        let outbox = config.data.join("outbox");
        tracing::warn!(outbox = %outbox.display(), "mail is not configured: mails are written into the outbox");
    }
    // It answers for as long as the server runs.
    let _answering = metrics.map(|listener| Answering(tokio::spawn(server::metrics::serve(listener))));
    server::run(listener, config, mailer, server::dashboard::router(ui), stop).await
}

/// Stops when dropped.
struct Answering(tokio::task::JoinHandle<std::io::Result<()>>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Where links lead.
pub(super) fn public_url(config: &Config, address: SocketAddr) -> String {
    config
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{address}"))
}

/// The dashboard, where it usually is: built here, or installed beside the program.
fn built_ui() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok();
    let beside = beside.as_deref().and_then(|program| program.parent());
    let places = [
        Some(PathBuf::from("ui/dist")),
        beside.map(|folder| folder.join("share/ui")),
        beside.map(|folder| folder.join("../share/rapport/ui")),
    ];
    places
        .into_iter()
        .flatten()
        .find(|place| place.join("index.html").is_file())
}

/// Resolves on SIGTERM, or SIGINT as from Ctrl+C.
#[cfg(unix)]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    })
}

#[cfg(not(unix))]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without the signal there is no stopping from outside but ending the process.
            std::future::pending::<()>().await;
        }
        tracing::info!("stopping");
    })
}
