//! One step of the engine of the person who is signed in: an input goes in, its effects are carried out in order.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use engine::ui::{Reply, Request, RequestId};
use engine::{Effect, Engine, Input};
use protocol::{ApiError, ErrorCode};
use store::SqliteStore;
use tokio::sync::oneshot;

use super::fetching::Fetching;
use super::{Driver, State};
use crate::account::SavedAccount;
use crate::files::{self, Folder};
use crate::local_store;
use crate::network::{Access, Asker, Line, Listener, Network, Piece, Purpose};
use crate::tokens::TokenPlace;

/// What exists while somebody is signed in.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) session: u64,
    pub(super) access: Access,
    pub(super) account: SavedAccount,
    pub(super) token_place: TokenPlace,
    pub(super) engine: Engine<SqliteStore>,
    /// With its number.
    pub(super) line: Option<(u64, Line)>,
    /// Requests of the page that wait for the engine.
    pub(super) asked: HashMap<RequestId, oneshot::Sender<Result<Reply, ApiError>>>,
    pub(super) files: Arc<Folder>,
    pub(super) fetching: Fetching,
}

impl<N: Network> Driver<N> {
    /// When [`Driver::tick`] wants to be called; `None`: not before something else happens.
    pub(crate) fn deadline(&self) -> Option<i64> {
        match &self.state {
            State::SignedIn(running) => running.engine.deadline(),
            _ => None,
        }
    }

    pub(crate) fn tick(&mut self, now: i64) {
        self.now = now;
        self.step(Input::Tick);
    }

    /// The machine has slept.
    pub(crate) fn resumed(&mut self, now: i64) {
        self.now = now;
        self.step(Input::Resumed);
    }

    pub(super) fn ask(&mut self, request: Request, answer: oneshot::Sender<Result<Reply, ApiError>>) {
        let id = RequestId(self.next());
        if let State::SignedIn(running) = &mut self.state {
            running.asked.insert(id, answer);
            self.step(Input::Request { id, request });
        } else {
            // A page says whether it is in front before anybody has signed in.
            let result = if matches!(request, Request::Focus { .. }) {
                Ok(Reply::Done)
            } else {
                Err(nobody())
            };
            let _ = answer.send(result);
        }
    }

    /// A request that nobody waits for.
    pub(super) fn ask_silently(&mut self, request: Request) {
        let id = RequestId(self.next());
        self.step(Input::Request { id, request });
    }

    /// Something came on a line; what an older line still says is not heard.
    pub(super) fn heard(&mut self, line: u64, input: Input) {
        let State::SignedIn(running) = &mut self.state else {
            return;
        };
        if running.line.as_ref().is_none_or(|(number, _)| *number != line) {
            return;
        }
        if matches!(input, Input::Disconnected) {
            running.line = None;
        }
        self.step(input);
    }

    /// Does nothing while nobody is signed in.
    pub(super) fn step(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        let mut over = None;
        while let Some(input) = inputs.pop_front() {
            let State::SignedIn(running) = &mut self.state else {
                return;
            };
            for effect in running.engine.handle(self.now, input) {
                match effect {
                    Effect::SignedOut { reason } => over = Some(reason),
                    Effect::Send(frame) => {
                        if let State::SignedIn(running) = &mut self.state
                            && let Some((_, line)) = &running.line
                            && !line.send(frame)
                        {
                            running.line = None;
                            inputs.push_back(Input::Disconnected);
                        }
                    }
                    // The last word to the page was that the session is over.
                    Effect::Update(_) if over.is_some() => {}
                    other => self.carry_out(other),
                }
            }
        }
        if let Some(reason) = over {
            self.session_ended(reason);
        } else if matches!(&self.state, State::SignedIn(running) if running.engine.store().is_damaged()) {
            self.rebuild();
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        let number = self.next();
        let State::SignedIn(running) = &mut self.state else {
            return;
        };
        let events = self.events.clone();
        match effect {
            Effect::Connect => {
                let listener = Listener { line: number, events };
                let line = self.network.connect(running.access.clone(), listener);
                running.line = Some((number, line));
            }
            Effect::Disconnect => running.line = None,
            Effect::Call { id, call } => {
                let purpose = Purpose::Engine {
                    session: running.session,
                    id,
                };
                let asker = Asker { purpose, events };
                self.network.call(running.access.clone(), call, asker);
            }
            Effect::Reply { id, result } => {
                if let Some(answer) = running.asked.remove(&id) {
                    // The page may have gone in the meantime.
                    let _ = answer.send(result);
                }
            }
            Effect::Update(update) => self.show(update),
            Effect::Notify(notice) => self.shell.notify(notice),
            Effect::Upload {
                id,
                file,
                offset,
                bytes,
            } => {
                let purpose = Purpose::Engine {
                    session: running.session,
                    id,
                };
                let piece = Piece {
                    file,
                    path: running.files.to_send(file),
                    offset,
                    bytes,
                };
                let asker = Asker { purpose, events };
                self.network.upload(running.access.clone(), piece, asker);
            }
            Effect::Uploaded(file) => {
                if let Err(error) = running.files.uploaded(file, self.now) {
                    tracing::debug!(kind = %error.kind(), "files.no_copy");
                }
            }
            Effect::ForgetFile(file) => self.forget_file(file),
            Effect::Send(_) | Effect::SignedOut { .. } => {}
        }
    }

    /// The token is worth nothing any more. The store stays for the next sign-in of the same person. The engine has told
    /// the page.
    fn session_ended(&mut self, reason: ApiError) {
        let after = State::SignedOut { reason: Some(reason) };
        if let State::SignedIn(running) = std::mem::replace(&mut self.state, after) {
            self.forget_account(&running.account);
        }
        self.shell.show_unread(0);
    }

    /// The file has turned out to be damaged: set it aside and sync afresh.
    fn rebuild(&mut self) {
        let State::SignedIn(running) = std::mem::replace(&mut self.state, State::Starting) else {
            return;
        };
        let Running {
            access,
            account,
            token_place,
            engine,
            ..
        } = *running;
        let me = engine.me().clone();
        drop(engine);
        if std::mem::replace(&mut self.rebuilt, true) {
            return self.signed_out(Some(ApiError::new(
                ErrorCode::Unavailable,
                "The copy of your messages on this device was damaged twice. Check the disk, then start Rapport again.",
            )));
        }
        let path = self.places.store(me.account.id);
        let opened = local_store::rebuild(&path, &me);
        self.run(access, account, token_place, opened);
    }

    /// Starts the engine, or says why there is none.
    pub(super) fn run(
        &mut self,
        access: Access,
        account: SavedAccount,
        token_place: TokenPlace,
        opened: Result<local_store::Opened, ApiError>,
    ) {
        match opened {
            Err(reason) => self.signed_out(Some(reason)),
            Ok(opened) => {
                let root = self.places.files(account.me.account.id);
                let files = match Folder::open(root, files::COPIES, self.now) {
                    Ok(files) => Arc::new(files),
                    Err(error) => return self.signed_out(Some(files::refused(&error))),
                };
                let before = self.now.saturating_sub(files::LEFT_BEHIND_MS);
                if let Err(error) = files.tidy(&opened.engine.staged(), before) {
                    tracing::warn!(kind = %error.kind(), "files.not_tidied");
                }
                let session = self.next();
                self.notice = opened.notice;
                self.state = State::SignedIn(Box::new(Running {
                    session,
                    access,
                    account,
                    token_place,
                    engine: opened.engine,
                    line: None,
                    asked: HashMap::new(),
                    files,
                    fetching: Fetching::default(),
                }));
                self.step(Input::Start);
                self.recover_recordings();
                if self.screen.is_some() {
                    self.present();
                }
            }
        }
    }
}

pub(super) fn nobody() -> ApiError {
    ApiError::new(ErrorCode::SignInNeeded, "Nobody is signed in on this device.")
}
