//! A file on its way in: announced, brought in pieces to whatever node, and stored once all of it is there.
//!
//! Owns the order between rows and bytes. What is in a file is found by `files`, what is allowed by `domain::files`. Every step may be done
//! again: whoever stops in the middle, server or device, goes on from what is written down.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use protocol::{ApiError, ErrorCode, FileId, FileState, NewFile, WorkspaceId};

use super::{Db, Lane, Server};
use crate::db::{FileContent, FileRow, Keys as _};
use crate::domain::{self, Actor, Failure, Rules};
use crate::files::{LinkKey, Stored};
use crate::media::{MediaError, MediaHash};

/// Of the key that signs links.
const LINKS: &str = "links";
/// Before the same is tried again.
const AGAIN_MS: u64 = 2_000;

/// The key that signs links: made by the first node that asks, the same for all.
pub(super) async fn link_key<D: Db>(db: &D) -> Result<LinkKey, Failure> {
    let held = || db.read(|tx| async move { Ok(tx.key(LINKS).await?) }.boxed());
    if let Some(secret) = held().await? {
        return Ok(LinkKey(secret));
    }
    db.note(Lane::Key(LINKS.to_owned()), |desk| {
        async move {
            let secret = desk.entropy.token();
            Ok(desk.tx.insert_key(LINKS, &secret).await?)
        }
        .boxed()
    })
    .await?;
    // Another node may have been faster.
    held().await?.map(LinkKey).ok_or_else(unavailable)
}

impl<D: Db> Server<D> {
    /// Puts a file down, or tells how far it has come.
    pub(crate) async fn begin_file(
        self: &Arc<Self>,
        actor: Actor,
        asked: NewFile,
    ) -> Result<FileState, Failure> {
        let limits = self.config.limits;
        let row = self.db.note(Lane::Workspace(actor.workspace), move |desk| {
            async move {
                let rules = Rules {
                    now: desk.now,
                    limits,
                };
                domain::files::begin(&mut desk.tx, &actor, rules, asked).await
            }
            .boxed()
        });
        let row = row.await?;
        self.finish(actor, row).await
    }

    /// Takes a piece that begins at `offset`. One that does not go on where the last one ended changes nothing.
    pub(crate) async fn take_piece(
        self: &Arc<Self>,
        actor: Actor,
        file: FileId,
        offset: u64,
        piece: Bytes,
    ) -> Result<FileState, Failure> {
        let own = self
            .db
            .read(move |tx| async move { domain::files::own(tx, &actor, file).await }.boxed());
        let row = own.await?;
        if row.stored().is_some() || row.offset() != offset {
            return Ok(domain::files::state(&row));
        }
        let end = offset.saturating_add(piece.len() as u64);
        if end > row.bytes {
            return Err(domain::refuse(
                ErrorCode::Invalid,
                "More has come than this file has.",
            ));
        }
        let ws = actor.workspace;
        let kept = self.media.put_piece(ws, file.0, offset, piece).await;
        kept.map_err(|error| lost(&error))?;
        let received = self.db.note(Lane::Workspace(ws), move |desk| {
            async move { domain::files::receive(&mut desk.tx, &actor, file, offset, end).await }.boxed()
        });
        match received.await {
            Ok(row) => self.finish(actor, row).await,
            Err(failure) => {
                // Taken back while the piece was on its way.
                if is_gone(&failure)
                    && let Err(error) = self.media.forget(ws, file.0).await
                {
                    tracing::warn!(error = %error, "a piece of a file that is not wanted any more stays");
                }
                Err(failure)
            }
        }
    }

    /// When all of it is there: stores it, also when whoever asked has gone.
    async fn finish(self: &Arc<Self>, actor: Actor, row: FileRow) -> Result<FileState, Failure> {
        let FileContent::Coming { received, asked } = row.content else {
            return Ok(domain::files::state(&row));
        };
        if received < row.bytes {
            return Ok(FileState {
                offset: received,
                ready: None,
            });
        }
        let server = Arc::clone(self);
        let storing = tokio::spawn(async move { server.store(actor, *asked).await });
        storing.await.unwrap_or_else(|_| Err(unavailable()))
    }

    async fn store(&self, actor: Actor, asked: NewFile) -> Result<FileState, Failure> {
        let (ws, id) = (actor.workspace, asked.id);
        // Once more when the same bytes were just being taken away.
        for _ in 0..2 {
            let stored = match self.files.finish(ws, &asked).await {
                Ok(stored) => stored,
                Err(MediaError::Hole(at)) => {
                    let lost = self.db.note(Lane::Workspace(ws), move |desk| {
                        async move { domain::files::lose(&mut desk.tx, &actor, id, at).await }.boxed()
                    });
                    return lost.await;
                }
                Err(error) => return Err(lost(&error)),
            };
            let (full, thumbnail) = (stored.full.0, stored.thumbnail.map(|hash| hash.0));
            let named = self.db.note(Lane::Workspace(ws), move |desk| {
                async move {
                    let (tx, now) = (&mut desk.tx, desk.now);
                    domain::files::name_bytes(tx, &actor, now, id, &full, thumbnail.as_ref()).await
                }
                .boxed()
            });
            if let Some(state) = named.await? {
                return Ok(state);
            }
            if self.holds(ws, &stored).await? {
                let attachment = stored.attachment;
                let done = self.db.note(Lane::Workspace(ws), move |desk| {
                    async move { domain::files::store(&mut desk.tx, &actor, desk.now, attachment).await }
                        .boxed()
                });
                let state = done.await?;
                self.clearing.ring();
                return Ok(state);
            }
        }
        Err(unavailable())
    }

    /// Whether the bytes are in their place.
    async fn holds(&self, ws: WorkspaceId, stored: &Stored) -> Result<bool, Failure> {
        let hashes: [Option<&MediaHash>; 2] = [Some(&stored.full), stored.thumbnail.as_ref()];
        for hash in hashes.into_iter().flatten() {
            match self.media.size(ws, hash).await {
                Ok(_) => {}
                Err(MediaError::NotFound) => return Ok(false),
                Err(error) => return Err(lost(&error)),
            }
        }
        Ok(true)
    }
}

fn is_gone(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(error) if error.code == ErrorCode::NotFound)
}

fn lost(error: &MediaError) -> Failure {
    tracing::error!(error = %error, "a file could not be kept");
    unavailable()
}

fn unavailable() -> Failure {
    ApiError {
        retry_after_ms: Some(AGAIN_MS),
        ..ApiError::new(
            ErrorCode::Unavailable,
            "The server cannot keep files just now. Try again in a moment.",
        )
    }
    .into()
}
