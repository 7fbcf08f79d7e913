//! What the page may ask of the app: commands, each handed on to the driver; those about bytes are in [`files`], those
//! about the microphone in [`recorder`].

pub(crate) mod files;
pub(crate) mod recorder;

use std::sync::Arc;

use engine::ui::{KeptFile, Reply, Request, Update};
use protocol::{Answer, ApiError, Call, ErrorCode, FileId};
use tauri::State;
use tauri::ipc::Channel;
use tokio::sync::oneshot;

use crate::driver::{DriverThread, Event, Info};
use crate::recordings::Recordings;

/// From now on updates go to this channel, beginning with everything afresh.
#[tauri::command]
pub(crate) async fn attach(
    driver: State<'_, DriverThread>,
    recordings: State<'_, Arc<Recordings>>,
    updates: Channel<Update>,
) -> Result<(), ApiError> {
    if recordings.leave() {
        driver.tell(Event::Recover).await;
    }
    // A channel whose page is gone takes nothing; the next page attaches its own.
    let screen = Box::new(move |update| drop(updates.send(update)));
    if driver.tell(Event::Attach(screen)).await {
        Ok(())
    } else {
        Err(stopped())
    }
}

/// Something for the engine.
#[tauri::command]
pub(crate) async fn request(
    driver: State<'_, DriverThread>,
    recordings: State<'_, Arc<Recordings>>,
    request: Request,
) -> Result<Reply, ApiError> {
    let added: Vec<_> = match &request {
        Request::AddFile { file, .. } => vec![file.id],
        Request::SaveTemplate { files, .. } => files.iter().filter_map(staged).collect(),
        _ => Vec::new(),
    };
    let reply = ask(&driver, |answer| Event::Ask { request, answer }).await??;
    for file in added {
        recordings.added(file);
    }
    Ok(reply)
}

fn staged(file: &KeptFile) -> Option<FileId> {
    match file {
        KeptFile::Staged(file) => Some(file.id),
        KeptFile::Held(_) => None,
    }
}

/// A call that needs the server now.
#[tauri::command]
pub(crate) async fn call(driver: State<'_, DriverThread>, call: Call) -> Result<Answer, ApiError> {
    ask(&driver, |answer| Event::Call { call, answer }).await?
}

/// This installation.
#[tauri::command]
pub(crate) async fn info(driver: State<'_, DriverThread>) -> Result<Info, ApiError> {
    ask(&driver, Event::Info).await
}

/// Chooses the server, while nobody is signed in.
#[tauri::command]
pub(crate) async fn set_server(driver: State<'_, DriverThread>, url: String) -> Result<(), ApiError> {
    ask(&driver, |answer| Event::SetServer { url, answer }).await?
}

/// Ends the session and forgets what this device holds.
#[tauri::command]
pub(crate) async fn sign_out(driver: State<'_, DriverThread>) -> Result<(), ApiError> {
    let call = Call::SignOut;
    ask(&driver, |answer| Event::Call { call, answer })
        .await?
        .map(drop)
}

async fn ask<T>(
    driver: &DriverThread,
    event: impl FnOnce(oneshot::Sender<T>) -> Event,
) -> Result<T, ApiError> {
    let (answer, answered) = oneshot::channel();
    if !driver.tell(event(answer)).await {
        return Err(stopped());
    }
    answered.await.map_err(|_| {
        ApiError::new(
            ErrorCode::Unavailable,
            "That couldn't be finished: the app was just starting over. Try again.",
        )
    })
}

fn stopped() -> ApiError {
    ApiError::new(
        ErrorCode::Unavailable,
        "Rapport has stopped working. Start it again.",
    )
}
