//! How facts become words and shapes. Pure: the time, the zone and the data are passed in. Knows no screen.

pub(crate) mod base64;
pub(crate) mod changes;
pub(crate) mod clock;
pub(crate) mod emoji;
pub(crate) mod emoji_list;
pub(crate) mod events;
pub(crate) mod face;
pub(crate) mod files;
pub(crate) mod fold;
pub(crate) mod paste;
pub(crate) mod reactions;
pub(crate) mod thumbhash;
pub(crate) mod times;
pub(crate) mod utf16;
pub(crate) mod wave;
pub(crate) mod words;
