//! Files as devices bring them and see them.

use protocol::{
    Answer, ApiError, Attachment, Call, Command, ConversationId, FileId, FileKind, FileLink, FileState,
    FileVariant, LinksQuery, Message, NewFile, Outcome, Variant, upload_answer, upload_path,
};

use super::people::{Person, fresh, send};

/// As a device announces it, knowing nothing but the name.
pub(crate) fn claim(kind: FileKind, name: &str, bytes: &[u8]) -> NewFile {
    NewFile {
        id: FileId::from_number(fresh()),
        kind,
        name: name.into(),
        media_type: "application/octet-stream".into(),
        bytes: bytes.len() as u64,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        poster: None,
    }
}

impl Person<'_> {
    pub(crate) async fn begins(&self, claimed: &NewFile) -> Result<FileState, ApiError> {
        match self.call(&Call::BeginFile(claimed.clone())).await? {
            Answer::File(state) => Ok(state),
            other => panic!("not a file's state: {other:?}"),
        }
    }

    pub(crate) async fn puts(&self, file: FileId, offset: u64, piece: &[u8]) -> Result<FileState, ApiError> {
        let request = self
            .server
            .http
            .put(self.server.url(&upload_path(file, offset)))
            .bearer_auth(&self.token)
            .header("content-type", "application/octet-stream")
            .body(piece.to_vec());
        let answer = request.send().await.unwrap();
        upload_answer(answer.status().as_u16(), &answer.text().await.unwrap())
    }

    /// All of it, in three pieces.
    pub(crate) async fn brings(&self, claimed: &NewFile, bytes: &[u8]) -> Attachment {
        let mut state = self.begins(claimed).await.unwrap();
        while state.ready.is_none() {
            let begin = usize::try_from(state.offset).unwrap();
            let end = bytes.len().min(begin + bytes.len().div_ceil(3));
            state = self
                .puts(claimed.id, state.offset, &bytes[begin..end])
                .await
                .unwrap();
        }
        state.ready.unwrap()
    }

    pub(crate) async fn sends_file(&self, conversation: ConversationId, file: FileId) -> Message {
        let Command::SendMessage {
            id,
            conversation,
            body,
            reply_to,
            forwarded,
            ..
        } = send(conversation, "")
        else {
            unreachable!()
        };
        let command = Command::SendMessage {
            attachments: vec![file],
            id,
            conversation,
            body,
            reply_to,
            forwarded,
        };
        match self.does(command).await.unwrap() {
            Outcome::Message(message) => message,
            other => panic!("not a message: {other:?}"),
        }
    }

    /// The link that this person is given, if any.
    pub(crate) async fn link(&self, file: FileId, variant: Variant) -> Option<FileLink> {
        let query = LinksQuery {
            files: vec![FileVariant { file, variant }],
        };
        match self.call(&Call::Links(query)).await.unwrap() {
            Answer::Links(links) => links.into_iter().next(),
            other => panic!("not links: {other:?}"),
        }
    }
}
