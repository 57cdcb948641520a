//! What can go wrong with the database, and what a person does about it.

use rusqlite::ErrorCode;
use tidegate_domain::problem::{ErrorClass, Problem};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("The database could not be used: {0}.")]
    Sqlite(#[from] rusqlite::Error),
    #[error("The data folder could not be used: {0}.")]
    Folder(#[from] std::io::Error),
    #[error("This data was written by a newer Tidegate (schema {found}; this one knows {known}).")]
    Newer { found: u32, known: u32 },
    #[error("A stored {0} has an unexpected form.")]
    Malformed(&'static str),
    #[error("There is no {0} of that id.")]
    Missing(&'static str),
    #[error("That page cursor is not one of ours.")]
    Cursor,
}

impl StoreError {
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Missing(_) | Self::Cursor => ErrorClass::ConfigInvalid,
            _ => ErrorClass::LocalStorage,
        }
    }

    fn remedy(&self) -> &'static str {
        let code = match self {
            Self::Sqlite(error) => error.sqlite_error_code(),
            _ => None,
        };
        match (self, code) {
            (_, Some(ErrorCode::DiskFull)) => {
                "The disk is full. Free some space; nothing half-written was kept."
            }
            (_, Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied)) => {
                "Check that the data folder is yours and can be written."
            }
            (_, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) => {
                "Another program holds the database. Close it and try again."
            }
            (_, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) => {
                "The database file is damaged. Move tidegate.db out of the data folder (or put a backup in its place) and start again; a new sync finds everything anew."
            }
            (Self::Newer { .. }, _) => "Update Tidegate, or choose another data folder.",
            (Self::Cursor, _) => "Start from the first page.",
            (Self::Missing(_), _) => "List them to find the id.",
            _ => "Check the disk that holds the data folder.",
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Problem::new(error.class(), error.to_string(), error.remedy())
    }
}
