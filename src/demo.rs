//! `loopbrug demo`: a simulated partnership, loaded once, and served.

use anyhow::Context;
use chrono::NaiveDate;
use futures::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::{CommandId, Position, TrajectoryId, WorkerId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_infra::commands::{Commands, Request};
use uuid::Uuid;

use crate::process::{Process, asked_to_stop, listen};
use crate::settings::Settings;
use crate::simulate::{Dice, Step, story};

/// The region that is simulated.
const REGION: &str = "vlaamse-ardennen";
/// How many clients.
const CLIENTS: u64 = 240;
/// How many at once.
const AT_ONCE: usize = 16;
/// The simulation's seed; with the days it names every command, so that a second run, or one
/// after a crash, finds what is there and adds what is missing.
const SEED: u64 = 2023;
/// The first and the last day.
const DAYS: (&str, &str) = ("2024-01-01", "2025-12-31");

pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let listener = listen(settings.listen).await?;
    let process = Process::start(settings).await?;
    let catalogue = process.views.catalogues().latest(REGION).cloned();
    let catalogue = catalogue.context("the region of the demo has no catalogue")?;
    let position = load(&process.commands, &catalogue).await?;
    introduce(&listener.local_addr()?.to_string(), position);
    process.serve(listener, asked_to_stop()).await
}

/// Carries out the commands of every client, each client's in order. Gives the position after
/// which all is there.
async fn load(commands: &Commands, catalogue: &Catalogue) -> anyhow::Result<Position> {
    let (from, to): (NaiveDate, NaiveDate) = (DAYS.0.parse()?, DAYS.1.parse()?);
    let progress = ProgressBar::new(CLIENTS).with_style(ProgressStyle::with_template(
        "loading the simulated partnership {bar:40} {pos}/{len} clients, {eta} left",
    )?);
    let last = stream::iter(0..CLIENTS)
        .map(|n| {
            let steps = story(catalogue, from, to, Dice::for_client(SEED, n));
            let progress = &progress;
            async move {
                let position = record(commands, n, steps).await?;
                progress.inc(1);
                anyhow::Ok(position)
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_fold(Position::START, async |last, position| Ok(last.max(position)))
        .await?;
    progress.finish_and_clear();
    Ok(last)
}

/// Records one client's story; what was recorded before is found again.
async fn record(commands: &Commands, client: u64, steps: Vec<Step>) -> anyhow::Result<Position> {
    let mut position = Position::START;
    let Some(trajectory) = steps.iter().find_map(opened) else { return Ok(position) };
    for (n, step) in steps.into_iter().enumerate() {
        let name = format!("loopbrug demo {SEED} {client} {n}");
        let recorded = commands
            .execute(Request {
                command: CommandId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())),
                trajectory,
                expected_version: None,
                actor: Actor {
                    worker: WorkerId(Uuid::nil()),
                    organisation: step.organisation,
                    roles: vec![Role::Caseworker],
                },
                occurred_on: step.occurred_on,
                intent: step.intent,
            })
            .await?;
        position = recorded.position;
    }
    Ok(position)
}

fn opened(step: &Step) -> Option<TrajectoryId> {
    match &step.intent {
        Intent::OpenTrajectory(opened) => Some(TrajectoryId::of(&opened.region, opened.client)),
        _ => None,
    }
}

/// Says what there is and how to ask for it.
fn introduce(address: &str, position: Position) {
    println!(
        r#"Loopbrug serves {CLIENTS} simulated trajectories of {REGION} on http://{address}

  Browse and ask:  http://{address}/
  What came of it, per persona and challenge:

curl -s http://{address}/graphql -H 'content-type: application/json' -d '{{"query":
  "{{ reports(region: \"{REGION}\", period: {{ from: \"{from}\", to: \"{to}\" }}, atLeast: {position}) {{ outcomes {{ position rows {{ challenge {{ code }} persona {{ label }} counts {{ participants housed stillHoused startedWork inWork }} }} total {{ participants housed stillHoused startedWork inWork }} }} }} }}"}}'

Ctrl-C stops it."#,
        from = DAYS.0,
        to = DAYS.1,
    );
}
