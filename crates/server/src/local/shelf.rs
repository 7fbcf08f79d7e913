//! Files on the local server: bytes in memory, the same rows and rules as everywhere. Everything is done at once: what is due later is
//! done when it is asked for.

use std::collections::BTreeMap;

use protocol::{
    ApiError, ConversationId, ErrorCode, FileId, FileLink, FileState, FileVariant, FilesPage, FilesQuery,
    LinksQuery, NewFile, Timestamp, Variant, WorkspaceId,
};

use super::LocalServer;
use crate::db::{FileContent, FileRow, Files, JobKind, Jobs, ready};
use crate::domain::{Actor, Failure, files};
use crate::files::{LinkKey, Pass, look_at};
use crate::media::MediaHash;

/// Nobody is kept out by it: there is no network.
const KEY: LinkKey = LinkKey([0; 32]);

/// Bytes by what they belong to.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// What has come of a file.
    coming: BTreeMap<(WorkspaceId, FileId), Vec<u8>>,
    /// Named by their hash.
    kept: BTreeMap<(WorkspaceId, [u8; 32]), Vec<u8>>,
}

impl LocalServer {
    /// Puts a file down, or tells how far it has come.
    pub fn begin_file(
        &mut self,
        now: Timestamp,
        actor: &Actor,
        asked: NewFile,
    ) -> Result<FileState, ApiError> {
        let rules = self.rules(now);
        let row = self
            .write(|tx| ready(files::begin(tx, actor, rules, asked)))
            .map_err(Failure::into_api)?;
        self.finish(now, actor, row)
    }

    /// Takes a piece of a file that begins at `offset`; one that does not go on where the last one ended changes nothing.
    pub fn upload(
        &mut self,
        now: Timestamp,
        actor: &Actor,
        file: FileId,
        offset: u64,
        piece: &[u8],
    ) -> Result<FileState, ApiError> {
        if piece.len() > self.limits.piece_bytes as usize {
            return Err(ApiError::new(ErrorCode::TooLong, "This piece is too large."));
        }
        let row = self.look(|tx| ready(files::own(tx, actor, file)))?;
        let end = offset.saturating_add(piece.len() as u64);
        let key = (actor.workspace, file);
        if row.stored().is_none() && row.offset() == offset && end <= row.bytes {
            self.shelf.coming.entry(key).or_default().extend_from_slice(piece);
        }
        let row = self
            .write(|tx| ready(files::receive(tx, actor, file, offset, end)))
            .map_err(Failure::into_api)?;
        self.finish(now, actor, row)
    }

    /// When all of it is there: it is stored.
    fn finish(&mut self, now: Timestamp, actor: &Actor, row: FileRow) -> Result<FileState, ApiError> {
        let FileContent::Coming { asked, received } = &row.content else {
            return Ok(files::state(&row));
        };
        if *received < row.bytes {
            return Ok(files::state(&row));
        }
        let bytes = self.shelf.coming.get(&(actor.workspace, row.id));
        let bytes = bytes.cloned().unwrap_or_default();
        let looked = look_at(&bytes, asked);
        let full = looked.rewritten.unwrap_or(bytes);
        let hash = MediaHash::of(&full).0;
        let thumbnail = looked.thumbnail.map(|bytes| (MediaHash::of(&bytes).0, bytes));
        let done = self.write(|tx| {
            ready(async {
                let small = thumbnail.as_ref().map(|(hash, _)| hash);
                match files::name_bytes(tx, actor, now, row.id, &hash, small).await? {
                    Some(state) => Ok(state),
                    None => files::store(tx, actor, now, looked.attachment).await,
                }
            })
        });
        let state = done.map_err(Failure::into_api)?;
        for (hash, bytes) in [(hash, full)].into_iter().chain(thumbnail) {
            self.shelf.kept.insert((actor.workspace, hash), bytes);
        }
        Ok(state)
    }

    /// Takes one's own file back that no message has.
    pub fn drop_file(&mut self, now: Timestamp, actor: &Actor, file: FileId) -> Result<(), ApiError> {
        self.write(|tx| ready(files::drop_own(tx, actor, now, file)))
            .map_err(Failure::into_api)
    }

    /// To those that the actor may see and that there are.
    pub fn links(
        &self,
        now: Timestamp,
        actor: &Actor,
        query: &LinksQuery,
    ) -> Result<Vec<FileLink>, ApiError> {
        let seen = self.look(|tx| ready(files::links(tx, actor, query.files.clone())))?;
        let link = |of: FileVariant| {
            let pass = Pass::new(now, actor.workspace, of.file, of.variant);
            KEY.link(now, pass)
        };
        Ok(seen.into_iter().map(link).collect())
    }

    /// The bytes that a link's path leads to, whoever has it.
    pub fn follow(&self, now: Timestamp, path: &str) -> Option<&[u8]> {
        let pass = KEY.open(now, path.strip_prefix("/media/")?)?;
        let row = self.look(|tx| ready(async { Ok(tx.file(pass.workspace, pass.file).await?) }));
        let row = row.ok()??;
        let hash = match pass.variant {
            Variant::Full => row.hash,
            Variant::Thumbnail => row.thumbnail,
        };
        self.shelf.kept.get(&(pass.workspace, hash?)).map(Vec::as_slice)
    }

    /// What a conversation has of one sort.
    pub fn files(
        &self,
        actor: &Actor,
        conversation: ConversationId,
        query: FilesQuery,
    ) -> Result<FilesPage, ApiError> {
        self.look(|tx| {
            ready(files::of_conversation(
                tx,
                actor,
                self.limits,
                conversation,
                query,
            ))
        })
    }

    /// Takes away whatever nobody has any more and is due by now.
    pub fn clear(&mut self, now: Timestamp) -> Result<(), ApiError> {
        for kind in [JobKind::DropFile, JobKind::DropPieces, JobKind::DropBytes] {
            while self.clear_one(now, kind).map_err(Failure::into_api)? {}
        }
        Ok(())
    }

    fn clear_one(&mut self, now: Timestamp, kind: JobKind) -> Result<bool, Failure> {
        let until = now.plus_ms(1);
        let Some(job) = self.write(|tx| ready(async { Ok(tx.claim_job(kind, now, until).await?) }))? else {
            return Ok(false);
        };
        let ws = job.workspace;
        match kind {
            JobKind::DropFile => self.write(|tx| ready(files::drop_unsent(tx, now, &job)))?,
            JobKind::DropPieces => {
                self.shelf.coming.remove(&(ws, FileId(job.id)));
                self.write(|tx| ready(async { Ok(tx.finish_job(&job).await?) }))?;
            }
            JobKind::DropBytes => {
                if let Some(hash) = self.write(|tx| ready(files::unnamed_bytes(tx, &job)))? {
                    self.shelf.kept.remove(&(ws, hash));
                    self.write(|tx| ready(async { Ok(tx.finish_job(&job).await?) }))?;
                }
            }
            JobKind::LinkCard => {}
        }
        Ok(true)
    }

    /// How many files' bytes are kept, and how many are on their way: for checks.
    pub fn shelved(&self) -> (usize, usize) {
        (self.shelf.kept.len(), self.shelf.coming.len())
    }
}
