//! Given, when, then: how the rules are seen from outside. What happens is taken from the
//! golden payloads, which are one story; a test states what differs.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::{Duration, NaiveDate};
use cqrs_es::test::TestFramework;
use loopbrug_domain::actor::{Actor, Roles};
use loopbrug_domain::catalogue::{Catalogues, Code, List};
use loopbrug_domain::ids::{ClientId, KboNumber, WorkerId};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::links::links;
use loopbrug_domain::trajectory::together::{Part, decide_together};
use loopbrug_domain::trajectory::{
    Intent, Payload, Refusal, State, Trajectory, TrajectoryCommand, TrajectoryEvent,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

static CATALOGUES: LazyLock<Arc<Catalogues>> = LazyLock::new(|| Arc::new(Catalogues::embedded()));

/// Day `n` of the story; day 1 is 1 January 2024.
pub(crate) fn day(n: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 12, 31).unwrap() + Duration::days(n)
}

/// An organisation by number; 1 opens the trajectory.
pub(crate) fn organisation(n: u32) -> KboNumber {
    KboNumber::of_stem(n)
}

pub(crate) fn code<L: List>(code: &str) -> Code<L> {
    Code::new(code)
}

fn stored(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads");
    let text = std::fs::read_to_string(folder.join(format!("{name}.json")));
    serde_json::from_str(&text.unwrap_or_else(|error| panic!("{name}: {error}"))).unwrap()
}

/// The fact of a payload: `payload("HousingFound.v1")`.
pub(crate) fn payload<F: DeserializeOwned>(name: &str) -> F {
    let event_type = name.split('.').next().unwrap();
    serde_json::from_value(stored(name)["what"][event_type].clone()).unwrap()
}

/// What was recorded, and who records next, under which catalogues.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    events: Vec<TrajectoryEvent>,
    by: KboNumber,
    today: Option<NaiveDate>,
    catalogues: Arc<Catalogues>,
}

/// A client who was met on day 1.
pub(crate) fn met() -> Story {
    let catalogues = Arc::clone(&CATALOGUES);
    Story { events: vec![], by: organisation(1), today: None, catalogues }
        .given("TrajectoryOpened.v1.minimal")
}

/// A client who was met on day 1 and took part from day 3 on.
pub(crate) fn participant() -> Story {
    met().given("LegalBasisRecorded.v2.minimal").given("IntakeCompleted.v1")
}

impl Story {
    /// As a payload tells it: the day and the organisation as well.
    pub(crate) fn given(mut self, payload: &str) -> Self {
        self.events.push(serde_json::from_value(stored(payload)).unwrap());
        self
    }

    /// Recorded on a day by the organisation that speaks.
    pub(crate) fn and(mut self, on: NaiveDate, what: impl Into<Payload>) -> Self {
        let (organisation, what) = (self.by, what.into());
        self.events.push(TrajectoryEvent {
            occurred_on: on,
            organisation,
            late: false,
            follows_from: None,
            origin: None,
            what,
        });
        self
    }

    /// Who speaks.
    pub(crate) fn by(self, n: u32) -> Self {
        Self { by: organisation(n), ..self }
    }

    /// The day on which it is recorded.
    pub(crate) fn today(self, today: NaiveDate) -> Self {
        Self { today: Some(today), ..self }
    }

    pub(crate) fn under(self, catalogues: Catalogues) -> Self {
        Self { catalogues: Arc::new(catalogues), ..self }
    }

    pub(crate) fn state(&self) -> State {
        self.trajectory().state().clone()
    }

    pub(crate) fn trajectory(&self) -> Trajectory {
        let mut trajectory = Trajectory::default();
        self.events.iter().cloned().for_each(|event| trajectory.apply(event));
        trajectory
    }

    /// The same story of another client.
    pub(crate) fn of_client(mut self, n: u128) -> Self {
        if let Payload::TrajectoryOpened(opened) = &mut self.events[0].what {
            opened.client = ClientId(uuid::Uuid::from_u128(n));
        }
        self
    }

    fn actor(&self) -> Actor {
        Actor {
            worker: WorkerId(uuid::Uuid::nil()),
            organisation: self.by,
            roles: Roles::default(),
        }
    }

    fn command(&self, on: NaiveDate, intent: Intent) -> TrajectoryCommand {
        let now = start_of_day(self.today.unwrap_or(on));
        TrajectoryCommand { occurred_on: on, now, actor: self.actor(), intent }
    }

    fn when(&self, on: NaiveDate, intent: Intent) -> Result<Vec<TrajectoryEvent>, Refusal> {
        TestFramework::<Trajectory>::with(Arc::clone(&self.catalogues))
            .given(self.events.clone())
            .when(self.command(on, intent))
            .inspect_result()
    }

    /// How this story and the `other`, with which it links it, go on.
    pub(crate) fn links(
        &self,
        other: &Self,
        on: NaiveDate,
        intent: Intent,
    ) -> Result<[Self; 2], Refusal> {
        let (command, was_merged_into) =
            (self.command(on, intent.clone()), self.state().merged_into);
        let recorded = self.when(on, intent)?;
        let (mut this, mut other) = (self.clone(), other.clone());
        this.events.extend(recorded.clone());
        for link in links(was_merged_into, &this.state(), &recorded) {
            let (one, two) = (this.trajectory(), other.trajectory());
            let carried = link.lead_to(&one, &two, &command, &self.catalogues)?;
            this.events.extend(carried.here);
            other.events.extend(carried.there);
        }
        Ok([this, other])
    }

    /// The story goes on with several things that one command recorded.
    pub(crate) fn permits_together(mut self, on: NaiveDate, parts: &[Part]) -> Self {
        let (actor, now) = (self.actor(), start_of_day(on));
        let mut trajectory = self.trajectory();
        let decided = decide_together(&mut trajectory, parts, &actor, now, &self.catalogues);
        self.events.extend(decided.unwrap().into_iter().flat_map(|(_, events)| events));
        self
    }

    /// The story goes on with what was permitted.
    #[track_caller]
    pub(crate) fn permits(mut self, on: NaiveDate, intent: Intent) -> Self {
        self.events.extend(self.when(on, intent).unwrap());
        self
    }

    /// The code of the refusal.
    #[track_caller]
    pub(crate) fn refuses(&self, on: NaiveDate, intent: Intent, code: &str) {
        assert_eq!(self.when(on, intent).unwrap_err().code(), code);
    }

    pub(crate) fn events(&self) -> &[TrajectoryEvent] {
        &self.events
    }
}
