//! What coaches do with the vault and with saved messages.

use engine::store::Store;
use engine::ui::{KeptFile, Library, Reply, Request};
use protocol::{AccountKind, ConversationId, FileId, FileKind, FolderId, NewFile, Seq};
use rand::Rng;
use rand::seq::IndexedRandom;

use crate::world::{Promise, World};

impl World {
    /// Some things at a time, as one does who tidies up. Clients do something else.
    pub(super) fn use_library(&mut self, at: usize, id: ConversationId) {
        if self.devices[at].actor.kind != AccountKind::Coach {
            return self.do_to_a_message(at, id);
        }
        for _ in 0..self.random.random_range(1..6) {
            self.tidy(at, id);
        }
    }

    fn tidy(&mut self, at: usize, id: ConversationId) {
        let library = self.devices[at].screen.library.clone();
        match self.random.random_range(0..100) {
            0..10 => self.save_folder(at, &library, false),
            10..16 => self.save_folder(at, &library, true),
            16..20 => {
                if let Some(folder) = library.folders.choose(&mut self.random) {
                    self.ask(at, Request::DeleteVaultFolder { id: folder.id });
                }
            }
            20..40 => self.keep_file(at, &library),
            40..46 => self.relabel(at, &library),
            46..50 => {
                if let Some(item) = library.items.choose(&mut self.random) {
                    self.ask(at, Request::DeleteVaultItem { id: item.id });
                }
            }
            50..55 => self.keep_received(at, id, &library),
            55..70 => self.save_template(at, &library, false),
            70..75 => self.save_template(at, &library, true),
            75..78 => {
                if let Some(template) = library.templates.choose(&mut self.random) {
                    self.ask(at, Request::DeleteTemplate { id: template.id });
                }
            }
            78..88 => self.send_template(at, id, &library),
            _ => self.send_from_vault(at, id, &library),
        }
    }

    fn some_folder(&mut self, library: &Library) -> Option<FolderId> {
        let folder = library.folders.choose(&mut self.random).map(|folder| folder.id);
        folder.filter(|_| self.random.random_bool(0.7))
    }

    /// A new one, or one that is there under another name in another place. Names are few, so that some are taken.
    fn save_folder(&mut self, at: usize, library: &Library, again: bool) {
        let known = library.folders.choose(&mut self.random).map(|folder| folder.id);
        let parent = self.some_folder(library);
        let name = format!("folder {}", self.random.random_range(0..8));
        self.ask(
            at,
            Request::SaveVaultFolder {
                id: known.filter(|_| again),
                name,
                parent,
            },
        );
    }

    /// A document whose bytes are on this device.
    fn staged(&mut self, at: usize) -> NewFile {
        let length = self.random.random_range(1..3_000);
        let mut bytes = vec![1; 4];
        bytes.extend((0..length).map(|_| self.random.random::<u8>()));
        let file = NewFile {
            id: FileId::from_number(self.random.random()),
            kind: FileKind::Document,
            name: "plan.bin".into(),
            media_type: "application/octet-stream".into(),
            bytes: bytes.len() as u64,
            size: None,
            length_ms: None,
            placeholder: None,
            waveform: None,
            poster: None,
        };
        self.stage(at, file.id, bytes);
        file
    }

    /// As [`World::ask`]; what was staged for it goes again when it is refused.
    fn ask_with(&mut self, at: usize, request: Request, staged: &[FileId]) {
        self.devices[at].last_reply = None;
        self.ask(at, request);
        if matches!(self.devices[at].last_reply.take(), Some(Err(_))) {
            for file in staged {
                self.devices[at].staged.remove(file);
            }
        }
    }

    fn keep_file(&mut self, at: usize, library: &Library) {
        let file = self.staged(at);
        let folder = self.some_folder(library);
        let staged = [file.id];
        self.ask_with(
            at,
            Request::SaveVaultItem {
                id: None,
                file: KeptFile::Staged(file),
                name: format!("item {}", self.now),
                folder,
                tags: vec!["legs".into()],
            },
            &staged,
        );
    }

    fn relabel(&mut self, at: usize, library: &Library) {
        let Some(item) = library.items.choose(&mut self.random).cloned() else {
            return;
        };
        let folder = self.some_folder(library);
        self.ask(
            at,
            Request::SaveVaultItem {
                id: Some(item.id),
                file: KeptFile::Held(item.file),
                name: format!("item {}", self.now),
                folder,
                tags: Vec::new(),
            },
        );
    }

    /// Saves a file of a message to the vault.
    fn keep_received(&mut self, at: usize, id: ConversationId, library: &Library) {
        let Some(engine) = &self.devices[at].engine else {
            return;
        };
        let held = engine.store().messages_before(id, Seq::MAX, 40);
        let held = held.unwrap_or_default();
        let files: Vec<_> = held.iter().flat_map(|message| &message.attachments).collect();
        let Some(file) = files.choose(&mut self.random).map(|file| (*file).clone()) else {
            return;
        };
        let folder = self.some_folder(library);
        self.ask(
            at,
            Request::SaveVaultItem {
                id: None,
                file: KeptFile::Held(file),
                name: format!("item {}", self.now),
                folder,
                tags: Vec::new(),
            },
        );
    }

    fn save_template(&mut self, at: usize, library: &Library, again: bool) {
        let known = library.templates.choose(&mut self.random).cloned();
        let known = known.filter(|_| again);
        let mut files: Vec<_> = known
            .iter()
            .flat_map(|template| template.files.iter().cloned().map(KeptFile::Held))
            .collect();
        let mut staged = Vec::new();
        match self.random.random_range(0..4) {
            0 => {
                let file = self.staged(at);
                staged.push(file.id);
                files.push(KeptFile::Staged(file));
            }
            1 => files.clear(),
            _ => {}
        }
        let shared = self.random.random_bool(0.5);
        let name = format!("t{}", self.random.random_range(0..12));
        self.ask_with(
            at,
            Request::SaveTemplate {
                id: known.map(|template| template.id),
                shared,
                name,
                text: "hi {first_name|there}, {coach_name} here".into(),
                files,
            },
            &staged,
        );
    }

    fn send_template(&mut self, at: usize, id: ConversationId, library: &Library) {
        let Some(template) = library.templates.choose(&mut self.random).cloned() else {
            return;
        };
        self.ask(
            at,
            Request::UseTemplate {
                conversation: id,
                template: template.id,
            },
        );
        if let Some(Ok(Reply::Text { text })) = self.devices[at].last_reply.take() {
            let files = template.files.iter().map(|file| file.id).collect();
            self.send_of_library(at, id, text, files);
        }
    }

    fn send_from_vault(&mut self, at: usize, id: ConversationId, library: &Library) {
        let Some(item) = library.items.choose(&mut self.random).cloned() else {
            return;
        };
        self.ask(
            at,
            Request::AddFromVault {
                conversation: id,
                item: item.id,
            },
        );
        let taken = matches!(self.devices[at].last_reply.take(), Some(Ok(_)));
        if taken && self.random.random_bool(0.9) {
            self.look_at(at, item.file.id);
            self.send_of_library(at, id, String::new(), vec![item.file.id]);
        }
    }

    fn send_of_library(&mut self, at: usize, id: ConversationId, text: String, files: Vec<FileId>) {
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
            self.from_library += 1;
            self.attached.insert(message, files);
            self.promises.push(Promise {
                message,
                conversation: id,
                device: at,
            });
        }
    }
}
