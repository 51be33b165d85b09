//! Given what happened to clients, when a report is asked, then each figure is as worked out by hand
//! from `docs/reports.md`.

mod guidance;
mod needs;
mod outcomes;
mod parts;
mod people;
mod rounded;
mod time;
mod what_happened;

use std::collections::BTreeSet;

use strum::VariantArray;
use uuid::Uuid;

use super::*;
use crate::facts::image::Image;
use crate::facts::procedure::ProcedureImage;
use crate::facts::{Recorded, StoredFacts, StoredMeasures, TrajectoryFold};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{Position, TrajectoryId};
use loopbrug_domain::trajectory::profile::{ChallengeLinked, LinkedBy};
use loopbrug_domain::trajectory::story::{Story, day};

/// A region, and its clients.
pub(super) struct Given {
    catalogues: Catalogues,
    image: Image,
    procedure: ProcedureImage,
}

/// These clients; what happened to them was recorded on its day, the positions running on from one to
/// the next, from 1.
pub(super) fn given(stories: Vec<Story>) -> Given {
    given_after(0, stories)
}

/// The same, after a position.
pub(super) fn given_after(position: u32, stories: Vec<Story>) -> Given {
    given_late(position, 0, stories)
}

/// The same, recorded some days late.
pub(super) fn given_late(mut position: u32, late: u64, stories: Vec<Story>) -> Given {
    let catalogues = Catalogues::embedded();
    let mut image = Image::default();
    for (n, story) in stories.into_iter().enumerate() {
        let mut folded = TrajectoryFold::default();
        for event in story.into_events() {
            position += 1;
            let on = event.occurred_on + chrono::Days::new(late);
            folded.apply(event, Recorded { at: Position(position), on }, &catalogues);
        }
        let (id, facts) = (client(n), folded.facts());
        image.put(id, &StoredFacts::of(facts).unwrap()).unwrap();
        image.add(id, &StoredMeasures::of(facts.event_measures()).unwrap()).unwrap();
    }
    image.reached(Position(position));
    Given { catalogues, image, procedure: ProcedureImage::default() }
}

/// The client of the nth story, from 0.
pub(super) fn client(n: usize) -> TrajectoryId {
    TrajectoryId(Uuid::from_u128(n as u128))
}

pub(super) fn challenge(code: &str) -> ChallengeLinked {
    ChallengeLinked { challenge: Code::new(code), by: LinkedBy::Persona, rationale: None }
}

impl Given {
    pub(super) fn with(self, procedure: ProcedureImage) -> Self {
        Self { procedure, ..self }
    }

    /// A report over the year, as it is known in the end.
    pub(super) fn ask(&self, kind: ReportKind) -> Ask<'_> {
        let question = Question {
            period: Period::try_new(day(1), day(366)).unwrap(),
            as_of: AsOf { position: Position(10_000), day: day(10_000) },
            filter: Filter::default(),
            codes: Codes::Own,
        };
        Ask { given: self, kind, question }
    }

    fn sources(&self) -> Sources<'_> {
        let catalogue = self.catalogues.latest("vlaamse-ardennen").unwrap();
        Sources { image: &self.image, procedure: &self.procedure, catalogue }
    }
}

/// A report, and what it is asked.
#[derive(Clone)]
pub(super) struct Ask<'a> {
    given: &'a Given,
    kind: ReportKind,
    question: Question,
}

impl Ask<'_> {
    pub(super) fn over(mut self, from: i64, to: i64) -> Self {
        self.question.period = Period::try_new(day(from), day(to)).unwrap();
        self
    }

    pub(super) fn known_at(mut self, position: u32) -> Self {
        self.question.as_of.position = Position(position);
        self
    }

    pub(super) fn on_day(mut self, n: i64) -> Self {
        self.question.as_of.day = day(n);
        self
    }

    pub(super) fn about(mut self, filter: Filter) -> Self {
        self.question.filter = filter;
        self
    }

    pub(super) fn in_common_codes(mut self) -> Self {
        self.question.codes = Codes::Common;
        self
    }

    pub(super) fn table(&self) -> Table {
        answer(self.kind, self.given.sources(), &self.question)
    }

    /// An exact figure; absent where the table has it absent.
    #[track_caller]
    pub(super) fn figure(&self, row: &str, column: &str) -> Option<f64> {
        let table = self.table();
        let place = (row_of(&table, row), column_of(&table, column));
        table.figure(place.0, place.1)
    }

    /// Figures that are not absent.
    #[track_caller]
    pub(super) fn figures<const N: usize>(&self, row: &str, columns: [&str; N]) -> [i64; N] {
        columns.map(|column| whole(self.figure(row, column).expect(column)))
    }

    /// The clients behind a figure.
    pub(super) fn members(&self, row: &str, column: &str) -> BTreeSet<TrajectoryId> {
        let table = self.table();
        let place = (row_of(&table, row), column_of(&table, column));
        members(&table, place, self.given.sources(), &self.question).into_iter().collect()
    }
}

#[track_caller]
fn row_of(table: &Table, key: &str) -> usize {
    table.row(key).unwrap_or_else(|| panic!("no row {key}"))
}

#[track_caller]
fn column_of(table: &Table, code: &str) -> usize {
    table.column(code).unwrap_or_else(|| panic!("no column {code}"))
}

#[expect(clippy::cast_possible_truncation, reason = "figures are small")]
fn whole(figure: f64) -> i64 {
    assert!(figure.fract() == 0.0, "{figure}");
    figure as i64
}
