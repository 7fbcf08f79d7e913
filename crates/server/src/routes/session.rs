//! Who makes a call: the bearer token of an app, or the cookie of a browser, and what keeps the cookie safe.

use std::sync::Arc;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt as _;
use protocol::{ApiError, ErrorCode, Me, Session, SignedIn};

use super::origin::{Origin, is_allowed, origin};
use super::request::Refusal;
use crate::domain::{Actor, sessions};
use crate::hosted::{Db, Lane, Server, system};

const COOKIE: &str = "rapport_session";
/// A year, in seconds: sessions are long, and can be ended from any other device.
const COOKIE_AGE: u32 = 31_536_000;

/// A token as it stands in headers and cookies.
pub(crate) fn parse_token(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok()
}

pub(crate) fn token_text(token: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(token)
}

/// The token in the session cookie.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<[u8; 32]> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then(|| parse_token(value))?)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// A caller who is signed in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignedInActor(pub(crate) Actor);

impl<D: Db> FromRequestParts<Arc<Server<D>>> for SignedInActor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server<D>>) -> Result<Self, Refusal> {
        let token = match bearer(&parts.headers) {
            Some(token) => parse_token(token),
            None => {
                let token = cookie(&parts.headers);
                let changes = parts.method != Method::GET && parts.method != Method::HEAD;
                if token.is_some() && changes && origin(&parts.headers, &server.public_url) != Origin::Ours {
                    return Err(foreign().into());
                }
                token
            }
        };
        let token = token.ok_or_else(|| ApiError::new(ErrorCode::SignInNeeded, "Sign in first."))?;
        let found = server
            .db
            .read(move |tx| async move { sessions::find(tx, &token, system::now()).await }.boxed())
            .await?;
        let found = found
            .ok_or_else(|| ApiError::new(ErrorCode::SessionEnded, "This session is over. Sign in again."))?;
        let actor = found.actor;
        if found.stale {
            server
                .db
                .note(Lane::Workspace(actor.workspace), move |desk| {
                    async move { sessions::touch(&mut desk.tx, &actor, desk.now).await }.boxed()
                })
                .await?;
        }
        Ok(Self(actor))
    }
}

fn foreign() -> ApiError {
    ApiError::new(
        ErrorCode::Forbidden,
        "This call does not come from a page of this server.",
    )
}

/// For calls that sign in: another site must not sign its visitor in here.
pub(crate) fn refuse_foreign<D: Db>(headers: &HeaderMap, server: &Server<D>) -> Result<(), Refusal> {
    match origin(headers, &server.public_url) {
        Origin::Foreign if !is_allowed(headers, &server.config.allowed_origins) => Err(foreign().into()),
        _ => Ok(()),
    }
}

/// The answer to every way of signing in: a token for apps, a cookie for browsers.
pub(crate) fn begun<D: Db>(server: &Server<D>, me: Me, token: &[u8; 32], wants_token: bool) -> Response {
    let text = token_text(token);
    let session = Session {
        token: wants_token.then(|| text.clone()),
        me,
    };
    let mut response = Json(SignedIn::Session(session)).into_response();
    if !wants_token {
        set_cookie(&mut response, server, &text, COOKIE_AGE);
    }
    response
}

/// Takes the cookie away.
pub(crate) fn forget_cookie<D: Db>(response: &mut Response, server: &Server<D>) {
    set_cookie(response, server, "", 0);
}

fn set_cookie<D: Db>(response: &mut Response, server: &Server<D>, value: &str, age: u32) {
    let secure = if server.is_https() { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let token = [7; 32];
        let mut headers = HeaderMap::new();
        let value = format!("a=b; {COOKIE}={}; c", token_text(&token));
        headers.insert(header::COOKIE, value.parse().unwrap());
        assert_eq!(cookie(&headers), Some(token));
        headers.insert(
            header::COOKIE,
            format!("x{COOKIE}={}", token_text(&token)).parse().unwrap(),
        );
        assert_eq!(cookie(&headers), None);
        assert_eq!(parse_token("short"), None);
    }
}
