//! What PostgreSQL's failures are to the server: a conflict, something that another try may mend, or plain failure.
//!
//! Only code and message are kept. What PostgreSQL adds as detail quotes rows, and rows hold what people wrote.

use std::error::Error as _;

use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::db::DbError;

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Cause(String);

/// The work may be done again from the beginning: nothing is wrong with it.
fn is_passing(code: &SqlState) -> bool {
    // Class 08: the connection.
    code.code().starts_with("08")
        || [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
            SqlState::TOO_MANY_CONNECTIONS,
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::LOCK_NOT_AVAILABLE,
        ]
        .contains(code)
}

fn told(error: &Error) -> Cause {
    if let Some(refusal) = error.as_db_error() {
        return Cause(format!("{} ({})", refusal.message(), refusal.code().code()));
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    Cause(text)
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        let cause = Box::new(told(&error));
        match error.code() {
            Some(code) if *code == SqlState::UNIQUE_VIOLATION => Self::Conflict,
            Some(code) if is_passing(code) => Self::Lost(cause),
            Some(_) => Self::Failed(cause),
            // No answer of the server's: the line is down, or was never up.
            None if error.is_closed() || error.source().is_some_and(|cause| cause.is::<std::io::Error>()) => {
                Self::Lost(cause)
            }
            None => Self::Failed(cause),
        }
    }
}

impl From<PoolError> for DbError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(TimeoutType::Wait) => {
                Self::Failed("all connections to the database are in use".into())
            }
            PoolError::Timeout(_) => Self::Lost("the database does not answer".into()),
            other => Self::Failed(Box::new(Cause(other.to_string()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_try_may_mend_is_told_apart() {
        for code in [
            "08006", "08P01", "57P01", "57P03", "25P03", "40001", "40P01", "55P03",
        ] {
            assert!(is_passing(&SqlState::from_code(code)), "{code}");
        }
        for code in ["23503", "22021", "57014", "42P01", "28P01", "53100"] {
            assert!(!is_passing(&SqlState::from_code(code)), "{code}");
        }
    }
}
