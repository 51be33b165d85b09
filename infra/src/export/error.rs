//! Why nothing was exported.

use std::path::Path;

use crate::seal::SealError;

/// Nothing was exported, or not all.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The log or its seal cannot be read.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A file cannot be written.
    #[error("{path}: {why}")]
    File {
        /// Which one.
        path: String,
        /// What prevents it.
        why: std::io::Error,
    },
    /// There is an export already.
    #[error("{0} has an export already: name another folder, or remove it")]
    Exported(String),
    /// There is something else.
    #[error(
        "{folder} is not empty, and {file} is of no export that was begun: name another folder"
    )]
    NotEmpty {
        /// Which folder.
        folder: String,
        /// What is in it.
        file: String,
    },
    /// An export of something else was begun.
    #[error(
        "{folder} has an export of something else that was not finished ({of}): name another folder, or remove it"
    )]
    OtherBegun {
        /// Which folder.
        folder: String,
        /// Of what it was to be.
        of: String,
    },
    /// Somebody writes there.
    #[error("somebody else is writing an export to {0} at the moment")]
    InUse(String),
    /// There is no such stream.
    #[error("nothing was recorded about {0}")]
    NoSuchStream(String),
    /// There is nothing to export from there on.
    #[error("there is no event from position {from} on: the last one that is sealed is at {last}")]
    NothingFrom {
        /// The first position that was asked for.
        from: u64,
        /// The last that there is.
        last: u64,
    },
}

impl ExportError {
    /// A name that never changes, for programs; none for a fault of ours, or of the machine.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Seal(error) => error.code(),
            Self::File { .. } => None,
            Self::Exported(_) => Some("EXPORTED_ALREADY"),
            Self::NotEmpty { .. } => Some("FOLDER_NOT_EMPTY"),
            Self::OtherBegun { .. } => Some("OTHER_EXPORT_BEGUN"),
            Self::InUse(_) => Some("FOLDER_IN_USE"),
            Self::NoSuchStream(_) => Some("NO_SUCH_STREAM"),
            Self::NothingFrom { .. } => Some("NOTHING_FROM_THERE"),
        }
    }

    pub(super) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        |why| Self::File { path, why }
    }
}

impl From<sqlx::Error> for ExportError {
    fn from(error: sqlx::Error) -> Self {
        SealError::from(error).into()
    }
}

/// A task of the runtime that did not end well.
impl From<tokio::task::JoinError> for ExportError {
    fn from(error: tokio::task::JoinError) -> Self {
        sqlx::Error::Io(std::io::Error::other(error)).into()
    }
}
