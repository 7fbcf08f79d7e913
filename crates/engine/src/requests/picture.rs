//! A group's picture, which is brought before the group is told of it.

use protocol::rights::Act;
use protocol::{ApiError, Command, ConversationId, ErrorCode, FileKind, GroupSwitch, NewFile};

use crate::engine::Engine;
use crate::store::Store;
use crate::ui::KeptFile;

impl<S: Store> Engine<S> {
    /// Makes a photo of this device the picture of a group. One that waited is not brought any more.
    pub(super) fn set_picture(
        &mut self,
        conversation: ConversationId,
        file: NewFile,
    ) -> Result<(), ApiError> {
        if file.kind != FileKind::Photo {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "A group's picture has to be a photo.",
            ));
        }
        self.group_in_which(conversation, Act::Change)?;
        let outgoing = self.outgoing(KeptFile::Staged(file))?;
        let picture = outgoing.file.id;
        self.withdraw(|command| sets_picture(command) == Some(conversation), true);
        let switch = GroupSwitch::Picture(Some(picture));
        let command = Command::SetGroup { conversation, switch };
        self.enqueue_with(command, vec![outgoing]);
        Ok(())
    }
}

/// Of which group a command sets the picture.
fn sets_picture(command: &Command) -> Option<ConversationId> {
    match command {
        Command::SetGroup {
            conversation,
            switch: GroupSwitch::Picture(_),
        } => Some(*conversation),
        _ => None,
    }
}
