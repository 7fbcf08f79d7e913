//! The real server's domain and many real clients in one thread, under a network that fails and a clock that is moved by hand.
//!
//! Everything is decided by a seed: what people do, what breaks, how long a frame takes. So a failure is a number that
//! replays it. Nothing here sleeps, and nothing is mocked but the wire and the disk's cache:
//!
//! - `world`: the loop of events, the server's side of the wire.
//! - `network`: how long things take on the way, and what is lost.
//! - `device`: a client with its store, and a screen that believes what it is told.
//! - `disk`: a store that loses what was not yet safe when the power fails.
//! - `plan`: what people do and what breaks.
//! - `check`: what must be true once it is quiet.

#![expect(
    clippy::indexing_slicing,
    reason = "a simulation indexes its own devices; a wrong index is a bug in the test itself"
)]

mod check;
mod device;
mod disk;
mod network;
mod plan;
mod world;

pub use check::{Kept, Verdict};
pub use network::{Faults, Plant};
pub use world::{Report, Settings, simulate};
