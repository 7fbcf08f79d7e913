//! The stage: servers with folders and databases of their own. What comes back is in `tests/whole.rs`, what must not go
//! through in `tests/refused.rs`.

mod refused;
mod whole;

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

    async fn let_unheld_go(&mut self, at: Timestamp) -> Result<(), DbError> {
        self.load.let_unheld_go(at).await
    }

    async fn commit(&mut self) -> Result<(), DbError> {
        self.load.commit().await
    }
}
