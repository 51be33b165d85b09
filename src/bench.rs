//! `loopbrug bench`: figures, one a line as `name value unit`, for a machine to read.
//!
//! Everything runs on the database that the settings name; by default that is the private
//! PostgreSQL with its durable settings. What matters are ratios of one run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, NaiveTime};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{ClientId, CommandId, KboNumber, TrajectoryId, Version, WorkerId};
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::{Happening, Intent, Trajectory, TrajectoryEvent};
use loopbrug_infra::catalogues;
use loopbrug_infra::commands::{Commands, Request};
use loopbrug_infra::edge::{Clock, new_trace_id};
use loopbrug_infra::log::{Log, RecordedEvent, new_event};
use uuid::Uuid;

use crate::process::Database;
use crate::settings::Settings;

/// A long trajectory and a short one, in events.
const LONG: Version = 10_000;
const SHORT: Version = 10;
/// Commands that are measured on each.
const COMMANDS: usize = 400;

pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let database = Database::open_beside(settings).await?;
    let catalogues = Arc::new(catalogues::load(&database.pool).await?);
    let log = Log::new(database.pool.clone());
    let commands = Commands::new(log.clone(), Arc::clone(&catalogues), Clock::system());
    if let Some(catalogue) = catalogues.latest("vlaamse-ardennen") {
        long_against_short(&log, &commands, catalogue).await?;
    }
    database.close().await
}

/// What a command costs on a trajectory of many events, over what it costs on one of few.
async fn long_against_short(
    log: &Log,
    commands: &Commands,
    catalogue: &Catalogue,
) -> anyhow::Result<()> {
    let many = sought(log, catalogue, LONG).await?;
    let few = sought(log, catalogue, SHORT).await?;
    // The first command reads the stream; that is measured on its own.
    let reading = [record(commands, many).await?, record(commands, few).await?];
    let (mut on_long, mut on_short) = (vec![], vec![]);
    for _ in 0..COMMANDS {
        on_long.push(record(commands, many).await?);
        on_short.push(record(commands, few).await?);
    }
    let (on_long, on_short) = (median(on_long), median(on_short));
    figure("first_command_on_10000_events", micros(reading[0]), "us");
    figure("first_command_on_10_events", micros(reading[1]), "us");
    figure("command_on_10000_events", micros(on_long), "us");
    figure("command_on_10_events", micros(on_short), "us");
    figure("command_on_10000_over_10_events", on_long.as_secs_f64() / on_short.as_secs_f64(), "x");
    Ok(())
}

fn figure(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.2} {unit}");
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations[durations.len() / 2]
}

fn caseworker() -> Actor {
    let (worker, organisation) = (WorkerId(Uuid::nil()), KboNumber::of_stem(0));
    Actor { worker, organisation, roles: vec![Role::Caseworker] }
}

fn attempt() -> ContactAttempted {
    let (mode, outcome) = (Code::new("phone"), Code::new("not_reached"));
    ContactAttempted { mode, place: None, outcome, minutes: 5 }
}

/// A new client whom somebody has tried to reach, in so many events.
async fn sought(log: &Log, catalogue: &Catalogue, events: Version) -> anyhow::Result<TrajectoryId> {
    let (client, first) = (ClientId(new_trace_id()), catalogue.version());
    let region = catalogue.region().clone();
    let trajectory = TrajectoryId::of(&region, client);
    let opened = TrajectoryOpened {
        client,
        region: region.clone(),
        catalogue: first,
        source: Code::new("outreach"),
        municipality: catalogue.municipalities()[0].entry.code.clone(),
        contact_language: Code::new("nl"),
        interpreter: false,
        transferred_from: None,
    };
    let recorded = (1..=events).map(|sequence| {
        let what = if sequence == 1 { opened.clone().into() } else { attempt().into() };
        // A long history, spread over a year.
        let day = first + Days::new(u64::from(sequence) * 365 / u64::from(events));
        recorded(trajectory, sequence, day, what)
    });
    let recorded = recorded.collect::<Result<Vec<_>, _>>()?;
    log.append_many(&region, CommandId(new_trace_id()), &recorded).await?;
    Ok(trajectory)
}

fn recorded(
    trajectory: TrajectoryId,
    sequence: Version,
    occurred_on: NaiveDate,
    what: Happening,
) -> Result<RecordedEvent, serde_json::Error> {
    let actor = caseworker();
    let organisation = actor.organisation;
    let event = TrajectoryEvent { occurred_on, organisation, late: false, what };
    let event = new_event::<Trajectory>(&event, &trajectory.to_string(), sequence)?;
    Ok(RecordedEvent { recorded_at: occurred_on.and_time(NaiveTime::MIN).and_utc(), actor, event })
}

/// Records one attempt more, and says how long it took to be acknowledged.
async fn record(commands: &Commands, trajectory: TrajectoryId) -> anyhow::Result<Duration> {
    let request = Request {
        command: CommandId(new_trace_id()),
        trajectory,
        expected_version: None,
        actor: caseworker(),
        occurred_on: commands.today(),
        intent: Intent::RecordContactAttempt(attempt()),
        asked: None,
    };
    let started = Instant::now();
    commands.execute(request).await?;
    Ok(started.elapsed())
}
