//! What is promised of the crate as a whole.

mod properties;
