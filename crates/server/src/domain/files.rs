//! Files: who may bring one, how it comes, and that it goes when nobody has it any more.
//!
//! Owns the rows and the order of steps; must not know where bytes are kept or what is in them. The bytes that a file has are named in
//! its row before they are put into their place, and taken away only when no row names them.

use protocol::{
    AccountKind, ApiError, Attachment, ConversationId, ErrorCode, FileId, FileKind, FileState, FileVariant,
    FilesPage, FilesQuery, Limits, Message, NewFile, PEAKS, POSTER_BYTES, Seq, Timestamp, Variant,
    WorkspaceId,
};
use uuid::Uuid;

use super::access::{access_conversation, access_file, access_own_file};
use super::veil::{hide_mentions, names_for};
use super::{Actor, Failure, Rules, Work, refuse};
use crate::db::{ClaimedJob, DbError, FileContent, FileRow, JobKind, Sight, Tx};
use crate::files::clean_name;

/// What one person may begin to bring in an hour.
const FILES_AN_HOUR: u64 = 500;
const BYTES_AN_HOUR: u64 = 2 * 1_024 * 1_024 * 1_024;
const HOUR_MS: i64 = 3_600_000;
/// For so long a file waits for the message that will have it.
pub(crate) const UNSENT_MS: i64 = 24 * HOUR_MS;
/// Links that are asked for at once.
const LINKS: usize = 100;
/// Longest placeholder, in letters of base64: a ThumbHash has 25 bytes at most.
const PLACEHOLDER: usize = 40;
const MEDIA_TYPE: usize = 100;
/// While bytes are being taken away, the same bytes wait.
const AGAIN_MS: u64 = 2_000;

fn base64_of(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}

pub(crate) fn state(row: &FileRow) -> FileState {
    FileState {
        offset: row.offset(),
        ready: row.stored().cloned(),
    }
}

/// Puts a file down, or tells how far it has come.
pub(crate) async fn begin<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    rules: Rules,
    asked: NewFile,
) -> Result<FileRow, Failure> {
    let ws = actor.workspace;
    if let Some(row) = tx.file(ws, asked.id).await? {
        if row.owner != actor.account {
            return Err(refuse(ErrorCode::Taken, "There is a file with this id already."));
        }
        return Ok(row);
    }
    let asked = checked(rules.limits, asked)?;
    keep_pace(tx, actor, rules.now, asked.bytes).await?;
    let row = FileRow {
        id: asked.id,
        owner: actor.account,
        begun_at: rules.now,
        bytes: asked.bytes,
        hash: None,
        thumbnail: None,
        content: FileContent::Coming {
            asked: Box::new(asked),
            received: 0,
        },
    };
    // Pieces of one that had the same id and was taken back.
    wait_until_free(tx, ws, JobKind::DropPieces, row.id.0, rules.now).await?;
    tx.insert_file(ws, &row).await?;
    let due = rules.now.plus_ms(UNSENT_MS);
    tx.put_job(ws, JobKind::DropFile, row.id.0, due, "").await?;
    Ok(row)
}

fn checked(limits: Limits, asked: NewFile) -> Result<NewFile, Failure> {
    if asked.bytes == 0 {
        return Err(refuse(ErrorCode::Invalid, "This file is empty."));
    }
    if asked.bytes > limits.file_bytes {
        let message = format!(
            "A file may have {} MB at most.",
            limits.file_bytes / (1_024 * 1_024)
        );
        return Err(ApiError::new(ErrorCode::TooLong, message)
            .with("limit", limits.file_bytes)
            .into());
    }
    if asked.kind == FileKind::Voice && asked.length_ms.is_some_and(|length| length > limits.voice_ms) {
        let message = format!(
            "A voice note may have {} minutes at most.",
            limits.voice_ms / 60_000
        );
        return Err(ApiError::new(ErrorCode::TooLong, message)
            .with("limit", limits.voice_ms)
            .into());
    }
    let fits = |text: &Option<String>, most: usize| text.as_ref().is_none_or(|text| text.len() <= most);
    let plain = fits(&asked.placeholder, PLACEHOLDER)
        && fits(&asked.waveform, base64_of(PEAKS))
        && fits(&asked.poster, base64_of(POSTER_BYTES))
        && asked.media_type.len() <= MEDIA_TYPE
        && asked
            .media_type
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if !plain {
        return Err(refuse(
            ErrorCode::Invalid,
            "What is said of this file is longer than it can be.",
        ));
    }
    Ok(NewFile {
        name: clean_name(&asked.name),
        ..asked
    })
}

async fn keep_pace<T: Tx>(tx: &mut T, actor: &Actor, now: Timestamp, bytes: u64) -> Result<(), Failure> {
    let begun = tx
        .begun_since(actor.workspace, actor.account, now.plus_ms(-HOUR_MS))
        .await?;
    if begun.files < FILES_AN_HOUR && begun.bytes.saturating_add(bytes) <= BYTES_AN_HOUR {
        return Ok(());
    }
    let wait = begun.first_at.plus_ms(HOUR_MS).since(now);
    Err(ApiError {
        retry_after_ms: Some(u64::try_from(wait).unwrap_or_default().max(1_000)),
        ..ApiError::new(
            ErrorCode::SlowDown,
            "That are many files in one hour. The rest is sent a little later.",
        )
    }
    .into())
}

/// One's own file as it stands.
pub(crate) async fn own<T: Tx>(tx: &mut T, actor: &Actor, id: FileId) -> Result<FileRow, Failure> {
    access_own_file(tx, actor, id).await
}

/// A piece from `from` to `to` is kept. Another one may have come meanwhile: then nothing changes.
pub(crate) async fn receive<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: FileId,
    from: u64,
    to: u64,
) -> Result<FileRow, Failure> {
    let mut row = access_own_file(tx, actor, id).await?;
    let bytes = row.bytes;
    if let FileContent::Coming { received, .. } = &mut row.content
        && *received == from
        && to <= bytes
    {
        *received = to;
        tx.set_received(actor.workspace, id, to).await?;
    }
    Ok(row)
}

/// Bytes that were kept are not there any more, as after a restore: they have to come again.
pub(crate) async fn lose<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: FileId,
    left: u64,
) -> Result<FileState, Failure> {
    let mut row = access_own_file(tx, actor, id).await?;
    if let FileContent::Coming { received, .. } = &mut row.content
        && left < *received
    {
        *received = left;
        tx.set_received(actor.workspace, id, left).await?;
    }
    Ok(state(&row))
}

/// Before a file is stored: from now on nobody takes these bytes away. Whether they are there is to be looked at after this, because
/// somebody may just have done so. `Some`: the file is stored already.
pub(crate) async fn name_bytes<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    now: Timestamp,
    id: FileId,
    hash: &[u8; 32],
    thumbnail: Option<&[u8; 32]>,
) -> Result<Option<FileState>, Failure> {
    let ws = actor.workspace;
    let row = access_own_file(tx, actor, id).await?;
    if row.stored().is_some() {
        return Ok(Some(state(&row)));
    }
    for hash in [Some(hash), thumbnail].into_iter().flatten() {
        wait_until_free(tx, ws, JobKind::DropBytes, about(hash), now).await?;
    }
    tx.name_bytes(ws, id, hash, thumbnail).await?;
    let left: Vec<[u8; 32]> = row.hashes().collect();
    release(tx, ws, now, &left).await?;
    Ok(None)
}

/// Nobody is to take that away any more. Somebody who is at it right now is waited for.
async fn wait_until_free<T: Tx>(
    tx: &mut T,
    ws: WorkspaceId,
    kind: JobKind,
    id: Uuid,
    now: Timestamp,
) -> Result<(), Failure> {
    if tx.withdraw_job(ws, kind, id, now).await? {
        return Ok(());
    }
    Err(ApiError {
        retry_after_ms: Some(AGAIN_MS),
        ..ApiError::new(
            ErrorCode::Unavailable,
            "The file is being put away. Try again in a moment.",
        )
    }
    .into())
}

/// The bytes are in their place.
pub(crate) async fn store<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    now: Timestamp,
    attachment: Attachment,
) -> Result<FileState, Failure> {
    let (ws, id) = (actor.workspace, attachment.id);
    let row = access_own_file(tx, actor, id).await?;
    if row.stored().is_some() {
        return Ok(state(&row));
    }
    tx.store_file(ws, id, &attachment).await?;
    tx.put_job(ws, JobKind::DropPieces, id.0, now, "").await?;
    Ok(FileState {
        offset: row.bytes,
        ready: Some(attachment),
    })
}

/// Takes one's own file back that nothing has.
pub async fn drop_own<T: Tx>(tx: &mut T, actor: &Actor, now: Timestamp, id: FileId) -> Result<(), Failure> {
    let row = access_own_file(tx, actor, id).await?;
    if tx.is_file_held(actor.workspace, id).await? {
        return Err(refuse(
            ErrorCode::Forbidden,
            "This file is in use. Delete the message that has it, or take it out of the vault and of templates.",
        ));
    }
    take_away(tx, actor.workspace, now, row).await
}

async fn take_away<T: Tx>(tx: &mut T, ws: WorkspaceId, now: Timestamp, row: FileRow) -> Result<(), Failure> {
    tx.delete_file(ws, row.id).await?;
    tx.delete_job(ws, JobKind::DropFile, row.id.0).await?;
    if row.stored().is_none() {
        tx.put_job(ws, JobKind::DropPieces, row.id.0, now, "").await?;
    }
    let hashes: Vec<[u8; 32]> = row.hashes().collect();
    release(tx, ws, now, &hashes).await
}

/// What no row names any more is to be taken away.
async fn release<T: Tx>(
    tx: &mut T,
    ws: WorkspaceId,
    now: Timestamp,
    hashes: &[[u8; 32]],
) -> Result<(), Failure> {
    for hash in hashes {
        if !tx.is_hash_named(ws, hash).await? {
            let text = blake3::Hash::from(*hash).to_hex();
            tx.put_job(ws, JobKind::DropBytes, about(hash), now, &text)
                .await?;
        }
    }
    Ok(())
}

/// The id of the job about these bytes.
fn about(hash: &[u8; 32]) -> Uuid {
    let first = hash.first_chunk::<16>().copied().unwrap_or_default();
    Uuid::from_bytes(first)
}

/// A [`JobKind::DropFile`]: unless something has the file, it goes.
pub(crate) async fn drop_unsent<T: Tx>(tx: &mut T, now: Timestamp, job: &ClaimedJob) -> Result<(), Failure> {
    let (ws, id) = (job.workspace, FileId(job.id));
    if !tx.finish_job(job).await? || tx.is_file_held(ws, id).await? {
        return Ok(());
    }
    match tx.file(ws, id).await? {
        Some(row) => take_away(tx, ws, now, row).await,
        None => Ok(()),
    }
}

/// A [`JobKind::DropBytes`]: the hash of bytes that nobody names. When somebody does, the job is done.
pub(crate) async fn unnamed_bytes<T: Tx>(tx: &mut T, job: &ClaimedJob) -> Result<Option<[u8; 32]>, Failure> {
    let hash = blake3::Hash::from_hex(&job.payload)
        .map_err(|_| DbError::Failed("a job about bytes does not name them".into()))?;
    let hash: [u8; 32] = hash.into();
    if tx.is_hash_named(job.workspace, &hash).await? {
        tx.finish_job(job).await?;
        return Ok(None);
    }
    Ok(Some(hash))
}

/// The files that a message or a template is to have, as they are shown.
/// What was shown among coaches is passed on among them only.
pub(super) async fn to_attach<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    staff_only: bool,
    ids: &[FileId],
) -> Result<Vec<Attachment>, Failure> {
    let most = work.limits().message_files;
    if ids.len() > most as usize {
        let message = format!("A message may have {most} files at most.");
        return Err(ApiError::new(ErrorCode::TooLong, message)
            .with("limit", most)
            .into());
    }
    let mut attachments: Vec<Attachment> = Vec::with_capacity(ids.len());
    for id in ids {
        if attachments.iter().any(|held| held.id == *id) {
            return Err(refuse(ErrorCode::Invalid, "The same file is named twice."));
        }
        attachments.push(ready_to_use(work, actor, staff_only, *id).await?);
    }
    Ok(attachments)
}

/// A file that the actor may use, as it is shown.
pub(super) async fn ready_to_use<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    staff_only: bool,
    id: FileId,
) -> Result<Attachment, Failure> {
    match access_file(work.tx, actor, staff_only, id).await?.content {
        FileContent::Stored(attachment) => Ok(*attachment),
        FileContent::Coming { .. } => Err(refuse(ErrorCode::Invalid, "A file has not come whole yet.")),
    }
}

/// Voice notes stand alone and say nothing else.
pub(super) fn refuse_words_with_voice(attachments: &[Attachment], blank: bool) -> Result<(), Failure> {
    let voice = attachments.iter().any(|file| file.kind == FileKind::Voice);
    if voice && (attachments.len() > 1 || !blank) {
        return Err(refuse(
            ErrorCode::Invalid,
            "A voice note is sent alone, without text.",
        ));
    }
    Ok(())
}

/// Where the bytes can be had: those that the actor may see and that there are.
pub async fn links<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    asked: Vec<FileVariant>,
) -> Result<Vec<FileVariant>, Failure> {
    if asked.len() > LINKS {
        return Err(ApiError::new(
            ErrorCode::TooLong,
            format!("Ask for {LINKS} links at most, and for the others afterwards."),
        )
        .with("limit", LINKS)
        .into());
    }
    let notes = actor.kind == AccountKind::Coach;
    let mut seen = Vec::with_capacity(asked.len());
    for one in asked {
        let row = tx
            .file_for(actor.workspace, actor.account, notes, one.file)
            .await?;
        let there = row.is_some_and(|row| {
            row.stored().is_some() && (one.variant == Variant::Full || row.thumbnail.is_some())
        });
        if there {
            seen.push(one);
        }
    }
    Ok(seen)
}

/// What a conversation has of one sort, newest first.
pub async fn of_conversation<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    limits: Limits,
    conversation: ConversationId,
    query: FilesQuery,
) -> Result<FilesPage, Failure> {
    let place = access_conversation(tx, actor, conversation).await?;
    let limit = query.limit.clamp(1, limits.page);
    let before = query.before.unwrap_or(Seq::MAX);
    // One more than asked for says whether there are older ones.
    let mut messages: Vec<Message> = tx
        .messages_with(
            actor.workspace,
            conversation,
            Sight::of(&place.member),
            query.sort,
            before,
            limit.saturating_add(1),
        )
        .await?;
    let more = messages.len() > limit as usize;
    messages.truncate(limit as usize);
    if let Some(named) = names_for(tx, actor, conversation).await? {
        for message in &mut messages {
            hide_mentions(message, &named, actor.account);
        }
    }
    Ok(FilesPage { messages, more })
}
