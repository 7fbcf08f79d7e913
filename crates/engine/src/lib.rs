//! The client, without I/O: sync, outbox, timelines, receipts, drafts.
//!
//! It owns no thread, socket, clock or random source.

pub mod conformance;
mod memory;
pub mod store;
mod stretches;
pub mod ui;

pub use memory::MemoryStore;
pub use stretches::{Stretch, Stretches};
