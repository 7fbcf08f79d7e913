//! Who is signed in: found at the start, changed by signing in and out.

use engine::Input;
use protocol::{Answer, ApiError, Call, ErrorCode, Me, Session, SignedIn};
use tokio::sync::oneshot;

use super::steps::nobody;
use super::{Driver, State, device_name};
use crate::account::{GivenSession, SavedAccount};
use crate::local_store;
use crate::network::{Access, Asker, Network, Purpose};
use crate::server_url::ServerUrl;
use crate::tokens::TokenPlace;

type PageAnswer = oneshot::Sender<Result<Answer, ApiError>>;

impl<N: Network> Driver<N> {
    /// The first step.
    pub(crate) fn start(&mut self, now: i64) {
        self.now = now;
        self.begin_with_what_is_saved();
    }

    pub(super) fn begin_with_what_is_saved(&mut self) {
        if let Some(path) = self.settings.session_file.clone() {
            return match given_session(&path) {
                Ok(access) => {
                    self.state = State::Starting;
                    self.server = Some(access.server.clone());
                    self.send(access.clone(), Call::Me, Purpose::Start(access));
                }
                Err(reason) => self.signed_out(Some(reason)),
            };
        }
        let saved = SavedAccount::load(&self.places.account());
        let Some((account, server)) = saved.and_then(|account| {
            let server = account.server()?;
            Some((account, server))
        }) else {
            let reason = match std::mem::replace(&mut self.state, State::Starting) {
                State::SignedOut { reason } => reason,
                _ => None,
            };
            return self.signed_out(reason);
        };
        self.server = Some(server.clone());
        match self.tokens.load(&account.token_name()) {
            Ok(Some((token, place))) => {
                let access = Access {
                    server,
                    token: Some(token),
                };
                let opened = local_store::open(&self.places.store(account.me.account.id), &account.me, false);
                self.run(access, account, place, opened);
            }
            Ok(None) => self.signed_out(Some(ApiError::new(
                ErrorCode::SignInNeeded,
                "This device's key to your messages is missing. Sign in again; nothing is lost.",
            ))),
            Err(error) => {
                tracing::warn!(%error, "tokens.unavailable");
                self.signed_out(Some(ApiError::new(
                    ErrorCode::Unavailable,
                    "Your system's keychain is locked or doesn't answer. Unlock it and start Rapport again, or sign in anew.",
                )));
            }
        }
    }

    pub(super) fn call(&mut self, mut call: Call, page: PageAnswer) {
        let access = match self.access() {
            Ok(access) => access,
            Err(error) => {
                let _ = page.send(Err(error));
                return;
            }
        };
        match &mut call {
            Call::VerifySignIn(body) => complete(&mut body.wants_token, &mut body.device_name),
            Call::RedeemCode(body) => complete(&mut body.wants_token, &mut body.device_name),
            Call::CreateWorkspace(body) => complete(&mut body.wants_token, &mut body.device_name),
            Call::StartSignIn(_) => {}
            Call::SignOut => return self.sign_out(page),
            _ if access.token.is_none() => {
                let _ = page.send(Err(nobody()));
                return;
            }
            _ => return self.send(access, call, Purpose::Page(page)),
        }
        let access = Access {
            token: None,
            ..access
        };
        let purpose = match call {
            Call::StartSignIn(_) => Purpose::Page(page),
            _ => Purpose::SignIn {
                server: access.server.clone(),
                page,
            },
        };
        self.send(access, call, purpose);
    }

    pub(super) fn answered(&mut self, purpose: Purpose, result: Result<Answer, ApiError>) {
        match purpose {
            Purpose::Engine { session, id } => {
                if matches!(&self.state, State::SignedIn(running) if running.session == session) {
                    self.step(Input::Called { id, result });
                }
            }
            Purpose::Links { session, asked } => self.links_came(session, &asked, result),
            Purpose::Page(page) => {
                let _ = page.send(result);
            }
            Purpose::SignIn { server, page } => {
                let _ = page.send(match result {
                    Ok(Answer::SignedIn(SignedIn::Session(session))) => self.signed_in(server, session),
                    other => other,
                });
            }
            Purpose::Start(access) => self.found_out(access, result),
            Purpose::Goodbye => {}
        }
    }

    /// A session begins. The page never sees the token.
    fn signed_in(&mut self, server: ServerUrl, session: Session) -> Result<Answer, ApiError> {
        let Session { token, me } = session;
        let token = token.ok_or_else(|| {
            ApiError::new(
                ErrorCode::Unavailable,
                "The server gave no key to this device. Is it a Rapport server of the same version?",
            )
        })?;
        if let State::SignedIn(running) = std::mem::replace(&mut self.state, State::Starting) {
            self.forget_account(&running.account);
        }
        let account = SavedAccount::new(&server, me.clone());
        let place = self
            .tokens
            .save(&account.token_name(), &token)
            .and_then(|place| account.save(&self.places.account()).map(|()| place))
            .map_err(|error| {
                let message = format!("Signed in, but this device couldn't remember it: {error}.");
                let refusal = ApiError::new(ErrorCode::Unavailable, message);
                self.signed_out(Some(refusal.clone()));
                refusal
            })?;
        self.server = Some(server.clone());
        let access = Access {
            server,
            token: Some(token),
        };
        self.run_as(access, account, place);
        Ok(Answer::SignedIn(SignedIn::Session(Session { token: None, me })))
    }

    /// Whose session was given from outside; offline, it is taken for that of the last time.
    fn found_out(&mut self, access: Access, result: Result<Answer, ApiError>) {
        let saved = SavedAccount::load(&self.places.account())
            .filter(|account| account.server().as_ref() == Some(&access.server));
        let out_of_reach = matches!(&result, Err(error)
            if matches!(error.code, ErrorCode::Unavailable | ErrorCode::SlowDown));
        match (result, saved) {
            (Ok(Answer::Me(me)), _) => self.run_as_given(access, me),
            (_, Some(account)) if out_of_reach => {
                let opened = local_store::open(&self.places.store(account.me.account.id), &account.me, false);
                self.run(access, account, TokenPlace::Given, opened);
            }
            (Err(error), _) => self.signed_out(Some(error)),
            (Ok(_), _) => self.signed_out(Some(nobody())),
        }
    }

    fn run_as_given(&mut self, access: Access, me: Me) {
        let account = SavedAccount::new(&access.server, me);
        if let Err(error) = account.save(&self.places.account()) {
            tracing::warn!(%error, "account.not_saved");
        }
        self.run_as(access, account, TokenPlace::Given);
    }

    /// Only this person's store stays on the device.
    fn run_as(&mut self, access: Access, account: SavedAccount, place: TokenPlace) {
        let id = account.me.account.id;
        if let Err(error) = self.places.forget_stores_but(Some(id)) {
            tracing::warn!(%error, "stores.not_removed");
        }
        let opened = local_store::open(&self.places.store(id), &account.me, true);
        self.run(access, account, place, opened);
    }

    /// At once and for good on this device; the server is told when it can be reached.
    fn sign_out(&mut self, page: PageAnswer) {
        if let State::SignedIn(running) = std::mem::replace(&mut self.state, State::Starting) {
            let running = *running;
            self.send(running.access, Call::SignOut, Purpose::Goodbye);
            drop(running.engine);
            self.forget_account(&running.account);
            if let Err(error) = self.places.forget_stores_but(None) {
                tracing::warn!(%error, "stores.not_removed");
            }
        }
        self.signed_out(None);
        let _ = page.send(Ok(Answer::Done));
    }

    fn send(&self, access: Access, call: Call, purpose: Purpose) {
        let events = self.events.clone();
        self.network.call(access, call, Asker { purpose, events });
    }
}

/// An app gets its token in the answer, and knows better than a page what the device is.
fn complete(wants_token: &mut bool, name: &mut String) {
    *wants_token = true;
    if name.trim().is_empty() {
        *name = device_name();
    }
}

fn given_session(path: &std::path::Path) -> Result<Access, ApiError> {
    let unreadable = || {
        ApiError::new(
            ErrorCode::Invalid,
            "The session file that was given can't be read.",
        )
    };
    let text = std::fs::read_to_string(path).map_err(|_| unreadable())?;
    let given: GivenSession = serde_json::from_str(&text).map_err(|_| unreadable())?;
    let server = given
        .server
        .parse()
        .map_err(|error: crate::server_url::ServerUrlError| {
            ApiError::new(ErrorCode::Invalid, error.to_string())
        })?;
    Ok(Access {
        server,
        token: Some(given.token),
    })
}
