//! Why something was not done: refused by a rule, or prevented by the database.

use protocol::{ApiError, ErrorCode};

use crate::db::DbError;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// By a rule; the code says whether the same may work later.
    #[error(transparent)]
    Refused(#[from] ApiError),
    /// Trying again later may help.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl Failure {
    /// What the asker is told. The caller logs a database failure: the asker learns nothing of its inside.
    pub fn into_api(self) -> ApiError {
        match self {
            Self::Refused(error) => error,
            Self::Database(_) => ApiError {
                retry_after_ms: Some(1_000),
                ..ApiError::new(
                    ErrorCode::Unavailable,
                    "The server cannot do that just now. Try again in a moment.",
                )
            },
        }
    }
}
