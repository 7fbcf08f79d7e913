//! Everything comes back, elsewhere and in another database, and nothing of anybody else.

use super::*;

#[tokio::test]
async fn a_server_moves_to_postgresql_and_back() {
    let (from, _, doras) = Place::full().await;
    make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    let archive = Archive::open(&from.archive()).unwrap();
    let mut to = Place::empty();
    let database = postgres(&mut to).await;

    let load = PgLoad::open(&database).await.unwrap();
    let mut interrupted = Interrupted { load, rows: 300 };
    restore(&archive, &mut interrupted, &to.media(), Timestamp(5))
        .await
        .unwrap_err();
    drop(interrupted);
    let nothing = lines(PgDump::open(&database).await.unwrap(), None).await;
    assert!(nothing.values().all(Vec::is_empty));

    bring(&to.config, &archive).await.unwrap();
    let there = lines(PgDump::open(&database).await.unwrap(), None).await;
    assert!(there == from.lines(None).await);
    let refused = bring(&to.config, &archive).await.unwrap_err();
    assert!(matches!(refused, ArchiveError::NotEmpty), "{refused}");

    make(&to.config, Scope::Backup, &to.archive()).await.unwrap();
    let back = Place::empty();
    bring(&back.config, &Archive::open(&to.archive()).unwrap())
        .await
        .unwrap();
    assert!(back.lines(None).await == from.lines(None).await);
    back.is_sound();

    // One practice of it, into a server that has another.
    let export = to.folder.path().join("export");
    make(&to.config, Scope::Export(doras), &export).await.unwrap();
    let export = Archive::open(&export).unwrap();
    assert_eq!(export.manifest.practices.len(), 1);
    let mut third = Place::empty();
    let database = postgres(&mut third).await;
    bring(&third.config, &export).await.unwrap();
    let taken = bring(&third.config, &export).await.unwrap_err();
    assert!(matches!(taken, ArchiveError::Taken { .. }), "{taken}");
    let messages = lines(PgDump::open(&database).await.unwrap(), None).await;
    assert!(messages["feeds"] == from.lines(Some(doras)).await["feeds"]);
}

#[tokio::test]
async fn open_codes_are_not_in_an_archive_and_sessions_not_in_an_export() {
    let (from, _, doras) = Place::full().await;
    make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    assert!(from.archive().join("tables/invites.ndjson").is_file());
    assert!(!from.archive().join("tables/sign_in_codes.ndjson").exists());
    let export = from.folder.path().join("export");
    make(&from.config, Scope::Export(doras), &export).await.unwrap();
    for table in ["devices", "invites", "sign_in_codes"] {
        assert!(!export.join(format!("tables/{table}.ndjson")).exists());
    }
    let whole: String = files(&export)
        .iter()
        .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned())
        .collect();
    assert!(whole.contains("Dora") && !whole.contains("code_hash") && !whole.contains("token_hash"));
}

#[tokio::test]
async fn one_practice_moves_and_takes_nothing_of_another_along() {
    let (from, anas, doras) = Place::full().await;
    make(&from.config, Scope::Export(doras), &from.archive())
        .await
        .unwrap();
    let ids = [
        anas.to_string(),
        "Ana Ferreira".to_owned(),
        "ana's photo".to_owned(),
    ];
    for file in files(&from.archive()) {
        let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
        for id in &ids {
            assert!(
                !text.contains(id) && !file.to_string_lossy().contains(id),
                "{file:?} tells of {id}"
            );
        }
    }

    // Into a server that has a practice already, and goes on having it.
    let to = Place::empty();
    let admin = to.admin();
    demo::prepare(&admin).await.unwrap();
    admin.close().await.unwrap();
    let before = to.lines(None).await;
    let archive = Archive::open(&from.archive()).unwrap();
    bring(&to.config, &archive).await.unwrap();
    let (mut expected, arrived) = (from.lines(Some(doras)).await, to.lines(Some(doras)).await);
    expected.insert("devices", Vec::new());
    expected.insert("invites", Vec::new());
    assert!(arrived == expected);
    assert_eq!(
        to.lines(None).await["messages"].len(),
        before["messages"].len() + expected["messages"].len()
    );
    to.is_sound();
    assert_eq!(
        to.media()
            .size(doras, &MediaHash::of(&vec![3; 9_000_000]))
            .await
            .unwrap(),
        9_000_000
    );

    let taken = bring(&to.config, &archive).await.unwrap_err();
    assert!(
        matches!(&taken, ArchiveError::Taken { name, .. } if name == "Dora's"),
        "{taken}"
    );
    let nobody = make(
        &to.config,
        Scope::Export(WorkspaceId(Uuid::from_u128(9))),
        &to.archive(),
    )
    .await
    .unwrap_err();
    assert!(matches!(nobody, ArchiveError::NoSuchPractice(_)));
    assert!(!to.archive().exists() && !to.folder.path().join("archive.part").exists());
}

/// Somebody writes whenever a table is about to be read.
struct Meanwhile {
    dump: SqliteDump,
    admin: Admin<Embedded>,
    workspace: WorkspaceId,
}

impl Dump for Meanwhile {
    async fn rows<E: From<DbError> + Send>(
        &mut self,
        table: &'static Table,
        of: Option<WorkspaceId>,
        each: Each<'_, E>,
    ) -> Result<(), E> {
        let cleo = self.admin.invite_client(self.workspace, "Cleo", None);
        cleo.await.unwrap();
        self.dump.rows(table, of, each).await
    }
}

#[tokio::test]
async fn a_backup_is_of_one_moment_however_much_is_written_meanwhile() {
    let (from, anas, _) = Place::full().await;
    let before = from.lines(None).await;
    let meanwhile = Meanwhile {
        dump: SqliteDump::open(&from.database()).unwrap(),
        admin: from.admin(),
        workspace: anas,
    };
    write(
        meanwhile,
        &from.media(),
        Scope::Backup,
        Timestamp(5),
        &from.archive(),
    )
    .await
    .unwrap();
    assert!(from.lines(None).await["accounts"].len() > before["accounts"].len() + 10);
    let to = Place::empty();
    bring(&to.config, &Archive::open(&from.archive()).unwrap())
        .await
        .unwrap();
    assert!(to.lines(None).await == before);
    to.is_sound();
}

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
async fn files_that_nothing_has_go_a_day_after_their_practice_came() {
    let (from, _, doras) = Place::full().await;
    let connection = rusqlite::Connection::open(from.database()).unwrap();
    let (unheld, kept) = (Uuid::from_u128(71), Uuid::from_u128(72));
    for file in [unheld, kept] {
        let sql = "INSERT INTO files (workspace, id, owner, begun_at, bytes, received, attachment, hash)
             SELECT workspace, ?1, id, 1, 5, 5, '{}', zeroblob(32) FROM accounts WHERE workspace = ?2";
        let bound = [file.into_bytes(), doras.0.into_bytes()];
        connection.execute(sql, bound).unwrap();
    }
    let sql = "INSERT INTO vault_items
         SELECT workspace, id, id, 'Plan', NULL, '[]', owner, 1, 1, 0 FROM files WHERE id = ?1";
    connection.execute(sql, [kept.into_bytes()]).unwrap();
    drop(connection);
    make(&from.config, Scope::Export(doras), &from.archive())
        .await
        .unwrap();
    let archive = Archive::open(&from.archive()).unwrap();

    let to = Place::empty();
    let mut load = SqliteLoad::open(&to.database()).unwrap();
    import(&archive, &mut load, &to.media(), Timestamp(5))
        .await
        .unwrap();
    drop(load);
    let mut elsewhere = Place::empty();
    let database = postgres(&mut elsewhere).await;
    let mut load = PgLoad::open(&database).await.unwrap();
    import(&archive, &mut load, &elsewhere.media(), Timestamp(5))
        .await
        .unwrap();
    drop(load);
    let there = lines(PgDump::open(&database).await.unwrap(), None).await;
    for jobs in [&to.lines(None).await["jobs"], &there["jobs"]] {
        let [job] = jobs.as_slice() else {
            panic!("{jobs:?}");
        };
        let job: serde_json::Value = serde_json::from_str(job).unwrap();
        assert_eq!(
            (&job["kind"], &job["id"]),
            (&"drop_file".into(), &unheld.to_string().into())
        );
        assert_eq!(job["due_at"], 5 + 24 * 3_600_000);
    }
    // A backup brings its own along, and they stay as they were.
    let backup = to.folder.path().join("backup");
    make(&to.config, Scope::Backup, &backup).await.unwrap();
    let back = Place::empty();
    bring(&back.config, &Archive::open(&backup).unwrap())
        .await
        .unwrap();
    assert!(back.lines(None).await["jobs"] == to.lines(None).await["jobs"]);
}
