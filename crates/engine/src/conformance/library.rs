//! The vault and the templates.

use protocol::{FileId, FolderId, Template, TemplateId, Timestamp, VaultFolder, VaultItem, VaultItemId};

use super::files::file;
use super::{ANA, put};
use crate::store::{Saved, Store, Write};

/// Runs them all.
pub(super) fn all<S: Store>(fresh: impl Fn() -> S) {
    keeps_folders_and_files(fresh());
    keeps_templates(fresh());
    keeps_one_that_changes_hands_twice(fresh());
}

fn folder(number: u128, parent: Option<u128>) -> VaultFolder {
    VaultFolder {
        id: FolderId::from_number(number),
        name: format!("Plans — {number}"),
        parent: parent.map(FolderId::from_number),
        rev: 7,
        deleted: false,
    }
}

fn item(number: u128, folder: Option<u128>) -> VaultItem {
    VaultItem {
        id: VaultItemId::from_number(number),
        file: file(number),
        name: "Kniebeuge für Anfänger".into(),
        folder: folder.map(FolderId::from_number),
        tags: folder
            .map(|_| vec!["legs".into(), "\"quoted\"".into()])
            .unwrap_or_default(),
        added_by: ANA,
        added_at: Timestamp(-5),
        rev: u64::from(u32::MAX),
        deleted: false,
    }
}

fn template(number: u128, own: bool) -> Template {
    Template {
        id: TemplateId::from_number(number),
        owner: own.then_some(ANA),
        name: "welcome".into(),
        text: "Hi {first_name|there},\n- **rest**".into(),
        files: if own { vec![file(3), file(1)] } else { Vec::new() },
        rev: 9,
        deleted: false,
    }
}

/// In a fixed order.
fn held<S: Store>(store: &S) -> Saved {
    let mut saved = store.load().unwrap();
    saved.folders.sort_by_key(|folder| folder.id);
    saved.items.sort_by_key(|item| item.id);
    saved
        .templates
        .sort_by_key(|template| (template.id, template.owner));
    saved
}

fn keeps_folders_and_files<S: Store>(mut store: S) {
    put(
        &mut store,
        vec![
            Write::PutVaultFolder(folder(1, None)),
            Write::PutVaultFolder(folder(2, Some(1))),
            Write::PutVaultItem(item(4, Some(2))),
            Write::PutVaultItem(item(5, None)),
        ],
    );
    let saved = held(&store);
    assert_eq!(saved.folders, [folder(1, None), folder(2, Some(1))]);
    assert_eq!(saved.items, [item(4, Some(2)), item(5, None)]);
    let moved = VaultItem {
        rev: u64::from(u32::MAX) + 1,
        ..item(4, None)
    };
    let gone = VaultFolder {
        rev: 8,
        deleted: true,
        ..folder(2, Some(1))
    };
    let no_file = VaultItem {
        file: file(0),
        deleted: true,
        rev: u64::from(u32::MAX) + 2,
        ..item(5, None)
    };
    put(
        &mut store,
        vec![
            Write::PutVaultItem(moved.clone()),
            Write::PutVaultFolder(gone),
            Write::PutVaultItem(no_file),
        ],
    );
    let saved = held(&store);
    assert_eq!((saved.folders, saved.items), (vec![folder(1, None)], vec![moved]));
    put(&mut store, vec![Write::ClearLibrary]);
    let saved = held(&store);
    assert!(saved.folders.is_empty() && saved.items.is_empty());
}

fn keeps_templates<S: Store>(mut store: S) {
    put(
        &mut store,
        vec![
            Write::PutTemplate(template(1, true)),
            Write::PutTemplate(template(2, false)),
        ],
    );
    assert_eq!(held(&store).templates, [template(1, true), template(2, false)]);
    let shorter = Template {
        text: String::new(),
        files: vec![file(FileId::from_number(8).0.as_u128())],
        rev: 10,
        ..template(1, true)
    };
    put(
        &mut store,
        vec![Write::PutTemplate(shorter.clone()), Write::ClearLibrary],
    );
    assert_eq!(held(&store).templates, [shorter], "one's own stays");
    put(
        &mut store,
        vec![Write::PutTemplate(template(2, false)), Write::ClearOwnTemplates],
    );
    assert_eq!(
        held(&store).templates,
        [template(2, false)],
        "the shared ones stay"
    );
}

fn keeps_one_that_changes_hands_twice<S: Store>(mut store: S) {
    let gone = |own| Template {
        deleted: true,
        rev: 12,
        ..template(1, own)
    };
    put(
        &mut store,
        vec![
            Write::PutTemplate(template(1, true)),
            Write::PutTemplate(template(1, false)),
        ],
    );
    assert_eq!(held(&store).templates, [template(1, false), template(1, true)]);
    put(&mut store, vec![Write::PutTemplate(gone(true))]);
    assert_eq!(held(&store).templates, [template(1, false)]);
    put(&mut store, vec![Write::PutTemplate(gone(false))]);
    assert!(held(&store).templates.is_empty());
}
