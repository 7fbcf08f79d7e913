//! Questions to the place of the media: whether it answers, and whether everything in it belongs to somebody.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;

use super::Finding;
use crate::config::{Config, MediaPlace};
use crate::media::{Kept, Media, MediaError};

/// How many names of unknown files are told.
const NAMED: usize = 5;

/// `practices` are the ids of those that the database has.
pub async fn media(config: &Config, practices: &BTreeSet<String>) -> Vec<Finding> {
    let what = match &config.media {
        MediaPlace::Folder(folder) if !folder.is_dir() => {
            // Nobody has sent a file yet; looking must not make one.
            return vec![Finding::fine("media: none yet")];
        }
        MediaPlace::Folder(folder) => format!("media in {}", folder.display()),
        MediaPlace::S3(place) => format!("media in s3://{}/{}", place.bucket, place.prefix),
    };
    let strangers = match Media::open(&config.media) {
        Ok(media) => strangers(&media, practices).await,
        Err(error) => Err(error),
    };
    match strangers {
        Ok(found) => vec![Finding::fine(what), found],
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
