//! The vault and the templates as screens want them: sorted, found, filed. Knows no screen.

use engine::ui::Library as Told;
use protocol::{FileId, FolderId, Template, TemplateId, VaultFolder, VaultItem, VaultItemId};

use crate::format::fold::fold;

/// Folders in folders, at most; a circle that no server makes ends there too.
const DEPTH: usize = 8;

/// Each sorted by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Library {
    folders: Vec<VaultFolder>,
    items: Vec<VaultItem>,
    templates: Vec<Template>,
}

/// What a place of the vault shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    pub folders: Vec<VaultFolder>,
    pub items: Vec<VaultItem>,
}

/// A folder in the list of places.
#[derive(Clone, PartialEq)]
pub(crate) struct Place {
    pub id: FolderId,
    pub name: String,
    /// 0 at the top.
    pub depth: usize,
}

/// Names are not for logs.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Place({}, {})", self.id, self.depth)
    }
}

impl Library {
    pub(crate) fn new(told: Told) -> Self {
        let mut library = Self::default();
        library.apply(told);
        library
    }

    /// Takes what is new or changed, and drops what is gone.
    pub(crate) fn apply(&mut self, told: Told) {
        if !told.folders.is_empty() {
            self.folders
                .retain(|known| told.folders.iter().all(|new| new.id != known.id));
            self.folders
                .extend(told.folders.into_iter().filter(|folder| !folder.deleted));
            self.folders
                .sort_by_cached_key(|folder| (fold(&folder.name), folder.id));
        }
        if !told.items.is_empty() {
            self.items
                .retain(|known| told.items.iter().all(|new| new.id != known.id));
            self.items
                .extend(told.items.into_iter().filter(|item| !item.deleted));
            self.items.sort_by_cached_key(|item| (fold(&item.name), item.id));
        }
        if !told.templates.is_empty() {
            self.templates
                .retain(|known| told.templates.iter().all(|new| new.id != known.id));
            self.templates
                .extend(told.templates.into_iter().filter(|template| !template.deleted));
            self.templates
                .sort_by_cached_key(|template| (fold(&template.name), template.id));
        }
    }

    pub(crate) fn folder(&self, id: FolderId) -> Option<&VaultFolder> {
        self.folders.iter().find(|folder| folder.id == id)
    }

    pub(crate) fn item(&self, id: VaultItemId) -> Option<&VaultItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// What a file of a message is called in the vault.
    pub(crate) fn holding(&self, file: FileId) -> Option<&VaultItem> {
        self.items.iter().find(|item| item.file.id == file)
    }

    pub(crate) fn template(&self, id: TemplateId) -> Option<&Template> {
        self.templates.iter().find(|template| template.id == id)
    }

    /// Nothing is kept in the vault, nor any folder made.
    pub(crate) fn is_vault_empty(&self) -> bool {
        self.folders.is_empty() && self.items.is_empty()
    }

    pub(crate) fn has_templates(&self) -> bool {
        !self.templates.is_empty()
    }

    /// What lies in a folder; or, once something is looked for, what fits in it and in all that is below it.
    pub(crate) fn look(&self, at: Option<FolderId>, typed: &str, tag: Option<&str>) -> Found {
        let words = fold(typed);
        let words: Vec<_> = words.split_whitespace().collect();
        let tag = tag.map(fold);
        if words.is_empty() && tag.is_none() {
            return Found {
                folders: self.folders_in(at),
                items: self
                    .items
                    .iter()
                    .filter(|item| item.folder == at)
                    .cloned()
                    .collect(),
            };
        }
        let below = |folder: Option<FolderId>| at.is_none() || self.way(folder).contains(&at);
        let tagged = |item: &VaultItem| {
            let wanted = tag.as_deref();
            wanted.is_none_or(|wanted| item.tags.iter().any(|tag| fold(tag) == wanted))
        };
        let named = |item: &VaultItem| {
            let mut said = fold(&item.name);
            for more in item.tags.iter().chain([&item.file.name]) {
                said.push('\n');
                said.push_str(&fold(more));
            }
            words.iter().all(|word| said.contains(word))
        };
        let mut found = Found::default();
        if tag.is_none() {
            let folders = self.folders.iter().filter(|folder| {
                let name = fold(&folder.name);
                words.iter().all(|word| name.contains(word)) && below(folder.parent)
            });
            found.folders = folders.cloned().collect();
        }
        let items = self.items.iter();
        found.items = items
            .filter(|item| tagged(item) && named(item) && below(item.folder))
            .cloned()
            .collect();
        found
    }

    pub(crate) fn folders_in(&self, parent: Option<FolderId>) -> Vec<VaultFolder> {
        let inside = self.folders.iter().filter(|folder| folder.parent == parent);
        inside.cloned().collect()
    }

    /// Folders and files right inside.
    pub(crate) fn count_in(&self, folder: FolderId) -> usize {
        let folders = self.folders.iter().filter(|known| known.parent == Some(folder));
        let items = self.items.iter().filter(|item| item.folder == Some(folder));
        folders.count() + items.count()
    }

    /// From the top down to a folder, itself last.
    pub(crate) fn path(&self, folder: Option<FolderId>) -> Vec<VaultFolder> {
        let mut path = Vec::new();
        let mut next = folder;
        while let Some(folder) = next.and_then(|id| self.folder(id)) {
            if path.len() > DEPTH {
                break;
            }
            path.push(folder.clone());
            next = folder.parent;
        }
        path.reverse();
        path
    }

    /// A folder and all above it.
    fn way(&self, folder: Option<FolderId>) -> Vec<Option<FolderId>> {
        let path = self.path(folder);
        path.iter().map(|folder| Some(folder.id)).collect()
    }

    /// Where something can lie, each folder below its parent; `but` cannot go into itself.
    pub(crate) fn places(&self, but: Option<FolderId>) -> Vec<Place> {
        let mut places = Vec::new();
        self.gather(None, 0, but, &mut places);
        places
    }

    fn gather(&self, parent: Option<FolderId>, depth: usize, but: Option<FolderId>, places: &mut Vec<Place>) {
        if depth > DEPTH {
            return;
        }
        let inside = self.folders.iter().filter(|folder| folder.parent == parent);
        for folder in inside.filter(|folder| Some(folder.id) != but) {
            places.push(Place {
                id: folder.id,
                name: folder.name.clone(),
                depth,
            });
            self.gather(Some(folder.id), depth + 1, but, places);
        }
    }

    /// Why a folder cannot be called that here.
    pub(crate) fn folder_refusal(
        &self,
        id: Option<FolderId>,
        name: &str,
        parent: Option<FolderId>,
    ) -> Option<String> {
        let wanted = fold(name.trim());
        let mut beside = self.folders.iter().filter(|folder| folder.parent == parent);
        beside
            .any(|folder| Some(folder.id) != id && fold(&folder.name) == wanted)
            .then(|| "There is a folder of that name here.".to_owned())
    }

    /// All tags in use, the most used first, as they were first written.
    pub(crate) fn tags(&self) -> Vec<String> {
        let mut tags: Vec<(String, &str, usize)> = Vec::new();
        for tag in self.items.iter().flat_map(|item| &item.tags) {
            let folded = fold(tag);
            match tags.iter_mut().find(|(known, ..)| *known == folded) {
                Some((.., count)) => *count += 1,
                None => tags.push((folded, tag, 1)),
            }
        }
        tags.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        tags.into_iter().map(|(_, tag, _)| tag.to_owned()).collect()
    }

    /// One's own, or the shared ones, that fit what was typed.
    pub(crate) fn templates_of(&self, shared: bool, typed: &str) -> Vec<Template> {
        let words = fold(typed);
        let words: Vec<_> = words.split_whitespace().collect();
        let fits = |template: &Template| {
            let said = fold(&format!("{}\n{}", template.name, template.text));
            words.iter().all(|word| said.contains(word))
        };
        let all = self.templates.iter();
        all.filter(|template| template.owner.is_none() == shared && (words.is_empty() || fits(template)))
            .cloned()
            .collect()
    }

    /// What `/typed` may mean: names that begin so, then names that hold it. Of two of one name one's own counts.
    pub(crate) fn complete(&self, typed: &str) -> Vec<Template> {
        let wanted = fold(typed);
        let hidden = |template: &Template| {
            let mut others = self.templates.iter();
            template.owner.is_none()
                && others.any(|other| other.owner.is_some() && other.name == template.name)
        };
        let mut found: Vec<(bool, &Template)> = self
            .templates
            .iter()
            .filter(|template| !hidden(template))
            .filter_map(|template| {
                let name = fold(&template.name);
                name.contains(&wanted)
                    .then(|| (!name.starts_with(&wanted), template))
            })
            .collect();
        found.sort_by_key(|(inside, _)| *inside);
        found.into_iter().map(|(_, template)| template.clone()).collect()
    }

    /// Whether another template is called that already, among one's own or the shared.
    pub(crate) fn is_taken(&self, id: Option<TemplateId>, shared: bool, name: &str) -> bool {
        let mut all = self.templates.iter();
        all.any(|known| Some(known.id) != id && known.owner.is_none() == shared && known.name == name)
    }
}

/// Tags as they are written: with commas between them; each once.
pub(crate) fn tags_from(typed: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split(',') {
        let tag = tag.trim().trim_start_matches('#').trim();
        let folded = fold(tag);
        if !tag.is_empty() && tags.iter().all(|known| fold(known) != folded) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::files::tests::file;
    use protocol::{AccountId, FileKind, Timestamp};

    fn folder(number: u128, name: &str, parent: Option<u128>) -> VaultFolder {
        VaultFolder {
            id: FolderId::from_number(number),
            name: name.into(),
            parent: parent.map(FolderId::from_number),
            rev: 1,
            deleted: false,
        }
    }

    fn kept(number: u128, name: &str, folder: Option<u128>, tags: &[&str]) -> VaultItem {
        VaultItem {
            id: VaultItemId::from_number(number),
            file: file(number, FileKind::Document, "scan.pdf"),
            name: name.into(),
            folder: folder.map(FolderId::from_number),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            added_by: AccountId::from_number(1),
            added_at: Timestamp(1),
            rev: 1,
            deleted: false,
        }
    }

    fn saved(number: u128, name: &str, own: bool) -> Template {
        Template {
            id: TemplateId::from_number(number),
            owner: own.then(|| AccountId::from_number(1)),
            name: name.into(),
            text: format!("Hi {{first_name}}, {name}"),
            files: Vec::new(),
            rev: 1,
            deleted: false,
        }
    }

    /// Plans (with Running in it) and Food.
    fn library() -> Library {
        Library::new(Told {
            folders: vec![
                folder(1, "Plans", None),
                folder(2, "running", Some(1)),
                folder(3, "Food", None),
            ],
            items: vec![
                kept(11, "Welcome", None, &["start"]),
                kept(12, "First 10 km", Some(2), &["Beginner", "start"]),
                kept(13, "Soup", Some(3), &[]),
            ],
            templates: vec![
                saved(21, "welcome", false),
                saved(22, "welcome", true),
                saved(23, "weekly-check", false),
                saved(24, "re-welcome", false),
            ],
        })
    }

    fn names(found: &Found) -> Vec<&str> {
        let folders = found.folders.iter().map(|folder| folder.name.as_str());
        folders
            .chain(found.items.iter().map(|item| item.name.as_str()))
            .collect()
    }

    #[test]
    fn a_folder_shows_what_lies_in_it() {
        let library = library();
        let plans = Some(FolderId::from_number(1));
        assert_eq!(
            names(&library.look(None, " ", None)),
            ["Food", "Plans", "Welcome"]
        );
        assert_eq!(names(&library.look(plans, "", None)), ["running"]);
        let path = library.path(Some(FolderId::from_number(2)));
        let path: Vec<_> = path.iter().map(|folder| folder.name.as_str()).collect();
        assert_eq!(path, ["Plans", "running"]);
        assert_eq!(library.count_in(FolderId::from_number(1)), 1);
    }

    #[test]
    fn searching_looks_into_what_is_below() {
        let library = library();
        let (plans, food) = (Some(FolderId::from_number(1)), Some(FolderId::from_number(3)));
        assert_eq!(names(&library.look(None, "km 10", None)), ["First 10 km"]);
        assert_eq!(names(&library.look(plans, "beginner", None)), ["First 10 km"]);
        assert_eq!(names(&library.look(food, "beginner", None)), Vec::<&str>::new());
        assert_eq!(names(&library.look(None, "RUN", None)), ["running"]);
        assert_eq!(
            names(&library.look(None, "", Some("Start"))),
            ["First 10 km", "Welcome"]
        );
        assert_eq!(
            names(&library.look(food, "scan", None)),
            ["Soup"],
            "by the file's own name"
        );
        assert_eq!(library.tags(), ["start", "Beginner"]);
    }

    #[test]
    fn a_folder_goes_anywhere_but_into_itself() {
        let library = library();
        let places = |but: Option<u128>| {
            let places = library.places(but.map(FolderId::from_number));
            places
                .into_iter()
                .map(|place| format!("{}{}", "-".repeat(place.depth), place.name))
                .collect::<Vec<_>>()
        };
        assert_eq!(places(None), ["Food", "Plans", "-running"]);
        assert_eq!(places(Some(1)), ["Food"]);
        assert!(library.folder_refusal(None, "plans ", None).is_some());
        assert_eq!(
            library.folder_refusal(Some(FolderId::from_number(1)), "PLANS", None),
            None
        );
        assert_eq!(
            library.folder_refusal(None, "Plans", Some(FolderId::from_number(3))),
            None
        );
    }

    #[test]
    fn what_changes_is_taken_and_what_is_gone_goes() {
        let mut library = library();
        let mut moved = kept(13, "Soup", None, &[]);
        moved.rev = 2;
        let mut gone = kept(11, "Welcome", None, &[]);
        gone.deleted = true;
        library.apply(Told {
            items: vec![moved, gone],
            ..Told::default()
        });
        assert_eq!(names(&library.look(None, "", None)), ["Food", "Plans", "Soup"]);
    }

    #[test]
    fn one_s_own_template_wins_over_the_shared_one() {
        let library = library();
        let found = |typed: &str| {
            let found = library.complete(typed);
            found
                .into_iter()
                .map(|template| template.id.0.as_u128())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("we"), [23, 22, 24]);
        assert_eq!(found("WELCOME"), [22, 24]);
        assert_eq!(found("none"), Vec::<u128>::new());
        assert!(library.is_taken(None, true, "welcome"));
        assert!(!library.is_taken(Some(TemplateId::from_number(22)), false, "welcome"));
    }

    #[test]
    fn tags_are_written_with_commas() {
        assert_eq!(tags_from(" #start, Week 1,,Start "), ["start", "Week 1"]);
        assert_eq!(tags_from(" , "), Vec::<String>::new());
    }
}
