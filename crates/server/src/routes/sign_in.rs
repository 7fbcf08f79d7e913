//! `/api/sign-in/*`: codes that are mailed, and codes that a coach hands over.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use protocol::{CodeSent, DeviceId, RedeemCode, SignedIn, StartSignIn, VerifySignIn};

use super::request::{Answer, Body, ClientAddress, Refusal};
use super::session::{begun, refuse_foreign};
use crate::domain::sessions::NewSession;
use crate::domain::sign_in::{self, CODE_MS, Verified};
use crate::domain::{invites, secrets};
use crate::hosted::{Db, Desk, Lane, Server, system};
use crate::mail::{Letter, Mail};

/// `POST /api/sign-in/start`
pub(crate) async fn start<D: Db>(
    State(server): State<Arc<Server<D>>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Body(body): Body<StartSignIn>,
) -> Answer<CodeSent> {
    refuse_foreign(&headers, &server)?;
    let email = sign_in::normal_email(&body.email)?;
    server.throttles.address.take(address, system::now())?;
    server.throttles.mails.take(email.clone(), system::now())?;
    let open = server.config.sign_up_open;
    let to = email.clone();
    let (code, known, sign_up) = server
        .db
        .note(Lane::Key(email.clone()), move |desk| {
            async move {
                let code = desk.entropy.digits();
                let sign_up = sign_in::may_sign_up(&mut desk.tx, open).await?;
                let known = sign_in::start(&mut desk.tx, &email, &code, desk.now, sign_up).await?;
                Ok((code, known, sign_up))
            }
            .boxed()
        })
        .await?;
    if known {
        let letter = Letter::SignInCode {
            code,
            valid_minutes: CODE_MS / 60_000,
        };
        post(&server, Mail { to, letter });
    }
    Ok(Json(CodeSent {
        valid_ms: CODE_MS,
        sign_up_open: sign_up,
    }))
}

/// Sends a mail beside the answer: how long the mail server takes must not show who has an account here.
pub(super) fn post<D: Db>(server: &Server<D>, mail: Mail) {
    let mailer = Arc::clone(&server.mailer);
    tokio::spawn(async move {
        if let Err(error) = mailer.send(mail).await {
            tracing::error!(error = %error, "a mail could not be sent");
        }
    });
}

/// What a session is made of.
pub(crate) fn new_session<T>(desk: &mut Desk<T>, device_name: String) -> NewSession {
    NewSession {
        device: DeviceId(desk.entropy.uuid(desk.now)),
        device_name,
        token: desk.entropy.token(),
    }
}

/// `POST /api/sign-in/verify`
pub(crate) async fn verify<D: Db>(
    State(server): State<Arc<Server<D>>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Body(body): Body<VerifySignIn>,
) -> Result<Response, Refusal> {
    refuse_foreign(&headers, &server)?;
    let email = sign_in::normal_email(&body.email)?;
    server.throttles.address.take(address, system::now())?;
    server.throttles.codes.take(email.clone(), system::now())?;
    let open = server.config.sign_up_open;
    let wants_token = body.wants_token;
    let shared = Arc::clone(&server);
    let (verified, token) = server
        .db
        .write(Lane::Key(email.clone()), move |desk| {
            async move {
                let session = new_session(desk, body.device_name);
                let rules = shared.rules(desk);
                let sign_up = sign_in::may_sign_up(&mut desk.tx, open).await?;
                let (code, choice) = (&body.code, body.account);
                let mut verified =
                    sign_in::verify(&mut desk.tx, rules, &email, code, choice, sign_up, &session).await?;
                let publications = verified.take_publications();
                Ok(((verified, session.token), publications))
            }
            .boxed()
        })
        .await?;
    answer(&server, verified, &token, wants_token)
}

pub(super) fn answer<D: Db>(
    server: &Server<D>,
    verified: Verified,
    token: &[u8; 32],
    wants_token: bool,
) -> Result<Response, Refusal> {
    match verified {
        Verified::Session(me, _) => Ok(begun(server, *me, token, wants_token)),
        Verified::Choose(accounts) => Ok(Json(SignedIn::Choose { accounts }).into_response()),
        Verified::NewHere => Ok(Json(SignedIn::NewHere).into_response()),
        Verified::Wrong => Err(secrets::wrong_code().into()),
    }
}

/// `POST /api/sign-in/redeem`
pub(crate) async fn redeem<D: Db>(
    State(server): State<Arc<Server<D>>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Body(body): Body<RedeemCode>,
) -> Result<Response, Refusal> {
    refuse_foreign(&headers, &server)?;
    server.throttles.address.take(address, system::now())?;
    let shared = Arc::clone(&server);
    let (me, token) = server
        .db
        .write(Lane::Apart, move |desk| {
            async move {
                let session = new_session(desk, body.device_name);
                let rules = shared.rules(desk);
                let (me, publications) = invites::redeem(&mut desk.tx, rules, &body.code, &session).await?;
                Ok(((me, session.token), publications))
            }
            .boxed()
        })
        .await?;
    Ok(begun(&server, me, &token, body.wants_token))
}
