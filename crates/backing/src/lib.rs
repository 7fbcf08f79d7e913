//! Real backing services for tests and benchmarks, a microphone among them: each on a port that the system chose, in a temporary folder, gone when
//! its handle is dropped and also when the process that started it dies, however it dies.
//!
//! Knows nothing of Rapport: whoever starts a service connects to it with a client of their own.

mod folder;
mod hearing;
mod microphone;
mod nats;
mod postgres;
mod program;
mod s3;
mod service;

use std::net::{Ipv4Addr, TcpListener};

pub use hearing::{Likeness, Sound};
pub use microphone::{Microphone, spoken};
pub use nats::Nats;
pub use postgres::Postgres;
pub use s3::S3;

/// Why a service is not to be had.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Installing the package helps; `cargo xtask setup --for test` does it.
    #[error(
        "{program} is not installed: it is in the package `{package}` (`cargo xtask setup --for test` installs it)"
    )]
    Missing {
        program: &'static str,
        package: &'static str,
    },
    /// It ended, or took too long; with the last of what it said.
    #[error("{service} {what}:\n{said}")]
    Failed {
        service: &'static str,
        what: &'static str,
        said: String,
    },
    #[error("{doing}: {error}")]
    System { doing: &'static str, error: String },
}

/// For `map_err`: what was being done when the system refused.
fn while_doing(doing: &'static str) -> impl FnOnce(std::io::Error) -> Error {
    move |error| Error::System {
        doing,
        error: error.to_string(),
    }
}

/// A port that was free a moment ago, chosen by the system.
fn free_port() -> Result<u16, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(while_doing("cannot find a free port"))
}
