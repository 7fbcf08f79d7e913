//! Who may do what, exactly once, and nothing across a practice: told by ana the coach, ben and cleo, and dora from
//! elsewhere.

mod codes;
mod cohorts;
mod databases;
mod doing;
mod files;
mod groups;
mod library;
mod notes;
mod once;
mod rights;
mod rules;
mod tags;
mod traces;
