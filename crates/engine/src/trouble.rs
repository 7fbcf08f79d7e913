//! What a person is told when something cannot be done: what happened, what was kept, what to do.

use protocol::rights::Refusal;
use protocol::{ApiError, Command, ErrorCode, GroupSwitch};

use crate::store::StoreError;

/// What a person is told when the store fails.
pub(crate) fn store_trouble(error: &StoreError) -> ApiError {
    let message = match error {
        StoreError::Full => "This device's disk is full. Nothing was lost; free some space and try again.",
        StoreError::Damaged(_) => {
            "The local copy of your messages is damaged. Restart the app to fetch it again."
        }
        StoreError::Failed(_) => "That couldn't be saved on this device. Try again.",
    };
    ApiError::new(ErrorCode::Unavailable, message)
}

pub(crate) fn not_here() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "That is not on this device any more.")
}

/// What may not be done, in the words of the rights.
pub(crate) fn may_not(refusal: Refusal) -> ApiError {
    ApiError::new(refusal.code(), refusal.to_string())
}

/// What was shown at once and is taken back now, before the server's reason.
pub(crate) fn taken_back(command: &Command) -> &'static str {
    match command {
        Command::React { on: true, .. } => "Your reaction was taken back. ",
        Command::React { on: false, .. } => "Your reaction is still there. ",
        Command::PinMessage { pinned: true, .. } => "The message couldn't be pinned. ",
        Command::PinMessage { pinned: false, .. } => "The message is still pinned. ",
        Command::StarMessage { .. } => "The star couldn't be changed. ",
        Command::FileConversation { .. } => "The conversation is where it was. ",
        Command::DeleteMessage { .. } => "The message couldn't be deleted. ",
        Command::SetReceiptPolicy { .. } => "Who sees read receipts is as it was. ",
        Command::SaveVaultFolder { .. } => "The folder couldn't be saved. ",
        Command::DeleteVaultFolder { .. } => "The folder is still there. ",
        Command::SaveVaultItem { .. } => "The file couldn't be saved in the vault. ",
        Command::DeleteVaultItem { .. } => "The file is still in the vault. ",
        Command::DeleteTemplate { .. } => "The saved message is still there. ",
        Command::SetGroup {
            switch: GroupSwitch::Picture(_),
            ..
        } => "The group's picture is as it was. ",
        Command::RenameGroup { .. } => "The group keeps its name. ",
        Command::SetGroup { .. } | Command::ArchiveGroup { .. } => "The group is set as it was. ",
        Command::AddMembers { .. } => "Nobody was added. ",
        Command::RemoveMember { .. } | Command::SetRole { .. } | Command::SetPosting { .. } => {
            "The member is as before. "
        }
        Command::SetCohort { .. } => "Whom the group takes in is as it was. ",
        Command::SaveTag { .. } => "The tag couldn't be saved. ",
        Command::DeleteTag { .. } => "The tag is still there. ",
        Command::TagClient { .. } | Command::AssignClient { .. } => "The client is filed as before. ",
        _ => "",
    }
}
