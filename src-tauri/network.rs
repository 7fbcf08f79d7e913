//! The way to the server, as the driver sees it: calls that are answered, and a line that frames come from.
//!
//! [`Online`] is the real one. Everything comes back as an [`Event`], so that a test can answer in its place.

mod files;
mod http;
mod online;
mod socket;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use engine::{CallId, Input};
use protocol::{Answer, ApiError, Call, ClientFrame, FileId, FileVariant};
use tokio::sync::{mpsc, oneshot};

use crate::driver::Event;
use crate::server_url::ServerUrl;

pub(crate) use online::Online;

/// Which server, and as whom.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) server: ServerUrl,
    pub(crate) token: Option<String>,
}

/// The token must not reach a log.
impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Access({})", self.server)
    }
}

/// No method waits.
pub(crate) trait Network: Send {
    /// Makes a call; its answer is told to `asker`.
    fn call(&self, access: Access, call: Call, asker: Asker);

    /// Opens a line, says `Authenticate`, and tells `listener` what happens. Dropping the line closes it.
    fn connect(&self, access: Access, listener: Listener) -> Line;

    /// Brings a piece of a file; the answer is told to `asker`.
    fn upload(&self, access: Access, piece: Piece, asker: Asker);

    /// Fetches a file, and goes on where an earlier attempt ended; the end is told to `fetcher`.
    fn download(&self, access: Access, download: Download, fetcher: Fetcher);
}

/// A stretch of a file that is to be sent.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) file: FileId,
    /// Where its bytes are, on this device.
    pub(crate) path: PathBuf,
    pub(crate) offset: u64,
    /// At most.
    pub(crate) bytes: u32,
}

/// A file that is to be fetched.
pub(crate) struct Download {
    /// Below the server's address.
    pub(crate) path: String,
    /// Where what has come is kept.
    pub(crate) part: PathBuf,
}

/// Whoever has the link has the file.
impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Download({})", self.part.display())
    }
}

/// Who wants the answer of a call.
#[derive(Debug)]
pub(crate) enum Purpose {
    /// The engine of one sign-in; the answer is dropped when that is over.
    Engine { session: u64, id: CallId },
    /// The page.
    Page(oneshot::Sender<Result<Answer, ApiError>>),
    /// Files that the page wants to show; dropped when the sign-in is over.
    Links { session: u64, asked: Vec<FileVariant> },
    /// The page, and a session that begins with it.
    SignIn {
        server: ServerUrl,
        page: oneshot::Sender<Result<Answer, ApiError>>,
    },
    /// Finds out whose the session is that was given from outside.
    Start(Access),
    /// Nobody.
    Goodbye,
}

/// Where an answer goes.
#[derive(Debug)]
pub(crate) struct Asker {
    pub(crate) purpose: Purpose,
    pub(crate) events: mpsc::Sender<Event>,
}

impl Asker {
    pub(crate) async fn tell(self, result: Result<Answer, ApiError>) {
        let purpose = self.purpose;
        // The driver has ended when nobody takes it.
        let _ = self.events.send(Event::Answered { purpose, result }).await;
    }
}

/// Where the end of a download goes.
#[derive(Debug)]
pub(crate) struct Fetcher {
    pub(crate) session: u64,
    pub(crate) which: FileVariant,
    pub(crate) events: mpsc::Sender<Event>,
}

impl Fetcher {
    pub(crate) async fn tell(self, result: Result<(), ApiError>) {
        let (session, which) = (self.session, self.which);
        let event = Event::Fetched {
            session,
            which,
            result,
        };
        // The driver has ended when nobody takes it.
        let _ = self.events.send(event).await;
    }
}

/// Where what is heard on a line goes.
#[derive(Clone, Debug)]
pub(crate) struct Listener {
    /// Tells this line from those before it.
    pub(crate) line: u64,
    pub(crate) events: mpsc::Sender<Event>,
}

impl Listener {
    /// `false` when nobody listens any more. Waits while the driver is busy, and with it the server.
    pub(crate) async fn tell(&self, input: Input) -> bool {
        let line = self.line;
        self.events.send(Event::Line { line, input }).await.is_ok()
    }
}

/// An open, or opening, line.
#[derive(Debug)]
pub(crate) struct Line {
    frames: mpsc::Sender<ClientFrame>,
    /// Ends what serves the line; `None` where nothing runs.
    task: Option<tokio::task::AbortHandle>,
}

impl Line {
    /// More than a line that works ever holds.
    pub(crate) const WAITING_FRAMES: usize = 256;

    pub(crate) fn new(frames: mpsc::Sender<ClientFrame>, task: Option<tokio::task::AbortHandle>) -> Self {
        Self { frames, task }
    }

    /// `false` when the line takes nothing any more.
    pub(crate) fn send(&self, frame: ClientFrame) -> bool {
        self.frames.try_send(frame).is_ok()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}
