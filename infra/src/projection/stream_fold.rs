//! What a stream folds to, and the rows that come of it: one implementation an aggregate type.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{EmployerId, Position, ProposalId, RoundId, TrajectoryId, Version};
use loopbrug_domain::time::{FIRST_DAY, LAST_DAY, day_in_brussels, is_in_range};
use loopbrug_reporting::facts::procedure::{EmployerFact, ProposalFacts, RoundFacts};
use loopbrug_reporting::facts::{Recorded, StoredFacts, StoredMeasures, Unstorable, Versions};
use sqlx::Postgres;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use uuid::Uuid;

use super::table_row::{Table, TableRow};
use super::{Projection, ProjectionError};
use crate::log::{FoldError, RecordedText, read_next};
use loopbrug_domain::event::{Event, Payloads};

/// A stream folded up to a position.
///
/// *Architecture invariant:* it folds and gives rows, and does nothing else. A rebuild runs over all
/// that ever happened, so whatever acts on the world belongs to none of these.
pub(super) trait StreamFold: Default + Send + Sync + 'static {
    /// The aggregate type of the stream.
    const TYPE: &'static str;

    /// Its events.
    type Payload: Payloads;

    /// Folds these events, from the first of the stream on, as far as they can be read. Gives what they
    /// fold to, how many they are, and why there are no more.
    fn fold<'a>(
        events: impl IntoIterator<Item = RecordedText<'a>>,
        catalogues: &Catalogues,
    ) -> (Self, usize, Option<FoldError>) {
        let mut folded = Self::default();
        for (n, event) in events.into_iter().enumerate() {
            if let Err(error) = folded.fold_next(event, catalogues) {
                return (folded, n, Some(error));
            }
        }
        let events = folded.version() as usize;
        (folded, events, None)
    }

    /// Folds the next event of the stream. Where that is not the one that is given, or it cannot be
    /// read, the fold stays as it was.
    fn fold_next(
        &mut self,
        event: RecordedText<'_>,
        catalogues: &Catalogues,
    ) -> Result<(), FoldError> {
        let RecordedText { position, recorded_at, event } = event;
        let read = read_next(self.version(), event)?;
        let recorded = Recorded { at: position, on: day_in_brussels(recorded_at) };
        self.apply(read, recorded, catalogues);
        Ok(())
    }

    /// Applies the next event.
    fn apply(&mut self, event: Event<Self::Payload>, recorded: Recorded, catalogues: &Catalogues);

    /// How many events are folded.
    fn version(&self) -> Version;

    /// Roughly how many bytes it takes in memory.
    fn weight(&self) -> usize;

    /// Says that its rows are written.
    fn written(&mut self, _catalogues: &Catalogues) {}

    /// Gives its rows. What has not changed after position `after` may be left out.
    fn rows(
        &self,
        stream: &str,
        after: Position,
        catalogues: &Catalogues,
        to: &mut impl RowSink,
    ) -> Result<(), RowError>;
}

/// What an image has of a row: the same, whether it is read from the table or is [folded](super::in_memory) without one.
#[derive(Debug)]
pub(super) enum ImageFacts {
    /// All of a trajectory but the measures of single events.
    Trajectory(TrajectoryId, StoredFacts),
    /// Some of those.
    Events(TrajectoryId, StoredMeasures),
    Round(RoundId, Versions<RoundFacts>),
    Proposal(ProposalId, Versions<ProposalFacts>),
    Employer(EmployerId, Vec<EmployerFact>),
}

/// Takes rows.
pub(super) trait RowSink {
    fn row<R: TableRow>(&mut self, row: &R) -> Result<(), RowError>;

    /// Takes what an image has of a row; whoever writes tables has it by the row itself.
    fn facts(&mut self, _facts: impl FnOnce() -> ImageFacts) {}

    /// Says that the rows of `table` that this stream had before are no more.
    fn replace(&mut self, table: &'static Table, id: Uuid);

    /// Says how far the stream's row in `table` is, which is otherwise as it was written.
    fn move_on(&mut self, table: &'static Table, moved: Moved);
}

/// How far a stream is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved {
    pub(super) id: Uuid,
    pub(super) version: i64,
    pub(super) position: i64,
    /// The last day on which something happened.
    pub(super) last_on: NaiveDate,
}

/// A stream has no rows.
#[derive(Debug, thiserror::Error)]
pub(super) enum RowError {
    /// It does not begin as its kind does, so there is nothing to show.
    #[error("the stream does not say what it is about")]
    Nameless,
    /// It is about something else than its id says, whose rows it would take.
    #[error("the stream is about something else than its id says")]
    Misplaced,
    /// A day of it is outside the range: it was recorded before there was one, and is to be put right.
    #[error(
        "a day is before {FIRST_DAY} or after {LAST_DAY}: correct or void the event, then retry"
    )]
    DayOutOfRange,
    /// A row has no JSON form.
    #[error("a row has no JSON form")]
    Json(#[from] serde_json::Error),
    /// A row has no binary form.
    #[error("a row has no binary form: {0}")]
    Binary(BoxDynError),
    /// Dimensions have no form as bytes.
    #[error("dimensions have no form as bytes")]
    Dimensions(#[from] postcard::Error),
    /// Measures cannot be stored.
    #[error(transparent)]
    Measures(#[from] Unstorable),
}

/// The stream is about what its id says.
pub(super) fn in_its_place(stream: &str, id: Uuid) -> Result<(), RowError> {
    if Uuid::parse_str(stream) == Ok(id) { Ok(()) } else { Err(RowError::Misplaced) }
}

/// Days that a row can have.
pub(super) fn in_range(days: impl IntoIterator<Item = NaiveDate>) -> Result<(), RowError> {
    if days.into_iter().all(is_in_range) { Ok(()) } else { Err(RowError::DayOutOfRange) }
}

/// Where rows are written, and by which catalogues.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing<'a> {
    pub(super) projection: Projection,
    pub(super) region: &'a Code,
    pub(super) generation: i32,
    pub(super) catalogues: &'a Catalogues,
}

impl<'a> Writing<'a> {
    /// A statement about these rows, of which `$1` is the region and `$2` the generation.
    pub(super) fn query<'q>(&self, sql: &'q str) -> Query<'q, Postgres, PgArguments>
    where
        'a: 'q,
    {
        sqlx::query(sql).bind(self.region.as_str()).bind(self.generation)
    }
}

impl ProjectionError {
    /// In words that hold nothing of a row, if it is the rows that the database refused.
    pub(super) fn refused_row(&self) -> Option<String> {
        /// Data exception, constraint, limit of the program, check of a view, raised by a trigger.
        const OF_A_ROW: [&str; 5] = ["22", "23", "54", "44", "P0"];
        match self {
            Self::Row(why) => Some(why.clone()),
            Self::Database(sqlx::Error::Database(error)) => {
                let code = error.code()?;
                if !OF_A_ROW.contains(&code.get(..2)?) {
                    return None;
                }
                let of = |what: &str, name: Option<&str>| {
                    name.map_or_else(String::new, |name| format!(", {what} {name}"))
                };
                let table = of("table", error.table());
                let constraint = of("constraint", error.constraint());
                Some(format!("the row cannot be written: SQLSTATE {code}{table}{constraint}"))
            }
            _ => None,
        }
    }
}
