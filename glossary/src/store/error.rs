//! What can go wrong with a termbase file.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// An error of the store. Whatever it is, the file holds what it held before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no termbase `{}`", .0.display())]
    Missing(PathBuf),
    /// The file is no SQLite database.
    #[error("`{}` is not a termbase: it is no database at all", .0.display())]
    NotADatabase(PathBuf),
    /// The file is a database of another program.
    #[error("`{}` is a database of another program, not a termbase", .0.display())]
    Foreign(PathBuf),
    /// The file was written by a newer version.
    #[error(
        "`{}` was written by a newer shuyu (its schema is {found}, this one knows {known})",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Schema version of the file.
        found: i64,
        /// Newest schema version known here.
        known: i64,
    },
    /// The file or its folder cannot be written.
    #[error("the termbase `{}` can only be read", .0.display())]
    ReadOnly(PathBuf),
    /// The file cannot be opened.
    #[error("cannot open the termbase `{}`: {reason}", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// Another process is writing and did not finish in time.
    #[error("the termbase is in use by another program")]
    Busy,
    /// The disk is full.
    #[error("the disk is full: nothing was changed in the termbase")]
    Full,
    /// The file is damaged.
    #[error("the termbase is damaged: {0}")]
    Damaged(String),
    /// The search was asked for something that is not in the file.
    #[error("there is no {noun} `{name}`")]
    NotFound {
        /// What was looked for: text, entry, candidate.
        noun: &'static str,
        /// Its name as given.
        name: String,
    },
    /// Any other failure of the database.
    #[error("the termbase could not be used: {0}")]
    Database(Box<dyn std::error::Error + Send + Sync>),
}

impl From<rusqlite::types::FromSqlError> for StoreError {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        rusqlite::Error::from(error).into()
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if is_misfit(&error) {
            return Self::Damaged(error.to_string());
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            // A full disk also shows as a failed write of the journal.
            Some(ErrorCode::SystemIoFailure) if is_write_failure(&error) => Self::Full,
            // What our own statements ask for is missing, or there twice.
            Some(
                ErrorCode::Unknown
                | ErrorCode::ConstraintViolation
                | ErrorCode::TypeMismatch
                | ErrorCode::SchemaChanged,
            ) => Self::Damaged(error.to_string()),
            Some(ErrorCode::SystemIoFailure) if is_cut_off(&error) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Database(Box::new(error)),
        }
    }
}

/// Whether a value is not of the kind that its column has, which no version of ours writes.
fn is_misfit(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::QueryReturnedNoRows
    )
}

/// Whether the file ends where it should go on.
fn is_cut_off(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error().map(|error| error.extended_code),
        Some(rusqlite::ffi::SQLITE_IOERR_SHORT_READ | rusqlite::ffi::SQLITE_IOERR_CORRUPTFS)
    )
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(format!("a stored value cannot be read: {error}"))
    }
}

fn is_write_failure(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error().map(|error| error.extended_code),
        Some(rusqlite::ffi::SQLITE_IOERR_WRITE | rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
    )
}
