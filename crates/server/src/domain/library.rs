//! What the practice keeps for using again: the vault's folders and files, and saved messages. For its staff.
//!
//! Owns the rules of all three. Must not know what a message does with a file or a text once it has them. What was deleted is
//! remembered as deleted: a change that comes late, from a device that had been away, does not bring it back.

mod folders;
mod items;
mod templates;

pub(super) use folders::{delete_folder, save_folder};
pub(super) use items::ItemAsked;
pub(super) use items::{delete_item, save_item};
pub(super) use templates::{TemplateAsked, delete_template, save_template};

use protocol::{ApiError, ErrorCode};

use super::Failure;

fn too_many(what: &str, limit: usize) -> Failure {
    let message = format!("{limit} {what}, and that is the most. Delete one first.");
    ApiError::new(ErrorCode::TooLong, message)
        .with("limit", limit)
        .into()
}
