//! Files that come in pieces: each piece is an object of its own, so that any node can take the next one, and none waits in memory.
//!
//! A piece says in its name where it begins and how long it is: two that overlap, because a device has tried again with another length, are
//! both kept, and either will do. Nothing here outlives the upload: see [`Media::forget`].

use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStoreExt};
use protocol::WorkspaceId;
use uuid::Uuid;

use super::{INCOMING, Media, MediaError};

/// A piece as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    path: Path,
    at: Range<u64>,
}

/// A part of a piece, all of them one after the other being the file.
type Part = (Path, Range<u64>);

impl Media {
    /// Keeps a piece of a file that begins at `offset`. The same piece may come again.
    pub async fn put_piece(
        &self,
        ws: WorkspaceId,
        upload: Uuid,
        offset: u64,
        bytes: Bytes,
    ) -> Result<(), MediaError> {
        if bytes.is_empty() {
            return Ok(());
        }
        let path = parse(&format!(
            "{ws}/{INCOMING}/{upload}/{offset:012x}-{:x}",
            bytes.len()
        ))?;
        self.store.put(&path, bytes.into()).await?;
        Ok(())
    }

    /// The pieces as one file of so many bytes, read one after the other as the stream is.
    ///
    /// [`MediaError::Hole`] says from where on bytes are missing.
    pub async fn join(
        &self,
        ws: WorkspaceId,
        upload: Uuid,
        bytes: u64,
    ) -> Result<BoxStream<'static, Result<Bytes, MediaError>>, MediaError> {
        let parts = chain(self.pieces(ws, upload).await?, bytes)?;
        let store = self.store.clone();
        let opened = stream::iter(parts).then(move |(path, range)| {
            let store = store.clone();
            async move {
                let options = GetOptions {
                    range: Some(GetRange::Bounded(range)),
                    ..GetOptions::default()
                };
                let found = store.get_opts(&path, options).await?;
                Ok::<_, MediaError>(found.into_stream().map_err(MediaError::from))
            }
        });
        Ok(opened.try_flatten().boxed())
    }

    /// Drops all that has come of an upload; what is not there is dropped already.
    pub async fn forget(&self, ws: WorkspaceId, upload: Uuid) -> Result<(), MediaError> {
        let below = parse(&format!("{ws}/{INCOMING}/{upload}"))?;
        let paths = self.store.list(Some(&below)).map_ok(|object| object.location);
        let gone = self.store.delete_stream(paths.boxed());
        gone.map_err(MediaError::from)
            .try_for_each(|_| async { Ok(()) })
            .await
            .or_else(|error| match error {
                MediaError::NotFound => Ok(()),
                error => Err(error),
            })
    }

    async fn pieces(&self, ws: WorkspaceId, upload: Uuid) -> Result<Vec<Piece>, MediaError> {
        let below = parse(&format!("{ws}/{INCOMING}/{upload}"))?;
        let listed = self.store.list(Some(&below)).map_err(MediaError::from);
        listed
            .try_filter_map(|object| async move { Ok(piece(object.location)) })
            .try_collect()
            .await
    }
}

fn parse(path: &str) -> Result<Path, MediaError> {
    Ok(Path::parse(path).map_err(object_store::Error::from)?)
}

fn piece(path: Path) -> Option<Piece> {
    let (offset, length) = path.filename()?.split_once('-')?;
    let start = u64::from_str_radix(offset, 16).ok()?;
    let length = u64::from_str_radix(length, 16).ok()?;
    let at = start..start.checked_add(length)?;
    Some(Piece { path, at })
}

/// Which part of which piece, so that together they are the bytes from 0 to `end`: always the piece that goes furthest.
fn chain(pieces: Vec<Piece>, end: u64) -> Result<Vec<Part>, MediaError> {
    let mut parts = Vec::new();
    let mut from = 0;
    while from < end {
        let next = pieces
            .iter()
            .filter(|piece| piece.at.contains(&from))
            .max_by_key(|piece| piece.at.end)
            .ok_or(MediaError::Hole(from))?;
        let until = next.at.end.min(end);
        parts.push((next.path.clone(), from - next.at.start..until - next.at.start));
        from = until;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(of: &[(u64, u64)]) -> Vec<Piece> {
        let named = |(offset, length)| piece(Path::from(format!("a/{offset:012x}-{length:x}"))).unwrap();
        of.iter().copied().map(named).collect()
    }

    fn chained(of: &[(u64, u64)], end: u64) -> Result<Vec<Range<u64>>, u64> {
        match chain(pieces(of), end) {
            Ok(parts) => Ok(parts.into_iter().map(|(_, range)| range).collect()),
            Err(MediaError::Hole(at)) => Err(at),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn pieces_make_a_file_in_whatever_order_and_however_they_overlap() {
        assert_eq!(chained(&[], 0), Ok(vec![]));
        assert_eq!(chained(&[(10, 5), (0, 10)], 15), Ok(vec![0..10, 0..5]));
        // Cut at 4, and tried again with the rest; then once more whole.
        assert_eq!(chained(&[(0, 4), (4, 11)], 15), Ok(vec![0..4, 0..11]));
        assert_eq!(chained(&[(0, 4), (0, 10), (4, 10)], 14), Ok(vec![0..10, 6..10]));
        // More has come than was announced.
        assert_eq!(chained(&[(0, 10), (10, 10)], 12), Ok(vec![0..10, 0..2]));
    }

    #[test]
    fn a_hole_says_where_it_begins() {
        assert_eq!(chained(&[], 1), Err(0));
        assert_eq!(chained(&[(0, 10), (11, 4)], 15), Err(10));
        assert_eq!(chained(&[(0, 10)], 15), Err(10));
    }
}
