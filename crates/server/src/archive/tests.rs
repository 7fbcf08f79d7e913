//! Round trips, and what must not go through.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use futures_util::stream;
use protocol::Timestamp;
use uuid::Uuid;

use super::*;
use crate::admin::Admin;
use crate::config::{Config, Database, Secret};
use crate::db::portable::{Dump, Each, Load, Row, TABLES, Table};
use crate::db::postgres::{PgDump, PgLoad, Postgres};
use crate::db::sqlite::{SqliteDump, SqliteLoad};
use crate::demo;
use crate::doctor;
use crate::hosted::{DATABASE, Embedded};
use crate::media::{Media, MediaHash};

/// A server's folder.
struct Place {
    folder: tempfile::TempDir,
    config: Config,
}

impl Place {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::new(folder.path().join("data"));
        fs::create_dir(&config.data).unwrap();
        Self { folder, config }
    }

    /// The demo's practice, and dora's with a coach of its own; each with a photo, and dora's with a large film too.
    async fn full() -> (Self, WorkspaceId, WorkspaceId) {
        let place = Self::empty();
        let admin = place.admin();
        demo::prepare(&admin).await.unwrap();
        let anas = admin.workspaces().await.unwrap()[0].id;
        let (doras, dora) = admin
            .create_workspace("Dora's", 7, "Dora", "dora@else.example")
            .await
            .unwrap();
        admin.sign_in_code(doras.id, dora.id).await.unwrap();
        admin.close().await.unwrap();
        place.photo(anas, b"ana's photo").await;
        place.photo(doras.id, b"dora's photo").await;
        place.photo(doras.id, &vec![3; 9_000_000]).await;
        (place, anas, doras.id)
    }

    fn admin(&self) -> Admin<Embedded> {
        Admin::on(Embedded::open(&self.config).unwrap().0)
    }

    async fn photo(&self, ws: WorkspaceId, bytes: &[u8]) {
        let bytes = stream::iter([std::io::Result::Ok(bytes::Bytes::copy_from_slice(bytes))]);
        self.media().put(ws, Uuid::from_u128(1), bytes).await.unwrap();
    }

    fn media(&self) -> Media {
        Media::open(&self.config.media).unwrap()
    }

    fn database(&self) -> PathBuf {
        self.config.data.join(DATABASE)
    }

    fn archive(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    /// Every line of every table, also of those that no archive holds.
    async fn lines(&self, of: Option<WorkspaceId>) -> BTreeMap<&'static str, Vec<String>> {
        lines(SqliteDump::open(&self.database()).unwrap(), of).await
    }

    fn is_sound(&self) {
        for finding in doctor::data(&self.config.data) {
            assert!(finding.is_fine(), "{finding}");
        }
    }
}

async fn lines(mut dump: impl Dump, of: Option<WorkspaceId>) -> BTreeMap<&'static str, Vec<String>> {
    let mut tables = BTreeMap::new();
    for table in TABLES {
        let mut lines = Vec::new();
        let each: Each<'_, ArchiveError> = &mut |row| {
            lines.push(String::from_utf8(rows::line(table, row)).unwrap());
            Ok(())
        };
        dump.rows(table, of, each).await.unwrap();
        tables.insert(table.name, lines);
    }
    tables
}

/// An empty database of a real PostgreSQL server.
async fn postgres(place: &mut Place) -> Postgres {
    let url = backing::Postgres::shared().unwrap().create_database().unwrap();
    place.config.database = Database::Postgres {
        url: Secret::new(url.clone()),
        connections: 4,
    };
    Postgres::connect(&url, 2).await.unwrap()
}

/// Every file of an archive.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { &mut folders } else { &mut files }.push(path);
        }
    }
    files.sort();
    files
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
async fn a_server_moves_to_postgresql_and_back() {
    let (from, _, doras) = Place::full().await;
    make(&from.config, Scope::Backup, &from.archive()).await.unwrap();
    let archive = Archive::open(&from.archive()).unwrap();
    let mut to = Place::empty();
    let database = postgres(&mut to).await;

    let load = PgLoad::open(&database).await.unwrap();
    let mut interrupted = Interrupted { load, rows: 300 };
    restore(&archive, &mut interrupted, &to.media())
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

/// Stops in the middle, as a program that is killed does.
struct Interrupted<L> {
    load: L,
    rows: usize,
}

impl<L: Load> Load for Interrupted<L> {
    async fn begin(&mut self) -> Result<(), DbError> {
        self.load.begin().await
    }

    async fn holds_anything(&mut self) -> Result<bool, DbError> {
        self.load.holds_anything().await
    }

    async fn holds_workspace(&mut self, id: WorkspaceId) -> Result<bool, DbError> {
        self.load.holds_workspace(id).await
    }

    async fn insert(&mut self, table: &'static Table, rows: Vec<Row>) -> Result<(), DbError> {
        self.rows = self.rows.saturating_sub(rows.len());
        if self.rows == 0 {
            return Err(DbError::Failed("the lights went out".into()));
        }
        self.load.insert(table, rows).await
    }

    async fn commit(&mut self) -> Result<(), DbError> {
        self.load.commit().await
    }
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
