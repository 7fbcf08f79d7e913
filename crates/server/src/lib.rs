//! The hosted API of Rapport: what a practice's apps and browsers talk to.
//!
//! From the inside out: `db` keeps rows, `domain` holds the rules and is the only way to the rows, `sync` answers
//! what changed, and around them stand two drivers: [`local::LocalServer`], one thread with no clock and no socket, for the
//! simulation, and the hosted server, which adds a writer thread, readers, a live bus, HTTP and the socket.

pub mod db;
pub mod domain;
pub mod entropy;
pub mod local;
pub mod sync;

#[cfg(test)]
mod scene;
