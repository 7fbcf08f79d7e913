//! Files in the composer, what goes along with a message, and taking such a message back.

use protocol::{
    ApiError, Command, ConversationId, ErrorCode, FileId, FileKind, MessageId, NAME_CHARS, NewFile,
};

use super::writing::deleted;
use crate::engine::Engine;
use crate::store::{OutboxEntry, OutgoingFile, Store, Write};
use crate::trouble::not_here;
use crate::ui::KeptFile;

const MIB: u64 = 1_024 * 1_024;

impl<S: Store> Engine<S> {
    pub(super) fn add_file(&mut self, id: ConversationId, mut file: NewFile) -> Result<(), ApiError> {
        file.name = plain_name(&file.name);
        self.refuse_file(&file)?;
        let limit = self.me.limits.message_files as usize;
        let state = self.conversations.get_mut(&id).filter(|state| state.is_listed());
        let state = state.ok_or_else(not_here)?;
        let known = state.composer.iter().position(|known| known.id() == file.id);
        let others = state.composer.iter().filter(|known| known.id() != file.id);
        // A voice note goes alone, whatever else is there.
        let counted = others.filter(|known| known.kind() != FileKind::Voice).count();
        if file.kind != FileKind::Voice && counted >= limit {
            return Err(too_many(limit));
        }
        match known.and_then(|at| state.composer.get_mut(at)) {
            Some(known) => *known = KeptFile::Staged(file),
            None => state.composer.push(KeptFile::Staged(file)),
        }
        self.composer_changed(id);
        Ok(())
    }

    /// Before it is looked at any further: what the server would refuse.
    fn refuse_file(&self, file: &NewFile) -> Result<(), ApiError> {
        if self.outbox.needs(file.id) {
            return Err(ApiError::new(
                ErrorCode::Taken,
                "That file is being sent already.",
            ));
        }
        self.refuse_size(file)
    }

    /// As [`Engine::refuse_file`], by its size alone.
    pub(super) fn refuse_size(&self, file: &NewFile) -> Result<(), ApiError> {
        let limits = self.me.limits;
        if file.bytes == 0 {
            return Err(ApiError::new(ErrorCode::Invalid, "That file is empty."));
        }
        if limits.file_bytes == 0 || limits.piece_bytes == 0 {
            let words = "Your practice's server doesn't take files yet. Ask whoever runs it to update it.";
            return Err(ApiError::new(ErrorCode::Invalid, words));
        }
        if file.bytes > limits.file_bytes {
            let (size, most) = (file.bytes.div_ceil(MIB), limits.file_bytes / MIB);
            let words = format!("That file has {size} MB; a file can have {most} MB.");
            return Err(ApiError::new(ErrorCode::TooLong, words).with("limit", limits.file_bytes));
        }
        let too_long = file.length_ms.is_some_and(|length| length > limits.voice_ms);
        if file.kind == FileKind::Voice && too_long {
            let minutes = limits.voice_ms / 60_000;
            let words = format!("A voice note can have {minutes} minutes.");
            return Err(ApiError::new(ErrorCode::TooLong, words).with("limit", limits.voice_ms));
        }
        Ok(())
    }

    /// What is not there need not go.
    pub(super) fn remove_file(&mut self, id: ConversationId, file: FileId) -> Result<(), ApiError> {
        let state = self.conversations.get_mut(&id).ok_or_else(not_here)?;
        let before = state.composer.len();
        let staged = state
            .composer
            .iter()
            .any(|known| known.staged().is_some_and(|known| known.id == file));
        state.composer.retain(|known| known.id() != file);
        if state.composer.len() != before {
            self.composer_changed(id);
            self.forget_files(staged.then_some(file));
        }
        Ok(())
    }

    /// Keeps what is in the composer, and shows it.
    pub(crate) fn composer_changed(&mut self, id: ConversationId) {
        let Some(state) = self.conversations.get(&id) else {
            return;
        };
        let files = state.composer.clone();
        self.write_safely(Write::PutComposer {
            conversation: id,
            files,
        });
        self.dirty(id);
        if self.open.as_ref().is_some_and(|open| open.conversation == id) {
            self.show_composer_files(id);
        }
    }

    /// Files of the composer, in the order in which they are to be shown. They stay there until the message is taken.
    pub(super) fn files_to_send(
        &self,
        id: ConversationId,
        files: &[FileId],
        has_words: bool,
    ) -> Result<Vec<OutgoingFile>, ApiError> {
        let state = self.conversations.get(&id).ok_or_else(not_here)?;
        let mut outgoing: Vec<OutgoingFile> = Vec::with_capacity(files.len());
        for file in files {
            let known = state.composer.iter().find(|known| known.id() == *file);
            let known = known.ok_or_else(|| {
                ApiError::new(
                    ErrorCode::NotFound,
                    "That file is not in the message box any more. Attach it again.",
                )
            })?;
            if outgoing.iter().any(|other| other.file.id == *file) {
                continue;
            }
            outgoing.push(OutgoingFile {
                file: known.attachment(),
                begin: known.staged().cloned(),
                ready: known.staged().is_none(),
            });
        }
        let limit = self.me.limits.message_files as usize;
        if outgoing.len() > limit {
            return Err(too_many(limit));
        }
        let voice = outgoing.iter().any(|file| file.file.kind == FileKind::Voice);
        if voice && (outgoing.len() > 1 || has_words) {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "A voice note goes alone. Send the rest as another message.",
            ));
        }
        Ok(outgoing)
    }

    /// A message whose files are still on their way has never gone out: it can be taken back as if it had not been written.
    pub(super) fn cancel(&mut self, message: MessageId) -> Result<(), ApiError> {
        let entry = self.outbox.sending(message).cloned().ok_or_else(not_here)?;
        if entry.failure.is_none() && !entry.is_kept_back() {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "That message is being sent just now. Delete it once it has arrived.",
            ));
        }
        self.take_back(entry, true)
    }

    /// The message goes, with what waits behind it; what it held comes back into the composer when that is empty, and is forgotten otherwise.
    pub(super) fn take_back(&mut self, entry: OutboxEntry, into_composer: bool) -> Result<(), ApiError> {
        self.outbox.finish(entry.id);
        self.write_safely(Write::RemoveOutbox(entry.id));
        // In the composer, the words of a note would go to the client with the next key.
        let into_composer = into_composer && !entry.is_note();
        let Command::SendMessage {
            id,
            conversation,
            body,
            reply_to,
            forwarded,
            ..
        } = entry.command
        else {
            return Err(not_here());
        };
        self.dirty(conversation);
        let mut attached = entry.files.clone();
        // What was forwarded is not this person's to attach.
        attached.retain(|file| !forwarded || file.begin.is_some());
        let body = self.withdraw_changes(conversation, id, body);
        let given = body
            .is_some_and(|body| into_composer && self.give_back(conversation, &body, reply_to, &attached));
        if !given {
            self.let_go(&entry.files);
        }
        Ok(())
    }

    /// This person has listened to somebody else's voice note.
    pub(super) fn played(&mut self, id: ConversationId, message: MessageId) -> Result<(), ApiError> {
        let known = self.standing(message)?;
        if known.conversation != id {
            return Err(not_here());
        }
        if known.deleted {
            return Err(deleted());
        }
        let voice = known.attachments.iter().any(|file| file.kind == FileKind::Voice);
        if voice && known.author != self.me.account.id && !self.is_played(&known) {
            self.enqueue(Command::MarkPlayed {
                conversation: id,
                message,
            });
        }
        Ok(())
    }
}

pub(super) fn too_many(limit: usize) -> ApiError {
    let words = format!("A message can have {limit} files. Send the rest as another message.");
    ApiError::new(ErrorCode::Invalid, words).with("limit", limit)
}

/// Without folders, on one line, and not longer than a name may be; the ending stays.
pub(super) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim();
    if plain.is_empty() {
        return "file".to_owned();
    }
    let length = plain.chars().count();
    if length <= NAME_CHARS {
        return plain.to_owned();
    }
    let ending = plain.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.filter(|ending| ending.chars().count() <= 10);
    let ending = ending.map(|ending| format!(".{ending}")).unwrap_or_default();
    let kept = NAME_CHARS.saturating_sub(ending.chars().count());
    plain.chars().take(kept).chain(ending.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_nothing_of_folders_and_fits() {
        assert_eq!(plain_name("C:\\Users\\ana\\plan.pdf"), "plan.pdf");
        assert_eq!(plain_name("/home/ana/../plan.pdf"), "plan.pdf");
        assert_eq!(plain_name("two\nlines.txt "), "twolines.txt");
        assert_eq!(plain_name("/"), "file");
        let long = plain_name(&format!("{}.pdf", "å".repeat(300)));
        assert_eq!(long.chars().count(), NAME_CHARS);
        assert!(long.ends_with("å.pdf"));
    }
}
