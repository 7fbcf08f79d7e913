//! A photo, a document and a voice note, and a server that takes them.

use engine::ui::{Reply, Request, TimelineItem};
use engine::{CallId, Input};
use protocol::{
    Answer, ApiError, Attachment, Call, Command, ErrorCode, FileId, FileKind, FileState, Message, MessageId,
    NewFile, Outcome, RichText,
};

use crate::support::{ANA, Ana, BEN, TALK, said};

pub(crate) const PHOTO: FileId = FileId::from_number(0xf1);
pub(crate) const PLAN: FileId = FileId::from_number(0xf2);
pub(crate) const VOICE: FileId = FileId::from_number(0xf3);
pub(crate) const KIB: u64 = 1_024;

pub(crate) fn new_file(id: FileId, kind: FileKind, bytes: u64) -> NewFile {
    NewFile {
        id,
        kind,
        name: "week 3.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes,
        size: None,
        length_ms: (kind == FileKind::Voice).then_some(42_000),
        placeholder: None,
        waveform: None,
        poster: None,
    }
}

pub(crate) fn photo() -> NewFile {
    new_file(PHOTO, FileKind::Photo, 300 * KIB)
}

pub(crate) fn plan() -> NewFile {
    new_file(PLAN, FileKind::Document, 10 * KIB)
}

/// As the server has looked at it.
pub(crate) fn looked_at(new: &NewFile) -> Attachment {
    Attachment {
        thumbnail: true,
        ..new.attachment()
    }
}

impl Ana {
    pub(crate) fn add(&mut self, file: NewFile) {
        self.ask(Request::AddFile {
            conversation: TALK,
            file,
        });
    }

    pub(crate) fn send(&mut self, text: &str, files: &[FileId]) -> MessageId {
        self.ask(Request::Send {
            conversation: TALK,
            text: text.into(),
            files: files.to_vec(),
            reply_to: None,
            staff_only: false,
        });
        let reply = self.reply.take().unwrap().unwrap();
        let Reply::Message { id } = reply else {
            unreachable!("{reply:?}")
        };
        id
    }

    /// The oldest question about a file.
    pub(crate) fn begun(&mut self) -> (CallId, NewFile) {
        let begins = |(_, call): &(CallId, Call)| matches!(call, Call::BeginFile(_));
        let at = self.calls.iter().position(begins);
        let (id, call) = self.calls.remove(at.unwrap());
        let Call::BeginFile(new) = call else {
            unreachable!()
        };
        (id, new)
    }

    pub(crate) fn has(&mut self, id: CallId, offset: u64, ready: Option<Attachment>) {
        let state = FileState { offset, ready };
        self.give(Input::Called {
            id,
            result: Ok(Answer::File(state)),
        });
    }

    pub(crate) fn fails(&mut self, id: CallId, code: ErrorCode) {
        let error = ApiError::new(code, "The server says no.");
        self.give(Input::Called {
            id,
            result: Err(error),
        });
    }

    /// The server takes everything of the files on their way, as quickly as it can.
    pub(crate) fn bring_all(&mut self) {
        loop {
            if self
                .calls
                .iter()
                .any(|(_, call)| matches!(call, Call::BeginFile(_)))
            {
                let (id, _) = self.begun();
                self.has(id, 0, None);
            } else if let Some((id, file, offset, bytes)) = self.pieces.pop() {
                let new = [photo(), plan(), new_file(VOICE, FileKind::Voice, 9 * KIB)]
                    .into_iter()
                    .find(|new| new.id == file)
                    .unwrap();
                let offset = offset + u64::from(bytes);
                self.has(id, offset, (offset == new.bytes).then(|| looked_at(&new)));
            } else {
                return;
            }
        }
    }

    pub(crate) fn shown_item(&self, message: MessageId) -> &TimelineItem {
        &self.items[&message]
    }
}

/// The server puts a sent message at a place.
pub(crate) fn stored(seq: u64) -> impl FnOnce(Command) -> Outcome {
    move |command| {
        let Command::SendMessage { id, body, .. } = command else {
            unreachable!("{command:?}")
        };
        Outcome::Message(Message {
            id,
            body,
            attachments: vec![looked_at(&photo())],
            ..said(seq, ANA)
        })
    }
}

pub(crate) fn with_photo(seq: u64) -> Message {
    Message {
        attachments: vec![looked_at(&photo())],
        body: RichText::default(),
        ..said(seq, BEN)
    }
}
