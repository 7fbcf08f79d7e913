//! Questions to the place of the media: whether it answers, whether everything in it belongs to somebody, and is what it was.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;

use super::Finding;
use crate::config::{Config, MediaPlace};
use crate::media::{Kept, Media, MediaError, MediaFile, MediaHash};

/// How many names of unknown files are told.
const NAMED: usize = 5;

/// How closely files are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What is there, and whose.
    Names,
    /// And whether each is what its name says: all of them are read.
    Bytes,
}

/// `practices` are the ids of those that the database has.
pub async fn media(config: &Config, practices: &BTreeSet<String>, depth: Depth) -> Vec<Finding> {
    let what = match &config.media {
        MediaPlace::Folder(folder) if !folder.is_dir() => {
            // Nobody has sent a file yet; looking must not make one.
            return vec![Finding::fine("media: none yet")];
        }
        MediaPlace::Folder(folder) => format!("media in {}", folder.display()),
        MediaPlace::S3(place) => format!("media in s3://{}/{}", place.bucket, place.prefix),
    };
    let looked = async {
        let media = Media::open(&config.media)?;
        let mut found = vec![strangers(&media, practices).await?];
        if depth == Depth::Bytes {
            found.push(damaged(&media).await?);
        }
        Ok::<_, MediaError>(found)
    };
    match looked.await {
        Ok(mut found) => {
            found.insert(0, Finding::fine(what));
            found
        }
        Err(error) => vec![Finding::wrong(
            what,
            error,
            "Check the settings media and s3_*: endpoint, region, bucket and keys, or the rights of the folder.",
        )],
    }
}

async fn strangers(media: &Media, practices: &BTreeSet<String>) -> Result<Finding, MediaError> {
    let what = "media that belong to somebody";
    let mut unknown = Vec::new();
    let mut count = 0_u64;
    let mut listed = media.list(None);
    while let Some(kept) = listed.try_next().await? {
        let name = match kept {
            Kept::File(file) if practices.contains(&file.workspace.to_string()) => continue,
            Kept::File(file) => format!("{}/{}", file.workspace, file.hash),
            Kept::Incoming { workspace, .. } if practices.contains(&workspace.to_string()) => continue,
            Kept::Incoming { workspace, upload } => format!("{workspace}/incoming/{upload}"),
            Kept::Unknown(name) => name,
        };
        count += 1;
        if unknown.len() < NAMED {
            unknown.push(name);
        }
    }
    if count == 0 {
        return Ok(Finding::fine(what));
    }
    Ok(Finding::wrong(
        what,
        format!(
            "{count} files are of no practice here, such as {}",
            unknown.join(", ")
        ),
        "Uploads that were interrupted leave files in `incoming` and an import that was, the files of a practice that is not \
         here. Remove them when no server is writing, or import again. Whatever else it is does not belong there.",
    ))
}

/// Reads everything. What goes away meanwhile was not needed any more.
async fn damaged(media: &Media) -> Result<Finding, MediaError> {
    let (mut files, mut wrong) = (0_u64, Vec::new());
    let mut listed = media.list(None);
    while let Some(kept) = listed.try_next().await? {
        let Kept::File(file) = kept else {
            continue;
        };
        match is_whole(media, &file).await {
            Ok(true) => files += 1,
            Ok(false) => wrong.push(format!("{}/{}", file.workspace, file.hash)),
            Err(MediaError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    let what = format!("the bytes of {files} files of the media");
    if wrong.is_empty() {
        return Ok(Finding::fine(what));
    }
    let count = wrong.len();
    wrong.truncate(NAMED);
    Ok(Finding::wrong(
        what,
        format!(
            "{count} more are not what their names say, such as {}",
            wrong.join(", ")
        ),
        "The disk or the bucket has changed them. Put the files of these names back from the newest backup that has them whole, below `media/`.",
    ))
}

async fn is_whole(media: &Media, file: &MediaFile) -> Result<bool, MediaError> {
    let mut hasher = blake3::Hasher::new();
    let mut bytes = media.get(file.workspace, &file.hash, None).await?;
    while let Some(chunk) = bytes.try_next().await? {
        hasher.update(&chunk);
    }
    Ok(MediaHash(hasher.finalize().into()) == file.hash)
}
