//! What the tests tell: valid facts about numbered clients of the one embedded region.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{ClientId, CommandId, EmploymentId, KboNumber, TrajectoryId, WorkerId};
use loopbrug_domain::trajectory::bridge::BridgeFigureAssigned;
use loopbrug_domain::trajectory::consent::LegalBasisRecorded;
use loopbrug_domain::trajectory::course::{Closed, Reopened};
use loopbrug_domain::trajectory::housing::{HousingFound, HousingLost};
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::profile::PersonaLinked;
use loopbrug_domain::trajectory::work::EmploymentStarted;
use loopbrug_domain::trajectory::{Intent, Payload, Trajectory, TrajectoryEvent};
use loopbrug_infra::access_record::AccessRecord;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{Commands, Recorded, Request};
use loopbrug_infra::ids::new_event_id;
use loopbrug_infra::log::{LogWriter, RecordedEvent, Tip, new_event};
use loopbrug_infra::vault::Vault;
use sqlx::PgPool;
use uuid::Uuid;

static CATALOGUES: LazyLock<Arc<Catalogues>> = LazyLock::new(|| Arc::new(Catalogues::embedded()));

pub(crate) fn catalogues() -> Arc<Catalogues> {
    Arc::clone(&CATALOGUES)
}

pub(crate) fn region() -> Code {
    Code::new("vlaamse-ardennen")
}

/// Day `n` of the story; day 1 is 1 January 2024.
pub(crate) fn day(n: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 12, 31).unwrap() + chrono::Duration::days(n)
}

fn client(n: u32) -> ClientId {
    ClientId(Uuid::from_u128(n.into()))
}

/// The trajectory of client `n`.
pub(crate) fn trajectory(n: u32) -> TrajectoryId {
    TrajectoryId::of(&region(), client(n))
}

pub(crate) fn actor() -> Actor {
    Actor {
        worker: WorkerId(Uuid::from_u128(1)),
        organisation: KboNumber::of_stem(1),
        roles: Role::ALL.to_vec().into(),
    }
}

/// An id that was never used.
pub(crate) fn new_command() -> CommandId {
    CommandId(new_event_id().0)
}

/// A request about client `n`, with a command id of its own.
pub(crate) fn request(n: u32, occurred_on: NaiveDate, intent: Intent) -> Request {
    Request {
        command: new_command(),
        about: trajectory(n),
        expected_version: None,
        actor: actor(),
        occurred_on,
        intent: intent.into(),
        asked: None,
    }
}

pub(crate) fn commands(pool: &PgPool) -> Commands {
    commands_by(pool, Clock::system())
}

pub(crate) fn commands_by(pool: &PgPool, clock: Clock) -> Commands {
    commands_on(pool, LogWriter::new(pool.clone()), clock)
}

/// The same on a log that is written otherwise.
pub(crate) fn commands_on(pool: &PgPool, log: LogWriter, clock: Clock) -> Commands {
    let access = AccessRecord::new(pool.clone(), catalogues());
    Commands::new(log, catalogues(), clock, Vault::none(), access)
}

/// The same where what is typed is sealed.
pub(crate) fn commands_with(pool: &PgPool, vault: Vault) -> Commands {
    let (log, access) =
        (LogWriter::new(pool.clone()), AccessRecord::new(pool.clone(), catalogues()));
    Commands::new(log, catalogues(), Clock::system(), vault, access)
}

/// Opens the trajectory of client `n` on day 1.
pub(crate) async fn open(commands: &Commands, n: u32) -> Recorded {
    commands.execute(request(n, day(1), opening(n))).await.expect("an opening")
}

/// Opens the trajectories of very many clients at once.
pub(crate) async fn open_many(pool: &PgPool, clients: RangeInclusive<u32>) {
    let opened = |n: u32| {
        let what: Payload = opening(n).into();
        let (event, stream) = (event(day(1), what), trajectory(n).to_string());
        let event = new_event::<Trajectory>(&event, &stream, Tip::at(0)).expect("an event");
        RecordedEvent { recorded_at: Clock::system().now(), actor: actor(), event }
    };
    let events: Vec<_> = clients.map(opened).collect();
    let log = LogWriter::new(pool.clone());
    log.append_many(&region(), new_command(), &events).await.expect("a bulk");
}

/// Opens the trajectory of client `n`, who takes part from day 3 on: three events.
pub(crate) async fn take_in(commands: &Commands, n: u32) {
    open(commands, n).await;
    for (on, intent) in [(day(2), legal_basis()), (day(3), intake())] {
        commands.execute(request(n, on, intent)).await.expect("an intake");
    }
}

pub(crate) fn event(occurred_on: NaiveDate, what: impl Into<Payload>) -> TrajectoryEvent {
    let organisation = actor().organisation;
    TrajectoryEvent {
        occurred_on,
        organisation,
        late: false,
        follows_from: None,
        origin: None,
        what: what.into(),
    }
}

pub(crate) fn opening(n: u32) -> Intent {
    Intent::OpenTrajectory(TrajectoryOpened {
        client: client(n),
        region: region(),
        catalogue: NaiveDate::from_ymd_opt(2023, 8, 11).unwrap(),
        source: Code::new("outreach"),
        municipality: Code::new("45041"),
        contact_language: Code::new("fr"),
        interpreter: false,
        transferred_from: None,
    })
}

/// An attempt to reach the client. It can be recorded any number of times.
pub(crate) fn attempt(minutes: u32) -> ContactAttempted {
    ContactAttempted {
        mode: Code::new("phone"),
        place: None,
        outcome: Code::new("reached"),
        minutes,
    }
}

pub(crate) fn contact(minutes: u32) -> Intent {
    Intent::RecordContactAttempt(attempt(minutes))
}

pub(crate) fn legal_basis() -> Intent {
    Intent::RecordLegalBasis(LegalBasisRecorded {
        bases: vec![Code::new("consent")],
        purposes: vec![Code::new("guidance")],
        organisations: vec![],
        until: None,
    })
}

pub(crate) fn intake() -> Intent {
    Intent::CompleteIntake(IntakeCompleted {
        entry_on: day(3),
        labour_status: Some(Code::new("unemployed")),
        unemployed_since: Some(day(-400)),
        full_time_worker: Some(false),
        gender: Some(Code::new("woman")),
        age: Some(23),
        age_on: None,
        isced: Some(Code::new("2")),
        nationality_group: None,
        foreign_background: Some(true),
        housing: Some(Code::new("6")),
        household: None,
        income_sources: None,
        digital_access: None,
        disability: None,
        minority: None,
    })
}

/// A persona of the catalogue, by number, with the challenges that it brings along.
pub(crate) fn persona(n: usize) -> Intent {
    let catalogues = catalogues();
    let catalogue = catalogues.latest(region().as_str()).expect("a catalogue");
    let personas: BTreeSet<_> = catalogue.challenges().iter().flat_map(|c| &c.personas).collect();
    let code = personas.iter().cycle().nth(n).expect("a persona");
    Intent::LinkPersona(PersonaLinked { persona: (*code).clone(), rationale: None })
}

pub(crate) fn bridge_figure() -> Intent {
    Intent::AssignBridgeFigure(BridgeFigureAssigned {
        worker: WorkerId(Uuid::from_u128(7)),
        organisation: KboNumber::of_stem(1),
        warm_handover: true,
    })
}

pub(crate) fn housing_found(from: NaiveDate) -> Intent {
    Intent::RecordHousingFound(HousingFound {
        tenure: Code::new("private_rent"),
        municipality: Some(Code::new("45041")),
        from,
        affordable: Some(true),
        adequate_size: None,
    })
}

pub(crate) fn housing_lost(on: NaiveDate) -> Intent {
    Intent::RecordHousingLost(HousingLost { on, reason: Code::new("eviction") })
}

pub(crate) fn job_started(n: u128, from: NaiveDate) -> Intent {
    Intent::StartEmployment(EmploymentStarted {
        employment: EmploymentId(Uuid::from_u128(n)),
        contract: Code::new("fixed_term"),
        fte_percent: 50,
        adapted: false,
        from,
        employer: None,
        adaptations: vec![],
        support: vec![],
    })
}

pub(crate) fn closed() -> Intent {
    Intent::CloseTrajectory(Closed { reason: Code::new("moved"), rationale: None })
}

pub(crate) fn reopened() -> Intent {
    Intent::ReopenTrajectory(Reopened { reason: Code::new("returned") })
}
