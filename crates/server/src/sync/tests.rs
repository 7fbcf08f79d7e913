//! Whatever a reader has missed, catching up ends in the state of whoever starts afresh.

mod library;
mod mirror;
mod pages;
mod stretches;
