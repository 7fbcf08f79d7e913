//! Parts of the vault, for its own screen and wherever one takes from it or puts into it.

pub(crate) mod card;
pub(crate) mod face;
pub(crate) mod folder_dialog;
pub(crate) mod item_dialog;
pub(crate) mod keep;
pub(crate) mod picker;
pub(crate) mod place;
