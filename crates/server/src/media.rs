//! Photos, files and voice notes: a folder or a bucket, seen in the same way.
//!
//! Owns names, streams and checksums. A file is named by the BLAKE3 hash of its bytes, below its practice: the same
//! photo is kept once, nothing is ever overwritten with something else, and nothing crosses from one practice to another.
//! Must not know messages, rights or HTTP.

mod pieces;
mod place;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt, WriteMultipart};
use protocol::WorkspaceId;
use uuid::Uuid;

use crate::config::MediaPlace;

/// Up to here a file is held in memory, hashed, and stored in one go. Larger ones go up in parts as they come.
const AT_ONCE: usize = 8 * 1_024 * 1_024;
/// Parts of one upload that are on their way together.
const PARTS: usize = 4;
/// Where a file stands whose hash is not known yet.
const INCOMING: &str = "incoming";

/// The place cannot do it.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// Trying again will not help.
    #[error("there is no such file")]
    NotFound,
    /// The setting makes no sense to the store. Trying again will not help.
    #[error("the place of the media cannot be used: {0}")]
    Place(String),
    /// Disk or network; trying again may help.
    #[error("the place of the media failed: {0}")]
    Failed(#[source] object_store::Error),
    /// Whoever brought the bytes stopped; nothing was kept.
    #[error("the file did not come whole: {0}")]
    Cut(#[source] std::io::Error),
    /// A piece of an upload is not there; bringing the bytes from here on again helps.
    #[error("the upload has nothing from byte {0} on")]
    Hole(u64),
}

impl From<object_store::Error> for MediaError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            error => Self::Failed(error),
        }
    }
}

/// The name of a file: the BLAKE3 hash of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MediaHash(pub [u8; 32]);

impl MediaHash {
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).into())
    }

    /// As it is written: 64 small hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let hash = blake3::Hash::from_hex(text).ok()?;
        (hash.to_hex().as_str() == text).then_some(Self(hash.into()))
    }
}

impl fmt::Display for MediaHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from(self.0).to_hex())
    }
}

impl fmt::Debug for MediaHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is in the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    File(MediaFile),
    /// A part of an upload that is not finished, or was never.
    Incoming {
        workspace: WorkspaceId,
        upload: Uuid,
    },
    /// Not a name of ours.
    Unknown(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaFile {
    pub workspace: WorkspaceId,
    pub hash: MediaHash,
    pub bytes: u64,
}

/// The place where the media are.
#[derive(Clone, Debug)]
pub struct Media {
    store: Arc<dyn ObjectStore>,
}

impl Media {
    /// Makes a folder that is not there; asks nothing of a bucket yet.
    pub fn open(place: &MediaPlace) -> Result<Self, MediaError> {
        Ok(Self {
            store: place::open(place)?,
        })
    }

    /// Keeps a file and tells its hash. `name` is an id of its own, for the time until the hash is known.
    pub async fn put<E: Into<std::io::Error>>(
        &self,
        ws: WorkspaceId,
        name: Uuid,
        mut bytes: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
    ) -> Result<MediaFile, MediaError> {
        let mut hasher = blake3::Hasher::new();
        let mut held = Vec::new();
        while held.len() <= AT_ONCE {
            let Some(chunk) = bytes.next().await else {
                let file = MediaFile {
                    workspace: ws,
                    hash: MediaHash(hasher.finalize().into()),
                    bytes: held.len() as u64,
                };
                self.store.put(&path(ws, &file.hash)?, held.into()).await?;
                return Ok(file);
            };
            let chunk = chunk.map_err(|error| MediaError::Cut(error.into()))?;
            hasher.update(&chunk);
            held.extend_from_slice(&chunk);
        }
        let at_first =
            Path::parse(format!("{ws}/{INCOMING}/{name}/whole")).map_err(object_store::Error::from)?;
        let mut upload = WriteMultipart::new(self.store.put_multipart(&at_first).await?);
        let mut count = held.len() as u64;
        upload.put(held.into());
        while let Some(chunk) = bytes.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => {
                    upload.abort().await?;
                    return Err(MediaError::Cut(error.into()));
                }
            };
            hasher.update(&chunk);
            count += chunk.len() as u64;
            upload.wait_for_capacity(PARTS).await?;
            upload.put(chunk);
        }
        upload.finish().await?;
        let hash = MediaHash(hasher.finalize().into());
        self.store.rename(&at_first, &path(ws, &hash)?).await?;
        Ok(MediaFile {
            workspace: ws,
            hash,
            bytes: count,
        })
    }

    /// The bytes of a file, or a part of them.
    pub async fn get(
        &self,
        ws: WorkspaceId,
        hash: &MediaHash,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, MediaError>>, MediaError> {
        let options = GetOptions {
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let found = self.store.get_opts(&path(ws, hash)?, options).await?;
        Ok(found.into_stream().map_err(MediaError::from).boxed())
    }

    /// How many bytes a file has; `NotFound` when there is none.
    pub async fn size(&self, ws: WorkspaceId, hash: &MediaHash) -> Result<u64, MediaError> {
        Ok(self.store.head(&path(ws, hash)?).await?.size)
    }

    /// Of one practice or of all, in no order.
    pub fn list(&self, of: Option<WorkspaceId>) -> BoxStream<'static, Result<Kept, MediaError>> {
        let below = of.map(|ws| Path::from(ws.to_string()));
        let listed = self.store.list(below.as_ref());
        listed.map_ok(known).map_err(MediaError::from).boxed()
    }

    /// A file that is not there is deleted already.
    pub async fn delete(&self, ws: WorkspaceId, hash: &MediaHash) -> Result<(), MediaError> {
        match self
            .store
            .delete(&path(ws, hash)?)
            .await
            .map_err(MediaError::from)
        {
            Err(MediaError::NotFound) => Ok(()),
            done => done,
        }
    }

    /// Whether the place answers, by asking for the first of its files.
    pub async fn check(&self) -> Result<(), MediaError> {
        self.list(None).try_next().await.map(drop)
    }
}

/// Folders of hashes are cut in 256, so that none grows beyond what file systems like.
fn path(ws: WorkspaceId, hash: &MediaHash) -> Result<Path, MediaError> {
    let hash = hash.to_string();
    let first = hash.get(..2).unwrap_or_default();
    Ok(Path::parse(format!("{ws}/{first}/{hash}")).map_err(object_store::Error::from)?)
}

fn known(object: ObjectMeta) -> Kept {
    let text = object.location.as_ref();
    let understood = || {
        let (ws, rest) = text.split_once('/')?;
        let workspace = WorkspaceId(ws.parse().ok()?);
        let (first, hash) = rest.split_once('/')?;
        if first == INCOMING {
            let (upload, _) = hash.split_once('/')?;
            return Some(Kept::Incoming {
                workspace,
                upload: upload.parse().ok()?,
            });
        }
        let file = MediaFile {
            workspace,
            hash: MediaHash::parse(hash)?,
            bytes: object.size,
        };
        (hash.get(..2)? == first).then_some(Kept::File(file))
    };
    understood().unwrap_or_else(|| Kept::Unknown(text.to_owned()))
}

#[cfg(test)]
pub(crate) mod tests;
