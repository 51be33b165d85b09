//! Projections: from the log to the views.
//!
//! *Architecture invariant:* a projection writes its rows and its checkpoint in one
//! transaction, in the order of the log. Whatever happens, rows and checkpoint agree.
//!
//! Rows belong to a generation. Readers read the one that the checkpoint names; a rebuild writes the
//! next beside it.

mod access_rows;
pub(crate) mod attention;
mod bytea;
mod cache;
mod checkpoint;
mod dead_letters;
mod employer_rows;
mod fold;
mod follow;
pub(crate) mod in_memory;
mod overview_rows;
mod procedure;
mod quarantine;
mod rebuild;
mod retry;
mod rows;
mod runner;
mod status;
mod stream_fold;
mod table_row;
mod task_rows;
mod upsert;
mod verify;

pub(crate) use checkpoint::BEAT_EVERY;
pub use checkpoint::WORKED;
pub use rebuild::{OnProgress, Progress, Rebuilt, Stage, rebuild};
pub use retry::{Retried, retry};
pub use runner::{Runner, Stepped};
pub use status::{Health, LAGGING, RebuildStatus, STALLED, Status, status};
pub(crate) use task_rows::tasks_of;
pub use verify::{Verified, verify};

use loopbrug_domain::catalogue::Code;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;

/// How many positions are projected at once.
const BATCH: u32 = 5_000;
/// A log that is longer, and not looked at yet, is folded stream by stream: it is quicker.
const LONG_LOG: u32 = 4 * BATCH;

/// What is made of a region's log. Each has rows, a checkpoint and a version of its own, so each
/// may be at another position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// Trajectories, to their overview, facts, tasks and employers.
    Trajectories,
    /// What is no trajectory: the rounds and proposals of the selection procedure, and registered employers, to their
    /// facts.
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
            Self::Trajectories => 15,
            Self::Procedure => 5,
        }
    }

    /// A statement about it, of which `$1` is its name and `$2` the region.
    fn query<'q>(self, sql: &'q str, region: &'q Code) -> Query<'q, Postgres, PgArguments> {
        sqlx::query(sql).bind(self.name()).bind(region.as_str())
    }
}

/// A projection cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The database did not do it.
    #[error("the database failed a projection: {0}")]
    Database(#[from] sqlx::Error),
    /// A stream cannot be projected. Once it is known which, it is quarantined alone.
    #[error("a stream cannot be projected: {0}")]
    Row(String),
    /// The rows are of newer code, which is at work or will be.
    #[error("the rows were written by a newer version of this program")]
    Newer,
    /// Another process goes on with a rebuild that this one was at.
    #[error("another process has taken up the rebuild")]
    TakenOver,
    /// A rebuild did not come to what the log holds. It is given up; readers have what they had.
    #[error(
        "the rebuild has {events} events and {rows} streams, and the log {events_in_log} events \
         and {streams_in_log} streams"
    )]
    Miscounted {
        /// Events that were folded.
        events: u64,
        /// Events of the log.
        events_in_log: u64,
        /// Streams that have a row or a dead letter.
        rows: u64,
        /// Streams of the log.
        streams_in_log: u64,
    },
    /// The process has fewer connections than a rebuild takes at once.
    #[error(
        "a rebuild takes {needed} connections to the database at once, and there are {found} for it: let \
         the process have more (LOOPBRUG_DATABASE_CONNECTIONS), and its role"
    )]
    TooFewConnections {
        /// How many there are.
        found: u32,
        /// How many it takes.
        needed: u32,
    },
}
