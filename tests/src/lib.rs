//! End to end: real people's windows on real programs. The coach in the app (WebKitGTK), the client in Chromium, the
//! server as it ships, everything in a folder that is thrown away.
//!
//! A [`Stage`] owns what runs; a [`Page`] is what one person sees and does. Scenarios are in `tests/tests/`; they wait
//! for what they want to see and never for time to pass. Nothing here knows how the UI is built: only the `data-testid`
//! names that it promises, and what is written on the screen.

mod app;
mod caller;
mod chromium;
mod display;
mod files;
mod page;
mod practice;
mod process;
pub mod samples;
mod server;
mod stage;
mod story;
mod wait;

pub use caller::{Caller, Line};
pub use files::FileServer;
pub use page::{Bubble, Handing, Key, Page, Row, Scheme, write_session};
pub use practice::Practice;
pub use server::{Server, ServerStart};
pub use stage::{App, Stage, Windows};
pub use story::{DEVICES, Story, project, story_pages};
pub use wait::{PATIENCE, until};
