//! What can go wrong with the file, sorted by what somebody can do about it.

use engine::store::StoreError;
use rusqlite::ErrorCode;

/// Why a store file cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// A retry helps once the other process has ended.
    #[error("the local store is in use by another process")]
    InUse,
    /// Only the newer version can help: the file must be left alone.
    #[error("the local store was written by a newer version (schema {found}; this version knows {known})")]
    Newer { found: u32, known: u32 },
    /// A retry helps once there is room.
    #[error("the disk is full")]
    Full,
    /// Set the file aside and sync afresh.
    #[error("the local store is damaged: {0}")]
    Damaged(String),
    /// Anything else, such as missing rights to the folder.
    #[error("the local store cannot be opened: {0}")]
    Failed(String),
}

pub(crate) fn store_error(error: rusqlite::Error) -> StoreError {
    match sort(&error) {
        Sort::Full => StoreError::Full,
        Sort::Damaged => StoreError::Damaged(error.to_string()),
        Sort::InUse | Sort::Other => StoreError::Failed(error.to_string()),
    }
}

pub(crate) fn open_error(error: rusqlite::Error) -> OpenError {
    match sort(&error) {
        Sort::Full => OpenError::Full,
        Sort::Damaged => OpenError::Damaged(error.to_string()),
        Sort::InUse => OpenError::InUse,
        Sort::Other => OpenError::Failed(error.to_string()),
    }
}

enum Sort {
    Full,
    Damaged,
    InUse,
    Other,
}

/// SQLite's messages name tables and columns, never values. Our statements are fixed and tested, so that only a file whose
/// schema is not what this version made refuses one (`SQLITE_ERROR`).
fn sort(error: &rusqlite::Error) -> Sort {
    use rusqlite::Error;
    match error {
        Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DiskFull => Sort::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Sort::Damaged,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Sort::InUse,
            _ if failure.extended_code == rusqlite::ffi::SQLITE_ERROR => Sort::Damaged,
            _ => Sort::Other,
        },
        Error::SqlInputError { .. } => Sort::Damaged,
        // A column that does not hold what this version wrote there.
        Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::InvalidColumnType(..)
        | Error::Utf8Error(..) => Sort::Damaged,
        _ => Sort::Other,
    }
}
