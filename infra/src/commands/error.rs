//! Why a command was not carried out.

use cqrs_es::AggregateError;
use cqrs_es::persist::PersistenceError;
use loopbrug_domain::directory;
use loopbrug_domain::employer;
use loopbrug_domain::field::{FieldFault, FieldFaults};
use loopbrug_domain::ids::Version;
use loopbrug_domain::policy::Denial;
use loopbrug_domain::procedure;
use loopbrug_domain::refusal::Parameter;
use loopbrug_domain::trajectory::Refusal;
use loopbrug_domain::trajectory::together::RefusedTogether;

use crate::access_record::AccessNotRecorded;
use crate::database::is_lost;
use crate::log::{AppendError, FoldError};
use crate::vault::VaultError;

/// A command was not carried out, and nothing was recorded; only with
/// [`OutcomeUnknown`](Self::OutcomeUnknown) nobody knows.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// It is not for who asks.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// It is not for who asks, and that cannot be recorded.
    #[error(transparent)]
    NotRecorded(#[from] AccessNotRecorded),
    /// It would break a rule.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Of several things that were to be recorded together one would break a rule, or more have fields at fault.
    #[error(transparent)]
    RefusedTogether(#[from] RefusedTogether),
    /// It would break a rule of the selection procedure.
    #[error(transparent)]
    RefusedByProcedure(#[from] procedure::Refusal),
    /// It would break a rule of the directory.
    #[error(transparent)]
    RefusedByDirectory(#[from] directory::Refusal),
    /// It would break a rule of the register of employers.
    #[error(transparent)]
    RefusedByRegister(#[from] employer::Refusal),
    /// What it is about is not at the version that the caller expects.
    #[error("it is at version {actual}, not at {expected}")]
    VersionConflict {
        /// What the caller expects.
        expected: Version,
        /// What is.
        actual: Version,
    },
    /// The id was used for another command.
    #[error("this command id was used before, for something else")]
    CommandIdReused,
    /// Others kept appending to the stream first, more commands wait than there is room for, or
    /// the program stops.
    #[error("the system is too busy to record this; try again")]
    Busy,
    /// It was sent to the database, whose answer was lost or is late.
    #[error(
        "it is not known whether this was recorded, because the database does not answer; send the \
         same command again, with the same commandId, and do not enter it anew"
    )]
    OutcomeUnknown,
    /// The database does not answer, and nothing was sent to it.
    #[error(
        "the database does not answer, so this request recorded nothing; send the same command again in a \
         moment, with the same commandId"
    )]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is typed about the client cannot be sealed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The stream has a hole: something was taken out of the log, and nothing can be decided on it.
    #[error("{0}; nothing can be recorded here until it is restored from a backup")]
    Incomplete(FoldError),
    /// The log could not be read.
    #[error("the log cannot be read: {0}")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The log could not be written.
    #[error(transparent)]
    Unwritable(AppendError),
}

impl CommandError {
    /// What went wrong in the log, whichever trait of cqrs-es it came through.
    fn of(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        let error = match error.downcast::<AppendError>() {
            Ok(error) => return (*error).into(),
            Err(error) => error,
        };
        match error.downcast::<FoldError>() {
            Ok(missing) => Self::Incomplete(*missing),
            Err(error) if is_away(error.as_ref()) => Self::Unavailable(error),
            Err(error) => Self::Unreadable(error),
        }
    }

    /// What went wrong in reading what is no part of the log: nothing was recorded.
    pub(crate) fn unread(error: sqlx::Error) -> Self {
        if is_away(&error) {
            Self::Unavailable(Box::new(error))
        } else {
            Self::Unreadable(error.into())
        }
    }

    /// What went wrong in writing what is no part of the log.
    pub(crate) fn of_table(error: sqlx::Error) -> Self {
        match error {
            error @ (sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => {
                Self::Unavailable(Box::new(error))
            }
            error if is_lost(&error) => Self::OutcomeUnknown,
            error => Self::Unwritable(error.into()),
        }
    }

    /// A name that never changes, for programs; none for a fault of ours.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Denied(denial) => Some(denial.code()),
            Self::NotRecorded(_) => Some(AccessNotRecorded::CODE),
            Self::Refused(refusal) => Some(refusal.code()),
            Self::RefusedTogether(refused) => Some(refused.first().refusal.code()),
            Self::RefusedByProcedure(refusal) => Some(refusal.code()),
            Self::RefusedByDirectory(refusal) => Some(refusal.code()),
            Self::RefusedByRegister(refusal) => Some(refusal.code()),
            Self::VersionConflict { .. } => Some("VERSION_CONFLICT"),
            Self::CommandIdReused => Some("COMMAND_ID_REUSED"),
            Self::Busy => Some("BUSY"),
            Self::OutcomeUnknown => Some("OUTCOME_UNKNOWN"),
            Self::Unavailable(_) => Some("UNAVAILABLE"),
            Self::Vault(error) => error.code(),
            Self::Incomplete(_) => Some("LOG_INCOMPLETE"),
            Self::Unreadable(_) | Self::Unwritable(_) => None,
        }
    }

    /// What the message names, by the names of its parts.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, Parameter)> {
        match self {
            Self::Refused(refusal) => refusal.parameters(),
            Self::RefusedTogether(refused) => refused.first().refusal.parameters(),
            Self::RefusedByProcedure(refusal) => refusal.parameters(),
            Self::RefusedByDirectory(refusal) => refusal.parameters(),
            Self::RefusedByRegister(refusal) => refusal.parameters(),
            _ => vec![],
        }
    }

    /// A rule forbids it. Where fields are to blame as well, they are named first.
    pub(super) fn is_of_a_rule(&self) -> bool {
        match self {
            Self::RefusedTogether(refused) => !refused.is_of_fields(),
            Self::Refused(_) | Self::RefusedByProcedure(_) | Self::RefusedByRegister(_) => {
                self.field_faults().is_empty()
            }
            _ => false,
        }
    }

    /// What is wrong with the fields, all of it; nothing where it failed for another reason.
    #[must_use]
    pub fn field_faults(&self) -> Vec<&FieldFault> {
        match self {
            Self::Refused(refusal) => refusal.field_faults().collect(),
            Self::RefusedByProcedure(refusal) => refusal.field_faults().collect(),
            Self::RefusedByDirectory(refusal) => refusal.field_faults().collect(),
            Self::RefusedByRegister(refusal) => refusal.field_faults().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether somebody may have it for an answer who does not see what it is about.
    pub(super) fn is_about_who_asks(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.is_about_who_asks(),
            Self::RefusedTogether(refused) => refused.is_of_fields(),
            Self::CommandIdReused => true,
            _ => false,
        }
    }

    /// A rule forbids it, or the state that it meets: the same again would be refused again.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Denied(_)
                | Self::Refused(_)
                | Self::RefusedTogether(_)
                | Self::RefusedByProcedure(_)
                | Self::RefusedByDirectory(_)
                | Self::RefusedByRegister(_)
                | Self::VersionConflict { .. }
                | Self::CommandIdReused
                | Self::Vault(VaultError::Destroyed)
        )
    }

    /// The field at fault, where one is.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => refusal.path(),
            Self::RefusedByProcedure(refusal) => refusal.path(),
            Self::RefusedByDirectory(refusal) => refusal.path(),
            Self::RefusedByRegister(refusal) => refusal.path(),
            Self::VersionConflict { .. } => Some("expectedVersion"),
            Self::CommandIdReused => Some("commandId"),
            // Each part names its own.
            Self::RefusedTogether(_)
            | Self::Denied(_)
            | Self::NotRecorded(_)
            | Self::Busy
            | Self::OutcomeUnknown
            | Self::Unavailable(_)
            | Self::Vault(_)
            | Self::Incomplete(_)
            | Self::Unreadable(_)
            | Self::Unwritable(_) => None,
        }
    }
}

impl From<PersistenceError> for CommandError {
    fn from(error: PersistenceError) -> Self {
        match error {
            PersistenceError::OptimisticLockError => AppendError::Conflict.into(),
            PersistenceError::ConnectionError(error)
            | PersistenceError::DeserializationError(error)
            | PersistenceError::UnknownError(error) => Self::of(error),
        }
    }
}

/// What our event store said, through the trait of cqrs-es.
impl<E: std::error::Error + Into<Self>> From<AggregateError<E>> for CommandError {
    fn from(error: AggregateError<E>) -> Self {
        match error {
            AggregateError::UserError(refusal) => refusal.into(),
            AggregateError::AggregateConflict => AppendError::Conflict.into(),
            AggregateError::DatabaseConnectionError(error)
            | AggregateError::DeserializationError(error)
            | AggregateError::UnexpectedError(error) => Self::of(error),
        }
    }
}

impl From<FieldFaults> for CommandError {
    fn from(faults: FieldFaults) -> Self {
        Self::Refused(faults.into())
    }
}

impl From<serde_json::Error> for CommandError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unwritable(AppendError::Json(error))
    }
}

impl From<AppendError> for CommandError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Busy | AppendError::Closed => Self::Busy,
            AppendError::OutcomeUnknown => Self::OutcomeUnknown,
            AppendError::Database(error) if is_away(error.as_ref()) => {
                Self::Unavailable(Box::new(error))
            }
            other => Self::Unwritable(other),
        }
    }
}

/// The database is out of reach, or its connection was lost.
fn is_away(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<sqlx::Error>().is_some_and(|error| {
        is_lost(error) || matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
    })
}
