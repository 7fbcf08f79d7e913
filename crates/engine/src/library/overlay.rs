//! What a waiting command will make of the library: shown at once, and gone again when the server refuses.

use protocol::{AccountId, Attachment, Command, FileId, Template, Timestamp, VaultFolder, VaultItem};

use super::shelves::{Shelved, find, put};
use crate::store::OutboxEntry;
use crate::ui::Library;

/// Lays one command over it. What the server has yet to have has no number.
pub(super) fn lay(library: &mut Library, entry: &OutboxEntry, me: AccountId) {
    match &entry.command {
        Command::SaveVaultFolder { id, name, parent } => {
            let rev = find(&library.folders, *id).map_or(0, Shelved::rev);
            let folder = VaultFolder {
                id: *id,
                name: name.clone(),
                parent: *parent,
                rev,
                deleted: false,
            };
            put(&mut library.folders, folder);
        }
        Command::DeleteVaultFolder { id } => {
            let Some(folder) = find(&library.folders, *id).cloned() else {
                return;
            };
            for inner in library
                .folders
                .iter_mut()
                .filter(|inner| inner.parent == Some(*id))
            {
                inner.parent = folder.parent;
            }
            for item in library.items.iter_mut().filter(|item| item.folder == Some(*id)) {
                item.folder = folder.parent;
            }
            put(&mut library.folders, folder.deleted());
        }
        Command::SaveVaultItem {
            id,
            file,
            name,
            folder,
            tags,
        } => {
            let known = find(&library.items, *id);
            let Some(file) = attachment(entry, *file).or_else(|| known.map(|item| item.file.clone())) else {
                return;
            };
            let item = VaultItem {
                id: *id,
                file,
                name: name.clone(),
                folder: *folder,
                tags: tags.clone(),
                added_by: known.map_or(me, |item| item.added_by),
                added_at: known.map_or_else(|| made_at(entry), |item| item.added_at),
                rev: known.map_or(0, Shelved::rev),
                deleted: false,
            };
            put(&mut library.items, item);
        }
        Command::DeleteVaultItem { id } => {
            if let Some(item) = find(&library.items, *id).cloned() {
                put(&mut library.items, item.deleted());
            }
        }
        Command::SaveTemplate {
            id,
            shared,
            name,
            text,
            files,
        } => {
            let known = find(&library.templates, *id);
            let of_known = |file: &FileId| {
                let mut files = known.into_iter().flat_map(|template| &template.files);
                files.find(|known| known.id == *file).cloned()
            };
            let files = files.iter();
            let files = files.filter_map(|file| attachment(entry, *file).or_else(|| of_known(file)));
            let template = Template {
                id: *id,
                owner: (!shared).then_some(me),
                name: name.clone(),
                text: text.clone(),
                files: files.collect(),
                rev: known.map_or(0, Shelved::rev),
                deleted: false,
            };
            put(&mut library.templates, template);
        }
        Command::DeleteTemplate { id } => {
            if let Some(template) = find(&library.templates, *id).cloned() {
                put(&mut library.templates, template.deleted());
            }
        }
        _ => {}
    }
}

fn attachment(entry: &OutboxEntry, id: FileId) -> Option<Attachment> {
    let mut files = entry.files.iter().map(|file| &file.file);
    files.find(|file| file.id == id).cloned()
}

/// Until the server says when: the time that is in the command's id.
fn made_at(entry: &OutboxEntry) -> Timestamp {
    let made = entry.id.0.get_timestamp().map(|made| made.to_unix());
    let (seconds, nanos) = made.unwrap_or_default();
    let millis = seconds
        .saturating_mul(1_000)
        .saturating_add(u64::from(nanos / 1_000_000));
    Timestamp(i64::try_from(millis).unwrap_or(0))
}
