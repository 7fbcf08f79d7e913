//! Bytes between the page and the folder of files: in pieces, raw or, where raw bytes do not cross (Android), as base64.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use protocol::{ApiError, ErrorCode, FileId, FileVariant, Variant};
use serde::{Deserialize, Serialize};
use tauri::ipc::{InvokeBody, InvokeResponseBody, Request, Response};
use tauri::{AppHandle, Manager, State};

use super::ask;
use crate::clock;
use crate::driver::{DriverThread, Event};
use crate::files::{self, not_there, refused};

/// A crossing takes this much at once.
const PIECE: u32 = 2 * 1_024 * 1_024;
/// As much as says what a file is.
const BEGINNING: u32 = 32;

/// A piece of a file that the page has, and its place. The first one gives the file its id.
#[derive(Debug, PartialEq, Eq)]
struct Staged {
    file: Option<FileId>,
    offset: u64,
    last: bool,
    bytes: Vec<u8>,
}

/// What a page has to know before it reads.
#[derive(Debug, Serialize)]
pub(crate) struct Opened {
    bytes: u64,
    media_type: &'static str,
}

/// Keeps a piece; answered with the file's id.
#[tauri::command]
pub(crate) async fn stage_file(
    driver: State<'_, DriverThread>,
    request: Request<'_>,
) -> Result<FileId, ApiError> {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let staged = read(request.body(), header).ok_or_else(|| {
        ApiError::new(
            ErrorCode::Invalid,
            "This file couldn't be read. Choose it once more.",
        )
    })?;
    let folder = ask(&driver, Event::Folder).await??;
    let file = staged.file.unwrap_or_else(clock::new_file);
    on_disk(move || folder.stage_piece(file, staged.offset, &staged.bytes, staged.last)).await?;
    Ok(file)
}

/// Makes sure that a file is on this device.
#[tauri::command]
pub(crate) async fn open_file(
    driver: State<'_, DriverThread>,
    file: FileId,
    variant: Variant,
) -> Result<Opened, ApiError> {
    let which = FileVariant { file, variant };
    let path = ask(&driver, |answer| Event::Fetch { which, answer }).await??;
    on_disk(move || {
        let bytes = std::fs::metadata(&path)?.len();
        let media_type = files::media_type(&files::read_piece(&path, 0, BEGINNING)?);
        Ok(Opened { bytes, media_type })
    })
    .await
}

/// A piece of what was opened.
#[tauri::command]
pub(crate) async fn read_file(
    driver: State<'_, DriverThread>,
    file: FileId,
    variant: Variant,
    offset: u64,
    as_text: bool,
) -> Result<Response, ApiError> {
    let which = FileVariant { file, variant };
    let path = ask(&driver, |answer| Event::Fetch { which, answer }).await??;
    let bytes = on_disk(move || files::read_piece(&path, offset, PIECE)).await?;
    Ok(Response::new(if as_text {
        // Base64 needs no escapes.
        InvokeResponseBody::Json(format!("\"{}\"", BASE64.encode(&bytes)))
    } else {
        InvokeResponseBody::Raw(bytes)
    }))
}

/// Copies a file to where this person's downloads are; answered with where that is.
#[tauri::command]
pub(crate) async fn save_file(
    app: AppHandle,
    driver: State<'_, DriverThread>,
    file: FileId,
    name: String,
) -> Result<Option<String>, ApiError> {
    let variant = Variant::Full;
    let which = FileVariant { file, variant };
    let path = ask(&driver, |answer| Event::Fetch { which, answer }).await??;
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir());
    let folder = folder.map_err(|_| {
        ApiError::new(
            ErrorCode::Unavailable,
            "This system doesn't say where downloads are kept.",
        )
    })?;
    let saved = on_disk(move || files::save_copy(&path, &folder, &name)).await?;
    Ok(Some(shown(&saved)))
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, ApiError> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| refused(&error)),
        // The app is being closed.
        Err(_) => Err(not_there()),
    }
}

/// The place stands in headers or, where all is JSON, beside the bytes.
fn read(body: &InvokeBody, header: impl Fn(&str) -> Option<String>) -> Option<Staged> {
    #[derive(Deserialize)]
    struct Text {
        file: Option<FileId>,
        offset: String,
        last: String,
        bytes: String,
    }
    let raw = |bytes: Vec<u8>| {
        let file = match header("file") {
            Some(id) => Some(id.parse().ok()?),
            None => None,
        };
        Some(Staged {
            file,
            offset: header("offset")?.parse().ok()?,
            last: header("last")?.parse().ok()?,
            bytes,
        })
    };
    match body {
        InvokeBody::Raw(bytes) => raw(bytes.clone()),
        // What Tauri makes of raw bytes on its second way.
        InvokeBody::Json(numbers @ serde_json::Value::Array(_)) => raw(Vec::deserialize(numbers).ok()?),
        InvokeBody::Json(json) => {
            let text = Text::deserialize(json).ok()?;
            Some(Staged {
                file: text.file,
                offset: text.offset.parse().ok()?,
                last: text.last.parse().ok()?,
                bytes: BASE64.decode(text.bytes).ok()?,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FILE: &str = "00000000-0000-0000-0000-000000000001";

    #[test]
    fn a_piece_is_the_same_on_every_way() {
        let header = |name: &str| {
            let value = match name {
                "file" => FILE,
                "offset" => "7",
                "last" => "true",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let ways = [
            read(&InvokeBody::Raw(vec![1, 2, 255]), header),
            read(&InvokeBody::Json(json!([1, 2, 255])), header),
            read(
                &InvokeBody::Json(json!({"file": FILE, "offset": "7", "last": "true", "bytes": "AQL/"})),
                |_| None,
            ),
        ];
        let expected = Staged {
            file: Some(FileId::from_number(1)),
            offset: 7,
            last: true,
            bytes: vec![1, 2, 255],
        };
        for way in ways {
            assert_eq!(way.as_ref(), Some(&expected));
        }
    }

    #[test]
    fn a_piece_without_a_place_is_none() {
        assert_eq!(read(&InvokeBody::Raw(vec![1]), |_| None), None);
        let no_id = |name: &str| Some(if name == "file" { "../../x" } else { "0" }.to_owned());
        assert_eq!(read(&InvokeBody::Raw(vec![1]), no_id), None);
        assert_eq!(read(&InvokeBody::Json(json!({"offset": "0"})), |_| None), None);
    }
}
