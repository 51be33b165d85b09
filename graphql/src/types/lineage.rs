//! Lineage: who and what is behind a figure.

use std::sync::Arc;

use async_graphql::{ID, Object, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::ids::Version;
use loopbrug_infra::views::{EventBehind, FactBehind, Lineage, Member};

use super::coded::Coded;
use crate::id;

/// Who is behind a figure.
pub(crate) struct FigureLineage(pub(crate) Lineage);

/// Who is behind a figure: trajectories by their random ids, with the facts and the events that make it.
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

    /// The employers of which the coaching in the figure was recorded, by Relay id: of what is counted without a client
    /// in `guidance`. Their histories have the events.
    async fn employers(&self) -> Vec<ID> {
        self.0.employers.iter().copied().map(id::of_employer).collect()
    }

    /// Those that were asked for.
    async fn trajectories(&self) -> Vec<BehindFigure> {
        self.0.members.iter().map(|member| BehindFigure::of(member, &self.0.catalogue)).collect()
    }
}

/// A trajectory behind a figure.
#[derive(SimpleObject)]
struct BehindFigure {
    /// Relay id of the trajectory.
    trajectory_id: ID,
    /// The facts that make that it is counted, by day. Of what holds at the end those since it holds: a sign of 1 says
    /// that it came, one of −1 that something of it went. Null where `events` is.
    facts: Option<Vec<FactBehindFigure>>,
    /// The events that make that it is counted, by sequence: those without which, and without what follows from them,
    /// the trajectory would be counted otherwise or not at all. Of several of a type that each would do, all of them.
    /// Null where the trajectories before on this page have too many events to try each: ask on from here.
    events: Option<Vec<EventBehindFigure>>,
}

/// A fact that makes a figure.
#[derive(SimpleObject)]
struct FactBehindFigure {
    /// What is counted, by its code: of the list `measure` of the catalogue.
    measure: String,
    /// The same, with the words for it.
    counted: Coded,
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
    /// The events without which it would not be so, by their sequence in the stream. What matures, as that a home
    /// lasts, has several: the home, and what was heard since.
    made_by: Vec<Version>,
}

/// An event that makes a figure.
#[derive(SimpleObject)]
struct EventBehindFigure {
    /// Its sequence in the stream of the trajectory, 1 for the first.
    sequence: Version,
    /// Its position in the log of the region.
    position: u32,
    /// Its id.
    event_id: ID,
    /// Its stored name.
    #[graphql(name = "type")]
    event_type: String,
    /// The day that it happened, in Brussels, as first recorded.
    occurred_on: NaiveDate,
    /// The sequence of the last event that corrects it, which then says what it is.
    corrected_by: Option<Version>,
}

impl BehindFigure {
    fn of(member: &Member, catalogue: &Arc<Catalogue>) -> Self {
        let made_of = member.made_of.as_ref();
        let facts = made_of.map(|made_of| made_of.facts.iter());
        let events = made_of.map(|made_of| made_of.events.iter());
        Self {
            trajectory_id: id::of_trajectory(member.trajectory),
            facts: facts.map(|all| all.map(|one| FactBehindFigure::of(one, catalogue)).collect()),
            events: events.map(|all| all.map(EventBehindFigure::of).collect()),
        }
    }
}

impl FactBehindFigure {
    fn of(fact: &FactBehind, catalogue: &Arc<Catalogue>) -> Self {
        let what = &fact.what;
        let measure = what.measure.to_string();
        Self {
            counted: Coded::of_list(CodeKind::Measure, catalogue, &measure),
            measure,
            day: what.day,
            sign: i32::from(what.sign),
            code: what.code.as_ref().map(ToString::to_string),
            length: what.length.unwrap_or(0).into(),
            position: fact.since.0,
            event_id: fact.event.map(|event| ID(event.to_string())),
            made_by: fact.made_by.clone(),
        }
    }
}

impl EventBehindFigure {
    fn of(behind: &EventBehind) -> Self {
        let EventBehind { stored, event, corrected_by } = behind;
        Self {
            sequence: stored.sequence,
            position: stored.position.0,
            event_id: ID(stored.event_id.to_string()),
            event_type: stored.event_type.clone(),
            occurred_on: event.occurred_on,
            corrected_by: *corrected_by,
        }
    }
}
