//! The client, without I/O: sync, outbox, timelines, receipts, drafts.
//!
//! It owns no thread, socket, clock or random source.

pub mod ui;
