//! The client, without I/O: sync, outbox, timelines, receipts, drafts.
//!
//! It owns no thread, socket, clock or random source: a driver calls [`Engine::handle`] with what happened and carries out the
//! [`Effect`]s it gets back. So the same code runs under tokio in the app, in the page of a browser, and in a simulation
//! that replays any schedule from a seed.
//!
//! The story of a message, with the file that tells each part:
//!
//! 1. The UI asks to send ([`ui::Request::Send`], `requests.rs`). The text becomes a body with spans, a command goes into the outbox
//!    (`outbox.rs`), and the step's commit puts it on the disk before any effect leaves (`engine.rs`).
//! 2. In the same step the timeline gets an item with a clock (`views.rs`, `timeline.rs`), and, when the line is up
//!    (`line.rs`, `sync.rs`), the command goes out.
//! 3. The server's answer takes the command out of the outbox and puts the message into the store (`own.rs`). The server's live
//!    page of the conversation's feed brings the same message to every other device, and to this one again (`feeds.rs`).
//!    A message with files waits in the outbox until they are up (`transfers.rs`); `files.rs` says which bytes must stay and which must go.
//! 4. Whatever is lost on the way shows as a hole in a feed's numbers and is fetched again (`sync.rs`).
//! 5. Whatever else one does to it lies over what is held (`outbox/overlay.rs`) until the feeds bring it: reactions and pins in the
//!    conversation's, stars and filing in one's own (`personal.rs`).
//!    What is done to a group lies over it in the same way (`group.rs`), and so does how clients are filed (`roster.rs`); what was answered with
//!    no more than "done" stays so until its feed tells (`taken.rs`).
//! 6. Watermarks tell who has it and who has read it (`own.rs`); they come back in a feed of their own and turn one check into
//!    two (`views.rs`), as far as the practice lets them be known (`policy.rs`).

pub mod conformance;
mod conversation;
mod engine;
mod feeds;
mod files;
mod group;
mod input;
mod library;
mod line;
mod memory;
mod messages;
mod outbox;
mod own;
mod personal;
mod policy;
mod read;
mod refused;
mod requests;
mod roster;
mod screen;
pub mod store;
mod stretches;
mod sync;
mod taken;
mod timeline;
mod transfers;
mod trouble;
pub mod ui;
mod views;

pub use engine::{Engine, EngineConfig, OpenError};
pub use input::{CallId, Effect, Entropy, Input, Notice};
pub use memory::MemoryStore;
pub use stretches::{Stretch, Stretches};
