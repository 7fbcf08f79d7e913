//! Archives of the server that a configuration describes: which database, which media, and what time it is.

use std::path::Path;

use protocol::WorkspaceId;

use super::{Archive, ArchiveError, Holds, Practice, Scope, Written, import, restore, write};
use crate::config::{Config, Database, Secret};
use crate::db::DbError;
use crate::db::portable::{Dump, Load, TABLES, Value};
use crate::db::postgres::{PgDump, PgLoad, Postgres};
use crate::db::sqlite::{SqliteDump, SqliteLoad};
use crate::hosted::{DATABASE, system};
use crate::media::Media;

/// Writes an archive of what the server has now. It may be running.
pub async fn make(config: &Config, scope: Scope, folder: &Path) -> Result<Written, ArchiveError> {
    let media = Media::open(&config.media)?;
    match &config.database {
        Database::Embedded => write(embedded(config)?, &media, scope, system::now(), folder).await,
        Database::Postgres { url, .. } => {
            let dump = PgDump::open(&postgres(url).await?).await?;
            write(dump, &media, scope, system::now(), folder).await
        }
    }
}

/// The practices that could be exported.
pub async fn practices(config: &Config) -> Result<Vec<Practice>, ArchiveError> {
    match &config.database {
        Database::Embedded => list(embedded(config)?).await,
        Database::Postgres { url, .. } => list(PgDump::open(&postgres(url).await?).await?).await,
    }
}

/// Brings an archive in: a backup into an empty place, an export beside what is there.
pub async fn bring(config: &Config, archive: &Archive) -> Result<(), ArchiveError> {
    let media = Media::open(&config.media)?;
    match &config.database {
        Database::Embedded => {
            let mut load = SqliteLoad::open(&config.data.join(DATABASE))?;
            bring_into(archive, &mut load, &media).await
        }
        Database::Postgres { url, .. } => {
            let mut load = PgLoad::open(&postgres(url).await?).await?;
            bring_into(archive, &mut load, &media).await
        }
    }
}

/// For one archive, one connection; the other brings the schema up to date.
async fn postgres(url: &Secret) -> Result<Postgres, DbError> {
    Postgres::connect(url.reveal(), 2).await
}

/// A backup must not make an empty database where it was told a wrong folder.
fn embedded(config: &Config) -> Result<SqliteDump, ArchiveError> {
    let path = config.data.join(DATABASE);
    if !path.is_file() {
        return Err(ArchiveError::NoDatabase(path));
    }
    Ok(SqliteDump::open(&path)?)
}

async fn list(mut dump: impl Dump) -> Result<Vec<Practice>, ArchiveError> {
    let mut practices = Vec::new();
    for table in TABLES.iter().filter(|table| table.workspace == Some("id")) {
        dump.rows::<ArchiveError>(table, None, &mut |row| {
            if let [Value::Id(id), Value::Text(name), ..] = row.as_slice() {
                practices.push(Practice {
                    id: WorkspaceId(*id),
                    name: name.clone(),
                });
            }
            Ok(())
        })
        .await?;
    }
    Ok(practices)
}

async fn bring_into(archive: &Archive, load: &mut impl Load, media: &Media) -> Result<(), ArchiveError> {
    match archive.manifest.holds {
        Holds::Backup => restore(archive, load, media, system::now()).await,
        Holds::Export => import(archive, load, media, system::now()).await,
    }
}
