//! The microphone for the page: it hears how loud it is and gets a voice note that is staged; the sound itself never crosses.

use std::sync::Arc;

use protocol::{ApiError, ConversationId, ErrorCode, NewFile};
use serde::Serialize;
use tauri::State;
use tauri::ipc::Channel;
use voice::VoiceError;

use super::ask;
use crate::clock;
use crate::driver::{DriverThread, Event};
use crate::recordings::{Recordings, told};

/// Something to record with.
#[derive(Debug, Serialize)]
pub(crate) struct Microphone {
    id: String,
    name: String,
}

/// What comes while one records.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Heard {
    Level { level: u8, length_ms: u32 },
    Stopped(ApiError),
}

impl From<voice::Heard> for Heard {
    fn from(heard: voice::Heard) -> Self {
        match heard {
            voice::Heard::Level { level, length_ms } => Self::Level { level, length_ms },
            voice::Heard::Stopped(error) => Self::Stopped(told(&error)),
        }
    }
}

#[tauri::command]
pub(crate) async fn recorder_microphones() -> Result<Vec<Microphone>, ApiError> {
    let found = aside(|| voice::microphones().map_err(|error| told(&error))).await?;
    let named = |voice::Microphone { id, name }| Microphone { id, name };
    Ok(found.into_iter().map(named).collect())
}

#[tauri::command]
pub(crate) async fn recorder_record(
    driver: State<'_, DriverThread>,
    recordings: State<'_, Arc<Recordings>>,
    conversation: ConversationId,
    microphone: Option<String>,
    heard: Channel<Heard>,
) -> Result<(), ApiError> {
    let files = ask(&driver, Event::Folder).await??;
    let recordings = Arc::clone(&recordings);
    aside(move || {
        // A channel whose page is gone takes nothing; the next page ends the recording.
        let tell = move |what: voice::Heard| drop(heard.send(what.into()));
        recordings.begin(files, conversation, clock::new_file(), microphone, tell)
    })
    .await
}

#[tauri::command]
pub(crate) async fn recorder_pause(
    recordings: State<'_, Arc<Recordings>>,
    paused: bool,
) -> Result<(), ApiError> {
    recordings.pause(paused)
}

#[tauri::command]
pub(crate) async fn recorder_finish(recordings: State<'_, Arc<Recordings>>) -> Result<NewFile, ApiError> {
    let recordings = Arc::clone(&recordings);
    aside(move || recordings.finish()).await
}

#[tauri::command]
pub(crate) async fn recorder_cancel(recordings: State<'_, Arc<Recordings>>) -> Result<(), ApiError> {
    let recordings = Arc::clone(&recordings);
    aside(move || {
        recordings.cancel();
        Ok(())
    })
    .await
}

/// The sound system and the disk may take their time.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let broken = || {
        let error = VoiceError::Unusable("the app is being closed".into());
        ApiError::new(ErrorCode::Unavailable, error.to_string())
    };
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(broken()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page reads just this.
    #[test]
    fn what_the_page_is_told() {
        let json = |heard: voice::Heard| serde_json::to_string(&Heard::from(heard)).unwrap();
        let level = voice::Heard::Level {
            level: 129,
            length_ms: 4_200,
        };
        assert_eq!(json(level), r#"{"level":{"level":129,"length_ms":4200}}"#);
        let gone = json(voice::Heard::Stopped(VoiceError::Gone));
        assert!(
            gone.starts_with(r#"{"stopped":{"code":"unavailable","message":"The microphone is gone."#),
            "{gone}"
        );
    }
}
