//! Given, when, then: how the rules are written in tests.

mod payloads;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::test::TestFramework;
use uuid::Uuid;

pub use payloads::*;

use super::{Intent, Payload, Refusal, State, Trajectory, TrajectoryCommand, TrajectoryEvent};
use crate::actor::{Actor, Role, Roles};
use crate::catalogue::Catalogues;
use crate::ids::{KboNumber, Version, WorkerId};
use crate::stream::{Aggregate, Stream};
use crate::time::start_of_day;

/// Day `n` of the story; day 1 is 1 January 2024.
pub fn day(n: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 12, 31).unwrap() + chrono::Duration::days(n)
}

/// An organisation by number; 1 is the owner.
pub fn organisation(n: u32) -> KboNumber {
    KboNumber::of_stem(n)
}

/// What was recorded, who records next, and what time it is.
pub struct Story {
    events: Vec<TrajectoryEvent>,
    by: KboNumber,
    worker: WorkerId,
    now: Option<DateTime<Utc>>,
    steward: bool,
}

/// Nothing was recorded; the owner speaks; it is the day that things happen.
pub fn story() -> Story {
    let worker = WorkerId(Uuid::from_u128(1));
    Story { events: vec![], by: organisation(1), worker, now: None, steward: false }
}

/// A client who was met on day 1 and took part from day 3 on, after three events.
pub fn participant() -> Story {
    story().given(day(1), opened()).given(day(2), legal_basis()).given(day(3), intake())
}

impl Story {
    pub fn given(self, on: NaiveDate, what: impl Into<Payload>) -> Self {
        let by = self.by;
        self.given_by(by, on, what)
    }

    pub fn given_by(
        mut self,
        organisation: KboNumber,
        occurred_on: NaiveDate,
        what: impl Into<Payload>,
    ) -> Self {
        self.events.push(event(occurred_on, organisation, what.into()));
        self
    }

    /// What was recorded when it was asked for, today.
    #[track_caller]
    pub fn asked(self, on: NaiveDate, intent: Intent) -> Self {
        let mut asked = self.again();
        asked.events.extend(self.when(on, intent).recorded());
        asked
    }

    /// The same, recorded before events named what they follow from.
    pub fn older(mut self) -> Self {
        for event in &mut self.events {
            event.follows_from = None;
        }
        self
    }

    pub fn by(self, organisation: KboNumber) -> Self {
        Self { by: organisation, ..self }
    }

    /// The same once more.
    pub fn again(&self) -> Self {
        Self { events: self.events.clone(), ..*self }
    }

    /// The person who speaks, by number.
    pub fn worker(self, n: u128) -> Self {
        Self { worker: WorkerId(Uuid::from_u128(n)), ..self }
    }

    /// Who speaks is a steward.
    pub fn steward(self) -> Self {
        Self { steward: true, ..self }
    }

    /// It is the beginning of this day.
    pub fn today(self, today: NaiveDate) -> Self {
        self.at(start_of_day(today))
    }

    /// It is this moment.
    pub fn at(self, now: DateTime<Utc>) -> Self {
        Self { now: Some(now), ..self }
    }

    pub fn into_events(self) -> Vec<TrajectoryEvent> {
        self.events
    }

    pub fn state(&self) -> State {
        self.trajectory().state().clone()
    }

    pub fn trajectory(&self) -> Trajectory {
        let mut trajectory = Trajectory::default();
        self.events.iter().cloned().for_each(|event| trajectory.apply(event));
        trajectory
    }

    /// The event that says what somebody asks to be recorded.
    pub fn recorded_before(&self, occurred_on: NaiveDate, intent: Intent) -> Option<Version> {
        self.trajectory().recorded_before(&self.command(occurred_on, intent))
    }

    fn command(&self, occurred_on: NaiveDate, intent: Intent) -> TrajectoryCommand {
        let roles: Roles =
            self.steward.then_some(Role::Steward).into_iter().collect::<Vec<_>>().into();
        TrajectoryCommand {
            occurred_on,
            now: self.now.unwrap_or_else(|| start_of_day(occurred_on)),
            actor: Actor { worker: self.worker, organisation: self.by, roles },
            intent,
        }
    }

    pub fn when(self, occurred_on: NaiveDate, intent: Intent) -> Outcome {
        let command = self.command(occurred_on, intent);
        let result = TestFramework::<Trajectory>::with(Arc::new(Catalogues::embedded()))
            .given(self.events)
            .when(command)
            .inspect_result();
        Outcome { on: occurred_on, by: self.by, result }
    }
}

/// What came of it.
pub struct Outcome {
    on: NaiveDate,
    by: KboNumber,
    result: Result<Vec<TrajectoryEvent>, Refusal>,
}

impl Outcome {
    /// What was recorded, all of the day and by the organisation that asked. Which event follows
    /// from which is for [`Self::then_following`] to say.
    #[track_caller]
    pub fn then(self, payloads: Vec<Payload>) {
        let (on, by) = (self.on, self.by);
        let expected: Vec<_> = payloads.into_iter().map(|what| event(on, by, what)).collect();
        let alone = |event: TrajectoryEvent| TrajectoryEvent { follows_from: None, ..event };
        let recorded = self.result.map(|events| events.into_iter().map(alone).collect());
        assert_eq!(recorded, Ok(expected));
    }

    /// What was recorded, each with the place of the event that it follows from, if it does.
    #[track_caller]
    pub fn then_following(self, events: Vec<(Option<Version>, Payload)>) {
        let (on, by) = (self.on, self.by);
        let expected = events
            .into_iter()
            .map(|(follows_from, what)| TrajectoryEvent { follows_from, ..event(on, by, what) });
        assert_eq!(self.result, Ok(expected.collect()));
    }

    /// What came of it.
    #[track_caller]
    pub fn recorded(self) -> Vec<TrajectoryEvent> {
        self.result.expect("recorded")
    }

    /// Something was recorded.
    #[track_caller]
    pub fn then_permitted(self) {
        assert!(!self.recorded().is_empty());
    }

    #[track_caller]
    pub fn then_refused(self, refusal: &(impl Clone + Into<Refusal>)) {
        assert_eq!(self.result, Err(refusal.clone().into()));
    }
}

fn event(occurred_on: NaiveDate, organisation: KboNumber, what: Payload) -> TrajectoryEvent {
    TrajectoryEvent {
        occurred_on,
        organisation,
        late: false,
        follows_from: None,
        origin: None,
        what,
    }
}
