//! Files and the microphone, as the interface reaches them: whatever holds the bytes, the page sees ids and addresses.

use futures_channel::mpsc::UnboundedReceiver;
use protocol::{ApiError, ConversationId, ErrorCode, FileId, NewFile, Variant};
use web_sys::Blob;

use super::Later;

/// The bytes of files.
pub(crate) trait Files {
    /// Keeps bytes on this device, where the engine's uploads find them. They stay until the engine forgets the file.
    fn stage(&self, bytes: Blob) -> Later<FileId>;

    /// An address for `src`, of a staged file as well. It may stop working after some minutes: ask again when something is to be loaded anew.
    fn source(&self, file: FileId, variant: Variant) -> Later<String>;

    /// Keeps a copy for the person: gives back where it is, when that is known.
    fn save(&self, file: FileId, name: String) -> Later<Option<String>>;
}

/// Something to record with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Microphone {
    pub id: String,
    pub name: String,
}

/// What comes while one records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// About ten times a second.
    Level {
        /// 0: silence, 255: as loud as can be.
        level: u8,
        /// Recorded so far.
        length_ms: u32,
    },
    /// The microphone is gone, or the disk is full. What was recorded is kept: `finish` gives it.
    Stopped(ApiError),
}

/// One recording at a time.
pub(crate) trait Recorder {
    fn microphones(&self) -> Later<Vec<Microphone>>;

    /// Begins; refused with words that help when there is no microphone or no permission.
    fn record(
        &self,
        conversation: ConversationId,
        microphone: Option<String>,
    ) -> Later<UnboundedReceiver<Heard>>;

    fn pause(&self, paused: bool) -> Later<()>;

    /// Ends, and stages the voice note: it can be listened to, put into the composer and sent.
    fn finish(&self) -> Later<NewFile>;

    /// Ends, and forgets it.
    fn cancel(&self) -> Later<()>;
}

/// Bytes that nobody has any more, or that one may not see.
pub(super) fn not_there() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "This file is not there any more.")
}

/// When a file was added, in milliseconds since 1970: its id says it.
pub(super) fn made_at(file: FileId) -> i64 {
    // The first 48 of 128 bits.
    i64::try_from(file.0.as_u128() >> 80).unwrap_or(i64::MAX)
}
