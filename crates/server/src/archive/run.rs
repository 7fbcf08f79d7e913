//! Archives of the server that a configuration describes: which database, which media, and what time it is.

use std::path::Path;

use protocol::WorkspaceId;

use super::{Archive, ArchiveError, Holds, Practice, Scope, Written, import, restore, write};
use crate::config::{Config, Database};
use crate::db::DbError;
use crate::db::portable::{Dump, Load, TABLES, Value};
use crate::db::sqlite::{SqliteDump, SqliteLoad};
use crate::hosted::{DATABASE, system};
use crate::media::Media;

/// Writes an archive of what the server has now. It may be running.
pub async fn make(config: &Config, scope: Scope, folder: &Path) -> Result<Written, ArchiveError> {
    let media = Media::open(&config.media)?;
    match &config.database {
        Database::Embedded => write(embedded(config)?, &media, scope, system::now(), folder).await,
        Database::Postgres { .. } => Err(no_postgres()),
    }
}

/// The practices that could be exported.
pub async fn practices(config: &Config) -> Result<Vec<Practice>, ArchiveError> {
    match &config.database {
        Database::Embedded => list(embedded(config)?).await,
        Database::Postgres { .. } => Err(no_postgres()),
    }
}

/// Brings an archive in: a backup into an empty place, an export beside what is there.
pub async fn bring(config: &Config, archive: &Archive) -> Result<(), ArchiveError> {
    let media = Media::open(&config.media)?;
    match &config.database {
        Database::Embedded => {
            bring_into(
                archive,
                &mut SqliteLoad::open(&config.data.join(DATABASE))?,
                &media,
            )
            .await
        }
        Database::Postgres { .. } => Err(no_postgres()),
    }
}

fn no_postgres() -> ArchiveError {
    DbError::Failed("archives of PostgreSQL are not there yet".into()).into()
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
        Holds::Backup => restore(archive, load, media).await,
        Holds::Export => import(archive, load, media).await,
    }
}
