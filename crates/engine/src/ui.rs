//! The engine's face to a UI: what it may ask, what it is answered, what it is told.
//!
//! A UI gets a snapshot ([`Update::Reset`]), then changes; never whole lists again. All of it is data that crosses
//! Tauri's bridge as JSON in the app and stays in memory in a browser.

mod request;
mod update;
mod view;

pub use request::{KeptFile, Reply, Request, RequestId};
pub use update::{Connection, ConnectionState, Edge, Library, Roster, Snapshot, TimelineUpdate, Update};
pub use view::{
    Allowed, ConversationDetails, ConversationRow, EventLine, FileView, Media, Place, Preview, Quote,
    ReactionCount, StarredMessage, Status, TimelineItem, TypingPerson,
};
