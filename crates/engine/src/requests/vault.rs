//! The vault: keeping files in it, and folders; and putting one of them into a composer.

use protocol::{
    ApiError, Attachment, Command, ConversationId, ErrorCode, FileKind, FolderId, NAME_CHARS, NewFile,
    VAULT_DEPTH, VAULT_ITEMS, VAULT_TAGS, VaultItem, VaultItemId,
};

use super::files::{plain_name, too_many};
use crate::engine::Engine;
use crate::library::{Shelved, find};
use crate::store::{OutgoingFile, Store, Write};
use crate::trouble::not_here;
use crate::ui::{KeptFile, Library, Reply};

/// What the vault says of a file.
pub(super) struct Label {
    pub name: String,
    pub folder: Option<FolderId>,
    pub tags: Vec<String>,
}

impl<S: Store> Engine<S> {
    /// Clients have no library.
    pub(super) fn refuse_clients(&self) -> Result<(), ApiError> {
        if self.is_coach() {
            return Ok(());
        }
        Err(ApiError::new(
            ErrorCode::Forbidden,
            "Only coaches use the vault and saved messages.",
        ))
    }

    pub(super) fn save_folder(
        &mut self,
        id: Option<FolderId>,
        name: &str,
        parent: Option<FolderId>,
    ) -> Result<Reply, ApiError> {
        self.refuse_clients()?;
        let name = self.checked_name(name)?;
        let library = self.library_shown();
        if let Some(id) = id {
            find(&library.folders, id).ok_or_else(no_folder)?;
        }
        self.refuse_place(&library, id, parent)?;
        let small = name.to_lowercase();
        let taken = library.folders.iter().any(|other| {
            other.parent == parent && Some(other.id) != id && other.name.to_lowercase() == small
        });
        if taken {
            let words = format!("There is a folder \u{201c}{name}\u{201d} here already.");
            return Err(ApiError::new(ErrorCode::Taken, words));
        }
        let id = id.unwrap_or_else(|| FolderId(self.new_uuid()));
        self.enqueue(Command::SaveVaultFolder { id, name, parent });
        Ok(Reply::VaultFolder { id })
    }

    /// A folder cannot lie in itself, nor too deep.
    fn refuse_place(
        &self,
        library: &Library,
        id: Option<FolderId>,
        parent: Option<FolderId>,
    ) -> Result<(), ApiError> {
        let mut above = parent;
        let mut depth = 1;
        while let Some(folder) = above {
            if Some(folder) == id {
                return Err(ApiError::new(
                    ErrorCode::Invalid,
                    "A folder can't be moved into itself.",
                ));
            }
            let known = find(&library.folders, folder);
            if known.is_none() && above == parent {
                return Err(no_folder());
            }
            above = known
                .and_then(|known| known.parent)
                .filter(|_| depth < VAULT_DEPTH);
            depth += 1;
        }
        let below = id.map_or(0, |id| height(library, id, VAULT_DEPTH));
        if depth + below > VAULT_DEPTH {
            let words = format!("Folders can lie {VAULT_DEPTH} deep; this one would lie deeper.");
            return Err(ApiError::new(ErrorCode::Invalid, words).with("limit", VAULT_DEPTH));
        }
        Ok(())
    }

    pub(super) fn delete_folder(&mut self, id: FolderId) -> Result<(), ApiError> {
        self.refuse_clients()?;
        let library = self.library_shown();
        find(&library.folders, id).ok_or_else(no_folder)?;
        self.enqueue(Command::DeleteVaultFolder { id });
        Ok(())
    }

    pub(super) fn save_item(
        &mut self,
        id: Option<VaultItemId>,
        file: KeptFile,
        label: Label,
    ) -> Result<Reply, ApiError> {
        self.refuse_clients()?;
        let library = self.library_shown();
        let known = match id {
            Some(id) => Some(find(&library.items, id).ok_or_else(no_item)?.clone()),
            None => None,
        };
        let label = self.checked_label(&library, label)?;
        if known
            .as_ref()
            .is_some_and(|item| is_labelled(item, &file, &label))
        {
            return Ok(Reply::VaultItem {
                id: known.map_or_else(|| VaultItemId(self.new_uuid()), |item| item.id),
            });
        }
        if id.is_none() && library.items.len() >= VAULT_ITEMS {
            let words = format!("The vault has {VAULT_ITEMS} files, and that is the most. Delete one first.");
            return Err(ApiError::new(ErrorCode::TooLong, words).with("limit", VAULT_ITEMS));
        }
        let outgoing = self.outgoing(file)?;
        let id = id.unwrap_or_else(|| VaultItemId(self.new_uuid()));
        let Label { name, folder, tags } = label;
        let command = Command::SaveVaultItem {
            id,
            file: outgoing.file.id,
            name,
            folder,
            tags,
        };
        self.enqueue_with(command, vec![outgoing]);
        Ok(Reply::VaultItem { id })
    }

    fn checked_label(&self, library: &Library, label: Label) -> Result<Label, ApiError> {
        let name = label.name.trim().to_owned();
        if name.is_empty() {
            return Err(ApiError::new(ErrorCode::Invalid, "Give it a name."));
        }
        // As long as the name of a file, which it most often is.
        if name.chars().count() > NAME_CHARS {
            let words = format!("A file's name can have {NAME_CHARS} characters.");
            return Err(ApiError::new(ErrorCode::TooLong, words).with("limit", NAME_CHARS));
        }
        if let Some(folder) = label.folder {
            find(&library.folders, folder).ok_or_else(no_folder)?;
        }
        let mut tags: Vec<String> = Vec::new();
        for tag in &label.tags {
            let tag = tag.trim();
            let small = tag.to_lowercase();
            if !tag.is_empty() && !tags.iter().any(|known| known.to_lowercase() == small) {
                tags.push(self.checked_name(tag)?);
            }
        }
        if tags.len() > VAULT_TAGS {
            let words = format!("A file can have {VAULT_TAGS} tags.");
            return Err(ApiError::new(ErrorCode::TooLong, words).with("limit", VAULT_TAGS));
        }
        Ok(Label {
            name,
            folder: label.folder,
            tags,
        })
    }

    /// What goes along with a command. One that this device is still bringing is waited for.
    pub(super) fn outgoing(&self, file: KeptFile) -> Result<OutgoingFile, ApiError> {
        let begin = match &file {
            KeptFile::Staged(new) => {
                self.refuse_size(new)?;
                let name = plain_name(&new.name);
                Some(NewFile { name, ..new.clone() })
            }
            KeptFile::Held(held) => self.outbox.file_to_bring(held.id).cloned(),
        };
        Ok(OutgoingFile {
            ready: begin.is_none(),
            file: file.attachment(),
            begin,
        })
    }

    pub(super) fn delete_item(&mut self, id: VaultItemId) -> Result<(), ApiError> {
        self.refuse_clients()?;
        let library = self.library_shown();
        find(&library.items, id).ok_or_else(no_item)?;
        let withdrawn = self.withdraw(
            |command| matches!(command, Command::SaveVaultItem { id: saved, .. } if *saved == id),
            self.library.item(id).is_some(),
        );
        if !withdrawn {
            self.enqueue(Command::DeleteVaultItem { id });
        }
        Ok(())
    }

    /// Takes waiting commands back whose files are still on their way: they have never gone out. Whether nothing is left to be undone.
    pub(super) fn withdraw(&mut self, is_it: impl Fn(&Command) -> bool, server_has_it: bool) -> bool {
        let waiting = self.outbox.entries().filter(|entry| is_it(&entry.command));
        let (kept_back, rest): (Vec<_>, Vec<_>) = waiting.cloned().partition(|entry| entry.is_kept_back());
        for entry in &kept_back {
            self.outbox.finish(entry.id);
            self.write_safely(Write::RemoveOutbox(entry.id));
        }
        for entry in &kept_back {
            self.let_go(&entry.files);
            self.touched(&entry.command);
        }
        !kept_back.is_empty() && rest.is_empty() && !server_has_it
    }

    pub(super) fn add_from_vault(&mut self, id: ConversationId, item: VaultItemId) -> Result<(), ApiError> {
        self.refuse_clients()?;
        let library = self.library_shown();
        let item = find(&library.items, item).ok_or_else(no_item)?;
        self.put_into_composer(id, std::slice::from_ref(&item.file))
    }

    /// Puts files that the server has, or will have, into a composer: all or none.
    pub(super) fn put_into_composer(
        &mut self,
        id: ConversationId,
        files: &[Attachment],
    ) -> Result<(), ApiError> {
        let limit = self.me.limits.message_files as usize;
        let brought: Vec<Option<NewFile>> = files
            .iter()
            .map(|file| self.outbox.file_to_bring(file.id).cloned())
            .collect();
        let state = self.conversations.get_mut(&id).filter(|state| state.is_listed());
        let state = state.ok_or_else(not_here)?;
        let mut composer = state.composer.clone();
        for (file, brought) in files.iter().zip(brought) {
            let kept = brought.map_or_else(|| KeptFile::Held(file.clone()), KeptFile::Staged);
            if !composer.iter().any(|known| known.id() == file.id) {
                composer.push(kept);
            }
        }
        let counted = composer.iter().filter(|file| file.kind() != FileKind::Voice);
        if counted.count() > limit {
            return Err(too_many(limit));
        }
        if composer.len() != state.composer.len() {
            state.composer = composer;
            self.composer_changed(id);
        }
        Ok(())
    }
}

/// How many levels of folders lie in a folder, as far as it matters.
fn height(library: &Library, id: FolderId, most: usize) -> usize {
    let inner = library.folders.iter().filter(|folder| folder.parent == Some(id));
    let deepest = inner.filter_map(|folder| {
        let below = most.checked_sub(1)?;
        Some(1 + height(library, folder.id(), below))
    });
    deepest.max().unwrap_or(0)
}

fn is_labelled(item: &VaultItem, file: &KeptFile, label: &Label) -> bool {
    item.file.id == file.id()
        && (&item.name, item.folder, &item.tags) == (&label.name, label.folder, &label.tags)
}

fn no_folder() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "That folder is gone from the vault.")
}

fn no_item() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "That file is gone from the vault.")
}
