//! Calls over HTTPS with reqwest.

use std::time::Duration;

use protocol::{Answer, ApiError, Call, ErrorCode, Method};
use reqwest::{Client, header};

use super::Access;

/// A page of catch-up on a slow phone line takes a while.
const WHOLE_CALL: Duration = Duration::from_secs(60);
/// Nothing at all comes for this long: the way is dead.
const SILENCE: Duration = Duration::from_secs(20);
const CONNECT: Duration = Duration::from_secs(10);

/// No redirects: a token goes to the server that was chosen and nowhere else.
pub(super) fn client() -> reqwest::Result<Client> {
    Client::builder()
        .user_agent(concat!("Rapport/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .timeout(WHOLE_CALL)
        .build()
}

pub(super) async fn call(client: &Client, access: &Access, call: &Call) -> Result<Answer, ApiError> {
    let request = call.request();
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut builder = client.request(method, access.server.join(&request.path));
    if let Some(token) = &access.token {
        builder = builder.bearer_auth(token);
    }
    if let Some(body) = request.body {
        builder = builder
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
    }
    let response = builder
        .send()
        .await
        .map_err(|error| out_of_reach(access, &error))?;
    let status = response.status().as_u16();
    let body = response
        .text()
        .await
        .map_err(|error| out_of_reach(access, &error))?;
    call.answer(status, &body)
}

pub(super) fn out_of_reach(access: &Access, error: &reqwest::Error) -> ApiError {
    tracing::debug!(server = %access.server, timeout = error.is_timeout(), connect = error.is_connect(), "call.failed");
    let message = format!(
        "Can't reach {}. Check the connection and try again.",
        access.server
    );
    ApiError::new(ErrorCode::Unavailable, message)
}
