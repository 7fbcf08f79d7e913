//! What the interface knows, as pure reducers: updates in, something to draw out. Knows no DOM and no server.

pub(crate) mod acts;
pub(crate) mod connection;
pub(crate) mod filing;
pub(crate) mod forwarding;
pub(crate) mod keys;
pub(crate) mod known;
pub(crate) mod later;
pub(crate) mod layout;
pub(crate) mod model;
pub(crate) mod picker;
pub(crate) mod pins;
pub(crate) mod preferences;
pub(crate) mod ranking;
pub(crate) mod rows;
pub(crate) mod score;
pub(crate) mod seen;
pub(crate) mod snapshot;
pub(crate) mod suggest;
pub(crate) mod swipe;
pub(crate) mod switcher;
pub(crate) mod timeline;
pub(crate) mod toasts;
pub(crate) mod typed;
pub(crate) mod way_back;
pub(crate) mod writing;
