//! The one shape of an error on the wire, and the codes that somebody branches on.

use serde::{Deserialize, Serialize};

/// Why a request was refused. A code exists only when somebody branches on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request makes no sense as it stands; `message` says what to change.
    Invalid,
    /// Longer than [`Limits`](crate::Limits) allow.
    TooLong,
    /// Nobody is signed in.
    SignInNeeded,
    /// This device was signed out, or its session ran out.
    SessionEnded,
    /// The code is wrong, used up or too old.
    WrongCode,
    /// There is no such thing, or none that this person may know of.
    NotFound,
    /// It exists, and this person may not do that to it.
    Forbidden,
    /// The member may read here, not write.
    ReadOnly,
    /// That exists already.
    Taken,
    /// Too often; `retry_after_ms` says when it will work again.
    SlowDown,
    /// The server cannot just now; the same request may work later.
    Unavailable,
    /// A code of a newer server.
    #[serde(other)]
    Unknown,
}

impl ErrorCode {
    /// Whether sending the same again, unchanged, can succeed later.
    pub fn may_retry(self) -> bool {
        matches!(
            self,
            Self::SlowDown | Self::Unavailable | Self::SignInNeeded | Self::SessionEnded
        )
    }

    /// The HTTP status that goes with the code.
    pub fn status(self) -> u16 {
        match self {
            Self::Invalid | Self::Unknown => 400,
            Self::TooLong => 413,
            Self::SignInNeeded | Self::SessionEnded | Self::WrongCode => 401,
            Self::NotFound => 404,
            Self::Forbidden | Self::ReadOnly => 403,
            Self::Taken => 409,
            Self::SlowDown => 429,
            Self::Unavailable => 503,
        }
    }
}

/// An error as it crosses the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{message}")]
pub struct ApiError {
    pub code: ErrorCode,
    /// For people: what happened and what to do. Never holds message content.
    pub message: String,
    /// Milliseconds until the same request may work; with `slow_down` and `unavailable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// Facts for programs, such as the limit that was passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub details: Option<serde_json::Value>,
}

impl ApiError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry_after_ms: None,
            details: None,
        }
    }

    /// Adds one fact.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<serde_json::Value>) -> Self {
        let mut object = match self.details.take() {
            Some(serde_json::Value::Object(object)) => object,
            _ => serde_json::Map::new(),
        };
        object.insert(key.to_owned(), value.into());
        self.details = Some(object.into());
        self
    }
}
