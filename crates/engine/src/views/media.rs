//! Files as they are shown: in short in lists, one by one in the timeline, in a few words in a notification.

use protocol::{Attachment, Command, FileKind, Message};

use crate::engine::Engine;
use crate::store::{OutboxEntry, OutgoingFile, Store};
use crate::ui::{FileView, Media};

impl<S: Store> Engine<S> {
    /// Files of a message that waits, with how far they have come.
    pub(super) fn waiting_files(&self, files: &[OutgoingFile]) -> Vec<FileView> {
        files
            .iter()
            .map(|file| FileView {
                file: file.file.clone(),
                sent: (!file.ready).then(|| self.transfers.sent(file.file.id)),
            })
            .collect()
    }

    /// Whether a voice note was listened to: somebody else's by this person, one's own by anybody else.
    pub(crate) fn is_played(&self, message: &Message) -> bool {
        if !message
            .attachments
            .iter()
            .any(|file| file.kind == FileKind::Voice)
        {
            return false;
        }
        let (me, id) = (self.me.account.id, message.conversation);
        // What cannot be read was not listened to, as far as is known.
        let played = self.store.played_by(id, message.id).unwrap_or_default();
        if message.author == me {
            return played.iter().any(|account| *account != me);
        }
        let marks = |entry: &OutboxEntry| matches!(entry.command, Command::MarkPlayed { message: marked, .. } if marked == message.id);
        played.contains(&me) || self.outbox.of(id).any(marks)
    }
}

/// As they are on the server.
pub(super) fn sent_files(files: &[Attachment]) -> Vec<FileView> {
    let view = |file: &Attachment| FileView {
        file: file.clone(),
        sent: None,
    };
    files.iter().map(view).collect()
}

pub(super) fn media<'a>(mut files: impl ExactSizeIterator<Item = &'a Attachment>) -> Option<Media> {
    let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
    let first = files.next()?.clone();
    Some(Media { first, count })
}

/// In words, for where no picture can be: "3 photos", "Voice note 0:42", "plan.pdf".
pub(crate) fn media_words(files: &[Attachment]) -> String {
    let Some((first, rest)) = files.split_first() else {
        return String::new();
    };
    let count = files.len();
    let all = |kind: FileKind| files.iter().all(|file| file.kind == kind);
    match first.kind {
        FileKind::Voice => {
            let seconds = first.length_ms.unwrap_or(0) / 1_000;
            format!("Voice note {}:{:02}", seconds / 60, seconds % 60)
        }
        FileKind::Photo if rest.is_empty() => "Photo".to_owned(),
        FileKind::Video if rest.is_empty() => "Video".to_owned(),
        FileKind::Document if rest.is_empty() => first.name.clone(),
        FileKind::Photo if all(FileKind::Photo) => format!("{count} photos"),
        FileKind::Video if all(FileKind::Video) => format!("{count} videos"),
        _ => format!("{count} files"),
    }
}

#[cfg(test)]
mod tests {
    use protocol::FileId;

    use super::*;

    fn file(kind: FileKind) -> Attachment {
        Attachment {
            id: FileId::from_number(1),
            kind,
            name: "plan.pdf".into(),
            media_type: String::new(),
            bytes: 1,
            size: None,
            length_ms: Some(62_000),
            placeholder: None,
            waveform: None,
            thumbnail: false,
        }
    }

    #[test]
    fn files_in_words() {
        use FileKind::{Document, Photo, Video, Voice};
        for (kinds, words) in [
            (&[][..], ""),
            (&[Photo][..], "Photo"),
            (&[Photo, Photo, Photo], "3 photos"),
            (&[Video, Video], "2 videos"),
            (&[Photo, Video], "2 files"),
            (&[Document], "plan.pdf"),
            (&[Voice], "Voice note 1:02"),
        ] {
            let files: Vec<_> = kinds.iter().map(|kind| file(*kind)).collect();
            assert_eq!(media_words(&files), words);
        }
    }
}
