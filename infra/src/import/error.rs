//! Why nothing is imported, or no more.

use crate::catalogues::CatalogueError;
use crate::companion::CompanionError;
use crate::export::fault::ExportFault;
use crate::seal::SealError;

/// An import was refused, or stopped half-way.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The export has a fault.
    #[error(transparent)]
    Export(#[from] ExportFault),
    /// It is an export of a part.
    #[error(
        "this is an export of a stream, or from a position on: only one of a whole region is the log of a region, and \
         can be imported"
    )]
    OfAPart,
    /// A line is nothing that the log, or its seal, can have.
    #[error("line {line} of the {of}: {why}")]
    Line {
        /// Of the events, or of the heads.
        of: &'static str,
        /// Which one, from 1 on.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The tree of what was written is not that of the export.
    #[error(
        "what was written is not what the last head covers: the export was changed while it was imported. Start anew, \
         with an empty database"
    )]
    OtherRoot,
    /// The region is not empty.
    #[error(
        "'{region}' has rows in {table} already: an export is imported into a system that has nothing of the region, so \
         name another --data-dir or DATABASE_URL"
    )]
    NotEmpty {
        /// Which region.
        region: String,
        /// The first table in which it has some.
        table: &'static str,
    },
    /// It was imported before.
    #[error("this export was imported before: there is nothing left to do")]
    ImportedBefore,
    /// Another one was begun.
    #[error(
        "an import of '{0}' was begun with another export, or another companion, and was not finished: go on with those, or \
         start anew with an empty database"
    )]
    OtherBegun(String),
    /// Somebody serves.
    #[error("a program serves from this database: stop it, and import then")]
    Served,
    /// Another process imports the same.
    #[error("another process imports the same region at this moment")]
    AnotherAtWork,
    /// The vault of the companion is not that of this log.
    #[error(
        "this log belongs to another vault than the one that is imported: start anew with an empty database, and with the \
         key file of the system that exported"
    )]
    OtherVault,
    /// The reference data cannot be used.
    #[error("the reference data of the export cannot be used: {0}")]
    Catalogues(#[from] CatalogueError),
    /// The companion cannot be used.
    #[error(transparent)]
    Companion(#[from] CompanionError),
    /// The tree cannot be read or written.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database does not answer.
    #[error("the database cannot be written: {0}")]
    Database(#[from] sqlx::Error),
}

impl ImportError {
    /// A name that never changes, for programs; none for a fault of ours, or of the machine.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Export(fault) => Some(fault.code()),
            Self::OfAPart => Some("EXPORT_OF_A_PART"),
            Self::Line { .. } => Some("LINE_NOT_IMPORTED"),
            Self::OtherRoot => Some("EXPORT_CHANGED_MEANWHILE"),
            Self::NotEmpty { .. } => Some("REGION_NOT_EMPTY"),
            Self::ImportedBefore => Some("IMPORTED_BEFORE"),
            Self::OtherBegun(_) => Some("OTHER_IMPORT_BEGUN"),
            Self::Served => Some("SERVED"),
            Self::AnotherAtWork => Some("IMPORT_IN_USE"),
            Self::OtherVault => Some("OTHER_VAULT"),
            Self::Companion(error) => error.code(),
            Self::Catalogues(_) | Self::Seal(_) | Self::Database(_) => None,
        }
    }

    /// A fault that the database finds in a row that is copied after a line.
    pub(super) fn copied(error: sqlx::Error, after: u64) -> Self {
        let refused = error.as_database_error().and_then(|error| {
            let error = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?;
            let place = error.r#where()?.split("line ").nth(1)?;
            let digits = place.find(|c: char| !c.is_ascii_digit()).unwrap_or(place.len());
            Some((place[..digits].parse::<u64>().ok()?, error.message().to_owned()))
        });
        match refused {
            Some((line, why)) => Self::Line { of: "events", line: after + line, why },
            None => error.into(),
        }
    }
}

/// A task of the runtime that did not end well.
impl From<tokio::task::JoinError> for ImportError {
    fn from(error: tokio::task::JoinError) -> Self {
        sqlx::Error::Io(std::io::Error::other(error)).into()
    }
}
