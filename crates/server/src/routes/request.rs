//! What all calls share: reading a JSON body, where a request comes from, and errors in their one shape.

use std::net::{IpAddr, SocketAddr};

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::{ApiError, ErrorCode};
use serde::de::DeserializeOwned;

use crate::domain::Failure;
use crate::hosted::{Db, Server};
use std::sync::Arc;

/// An error on its way out.
#[derive(Debug)]
pub(crate) struct Refusal(ApiError);

pub(crate) type Answer<T> = Result<Json<T>, Refusal>;

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        if let Failure::Database(error) = &failure {
            tracing::error!(error = %error, "a call could not be answered");
        }
        Self(failure.into_api())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let wait = self
            .0
            .retry_after_ms
            .map(|ms| HeaderValue::from(ms.div_ceil(1_000)));
        let mut response = (status, Json(self.0)).into_response();
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<D: Db, T: DeserializeOwned> FromRequest<Arc<Server<D>>> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, server: &Arc<Server<D>>) -> Result<Self, Refusal> {
        match Json::<T>::from_request(request, server).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(unreadable(&rejection, server).into()),
        }
    }
}

fn unreadable<D: Db>(rejection: &JsonRejection, server: &Server<D>) -> ApiError {
    let limit = server.config.limits.frame_bytes;
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let message = format!("A request may have {limit} bytes at most.");
        return ApiError::new(ErrorCode::TooLong, message).with("limit", limit);
    }
    // The parser's own words may quote the body, and with it what somebody wrote.
    let message = match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            "Send JSON, with the header content-type: application/json."
        }
        JsonRejection::JsonSyntaxError(_) => "The body is not JSON.",
        JsonRejection::JsonDataError(_) => "The body is not what this call expects.",
        _ => "The body could not be read.",
    };
    ApiError::new(ErrorCode::Invalid, message)
}

/// The network address that a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl<D: Db> FromRequestParts<Arc<Server<D>>> for ClientAddress {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server<D>>) -> Result<Self, Refusal> {
        let direct = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        // Our proxy adds to the end of the list; what stands before, anybody can write.
        let forwarded = || {
            let value = parts
                .headers
                .get_all("x-forwarded-for")
                .iter()
                .next_back()?
                .to_str()
                .ok()?;
            value.rsplit(',').next()?.trim().parse().ok()
        };
        let told = if server.config.behind_proxy {
            forwarded()
        } else {
            None
        };
        let address = told
            .or(direct)
            .ok_or_else(|| ApiError::new(ErrorCode::Unavailable, "The connection has no address."))?;
        Ok(Self(address))
    }
}

/// An id in a path: one that cannot be read names nothing.
pub(crate) fn id<T: std::str::FromStr>(text: &str) -> Result<T, Refusal> {
    text.parse()
        .map_err(|_| ApiError::new(ErrorCode::NotFound, "There is no such thing.").into())
}
