//! What is promised of the crate as a whole.

mod commonmark;
mod hostile;
mod properties;
mod typing;
