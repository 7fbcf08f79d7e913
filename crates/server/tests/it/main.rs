//! The server as others see it: over real sockets, and as the real program.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a scenario that cannot go on has failed"
)]

mod access;
mod archive;
mod bad_input;
mod dashboard;
mod files;
mod groups;
mod health;
mod kill;
mod library;
mod mail;
mod media;
mod metrics;
#[cfg(unix)]
mod nodes;
mod notes;
mod origins;
mod program;
mod sign_in;
mod support;
mod talk;
mod upgrade;
mod wire;
