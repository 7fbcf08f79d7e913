//! Photos, documents and voice notes: attached, taken out, sent, taken back, listened to, looked at.

use engine::store::Store;
use engine::ui::{Reply, Request};
use protocol::{Attachment, ConversationId, FileId, FileKind, MessageId, NewFile, Seq};
use rand::Rng;
use rand::seq::IndexedRandom;

use crate::world::{Promise, World};

/// A fifth of a second of silence in Ogg Opus: the server takes nothing else for a voice note.
const VOICE: &[u8] = include_bytes!("voice.ogg");

impl World {
    /// Sends one to three files, or leaves them in the composer.
    pub(super) fn attach(&mut self, at: usize, id: ConversationId) {
        if self.random.random_bool(0.3) {
            return self.send_voice(at, id);
        }
        let mut files = Vec::new();
        for _ in 0..self.random.random_range(1..4) {
            let length = self.random.random_range(1..3_000);
            // No format begins so: it stays as it is, and is compared byte by byte in the end.
            let mut bytes = vec![1; 4];
            bytes.extend((0..length).map(|_| self.random.random::<u8>()));
            files.extend(self.add(at, id, FileKind::Document, bytes));
        }
        match self.random.random_range(0..10) {
            0 => {}
            1 => {
                for file in files {
                    self.ask(
                        at,
                        Request::RemoveFile {
                            conversation: id,
                            file,
                        },
                    );
                }
            }
            _ => {
                let number = self.promises.len();
                let words = self.random.random_bool(0.5);
                let text = if words {
                    format!("message {number}")
                } else {
                    String::new()
                };
                self.send_with(at, id, text, files);
                if self.random.random_bool(0.15) {
                    self.take_back(at);
                }
            }
        }
    }

    fn send_voice(&mut self, at: usize, id: ConversationId) {
        let file = self.add(at, id, FileKind::Voice, VOICE.to_vec());
        self.send_with(at, id, String::new(), file.into_iter().collect());
    }

    fn add(&mut self, at: usize, id: ConversationId, kind: FileKind, bytes: Vec<u8>) -> Option<FileId> {
        let file = NewFile {
            id: FileId::from_number(self.random.random()),
            kind,
            name: "file.bin".into(),
            media_type: "application/octet-stream".into(),
            bytes: bytes.len() as u64,
            size: None,
            length_ms: None,
            placeholder: None,
            waveform: None,
            poster: None,
        };
        let number = file.id;
        self.stage(at, number, bytes);
        self.ask(
            at,
            Request::AddFile {
                conversation: id,
                file,
            },
        );
        let taken = matches!(self.devices[at].last_reply.take(), Some(Ok(_)));
        if !taken {
            self.devices[at].staged.remove(&number);
        }
        taken.then_some(number)
    }

    fn send_with(&mut self, at: usize, id: ConversationId, text: String, files: Vec<FileId>) {
        if files.is_empty() {
            return;
        }
        self.ask(
            at,
            Request::Send {
                conversation: id,
                text,
                files: files.clone(),
                reply_to: None,
                staff_only: false,
            },
        );
        if let Some(Ok(Reply::Message { id: message })) = self.devices[at].last_reply.take() {
            self.attached.insert(message, files);
            self.promises.push(Promise {
                message,
                conversation: id,
                device: at,
            });
        }
    }

    /// One of the device's latest messages with files.
    pub(super) fn take_back(&mut self, at: usize) {
        let own = self.promises.iter().rev();
        let own = own.filter(|promise| promise.device == at && self.attached.contains_key(&promise.message));
        let own: Vec<_> = own.take(3).map(|promise| promise.message).collect();
        let Some(message) = own.choose(&mut self.random).copied() else {
            return;
        };
        self.ask(at, Request::Cancel { message });
        if matches!(self.devices[at].last_reply.take(), Some(Ok(_))) {
            self.cancelled.insert(message);
        }
    }

    /// Looks at a file that the device knows of, and listens when it can be heard.
    pub(super) fn look_or_listen(&mut self, at: usize, id: ConversationId) {
        let Some(engine) = &self.devices[at].engine else {
            return;
        };
        let held = engine
            .store()
            .messages_before(id, Seq::MAX, 40)
            .unwrap_or_default();
        let shown = held
            .iter()
            .flat_map(|message| message.attachments.iter().map(|file| (message.id, file)));
        let shown: Vec<(MessageId, &Attachment)> = shown.collect();
        let notes: Vec<_> = shown
            .iter()
            .filter(|(_, file)| file.kind == FileKind::Voice)
            .copied()
            .collect();
        let listens = self.random.random_bool(0.7) && !notes.is_empty();
        let among = if listens { notes } else { shown };
        let Some((message, file)) = among.choose(&mut self.random) else {
            return;
        };
        let (message, file, kind) = (*message, file.id, file.kind);
        self.look_at(at, file);
        if kind == FileKind::Voice {
            self.ask(
                at,
                Request::Played {
                    conversation: id,
                    message,
                },
            );
        }
    }
}
