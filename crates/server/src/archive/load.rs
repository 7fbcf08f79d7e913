//! Bringing an archive into a database: a whole server into an empty one, or one practice beside others.
//!
//! The media go first: they are named by what they are, so that a run that is interrupted has put nothing in the way of the
//! next. Then all rows in one transaction.

use futures_util::stream::{self, StreamExt};
use protocol::Timestamp;

use super::read::Archive;
use super::{ArchiveError, Holds, damaged, failed};
use crate::db::DbError;
use crate::db::portable::{Load, Row, Table};
use crate::domain::files::UNSENT_MS;
use crate::media::{Media, MediaError, MediaFile};

/// Rows that are handed to the database together.
const ROWS: usize = 1_000;
const CHUNK: usize = 256 * 1_024;

/// Brings a backup back. Refused when any practice is here.
pub async fn restore(
    archive: &Archive,
    load: &mut impl Load,
    media: &Media,
    now: Timestamp,
) -> Result<(), ArchiveError> {
    if archive.manifest.holds != Holds::Backup {
        return Err(ArchiveError::IsExport);
    }
    // Asked before much is copied, and again when nobody else can write any more.
    if load.holds_anything().await? {
        return Err(ArchiveError::NotEmpty);
    }
    bring_media(archive, media).await?;
    load.begin().await?;
    if load.holds_anything().await? {
        return Err(ArchiveError::NotEmpty);
    }
    bring_rows(archive, load, now).await
}

/// Adds a practice. Refused when it is here.
pub async fn import(
    archive: &Archive,
    load: &mut impl Load,
    media: &Media,
    now: Timestamp,
) -> Result<(), ArchiveError> {
    if archive.manifest.holds != Holds::Export {
        return Err(ArchiveError::IsBackup);
    }
    refuse_taken(archive, load).await?;
    bring_media(archive, media).await?;
    load.begin().await?;
    refuse_taken(archive, load).await?;
    bring_rows(archive, load, now).await
}

async fn refuse_taken(archive: &Archive, load: &mut impl Load) -> Result<(), ArchiveError> {
    for practice in &archive.manifest.practices {
        if load.holds_workspace(practice.id).await? {
            return Err(ArchiveError::Taken {
                id: practice.id,
                name: practice.name.clone(),
            });
        }
    }
    Ok(())
}

async fn bring_rows(archive: &Archive, load: &mut impl Load, now: Timestamp) -> Result<(), ArchiveError> {
    for file in &archive.manifest.tables {
        let (rows, mut ready) = tokio::sync::mpsc::channel::<(&'static Table, Vec<Row>)>(2);
        // The file is read off the async threads, while the database takes what has been read.
        let reading = {
            let (archive, file) = (archive.clone(), file.clone());
            tokio::task::spawn_blocking(move || read_rows(&archive, &file, &rows))
        };
        while let Some((table, rows)) = ready.recv().await {
            load.insert(table, rows).await.map_err(|error| match error {
                DbError::Conflict => ArchiveError::Clash,
                error => error.into(),
            })?;
        }
        reading.await.map_err(|_| damaged("reading it failed"))??;
    }
    load.let_unheld_go(now.plus_ms(UNSENT_MS)).await?;
    Ok(load.commit().await?)
}

fn read_rows(
    archive: &Archive,
    file: &super::TableFile,
    ready: &tokio::sync::mpsc::Sender<(&'static Table, Vec<Row>)>,
) -> Result<(), ArchiveError> {
    let mut held: Option<(&'static Table, Vec<Row>)> = None;
    // When nobody takes the rows, the database has refused some, and says why itself.
    let hand = |held: &mut Option<(&'static Table, Vec<Row>)>| {
        held.take().is_none_or(|rows| ready.blocking_send(rows).is_ok())
    };
    archive.rows(file, |table, row| {
        let (_, rows) = held.get_or_insert_with(|| (table, Vec::with_capacity(ROWS)));
        rows.push(row);
        if rows.len() >= ROWS && !hand(&mut held) {
            return Err(damaged("the database stopped"));
        }
        Ok(())
    })?;
    hand(&mut held);
    Ok(())
}

async fn bring_media(archive: &Archive, media: &Media) -> Result<(), ArchiveError> {
    let mut files = Vec::new();
    archive.media(|file| {
        files.push(file);
        Ok(())
    })?;
    for file in files {
        match media.size(file.workspace, &file.hash).await {
            Ok(bytes) if bytes == file.bytes => continue,
            Ok(_) | Err(MediaError::NotFound) => bring_file(archive, media, &file).await?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn bring_file(archive: &Archive, media: &Media, file: &MediaFile) -> Result<(), ArchiveError> {
    use tokio::io::AsyncReadExt as _;
    let path = archive.media_file(file);
    let opened = tokio::fs::File::open(&path).await.map_err(failed(&path))?;
    let bytes = stream::try_unfold(opened, |mut opened| async move {
        let mut chunk = bytes::BytesMut::with_capacity(CHUNK);
        let read = opened.read_buf(&mut chunk).await?;
        std::io::Result::Ok((read > 0).then(|| (chunk.freeze(), opened)))
    });
    // The practice's id as the name of what is on its way: there is one at a time.
    let put = media.put(file.workspace, file.workspace.0, bytes.boxed()).await?;
    if put.hash != file.hash {
        media.delete(put.workspace, &put.hash).await?;
        return Err(damaged(format!("the media file {} has changed", file.hash)));
    }
    Ok(())
}
