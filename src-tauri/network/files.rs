//! Pieces of files up, and whole files down, over HTTPS. What was begun is gone on with: no byte comes twice.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use protocol::{Answer, ApiError, ErrorCode, FileId};
use reqwest::{Client, Response, StatusCode, header};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::http::out_of_reach;
use super::{Access, Download, Piece};
use crate::files::{not_there, read_piece, refused};

/// A piece on the slowest line that is of any use.
const PIECE: Duration = Duration::from_secs(180);
const CONNECT: Duration = Duration::from_secs(10);
/// Nothing at all comes for this long: the way is dead.
const SILENCE: Duration = Duration::from_secs(30);
/// Attempts in a row that bring nothing.
const FRUITLESS: u32 = 3;
/// Written at once.
const BLOCK: usize = 512 * 1_024;

/// Its time-outs are those of bytes on their way, not of answers. No redirects, and bytes as they are.
pub(super) fn client() -> reqwest::Result<Client> {
    Client::builder()
        .user_agent(concat!("Rapport/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .no_gzip()
        .build()
}

pub(super) async fn upload(client: &Client, access: &Access, piece: Piece) -> Result<Answer, ApiError> {
    let Piece {
        file,
        path,
        offset,
        bytes,
    } = piece;
    let body = blocking(move || read_piece(&path, offset, bytes)).await?;
    if body.is_empty() {
        return Err(not_there());
    }
    send(client, access, file, offset, body).await
}

async fn send(
    client: &Client,
    access: &Access,
    file: FileId,
    offset: u64,
    body: Vec<u8>,
) -> Result<Answer, ApiError> {
    let mut builder = client
        .put(access.server.join(&protocol::upload_path(file, offset)))
        .timeout(PIECE)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .body(body);
    if let Some(token) = &access.token {
        builder = builder.bearer_auth(token);
    }
    let lost = |error| out_of_reach(access, &error);
    let response = builder.send().await.map_err(lost)?;
    let status = response.status().as_u16();
    let text = response.text().await.map_err(lost)?;
    protocol::upload_answer(status, &text).map(Answer::File)
}

/// Until all of it is in the part file, or nothing more comes.
pub(super) async fn download(client: &Client, access: &Access, download: Download) -> Result<(), ApiError> {
    let mut fruitless = 0;
    loop {
        let had = length(&download.part);
        match attempt(client, access, &download, had).await {
            Ok(()) => return Ok(()),
            Err(Stopped::For(reason)) => return Err(reason),
            Err(Stopped::OnTheWay(reason)) => {
                fruitless = if length(&download.part) > had {
                    0
                } else {
                    fruitless + 1
                };
                if fruitless >= FRUITLESS {
                    return Err(reason);
                }
            }
        }
    }
}

/// Why an attempt has ended.
enum Stopped {
    /// Trying again would not help.
    For(ApiError),
    /// What has come is kept.
    OnTheWay(ApiError),
}

async fn attempt(client: &Client, access: &Access, download: &Download, had: u64) -> Result<(), Stopped> {
    let unreachable = || {
        let message = format!(
            "Can't reach {}. Check the connection and try again.",
            access.server
        );
        Stopped::OnTheWay(ApiError::new(ErrorCode::Unavailable, message))
    };
    // No token: the link says all, and is for whoever has it.
    let mut builder = client.get(access.server.join(&download.path));
    if had > 0 {
        builder = builder.header(header::RANGE, format!("bytes={had}-"));
    }
    let mut response = timeout(SILENCE, builder.send())
        .await
        .map_err(|_| unreachable())?
        .map_err(|error| Stopped::OnTheWay(out_of_reach(access, &error)))?;
    let goes_on = match response.status() {
        StatusCode::OK => false,
        StatusCode::PARTIAL_CONTENT if begins_at(&response) == Some(had) => true,
        StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::GONE => {
            return Err(Stopped::For(not_there()));
        }
        // Nothing behind what is there, or another file than it was: begin anew.
        StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
            crate::places::remove(&download.part).map_err(|error| Stopped::For(refused(&error)))?;
            return Err(unreachable());
        }
        _ => return Err(unreachable()),
    };
    let mut target = Target::open(download.part.clone(), goes_on)
        .await
        .map_err(Stopped::For)?;
    loop {
        let chunk = match timeout(SILENCE, response.chunk()).await {
            Ok(Ok(chunk)) => chunk,
            Ok(Err(_)) | Err(_) => {
                target.flush().await.map_err(Stopped::For)?;
                return Err(unreachable());
            }
        };
        match chunk {
            Some(bytes) => target.take(&bytes).await.map_err(Stopped::For)?,
            None => return target.finish().await.map_err(Stopped::For),
        }
    }
}

/// The part file, written in blocks away from the network's threads.
struct Target {
    file: Option<File>,
    block: Vec<u8>,
}

impl Target {
    async fn open(path: PathBuf, goes_on: bool) -> Result<Self, ApiError> {
        let file = blocking(move || {
            let mut options = OpenOptions::new();
            options.create(true);
            if goes_on {
                options.append(true);
            } else {
                options.write(true).truncate(true);
            }
            options.open(path)
        })
        .await?;
        Ok(Self {
            file: Some(file),
            block: Vec::with_capacity(BLOCK),
        })
    }

    async fn take(&mut self, bytes: &[u8]) -> Result<(), ApiError> {
        self.block.extend_from_slice(bytes);
        if self.block.len() < BLOCK {
            return Ok(());
        }
        self.flush().await
    }

    async fn flush(&mut self) -> Result<(), ApiError> {
        let block = std::mem::take(&mut self.block);
        self.with_file(move |file| file.write_all(&block)).await
    }

    /// On the disk: a copy that a crash left half written would be shown for ever.
    async fn finish(mut self) -> Result<(), ApiError> {
        self.flush().await?;
        self.with_file(|file| file.sync_all()).await
    }

    async fn with_file(
        &mut self,
        work: impl FnOnce(&mut File) -> io::Result<()> + Send + 'static,
    ) -> Result<(), ApiError> {
        let Some(mut file) = self.file.take() else {
            return Err(not_there());
        };
        let file = blocking(move || work(&mut file).map(|()| file)).await?;
        self.file = Some(file);
        Ok(())
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ApiError> {
    match spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| refused(&error)),
        // The app is being closed.
        Err(_) => Err(not_there()),
    }
}

fn length(path: &std::path::Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}

/// Where a part of a file begins, by `Content-Range: bytes 5-9/10`.
fn begins_at(response: &Response) -> Option<u64> {
    let range = response.headers().get(header::CONTENT_RANGE)?.to_str().ok()?;
    let (first, _) = range.strip_prefix("bytes ")?.split_once('-')?;
    first.parse().ok()
}
