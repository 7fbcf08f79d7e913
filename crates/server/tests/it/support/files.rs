//! Bringing files, as an app does.

use protocol::{
    Answer, ApiError, Attachment, Call, Command, ConversationId, FileId, FileKind, FileLink, FileState,
    FileVariant, LinksQuery, Message, MessageId, NewFile, Outcome, RichText, Variant, upload_answer,
    upload_path,
};

use super::people::{Person, fresh};
use super::running::Running;

/// What Chromium's MediaRecorder made of a second of sound.
pub(crate) const VOICE: &[u8] = include_bytes!("../../../src/files/voice/tests/chromium.webm");

pub(crate) fn announced(kind: FileKind, bytes: usize) -> NewFile {
    let (name, media_type) = match kind {
        FileKind::Voice => ("voice.webm", "audio/webm"),
        FileKind::Photo => ("photo.jpg", "image/jpeg"),
        FileKind::Video | FileKind::Document => ("Plan.txt", "text/plain"),
    };
    NewFile {
        id: FileId::from_number(fresh()),
        kind,
        name: name.into(),
        media_type: media_type.into(),
        bytes: bytes as u64,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        poster: None,
    }
}

impl Running {
    /// Brings a piece of a file.
    pub(crate) async fn piece(
        &self,
        token: Option<&str>,
        file: FileId,
        offset: u64,
        bytes: &[u8],
    ) -> Result<FileState, ApiError> {
        let mut sending = self
            .http
            .put(self.url(&upload_path(file, offset)))
            .header("content-type", "application/octet-stream")
            .body(bytes.to_vec());
        if let Some(token) = token {
            sending = sending.bearer_auth(token);
        }
        let answer = sending.send().await.unwrap();
        upload_answer(answer.status().as_u16(), &answer.text().await.unwrap())
    }

    /// Follows a link.
    pub(crate) async fn fetch(&self, path: &str) -> (u16, Vec<u8>) {
        let answer = self.http.get(self.url(path)).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
    }
}

impl Person<'_> {
    pub(crate) async fn begins(&self, asked: &NewFile) -> Result<FileState, ApiError> {
        match self.call(&Call::BeginFile(asked.clone())).await? {
            Answer::File(state) => Ok(state),
            other => panic!("not a file's state: {other:?}"),
        }
    }

    pub(crate) async fn piece(&self, file: FileId, offset: u64, bytes: &[u8]) -> Result<FileState, ApiError> {
        self.server.piece(Some(&self.token), file, offset, bytes).await
    }

    /// A whole file, in one piece.
    pub(crate) async fn brings(&self, kind: FileKind, bytes: &[u8]) -> Attachment {
        let asked = announced(kind, bytes.len());
        self.begins(&asked).await.unwrap();
        let state = self.piece(asked.id, 0, bytes).await.unwrap();
        state.ready.unwrap()
    }

    /// Sends a file without words.
    pub(crate) async fn shows(
        &self,
        conversation: ConversationId,
        file: FileId,
    ) -> Result<Message, ApiError> {
        let send = Command::SendMessage {
            id: MessageId::from_number(fresh()),
            conversation,
            body: RichText::default(),
            attachments: vec![file],
            reply_to: None,
            forwarded: false,
            staff_only: false,
        };
        match self.does(send).await? {
            Outcome::Message(message) => Ok(message),
            other => panic!("not a message: {other:?}"),
        }
    }

    pub(crate) async fn links(&self, file: FileId) -> Vec<FileLink> {
        let files = [Variant::Thumbnail, Variant::Full].map(|variant| FileVariant { file, variant });
        let query = LinksQuery {
            files: files.to_vec(),
        };
        match self.call(&Call::Links(query)).await.unwrap() {
            Answer::Links(links) => links,
            other => panic!("not links: {other:?}"),
        }
    }
}
