//! Projections: from the log to the views.
//!
//! *Architecture invariant:* a projection writes its rows and its checkpoint in one
//! transaction, in the order of the log. Whatever happens, rows and checkpoint agree.

mod checkpoint;
mod fold;
mod procedure;
mod rebuild;
mod rows;
mod runner;
mod told_rows;
mod work_rows;

pub use checkpoint::{Status, status};
pub use rebuild::{Rebuilt, rebuild};
pub use runner::{Runner, Stepped, WORKED};

/// What is made of a region's log. Each has rows, a checkpoint and a version of its own, so each
/// may be at another position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// Trajectories, to their overview, facts and tasks.
    Trajectories,
    /// The selection procedure: rounds and proposals, to their facts.
    Procedure,
}

impl Projection {
    /// All that there are.
    pub const ALL: [Self; 2] = [Self::Trajectories, Self::Procedure];

    /// Its name, as its checkpoint has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trajectories => "trajectories",
            Self::Procedure => "procedure",
        }
    }

    /// Raised when the same events give other rows; the rows are then written anew.
    pub(crate) const fn version(self) -> i32 {
        match self {
            Self::Trajectories => 5,
            Self::Procedure => 1,
        }
    }
}

/// A projection cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The database did not do it.
    #[error("the database failed a projection: {0}")]
    Database(#[from] sqlx::Error),
    /// An event in the log cannot be read.
    #[error("the event at position {position} cannot be read: {why}")]
    Unreadable {
        /// Where it stands.
        position: loopbrug_domain::ids::Position,
        /// What is wrong with it.
        why: serde_json::Error,
    },
    /// The catalogues of the database cannot be read.
    #[error(transparent)]
    Catalogues(#[from] crate::catalogues::CatalogueError),
    /// A row has no JSON form.
    #[error("a row cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
