//! What is kept of the library, by id. The engine and the store in memory hold it alike.

use protocol::{FileId, FolderId, Template, TemplateId, VaultFolder, VaultItem, VaultItemId};

use crate::ui::Library;

/// Something that has a place on a shelf.
pub(crate) trait Shelved: Clone + PartialEq {
    type Id: Ord + Copy;
    fn id(&self) -> Self::Id;
    /// The number of its state: a lower one is older.
    fn rev(&self) -> u64;
    fn is_deleted(&self) -> bool;
    fn deleted(self) -> Self;
}

macro_rules! shelved {
    ($($name:ident: $id:ident)*) => {$(
        impl Shelved for $name {
            type Id = $id;
            fn id(&self) -> $id {
                self.id
            }
            fn rev(&self) -> u64 {
                self.rev
            }
            fn is_deleted(&self) -> bool {
                self.deleted
            }
            fn deleted(self) -> Self {
                Self { deleted: true, ..self }
            }
        }
    )*};
}

shelved!(VaultFolder: FolderId VaultItem: VaultItemId Template: TemplateId);

/// Each sorted by id; nothing that is deleted stands here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelves {
    folders: Vec<VaultFolder>,
    items: Vec<VaultItem>,
    shared: Vec<Template>,
    own: Vec<Template>,
}

impl Shelves {
    pub(crate) fn put_folder(&mut self, folder: VaultFolder) {
        put_newer(&mut self.folders, folder);
    }

    pub(crate) fn put_item(&mut self, item: VaultItem) {
        put_newer(&mut self.items, item);
    }

    pub(crate) fn put_template(&mut self, template: Template) {
        let shelf = if template.owner.is_some() {
            &mut self.own
        } else {
            &mut self.shared
        };
        put_newer(shelf, template);
    }

    pub(crate) fn clear_shared(&mut self) {
        self.folders.clear();
        self.items.clear();
        self.shared.clear();
    }

    pub(crate) fn clear_own(&mut self) {
        self.own.clear();
    }

    pub(crate) fn folder(&self, id: FolderId) -> Option<&VaultFolder> {
        find(&self.folders, id)
    }

    pub(crate) fn item(&self, id: VaultItemId) -> Option<&VaultItem> {
        find(&self.items, id)
    }

    /// One's own, or the shared one.
    pub(crate) fn template(&self, id: TemplateId, own: bool) -> Option<&Template> {
        find(if own { &self.own } else { &self.shared }, id)
    }

    pub(crate) fn files_of_template(&self, id: TemplateId, own: bool) -> Vec<FileId> {
        let template = self.template(id, own).into_iter();
        let files = template.flat_map(|template| &template.files);
        files.map(|file| file.id).collect()
    }

    pub(crate) fn has_template(&self, id: TemplateId) -> bool {
        find(&self.shared, id).or_else(|| find(&self.own, id)).is_some()
    }

    pub(crate) fn folders(&self) -> &[VaultFolder] {
        &self.folders
    }

    pub(crate) fn items(&self) -> &[VaultItem] {
        &self.items
    }

    /// The shared ones, then one's own.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &Template> {
        self.shared.iter().chain(&self.own)
    }

    /// The files of everything.
    pub(crate) fn files(&self) -> Vec<FileId> {
        let of_templates = self.templates().flat_map(|template| &template.files);
        let files = self.items.iter().map(|item| &item.file).chain(of_templates);
        files.map(|file| file.id).collect()
    }

    /// All of it. Of a template that is just being shared, or no longer, one's own.
    pub(crate) fn all(&self) -> Library {
        let mut templates = self.shared.clone();
        for template in &self.own {
            put(&mut templates, template.clone());
        }
        Library {
            folders: self.folders.clone(),
            items: self.items.clone(),
            templates,
        }
    }
}

pub(crate) fn find<T: Shelved>(shelf: &[T], id: T::Id) -> Option<&T> {
    let at = shelf.binary_search_by_key(&id, T::id).ok()?;
    shelf.get(at)
}

/// Puts it in its place, whatever stood there.
pub(crate) fn put<T: Shelved>(shelf: &mut Vec<T>, one: T) {
    match shelf.binary_search_by_key(&one.id(), T::id) {
        Ok(at) if one.is_deleted() => drop(shelf.remove(at)),
        Ok(at) => {
            if let Some(known) = shelf.get_mut(at) {
                *known = one;
            }
        }
        Err(_) if one.is_deleted() => {}
        Err(at) => shelf.insert(at, one),
    }
}

fn put_newer<T: Shelved>(shelf: &mut Vec<T>, one: T) {
    if find(shelf, one.id()).is_none_or(|known| known.rev() <= one.rev()) {
        put(shelf, one);
    }
}

/// What is new, changed or gone since `before`.
pub(crate) fn news(before: &Library, now: &Library) -> Library {
    Library {
        folders: differs(&before.folders, &now.folders),
        items: differs(&before.items, &now.items),
        templates: differs(&before.templates, &now.templates),
    }
}

fn differs<T: Shelved>(before: &[T], now: &[T]) -> Vec<T> {
    let news = now.iter().filter(|one| find(before, one.id()) != Some(*one));
    let gone = before.iter().filter(|one| find(now, one.id()).is_none());
    news.cloned()
        .chain(gone.map(|one| one.clone().deleted()))
        .collect()
}
