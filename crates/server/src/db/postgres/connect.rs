//! From a URL to a pool: time-outs, keepalives, TLS.
//!
//! `sslmode=require` means TLS to a server whose certificate holds, as `verify-full` does elsewhere: there is no encryption
//! here to whoever happens to answer. `sslrootcert` names a file with the roots of a private authority.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Config, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::db::DbError;

const CONNECT: Duration = Duration::from_secs(5);
/// For a connection to become free.
const WAIT: Duration = Duration::from_secs(5);
/// A dead peer is noticed after about a minute.
const KEEPALIVE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// For every session. A node that has vanished in the middle of a transaction must not hold a workspace for longer.
const SETTINGS: &str = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s \
    -c default_transaction_isolation=read\\ committed";

fn failed(message: impl Into<String>) -> DbError {
    DbError::Failed(message.into().into())
}

/// The URL without what tokio-postgres does not know: `sslmode=verify-..` and `sslrootcert`.
fn parse(url: &str) -> Result<(Config, Option<String>), DbError> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut roots = None;
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslrootcert", file)) => roots = Some(file.to_owned()),
            Some(("sslmode", "verify-full" | "verify-ca")) => kept.push("sslmode=require"),
            _ => kept.push(pair),
        }
    }
    let url = if kept.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", kept.join("&"))
    };
    // The error names the part that is wrong and quotes nothing, so no password.
    let config: Config = url.parse()?;
    Ok((config, roots))
}

pub(super) fn pool(url: &str, connections: u32) -> Result<Pool, DbError> {
    let (mut config, roots) = parse(url)?;
    if config.get_ssl_mode() == SslMode::Prefer {
        // Encryption to nobody in particular, or none, as whoever stands between likes it: rather say plainly which.
        config.ssl_mode(SslMode::Disable);
    }
    let options = match config.get_options() {
        // What the URL says comes last and wins.
        Some(given) => format!("{SETTINGS} {given}"),
        None => SETTINGS.to_owned(),
    };
    config.options(options);
    if config.get_application_name().is_none() {
        config.application_name("rapport");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    config
        .keepalives(true)
        .keepalives_idle(KEEPALIVE)
        .keepalives_interval(KEEPALIVE_INTERVAL)
        .keepalives_retries(3)
        .tcp_user_timeout(UNACKNOWLEDGED);
    let recycling = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(config, tls(roots.as_deref())?, recycling);
    Pool::builder(manager)
        .max_size(connections.max(1) as usize)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(2 * CONNECT))
        .recycle_timeout(Some(CONNECT))
        .build()
        .map_err(|error| failed(error.to_string()))
}

fn tls(roots: Option<&str>) -> Result<MakeRustlsConnect, DbError> {
    let mut store = RootCertStore::empty();
    match roots {
        None => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let cannot = |error| failed(format!("sslrootcert: cannot read {file}: {error}"));
            for root in CertificateDer::pem_file_iter(file).map_err(cannot)? {
                store
                    .add(root.map_err(cannot)?)
                    .map_err(|error| failed(format!("sslrootcert: {file}: {error}")))?;
            }
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_verifies_elsewhere_verifies_here() {
        let (config, roots) =
            parse("postgres://a:b@c/d?sslmode=verify-full&sslrootcert=/x/root.pem").unwrap();
        assert_eq!(config.get_ssl_mode(), SslMode::Require);
        assert_eq!(roots.as_deref(), Some("/x/root.pem"));
        assert_eq!(config.get_dbname(), Some("d"));
    }

    #[test]
    fn a_wrong_url_is_refused_without_telling_the_password() {
        for url in [
            "postgres://ana:secret@host/db?sslmode=perhaps",
            "postgres://ana:secret@host:port/db",
            "ana:secret",
        ] {
            let error = parse(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
    }
}
