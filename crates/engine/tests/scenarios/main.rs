//! The engine as a person meets it, one scenario after another.

#![expect(clippy::unwrap_used, reason = "a scenario that cannot go on has failed")]
#![expect(clippy::indexing_slicing, reason = "what a scenario looks up must be there")]

mod attaching;
mod bringing;
mod files;
mod groups;
mod keeping;
mod library;
mod listening;
mod meeting;
mod naming;
mod noting;
mod reacting;
mod roster;
mod support;
mod talk;
mod templates;
mod uploading;
