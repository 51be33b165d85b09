//! Given, when, then: how the rules of a round are written in tests. Times are local, in Brussels.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Brussels;
use uuid::Uuid;

use super::amendment::TimelineAmended;
use super::launch::{Launch, RoundLaunched};
use super::{Intent, Payload, Refusal, RoundCommand, RoundEvent, SelectionRound, decide};
use crate::actor::{Actor, Role};
use crate::catalogue::{Catalogues, Code};
use crate::ids::{KboNumber, WorkerId};
use crate::procedure::Occasion;
use crate::stream::Aggregate;
use crate::time::day_in_brussels;

/// The committed catalogues, read once.
pub fn catalogues() -> &'static Catalogues {
    static CATALOGUES: LazyLock<Catalogues> = LazyLock::new(Catalogues::embedded);
    &CATALOGUES
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A local time as the server's clock has it.
pub fn utc(local: &str) -> DateTime<Utc> {
    let local: NaiveDateTime = local.parse().unwrap();
    Brussels.from_local_datetime(&local).unwrap().with_timezone(&Utc)
}

/// Somebody of organisation `n`.
pub fn actor(worker: u128, organisation: u32) -> Actor {
    Actor {
        worker: WorkerId(Uuid::from_u128(worker)),
        organisation: KboNumber::of_stem(organisation),
        roles: vec![Role::Assessor].into(),
    }
}

pub fn occasion(now: DateTime<Utc>, actor: Actor) -> Occasion {
    Occasion { occurred_on: day_in_brussels(now), now, actor }
}

pub fn launch() -> Launch {
    Launch {
        region: Code::new("vlaamse-ardennen"),
        round: Code::new("2023"),
        catalogue: day("2023-08-11"),
    }
}

pub fn amended(item: &str, new: &str) -> TimelineAmended {
    let (item, reason) = (Code::new(item), Code::new("other"));
    TimelineAmended { item, old: None, new: day(new), reason }
}

pub struct Story {
    round: SelectionRound,
    now: DateTime<Utc>,
}

pub fn story() -> Story {
    Story { round: SelectionRound::default(), now: utc("2023-08-11T09:00:00") }
}

/// The round of the addendum, launched on its day.
pub fn launched() -> Story {
    let Launch { region, round, catalogue } = launch();
    let (launched_at, from) = (utc("2023-08-11T09:00:00"), day("2023-08-11"));
    story()
        .given("2023-08-11T09:00:00", RoundLaunched { region, round, catalogue, launched_at, from })
}

impl Story {
    pub fn given(mut self, local: &str, what: impl Into<Payload>) -> Self {
        self.round.apply(event(day_in_brussels(utc(local)), what.into()));
        self
    }

    pub fn at(self, local: &str) -> Self {
        Self { now: utc(local), ..self }
    }

    pub fn round(self) -> SelectionRound {
        self.round
    }

    pub fn when(self, intent: Intent) -> Outcome {
        let command = RoundCommand { occasion: occasion(self.now, actor(1, 1)), intent };
        let result = decide(&self.round, &command, catalogues());
        Outcome { on: day_in_brussels(self.now), result }
    }
}

pub struct Outcome {
    on: NaiveDate,
    result: Result<Vec<RoundEvent>, Refusal>,
}

impl Outcome {
    #[track_caller]
    pub fn then(self, payloads: Vec<Payload>) {
        let expected: Vec<_> = payloads.into_iter().map(|what| event(self.on, what)).collect();
        assert_eq!(self.result, Ok(expected));
    }

    #[track_caller]
    pub fn then_each(self, names: &[&str]) {
        let events = self.result.unwrap();
        let found: Vec<_> = events.iter().map(|event| event.what.event_type().name).collect();
        assert_eq!(found, names);
    }

    #[track_caller]
    pub fn then_refused(self, refusal: &(impl Clone + Into<Refusal>)) {
        assert_eq!(self.result, Err(refusal.clone().into()));
    }
}

fn event(occurred_on: NaiveDate, what: Payload) -> RoundEvent {
    RoundEvent {
        occurred_on,
        organisation: KboNumber::of_stem(1),
        late: false,
        follows_from: None,
        origin: None,
        what,
    }
}
