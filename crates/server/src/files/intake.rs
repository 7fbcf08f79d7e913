//! The way of an upload that has come whole: joined, looked at off the async threads, and stored by its hash.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use futures_util::stream::{self, BoxStream, StreamExt};
use protocol::{Attachment, NewFile, WorkspaceId};
use tokio::sync::Semaphore;

use super::{HEAD, Looked, document, look_at, sniff, takes_all};
use crate::media::{Media, MediaError, MediaFile, MediaHash};

/// Files that are held in memory and decoded at the same time: a photo may take a few hundred megabytes for a moment.
const AT_ONCE: usize = 2;

/// A file whose bytes are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub attachment: Attachment,
    /// Of the bytes as they are kept, which need not be those that came.
    pub full: MediaHash,
    pub thumbnail: Option<MediaHash>,
}

/// Where uploads end.
#[derive(Clone, Debug)]
pub struct Intake {
    media: Media,
    places: Arc<Semaphore>,
}

impl Intake {
    pub fn new(media: Media) -> Self {
        Self {
            media,
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Makes a file of the pieces of an upload. The pieces stay: once the answer is written down, they are to be
    /// [forgotten](Media::forget); before, the same may be done again.
    pub async fn finish(&self, ws: WorkspaceId, claimed: &NewFile) -> Result<Stored, MediaError> {
        let upload = claimed.id.0;
        let mut bytes = self.media.join(ws, upload, claimed.bytes).await?;
        let place = match takes_all(claimed) {
            true => self.places.acquire().await.ok(),
            false => None,
        };
        let wanted = if takes_all(claimed) { usize::MAX } else { HEAD };
        let begin = read(&mut bytes, wanted).await?;
        let looked = look(begin.clone(), claimed.clone()).await;
        drop(place);
        let full = match looked.rewritten {
            Some(rewritten) => self.keep(ws, claimed, rewritten.into()).await?,
            None => {
                let all = stream::iter([Ok(begin)]).chain(bytes.map_err(std::io::Error::other));
                self.media.put(ws, upload, all).await?
            }
        };
        let thumbnail = match looked.thumbnail {
            Some(thumbnail) => Some(self.keep(ws, claimed, thumbnail.into()).await?.hash),
            None => None,
        };
        Ok(Stored {
            attachment: looked.attachment,
            full: full.hash,
            thumbnail,
        })
    }

    async fn keep(&self, ws: WorkspaceId, claimed: &NewFile, bytes: Bytes) -> Result<MediaFile, MediaError> {
        let all = stream::iter([Ok::<_, std::io::Error>(bytes)]);
        self.media.put(ws, claimed.id.0, all).await
    }
}

/// The next so many bytes, a few more, or all that there are.
async fn read(
    bytes: &mut BoxStream<'static, Result<Bytes, MediaError>>,
    wanted: usize,
) -> Result<Bytes, MediaError> {
    let mut begin = BytesMut::new();
    while begin.len() < wanted {
        let Some(chunk) = bytes.try_next().await? else {
            break;
        };
        begin.extend_from_slice(&chunk);
    }
    Ok(begin.freeze())
}

async fn look(bytes: Bytes, claimed: NewFile) -> Looked {
    let known = claimed.clone();
    let head = bytes.slice(..bytes.len().min(HEAD));
    let looked = tokio::task::spawn_blocking(move || look_at(&bytes, &claimed)).await;
    looked.unwrap_or_else(|_| {
        // A decoder that gave up on it has done no harm to others.
        tracing::warn!(file = %known.id, "a file could not be looked at");
        document(sniff(&head), &known)
    })
}
