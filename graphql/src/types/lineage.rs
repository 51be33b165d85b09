//! Lineage: who and what is behind a figure.

use async_graphql::{ID, Object, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::ids::{EventId, Position};
use loopbrug_infra::views::{Lineage, Member};
use loopbrug_reporting::facts::Dated;

use crate::id;

/// Who is behind a figure.
pub(crate) struct FigureLineage(pub(crate) Lineage);

/// Who is behind a figure: trajectories by their random ids, with the facts that the report reads of
/// them and the events that they come from.
#[Object]
impl FigureLineage {
    /// How many trajectories there are.
    async fn count(&self) -> usize {
        self.0.count
    }

    /// The position of the region's log that it is true for.
    async fn position(&self) -> u32 {
        self.0.position.0
    }

    /// The approved proposals that offer the places in the figure, by Relay id: of `offers`, `capacity`, `budget`,
    /// `free` and `uncovered` in `needsAgainstSupply`. Those alone that are for you to see.
    async fn proposals(&self) -> Vec<ID> {
        self.0.proposals.iter().copied().map(id::of_proposal).collect()
    }

    /// Those that were asked for.
    async fn trajectories(&self) -> Vec<BehindFigure> {
        self.0.members.iter().map(BehindFigure::of).collect()
    }
}

/// A trajectory behind a figure.
#[derive(SimpleObject)]
struct BehindFigure {
    /// Relay id of the trajectory.
    trajectory_id: ID,
    /// What the report reads of it, by day.
    facts: Vec<FactBehindFigure>,
}

/// A fact that a report reads.
#[derive(SimpleObject)]
struct FactBehindFigure {
    /// What is counted.
    measure: String,
    /// The day, in Brussels.
    day: NaiveDate,
    /// 1: it came; −1: it went. Of a change: by how much.
    sign: i32,
    /// What kind of it.
    code: Option<String>,
    /// A number that goes with it, where the measure has one.
    length: u32,
    /// The position of the event since which it is known.
    position: u32,
    /// That event.
    event_id: Option<ID>,
}

impl BehindFigure {
    fn of(member: &Member) -> Self {
        Self {
            trajectory_id: id::of_trajectory(member.trajectory),
            facts: member.facts.iter().map(FactBehindFigure::of).collect(),
        }
    }
}

impl FactBehindFigure {
    fn of((what, position, event): &(Dated, Position, Option<EventId>)) -> Self {
        Self {
            measure: what.measure.to_string(),
            day: what.day,
            sign: i32::from(what.sign),
            code: what.code.as_ref().map(ToString::to_string),
            length: what.length.unwrap_or(0).into(),
            position: position.0,
            event_id: event.map(|event| ID(event.to_string())),
        }
    }
}
