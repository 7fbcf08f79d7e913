//! Voice notes while they are recorded, and what a crash has left of them. Owns where they lie and the one recording that runs; must not know Tauri, nor
//! how a microphone works.
//!
//! A recording is one file, `<conversation>.<file>.part`, from its first second until its voice note is in a composer: whatever ends the app
//! in between, the next start finds the file and puts the voice note there.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use engine::ui::Request;
use protocol::{ApiError, ConversationId, ErrorCode, FileId, FileKind, Limits, NewFile};
use voice::{Heard, Note, Recording, VoiceError};

use crate::files::{Folder, refused};

/// As it is called on the disk of who saves it.
const NAME: &str = "Voice note.ogg";
const MEDIA_TYPE: &str = "audio/ogg";

/// The one recording of this app.
#[derive(Debug, Default)]
pub(crate) struct Recordings {
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
enum Now {
    #[default]
    Nothing,
    Recording {
        recording: Recording,
        place: Place,
        files: Arc<Folder>,
    },
    /// Staged, and not in a composer yet.
    Finished { place: Place, files: Arc<Folder> },
}

/// One file, and what is to become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    part: PathBuf,
    conversation: ConversationId,
    file: FileId,
}

impl Recordings {
    /// Begins; what was finished and never put into a composer is given up.
    pub(crate) fn begin(
        &self,
        files: Arc<Folder>,
        conversation: ConversationId,
        file: FileId,
        microphone: Option<String>,
        tell: impl FnMut(Heard) + Send + 'static,
    ) -> Result<(), ApiError> {
        let mut now = self.now();
        match std::mem::take(&mut *now) {
            Now::Nothing => {}
            Now::Finished { place, .. } => place.remove(),
            running @ Now::Recording { .. } => {
                *now = running;
                return Err(ApiError::new(
                    ErrorCode::Taken,
                    "A voice note is being recorded already. Finish that one first.",
                ));
            }
        }
        let place = Place::new(&files.recordings(), conversation, file).map_err(|error| refused(&error))?;
        let recording = Recording::begin(&place.part, microphone, Limits::default().voice_ms, tell)
            .map_err(|error| told(&error))?;
        *now = Now::Recording {
            recording,
            place,
            files,
        };
        Ok(())
    }

    pub(crate) fn pause(&self, paused: bool) -> Result<(), ApiError> {
        match &*self.now() {
            Now::Recording { recording, .. } => {
                recording.pause(paused);
                Ok(())
            }
            _ => Err(nothing()),
        }
    }

    /// Ends, and stages the voice note.
    pub(crate) fn finish(&self) -> Result<NewFile, ApiError> {
        let mut now = self.now();
        let (recording, place, files) = match std::mem::take(&mut *now) {
            Now::Recording {
                recording,
                place,
                files,
            } => (recording, place, files),
            other => {
                *now = other;
                return Err(nothing());
            }
        };
        let note = match recording.finish() {
            Ok(note) => note,
            Err(VoiceError::Empty) => {
                place.remove();
                return Err(told(&VoiceError::Empty));
            }
            // The part is still there: the next start makes a voice note of it.
            Err(error) => return Err(told(&error)),
        };
        let staged = place.stage(&files, &note).map_err(|error| refused(&error))?;
        *now = Now::Finished { place, files };
        Ok(staged)
    }

    /// Forgets what is recorded, or was finished and is not in a composer yet.
    pub(crate) fn cancel(&self) {
        match std::mem::take(&mut *self.now()) {
            Now::Nothing => {}
            Now::Recording { recording, .. } => recording.cancel(),
            Now::Finished { place, files } => {
                place.remove();
                let _ = files.forget(place.file); // what is left is tidied away later
            }
        }
    }

    /// The voice note stands in a composer: from now on the engine looks after it.
    pub(crate) fn added(&self, file: FileId) {
        let mut now = self.now();
        if let Now::Finished { place, .. } = &*now
            && place.file == file
        {
            place.remove();
            *now = Now::Nothing;
        }
    }

    /// The page that began it is gone. Whether something was left that can be [recovered](recover).
    pub(crate) fn leave(&self) -> bool {
        let left = std::mem::take(&mut *self.now());
        // A recording that is dropped ends as it would in a crash, without the loss of its last second.
        !matches!(left, Now::Nothing)
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes voice notes of all recordings that were left, and puts each into the composer of its conversation. Takes a while: not on a thread that
/// others wait for. `ask` hands on to the engine; a recording whose note it does not take is left for the next time.
pub(crate) fn recover(files: &Folder, ask: impl Fn(Request) -> Result<(), ApiError>) {
    for place in Place::all_in(&files.recordings()) {
        let note = match voice::recover(&place.part) {
            Ok(note) => note,
            Err(VoiceError::Empty) => {
                place.remove();
                continue;
            }
            Err(VoiceError::Busy) => continue,
            Err(error) => {
                tracing::warn!(%error, "recordings.not_recovered");
                continue;
            }
        };
        let file = match place.stage(files, &note) {
            Ok(file) => file,
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "recordings.not_staged");
                continue;
            }
        };
        let conversation = place.conversation;
        match ask(Request::AddFile { conversation, file }) {
            Ok(()) => {
                tracing::info!("recordings.recovered");
                place.remove();
            }
            Err(error) => {
                tracing::warn!(code = ?error.code, "recordings.not_taken");
                // Nobody can send it any more: the conversation is gone for this person.
                if matches!(error.code, ErrorCode::NotFound | ErrorCode::Forbidden) {
                    place.remove();
                    let _ = files.forget(place.file); // what is left is tidied away later
                }
            }
        }
    }
}

/// Whether there is anything to [`recover`].
pub(crate) fn any_left(files: &Folder) -> bool {
    !Place::all_in(&files.recordings()).is_empty()
}

impl Place {
    fn new(folder: &Path, conversation: ConversationId, file: FileId) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let part = folder.join(format!("{conversation}.{file}.part"));
        Ok(Self {
            part,
            conversation,
            file,
        })
    }

    /// The oldest first.
    fn all_in(folder: &Path) -> Vec<Self> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut all: Vec<Self> = entries
            .filter_map(|entry| {
                let part = entry.ok()?.path();
                let name = part.file_name()?.to_str()?.strip_suffix(".part")?;
                let (conversation, file) = name.split_once('.')?;
                Some(Self {
                    conversation: conversation.parse().ok()?,
                    file: file.parse().ok()?,
                    part,
                })
            })
            .collect();
        all.sort_by_key(|place| place.file);
        all
    }

    /// Whatever was staged of it before is replaced.
    fn stage(&self, files: &Folder, note: &Note) -> io::Result<NewFile> {
        files.stage_piece(self.file, 0, note.ogg(), true)?;
        Ok(NewFile {
            id: self.file,
            kind: FileKind::Voice,
            name: NAME.into(),
            media_type: MEDIA_TYPE.into(),
            bytes: note.ogg().len() as u64,
            size: None,
            length_ms: Some(note.length_ms()),
            placeholder: None,
            waveform: Some(BASE64.encode(note.waveform())),
            poster: None,
        })
    }

    fn remove(&self) {
        if let Err(error) = crate::places::remove(&self.part) {
            tracing::warn!(kind = %error.kind(), "recordings.not_removed");
        }
    }
}

/// In words for the person.
pub(crate) fn told(error: &VoiceError) -> ApiError {
    if let VoiceError::Unusable(reason) | VoiceError::Disk(reason) = error {
        tracing::warn!(%reason, "recordings.refused");
    }
    let code = match error {
        VoiceError::NoMicrophone => ErrorCode::NotFound,
        VoiceError::Forbidden => ErrorCode::Forbidden,
        VoiceError::TooLong => ErrorCode::TooLong,
        VoiceError::Empty | VoiceError::Unreadable | VoiceError::Unusable(_) => ErrorCode::Invalid,
        VoiceError::Busy | VoiceError::Gone | VoiceError::DiskFull | VoiceError::Disk(_) => {
            ErrorCode::Unavailable
        }
    };
    ApiError::new(code, error.to_string())
}

fn nothing() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "Nothing is being recorded.")
}

#[cfg(test)]
mod tests;
