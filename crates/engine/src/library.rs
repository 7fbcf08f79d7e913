//! The vault and the templates, as the feeds bring them and as they are shown: with what was done here and the feeds have yet to
//! tell.
//!
//! Vault and shared templates are numbered in the workspace's feed, one's own templates in the account's. A template that is shared, or no
//! longer, leaves one feed and comes in the other, in any order: so the two are held apart.

mod overlay;
mod shelves;

use protocol::{
    AccountKind, ApiError, Change, Command, ErrorCode, FeedId, FileId, FolderId, Template, VaultFolder,
    VaultItem,
};

use crate::engine::Engine;
use crate::store::{OutboxEntry, Store, Write};
use crate::ui::{Library, Update};
pub(crate) use shelves::{Shelved, Shelves, find};

/// Whether a command is about the vault or a template.
pub(crate) fn is_of_library(command: &Command) -> bool {
    matches!(
        command,
        Command::SaveVaultFolder { .. }
            | Command::DeleteVaultFolder { .. }
            | Command::SaveVaultItem { .. }
            | Command::DeleteVaultItem { .. }
            | Command::SaveTemplate { .. }
            | Command::DeleteTemplate { .. }
    )
}

impl Shelves {
    pub(crate) fn of(folders: Vec<VaultFolder>, items: Vec<VaultItem>, templates: Vec<Template>) -> Self {
        let mut shelves = Self::default();
        folders.into_iter().for_each(|folder| shelves.put_folder(folder));
        items.into_iter().for_each(|item| shelves.put_item(item));
        templates
            .into_iter()
            .for_each(|template| shelves.put_template(template));
        shelves
    }
}

impl<S: Store> Engine<S> {
    /// Vault, shared and own templates as this person sees them.
    pub(crate) fn library_shown(&self) -> Library {
        let mut library = self.library.all();
        for entry in self.unheard().filter(|entry| is_of_library(&entry.command)) {
            overlay::lay(&mut library, entry, self.me.account.id);
        }
        library
    }

    pub(crate) fn is_coach(&self) -> bool {
        self.me.account.kind == AccountKind::Coach
    }

    pub(crate) fn put_folder(&mut self, folder: VaultFolder) {
        self.screen.library_dirty = true;
        self.write(Write::PutVaultFolder(folder.clone()));
        self.library.put_folder(folder);
    }

    /// The bytes of what nobody can send any more need not stay.
    pub(crate) fn put_item(&mut self, item: VaultItem) {
        self.screen.library_dirty = true;
        // One that is deleted comes without its file.
        let before = self.library.item(item.id).map(|known| known.file.id);
        self.write(Write::PutVaultItem(item.clone()));
        self.library.put_item(item);
        self.forget_if_not_shelved(before);
    }

    /// `feed` says which of the two it is: what comes in one's own and is not one's own any more has left it, and so with the shared ones.
    pub(crate) fn put_template(&mut self, feed: FeedId, mut template: Template) {
        let own = matches!(feed, FeedId::Account(_));
        template.deleted |= own != template.owner.is_some();
        template.owner = own.then_some(self.me.account.id);
        self.screen.library_dirty = true;
        let before = self.library.files_of_template(template.id, own);
        self.write(Write::PutTemplate(template.clone()));
        self.library.put_template(template);
        self.forget_if_not_shelved(before);
    }

    /// The feed has told of a command that was done. What it brought may have been deleted meanwhile, before anybody here heard of it.
    pub(crate) fn told_of(&mut self, entry: &OutboxEntry) {
        if is_of_library(&entry.command) {
            self.forget_if_not_shelved(entry.files.iter().map(|file| file.file.id));
        }
    }

    fn forget_if_not_shelved(&mut self, files: impl IntoIterator<Item = FileId>) {
        let mut files: Vec<FileId> = files.into_iter().collect();
        if files.is_empty() {
            return;
        }
        let shelved = self.library.files();
        files.retain(|file| !shelved.contains(file));
        self.forget_files(files);
    }

    /// A snapshot of a feed says all of its part anew.
    pub(crate) fn library_afresh(&mut self, feed: FeedId, changes: &[Change]) {
        let before = self.library.files();
        match feed {
            FeedId::Workspace(_) => {
                self.library.clear_shared();
                self.write(Write::ClearLibrary);
            }
            FeedId::Account(_) => {
                self.library.clear_own();
                self.write(Write::ClearOwnTemplates);
            }
            FeedId::Conversation(_) | FeedId::Receipts(_) => return,
        }
        self.screen.library_dirty = true;
        let coming: Vec<FileId> = changes.iter().flat_map(files_of).collect();
        self.forget_if_not_shelved(before.into_iter().filter(|file| !coming.contains(file)));
    }

    /// A folder that will never be: what was to go into it goes where it was to be. None of that has gone out, for the folder went first.
    pub(crate) fn folder_refused(&mut self, folder: FolderId, parent: Option<FolderId>) {
        if self.library.folder(folder).is_some() {
            return;
        }
        for entry in self.outbox.refile(folder, parent) {
            self.write_safely(Write::PutOutbox(entry));
        }
    }

    /// Somebody deleted the folder into which a new file was to go: it goes to the top, for it may exist nowhere else by now. What is sent
    /// instead.
    pub(crate) fn without_its_folder(
        &mut self,
        entry: &OutboxEntry,
        error: &ApiError,
    ) -> Option<OutboxEntry> {
        let mut command = entry.command.clone();
        let Command::SaveVaultItem { id, folder, name, .. } = &mut command else {
            return None;
        };
        if error.code != ErrorCode::NotFound || folder.is_none() || self.library.item(*id).is_some() {
            return None;
        }
        *folder = None;
        self.trouble(format!(
            "The folder for \u{201c}{name}\u{201d} was deleted meanwhile. The file is put at the top of the vault."
        ));
        let id = self.new_command_id();
        Some(self.outbox.push_with(id, command, entry.files.clone()).clone())
    }

    /// Tells the page what has changed in the library.
    pub(crate) fn refresh_library(&mut self) {
        if !std::mem::take(&mut self.screen.library_dirty) {
            return;
        }
        let now = self.library_shown();
        let news = shelves::news(&self.screen.library, &now);
        self.screen.library = now;
        if news != Library::default() {
            self.tell(Update::Library(news));
        }
    }
}

/// The files that a change brings to the shelves.
fn files_of(change: &Change) -> Vec<FileId> {
    match change {
        Change::VaultItem(item) => vec![item.file.id],
        Change::Template(template) => template.files.iter().map(|file| file.id).collect(),
        _ => Vec::new(),
    }
}
