//! Drives the engine: owns who is signed in, the engine of that person, the line, and what is told to the page.
//!
//! It lives on one thread, because SQLite blocks. It knows no Tauri and no socket: those are behind [`Network`],
//! [`Screen`] and [`Shell`], so that all of this runs in a test without a display. Each call of [`Driver::handle`] is one step.
//!
//! What happens to a person's data: signing out removes token and store. When the server ends the session, the token goes and
//! the store stays, so that signing in again goes on where it was, unsent messages included. When somebody else signs in, the
//! stores of all others are removed.

mod fetching;
mod recovering;
mod sign_in;
mod steps;
#[cfg(test)]
mod tests;
mod thread;
#[cfg(test)]
mod world;

use std::path::PathBuf;
use std::sync::Arc;

use engine::Input;
use engine::ui::{Reply, Request, Update};
use protocol::{Answer, ApiError, Call, ErrorCode, FileVariant};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

use crate::account::SavedAccount;
use crate::files::Folder;
use crate::network::{Access, Network, Purpose};
use crate::places::Places;
use crate::server_url::ServerUrl;
use crate::settings::Settings;
use crate::tokens::{TokenPlace, Tokens};
use steps::Running;

pub(crate) use thread::DriverThread;

/// Takes what the page is told.
pub(crate) type Screen = Box<dyn Fn(Update) + Send>;

/// The desktop around the window.
pub(crate) trait Shell: Send {
    fn notify(&self, notice: engine::Notice);
    /// How many messages wait to be read; 100 stands for more.
    fn show_unread(&self, unread: u32);
}

/// Something for the driver to do.
pub(crate) enum Event {
    /// A page has started, or started again.
    Attach(Screen),
    Ask {
        request: Request,
        answer: oneshot::Sender<Result<Reply, ApiError>>,
    },
    Call {
        call: Call,
        answer: oneshot::Sender<Result<Answer, ApiError>>,
    },
    Info(oneshot::Sender<Info>),
    SetServer {
        url: String,
        answer: oneshot::Sender<Result<(), ApiError>>,
    },
    /// The window went out of sight.
    Hidden,
    /// The files of who is signed in, for who carries bytes.
    Folder(oneshot::Sender<Result<Arc<Folder>, ApiError>>),
    /// A recording was left by its page: see [`recordings`](crate::recordings).
    Recover,
    /// Somebody needs a file on this device; answered with where it is.
    Fetch {
        which: FileVariant,
        answer: oneshot::Sender<Result<PathBuf, ApiError>>,
    },
    /// A download has ended.
    Fetched {
        session: u64,
        which: FileVariant,
        result: Result<(), ApiError>,
    },
    /// A call was answered.
    Answered {
        purpose: Purpose,
        result: Result<Answer, ApiError>,
    },
    /// Something was heard on a line.
    Line {
        line: u64,
        input: Input,
    },
    Stop,
}

/// What people wrote must not reach a log.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Event(..)")
    }
}

/// What the page may know about this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Info {
    /// `app`: the same page runs in browsers too.
    pub(crate) kind: &'static str,
    pub(crate) version: &'static str,
    /// `linux`, `macos`, `windows`, `android` or `ios`.
    pub(crate) platform: &'static str,
    /// What this device is called in the list of devices.
    pub(crate) device_name: String,
    /// Empty until one is chosen.
    pub(crate) server: String,
    /// `None` when nobody is signed in.
    pub(crate) token_place: Option<TokenPlace>,
}

#[derive(Debug)]
enum State {
    /// Until it is known whether somebody is signed in.
    Starting,
    SignedOut {
        reason: Option<ApiError>,
    },
    SignedIn(Box<Running>),
}

/// See the module.
pub(crate) struct Driver<N> {
    network: N,
    shell: Box<dyn Shell>,
    places: Places,
    tokens: Tokens,
    settings: Settings,
    /// Where answers come back to.
    events: mpsc::Sender<Event>,
    screen: Option<Screen>,
    /// To be told as soon as a page is there.
    notice: Option<String>,
    server: Option<ServerUrl>,
    state: State,
    now: i64,
    /// Counts sign-ins, lines and requests, so that what comes late is known as late.
    count: u64,
    /// The store was rebuilt once: twice in a run means that the disk itself is bad.
    rebuilt: bool,
}

impl<N> std::fmt::Debug for Driver<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Driver({:?})", self.server)
    }
}

impl<N: Network> Driver<N> {
    pub(crate) fn new(
        network: N,
        shell: Box<dyn Shell>,
        places: Places,
        tokens: Tokens,
        settings: Settings,
        events: mpsc::Sender<Event>,
    ) -> Self {
        let chosen = std::fs::read_to_string(places.server())
            .ok()
            .and_then(|url| url.parse().ok());
        Self {
            server: chosen.or_else(|| settings.server.clone()),
            network,
            shell,
            places,
            tokens,
            settings,
            events,
            screen: None,
            notice: None,
            state: State::Starting,
            now: 0,
            count: 0,
            rebuilt: false,
        }
    }

    /// One step.
    pub(crate) fn handle(&mut self, now: i64, event: Event) {
        self.now = now;
        match event {
            Event::Attach(screen) => self.attach(screen),
            Event::Ask { request, answer } => self.ask(request, answer),
            Event::Call { call, answer } => self.call(call, answer),
            Event::Info(answer) => {
                let _ = answer.send(self.info());
            }
            Event::SetServer { url, answer } => {
                let _ = answer.send(self.set_server(&url));
            }
            Event::Hidden => self.ask_silently(Request::Focus { focused: false }),
            Event::Folder(answer) => {
                let _ = answer.send(self.folder());
            }
            Event::Recover => self.recover_recordings(),
            Event::Fetch { which, answer } => self.fetch(which, answer),
            Event::Fetched {
                session,
                which,
                result,
            } => self.fetched(session, which, result),
            Event::Answered { purpose, result } => self.answered(purpose, result),
            Event::Line { line, input } => self.heard(line, input),
            Event::Stop => {}
        }
    }

    fn attach(&mut self, screen: Screen) {
        self.screen = Some(screen);
        // What kept the person out may have been put right: the disk, the keychain, the server.
        if matches!(self.state, State::SignedOut { reason: Some(_) }) {
            self.begin_with_what_is_saved();
        } else {
            self.present();
        }
    }

    /// Tells the page everything afresh.
    fn present(&mut self) {
        match &self.state {
            State::Starting => {}
            State::SignedOut { reason } => {
                let reason = reason.clone();
                self.shell.show_unread(0);
                self.show(Update::SignedOut { reason });
            }
            State::SignedIn(_) => self.ask_silently(Request::Attach),
        }
        if self.screen.is_some()
            && let Some(message) = self.notice.take()
        {
            self.show(Update::Trouble { message });
        }
    }

    fn show(&self, update: Update) {
        match &update {
            Update::Counts { unread, .. } => self.shell.show_unread(*unread),
            Update::Reset(snapshot) => self.shell.show_unread(snapshot.unread),
            _ => {}
        }
        if let Some(screen) = &self.screen {
            screen(update);
        }
    }

    fn info(&self) -> Info {
        Info {
            kind: "app",
            version: env!("CARGO_PKG_VERSION"),
            platform: std::env::consts::OS,
            device_name: device_name(),
            server: self.server.as_ref().map(ToString::to_string).unwrap_or_default(),
            token_place: match &self.state {
                State::SignedIn(running) => Some(running.token_place),
                _ => None,
            },
        }
    }

    fn set_server(&mut self, url: &str) -> Result<(), ApiError> {
        if matches!(self.state, State::SignedIn(_)) {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "Sign out first, then choose another server.",
            ));
        }
        let server: ServerUrl = url.parse().map_err(|error: crate::server_url::ServerUrlError| {
            ApiError::new(ErrorCode::Invalid, error.to_string())
        })?;
        crate::places::write_private(&self.places.server(), server.to_string().as_bytes()).map_err(
            |error| {
                ApiError::new(
                    ErrorCode::Unavailable,
                    format!("The server couldn't be remembered: {error}."),
                )
            },
        )?;
        self.server = Some(server);
        Ok(())
    }

    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    fn signed_out(&mut self, reason: Option<ApiError>) {
        self.state = State::SignedOut { reason };
        self.present();
    }

    /// Forgets who was signed in; the store is another matter.
    fn forget_account(&mut self, account: &SavedAccount) {
        self.tokens.delete(&account.token_name());
        if let Err(error) = crate::places::remove(&self.places.account()) {
            tracing::warn!(%error, "account.not_removed");
        }
    }

    /// For calls as the person who is signed in, or as nobody.
    fn access(&self) -> Result<Access, ApiError> {
        if let State::SignedIn(running) = &self.state {
            return Ok(running.access.clone());
        }
        let server = self.server.clone().ok_or_else(|| {
            ApiError::new(
                ErrorCode::Invalid,
                "Choose the address of your practice's server first.",
            )
        })?;
        Ok(Access { server, token: None })
    }
}

/// What the list of devices shows.
fn device_name() -> String {
    let system = match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        "android" => "Android",
        "ios" => "iOS",
        other => other,
    };
    format!("Rapport on {system}")
}
