//! Damaged, cut, foreign and interrupted archives change nothing.

use super::*;

#[tokio::test]
async fn a_server_comes_back_as_it_was() {
    let (from, anas, _) = Place::full().await;
    let written = make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    assert_eq!(written.manifest.practices.len(), 2);
    assert_eq!(written.manifest.media.files, 3);
    assert!(written.damaged_media.is_empty());

    let to = Place::empty();
    bring(&to.config, &Archive::open(&from.archive()).unwrap())
        .await
        .unwrap();
    let lines = from.lines(None).await;
    assert!(lines["messages"].len() > 100 && lines["devices"].len() + lines["invites"].len() > 0);
    assert!(to.lines(None).await == lines);
    to.is_sound();
    assert_eq!(
        to.media()
            .size(anas, &MediaHash::of(b"ana's photo"))
            .await
            .unwrap(),
        11
    );

    let again = to.archive();
    make(&to.config, Scope::Backup, &again).await.unwrap();
    for file in files(&from.archive()) {
        let name = file.strip_prefix(from.archive()).unwrap();
        if name.starts_with("tables") {
            assert!(
                fs::read(&file).unwrap() == fs::read(again.join(name)).unwrap(),
                "{name:?}"
            );
        }
    }
}

#[tokio::test]
async fn media_move_from_a_folder_to_a_bucket_and_back() {
    let (from, _, doras) = Place::full().await;
    make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    let mut to = Place::empty();
    to.config.media = crate::media::tests::bucket();
    bring(&to.config, &Archive::open(&from.archive()).unwrap())
        .await
        .unwrap();
    let film = MediaHash::of(&vec![3; 9_000_000]);
    assert_eq!(to.media().size(doras, &film).await.unwrap(), 9_000_000);
    let again = make(&to.config, Scope::Backup, &to.archive()).await.unwrap();
    assert_eq!(again.manifest.media.media_bytes, 9_000_000 + 11 + 12);
    assert!(again.damaged_media.is_empty());
    let back = Place::empty();
    bring(&back.config, &Archive::open(&to.archive()).unwrap())
        .await
        .unwrap();
    assert_eq!(back.media().size(doras, &film).await.unwrap(), 9_000_000);
}

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
        let error = restore(&archive, &mut interrupted, &to.media())
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
