//! Lineage: who is behind a figure, and which of their facts and events make it.

mod without;

use loopbrug_domain::catalogue::{Catalogue, Catalogues};
use loopbrug_domain::ids::{EmployerId, KboNumber, Position, ProposalId, TrajectoryId, Version};
use loopbrug_domain::trajectory::TrajectoryEvent;

use super::kind::ReportKind;
use super::question::{Question, Scope, Sources};
use super::scan::Counter;
use super::table::{Formula, Row, Table};
use super::tally::Share;
use super::{guidance, needs, report, scan};
use crate::facts::procedure::ProcedureImage;
use crate::facts::{Dated, Recorded};

/// The count of a row that a figure is traced to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    report: ReportKind,
    row: Row,
    count: usize,
}

impl Traced {
    /// What is traced of a figure: its count, that which a quantile is taken of, or the lower one of a share. `row` and
    /// `column` are places in the table. None of what is given, which counts nobody.
    #[must_use]
    pub fn of(table: &Table, (row, column): (usize, usize)) -> Option<Self> {
        let formula = table.columns[column].formula;
        let is_given = matches!(formula, Formula::Given(_));
        let traced = || Self {
            report: table.report,
            row: table.rows[row].clone(),
            count: formula.counts()[0],
        };
        (!is_given).then(traced)
    }

    /// The slots of an image that are counted, each with what it adds.
    fn shares(&self, sources: Sources<'_>, question: &Question) -> Vec<(u32, Share)> {
        let scope = Scope::new(sources, question);
        let mut counter = Counter::new(self.report, report, scope);
        counter.tally.trace(&self.row, self.count);
        let mut counters = [counter];
        scan::run(&mut counters, 0..sources.image.len(), scope);
        let [counter] = counters;
        counter.tally.into_traced()
    }
}

/// The trajectories that are counted for a figure. In order of their ids, which is the same in every process, so
/// that pages fit together.
#[must_use]
pub fn members(
    table: &Table,
    cell: (usize, usize),
    sources: Sources<'_>,
    question: &Question,
) -> Vec<TrajectoryId> {
    let traced = Traced::of(table, cell);
    let slots = traced.map_or_else(Vec::new, |traced| traced.shares(sources, question)).into_iter();
    let mut members: Vec<_> =
        slots.map(|(slot, _)| sources.image.trajectory(slot as usize)).collect();
    members.sort_unstable();
    members
}

/// The approved proposals that offer the places in a figure, each with its organisation; none where it counts no
/// places. In order of their ids.
#[must_use]
pub fn proposals(
    table: &Table,
    (row, column): (usize, usize),
    sources: Sources<'_>,
    question: &Question,
) -> Vec<(ProposalId, KboNumber)> {
    match table.columns[column].formula {
        // What is given elsewhere are no places.
        _ if table.report != ReportKind::Needs => vec![],
        Formula::Given(_) | Formula::Free { .. } | Formula::Uncovered { .. } => {
            needs::proposals_behind(Scope::new(sources, question), row)
        }
        Formula::Count(_) | Formula::Quantile(..) | Formula::Share { .. } => vec![],
    }
}

/// The employers of which the coaching in a figure was recorded, where it is for no client; none where it is something
/// else. In order of their ids.
#[must_use]
pub fn employers(
    table: &Table,
    (row, column): (usize, usize),
    sources: Sources<'_>,
    question: &Question,
) -> Vec<EmployerId> {
    match (table.report, table.columns[column].formula) {
        (ReportKind::Guidance, Formula::Given(_)) => {
            guidance::employers_behind(Scope::new(sources, question), row).into_iter().collect()
        }
        _ => vec![],
    }
}

/// What makes that a trajectory is counted for a figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MadeOf {
    /// The facts, by day.
    pub facts: Vec<MakingFact>,
    /// The events, by sequence.
    pub events: Vec<Version>,
}

/// A fact that makes a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakingFact {
    /// What. A sign below zero: it went.
    pub what: Dated,
    /// The position of the event since which it is known.
    pub since: Position,
    /// The events without which it would not be so, by sequence.
    pub made_by: Vec<Version>,
}

/// Which facts and events of a trajectory make that it is counted as it is for what is traced, none where it is not.
/// `catalogue` gives the rows; `stream` has all events of the trajectory up to the position of the question.
///
/// A *fact* makes the figure if the trajectory would add something else without it, or, where none of its measure is
/// needed, if it would do alone. All that came and went of a stock is one thing; named is what came and went of it
/// since there was nothing of it.
///
/// An *event* makes the figure if the trajectory would add something else without it and what follows from it,
/// or, where none of its type is needed, if it would do alone; and so do those that make a fact of which none is
/// named otherwise. The opening, without which there is nothing, does so where it is counted itself, or where what it
/// says decides.
#[must_use]
pub fn made_of(
    traced: &Traced,
    catalogue: &Catalogue,
    question: &Question,
    stream: &[(TrajectoryEvent, Recorded)],
    catalogues: &Catalogues,
) -> MadeOf {
    let known = without::Known::of(traced, question, stream, catalogues);
    let worlds = known.worlds();
    let image = worlds.image();
    let procedure = ProcedureImage::default();
    let sources = Sources { image: &image, procedure: &procedure, catalogue };
    let mut shares = vec![None; image.len()];
    for (slot, share) in traced.shares(sources, question) {
        shares[slot as usize] = Some(share);
    }
    known.made_of(&worlds, &shares)
}
