//! Damaged, cut, foreign and interrupted archives change nothing.

use super::*;

#[tokio::test]
async fn a_restore_replaces_nothing_and_a_backup_neither() {
    let (from, _, _) = Place::full().await;
    make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    let again = make(&from.config, Scope::Backup, &from.archive())
        .await
        .unwrap_err();
    assert!(matches!(again, ArchiveError::Exists(_)), "{again}");
    let to = Place::empty();
    let admin = to.admin();
    let made = admin.create_workspace("Fit with Ana", 1, "Ana", "ana@fit.example");
    made.await.unwrap();
    admin.close().await.unwrap();
    let before = to.lines(None).await;
    let refused = bring(&to.config, &Archive::open(&from.archive()).unwrap())
        .await
        .unwrap_err();
    assert!(matches!(refused, ArchiveError::NotEmpty));
    assert!(refused.to_string().contains("--data"));
    assert!(to.lines(None).await == before);
    let nowhere = make(&Place::empty().config, Scope::Backup, &to.archive())
        .await
        .unwrap_err();
    assert!(matches!(nowhere, ArchiveError::NoDatabase(_)), "{nowhere}");
}

#[tokio::test]
async fn a_changed_byte_is_found_in_whatever_file() {
    let (from, _, _) = Place::full().await;
    make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    Archive::open(&from.archive()).unwrap();
    for file in files(&from.archive()) {
        let whole = fs::read(&file).unwrap();
        // Empty tables have no byte to change; a cut is tried below.
        for place in [0, whole.len() / 2, whole.len().saturating_sub(2)] {
            let mut changed = whole.clone();
            let Some(byte) = changed.get_mut(place) else {
                continue;
            };
            *byte ^= 1;
            fs::write(&file, changed).unwrap();
            let error = Archive::open(&from.archive()).unwrap_err();
            assert!(matches!(error, ArchiveError::Damaged { .. }), "{file:?}: {error}");
        }
        fs::write(&file, whole).unwrap();
    }
    Archive::open(&from.archive()).unwrap();
}

#[tokio::test]
async fn a_cut_archive_is_found() {
    let (from, _, _) = Place::full().await;
    make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    for file in files(&from.archive()) {
        let whole = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        assert!(Archive::open(&from.archive()).is_err(), "{file:?} is missing");
        // After the last whole line, where a copy that was interrupted may well end.
        let end = whole
            .iter()
            .rposition(|byte| *byte == b'\n')
            .unwrap_or(whole.len() / 2);
        let before = whole[..end]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |place| place + 1);
        if !whole.is_empty() {
            fs::write(&file, &whole[..before]).unwrap();
            assert!(Archive::open(&from.archive()).is_err(), "{file:?} is cut");
        }
        fs::write(&file, whole).unwrap();
    }
}

#[tokio::test]
async fn damaged_media_are_left_out_and_named() {
    let (from, anas, _) = Place::full().await;
    let hash = MediaHash::of(b"ana's photo").to_string();
    let file = from
        .config
        .data
        .join(format!("media/{anas}/{}/{hash}", hash.get(..2).unwrap()));
    fs::write(&file, b"ana's phot0").unwrap();
    let written = make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    assert_eq!(written.manifest.media.files, 2);
    assert_eq!(written.damaged_media.len(), 1);
    Archive::open(&from.archive()).unwrap();
}

#[tokio::test]
async fn an_interrupted_restore_leaves_no_row_and_can_be_done_again() {
    let (from, _, _) = Place::full().await;
    make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    let archive = Archive::open(&from.archive()).unwrap();
    let to = Place::empty();
    let all: u64 = archive.manifest.tables.iter().map(|table| table.rows).sum();
    let all = usize::try_from(all).unwrap();
    for rows in [1, all / 2, all] {
        let load = SqliteLoad::open(&to.database()).unwrap();
        let mut interrupted = Interrupted { load, rows };
        let error = restore(&archive, &mut interrupted, &to.media(), Timestamp(5))
            .await
            .unwrap_err();
        assert!(error.to_string().contains("the lights went out"), "{error}");
        drop(interrupted);
        assert!(to.lines(None).await.values().all(Vec::is_empty));
    }
    bring(&to.config, &archive).await.unwrap();
    assert!(to.lines(None).await == from.lines(None).await);
}

#[tokio::test]
async fn an_archive_of_a_newer_server_is_refused() {
    let (from, _, _) = Place::full().await;
    let mut manifest = make(&from.config, Scope::Backup, &from.archive())
        .await
        .unwrap()
        .manifest;
    manifest.schema += 1;
    manifest.made_at = Timestamp(0);
    let text = serde_json::to_string(&manifest).unwrap();
    fs::write(from.archive().join("manifest.json"), &text).unwrap();
    let seal = blake3::hash(text.as_bytes()).to_hex().to_string();
    fs::write(from.archive().join("manifest.blake3"), seal).unwrap();
    let refused = Archive::open(&from.archive()).unwrap_err();
    assert!(matches!(refused, ArchiveError::Newer { .. }), "{refused}");
}

/// Makes an archive that has been changed on purpose look whole.
fn seal(archive: &Path, manifest: &mut Manifest) {
    for file in &mut manifest.tables {
        let text = fs::read(archive.join(format!("tables/{}.ndjson", file.name))).unwrap();
        file.rows = text.iter().filter(|byte| **byte == b'\n').count() as u64;
        file.bytes = text.len() as u64;
        file.blake3 = blake3::hash(&text).to_hex().to_string();
    }
    let text = serde_json::to_string(manifest).unwrap();
    fs::write(archive.join("manifest.json"), &text).unwrap();
    let sum = blake3::hash(text.as_bytes()).to_hex().to_string();
    fs::write(archive.join("manifest.blake3"), sum).unwrap();
}

#[tokio::test]
async fn an_export_that_was_tampered_with_reaches_no_other_practice() {
    let (from, anas, doras) = Place::full().await;
    let written = make(&from.config, Scope::Export(doras), &from.archive()).await;
    let mut manifest = written.unwrap().manifest;
    let feeds = from.archive().join("tables/feeds.ndjson");
    let honest = fs::read_to_string(&feeds).unwrap();
    let owned_by = |practice: WorkspaceId| format!("\"workspace\":\"{practice}\"");
    let tampered = honest.replace(&owned_by(doras), &owned_by(anas));
    assert_ne!(tampered, honest);
    fs::write(&feeds, tampered).unwrap();
    seal(&from.archive(), &mut manifest);
    let error = Archive::open(&from.archive()).unwrap_err();
    assert!(error.to_string().contains("not in it"), "{error}");

    // Nor does it bring sessions along.
    fs::write(&feeds, honest).unwrap();
    fs::write(from.archive().join("tables/devices.ndjson"), "").unwrap();
    let devices = manifest.tables[0].clone();
    manifest.tables.push(TableFile {
        name: "devices".into(),
        ..devices
    });
    seal(&from.archive(), &mut manifest);
    let error = Archive::open(&from.archive()).unwrap_err();
    assert!(error.to_string().contains("no place"), "{error}");
    manifest.tables.pop();
    seal(&from.archive(), &mut manifest);
    Archive::open(&from.archive()).unwrap();
}
