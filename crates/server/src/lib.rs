//! Placeholder of the first commit.
pub mod config;
