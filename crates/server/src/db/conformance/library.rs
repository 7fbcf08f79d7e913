//! The vault's folders and files, templates, and who sees the files of both.

use protocol::{
    Attachment, FileKind, FolderId, Template, TemplateId, Timestamp, VaultFolder, VaultItem, VaultItemId,
};

use super::files::{attachment, coming};
use super::practice::Practice;
use crate::db::{Tx, no_file};

fn folder(id: u128, name: &str, parent: Option<u128>, rev: u64) -> VaultFolder {
    VaultFolder {
        id: FolderId::from_number(id),
        name: name.into(),
        parent: parent.map(FolderId::from_number),
        rev,
        deleted: false,
    }
}

/// A file that ben has brought, all of it.
async fn stored<T: Tx>(tx: &mut T, p: &Practice, id: u128) -> Attachment {
    let row = coming(id, p.ben.id, 5);
    tx.insert_file(p.ws, &row).await.unwrap();
    let stored = attachment(&row, FileKind::Photo);
    tx.name_bytes(p.ws, row.id, &[1; 32], None).await.unwrap();
    tx.store_file(p.ws, row.id, &stored).await.unwrap();
    stored
}

fn item(p: &Practice, id: u128, file: &Attachment, within: Option<u128>, rev: u64) -> VaultItem {
    VaultItem {
        id: VaultItemId::from_number(id),
        file: file.clone(),
        name: "Knee 'left\\\"".into(),
        folder: within.map(FolderId::from_number),
        tags: vec!["Legs".into(), "מתיחה".into()],
        added_by: p.ana.id,
        added_at: Timestamp(77),
        rev,
        deleted: false,
    }
}

pub(super) async fn folders_are_replaced_and_stay_when_deleted<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let (plans, old) = (folder(1, "Plans", None, 3), folder(2, "Old", Some(1), 2));
    assert_eq!(tx.vault_folder(p.ws, plans.id).await.unwrap(), None);
    for one in [&plans, &old] {
        tx.put_vault_folder(p.ws, one).await.unwrap();
        assert_eq!(tx.vault_folder(p.ws, one.id).await.unwrap(), Some(one.clone()));
    }
    let changed = tx.vault_folders_changed(p.ws, 0, 9).await.unwrap();
    assert_eq!(changed, [(2, old.clone()), (3, plans.clone())]);
    assert_eq!(tx.vault_folders_changed(p.ws, 0, 1).await.unwrap().len(), 1);
    let gone = VaultFolder {
        deleted: true,
        ..folder(2, "", None, 4)
    };
    tx.put_vault_folder(p.ws, &gone).await.unwrap();
    assert_eq!(tx.vault_folders(p.ws).await.unwrap(), [plans]);
    assert_eq!(tx.vault_folder(p.ws, gone.id).await.unwrap(), Some(gone.clone()));
    assert_eq!(tx.vault_folders_changed(p.ws, 3, 9).await.unwrap(), [(4, gone)]);
}

pub(super) async fn a_file_of_the_vault_is_replaced_and_stays_without_its_file<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    tx.put_vault_folder(p.ws, &folder(7, "Plans", None, 1))
        .await
        .unwrap();
    let (first, second) = (
        stored(&mut tx, &p, p.id(1)).await,
        stored(&mut tx, &p, p.id(2)).await,
    );
    let (one, two) = (item(&p, 1, &first, Some(7), 5), item(&p, 2, &first, None, 4));
    for one in [&one, &two] {
        tx.put_vault_item(p.ws, one).await.unwrap();
        assert_eq!(tx.vault_item(p.ws, one.id).await.unwrap(), Some(one.clone()));
    }
    assert_eq!(tx.count_vault_items(p.ws).await.unwrap(), 2);
    let within = tx.vault_items_in(p.ws, FolderId::from_number(7)).await.unwrap();
    assert_eq!(within, std::slice::from_ref(&one));
    let changed = tx.vault_items_changed(p.ws, 0, 9).await.unwrap();
    assert_eq!(changed, [(4, two), (5, one.clone())]);
    // Who added it, and when, is what it was.
    let other = VaultItem {
        added_by: p.ben.id,
        added_at: Timestamp(99),
        tags: Vec::new(),
        ..item(&p, 1, &second, None, 6)
    };
    tx.put_vault_item(p.ws, &other).await.unwrap();
    let other = VaultItem {
        added_by: one.added_by,
        added_at: one.added_at,
        ..other
    };
    assert_eq!(tx.vault_item(p.ws, one.id).await.unwrap(), Some(other.clone()));
    let gone = VaultItem {
        file: no_file(),
        name: String::new(),
        deleted: true,
        rev: 8,
        ..other
    };
    tx.put_vault_item(p.ws, &gone).await.unwrap();
    assert_eq!(tx.count_vault_items(p.ws).await.unwrap(), 1);
    assert_eq!(tx.vault_items_changed(p.ws, 5, 9).await.unwrap(), [(8, gone)]);
    // Nothing refers to its file any more.
    tx.delete_file(p.ws, second.id).await.unwrap();
}

pub(super) async fn templates_are_found_with_whoever_has_them<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let file = stored(&mut tx, &p, p.id(1)).await;
    let template = |owner, name: &str, rev| Template {
        id: TemplateId::from_number(1),
        owner,
        name: name.into(),
        text: "Hi {first_name|'there\\\"}".into(),
        files: vec![file.clone()],
        rev,
        deleted: false,
    };
    // The same id with each.
    let owners = [None, Some(p.ana.id), Some(p.ben.id)];
    for (owner, rev) in owners.into_iter().zip(3..) {
        let one = template(owner, "welcome", rev);
        assert_eq!(tx.template(p.ws, owner, one.id).await.unwrap(), None);
        tx.put_template(p.ws, &one).await.unwrap();
        assert_eq!(tx.template(p.ws, owner, one.id).await.unwrap(), Some(one.clone()));
        let changed = tx.templates_changed(p.ws, owner, 0, 9).await.unwrap();
        assert_eq!(changed, [(rev, one)]);
        assert_eq!(tx.count_templates(p.ws, owner).await.unwrap(), 1);
        let named = tx.template_named(p.ws, owner, "welcome").await.unwrap();
        assert_eq!(named, Some(TemplateId::from_number(1)));
    }
    let plain = Template {
        files: Vec::new(),
        ..template(None, "hello", 9)
    };
    tx.put_template(p.ws, &plain).await.unwrap();
    let held = tx.template(p.ws, None, plain.id).await.unwrap();
    assert_eq!(held, Some(plain.clone()));
    assert_eq!(tx.template_named(p.ws, None, "welcome").await.unwrap(), None);
    let gone = Template {
        name: String::new(),
        text: String::new(),
        deleted: true,
        rev: 10,
        ..plain
    };
    tx.put_template(p.ws, &gone).await.unwrap();
    assert_eq!(tx.count_templates(p.ws, None).await.unwrap(), 0);
    assert_eq!(tx.template_named(p.ws, None, "").await.unwrap(), None);
    let changed = tx.templates_changed(p.ws, None, 3, 9).await.unwrap();
    assert_eq!(changed, [(10, gone)]);
    assert_eq!(tx.count_templates(p.ws, owners[1]).await.unwrap(), 1);
}

pub(super) async fn coaches_see_what_is_shared_and_what_has_a_file_holds_it<T: Tx>(mut tx: T) {
    let p = Practice::open(&mut tx, 1_000).await;
    let file = stored(&mut tx, &p, p.id(1)).await;
    let seen = async |tx: &mut T| {
        let mut seen = Vec::new();
        for who in [p.ana.id, p.cleo.id] {
            seen.push(tx.file_for(p.ws, who, true, file.id).await.unwrap().is_some());
        }
        (seen, tx.is_file_held(p.ws, file.id).await.unwrap())
    };
    let template = |owner, files: Vec<Attachment>| Template {
        id: TemplateId::from_number(1),
        owner,
        name: "welcome".into(),
        text: String::new(),
        files,
        rev: 1,
        deleted: false,
    };
    let has = || vec![file.clone()];
    assert_eq!(seen(&mut tx).await, (vec![false, false], false));
    for (owner, sees) in [
        (None, [true, false]),
        (Some(p.ana.id), [true, false]),
        (Some(p.cleo.id), [false, true]),
        (Some(p.ben.id), [false, false]),
    ] {
        tx.put_template(p.ws, &template(owner, has())).await.unwrap();
        assert_eq!(seen(&mut tx).await, (sees.to_vec(), true), "{owner:?}");
        tx.put_template(p.ws, &template(owner, Vec::new())).await.unwrap();
        assert_eq!(seen(&mut tx).await, (vec![false, false], false), "{owner:?}");
    }
    let mut one = item(&p, 1, &file, None, 1);
    tx.put_vault_item(p.ws, &one).await.unwrap();
    assert_eq!(seen(&mut tx).await, (vec![true, false], true));
    one.deleted = true;
    tx.put_vault_item(p.ws, &one).await.unwrap();
    assert_eq!(seen(&mut tx).await, (vec![false, false], false));
}
