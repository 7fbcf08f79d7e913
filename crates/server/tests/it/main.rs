//! The server as others see it: over real sockets, and as the real program.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a scenario that cannot go on has failed"
)]

mod dashboard;
mod mail;
mod support;
