//! The screens, one a file (or a folder).

pub(crate) mod clients;
pub(crate) mod conversation;
pub(crate) mod create_practice;
pub(crate) mod door;
pub(crate) mod inbox;
pub(crate) mod join;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod starred;
pub(crate) mod templates;
pub(crate) mod vault;
