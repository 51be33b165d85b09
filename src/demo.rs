//! `loopbrug demo`: a simulated partnership, loaded once, and served.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;

use crate::process::{Process, listen};
use crate::settings::Settings;
use crate::simulate::{SimulatedRound, Simulation};
use crate::stop::Stop;

/// The region that is simulated.
const REGION: &str = "vlaamse-ardennen";
/// How many clients.
const CLIENTS: u64 = 240;
/// The simulation's seed.
const SEED: u64 = 2023;
/// The first and the last day.
const DAYS: (&str, &str) = ("2024-01-01", "2025-12-31");

pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let stop = Stop::on_signals()?;
    let listener = listen(settings).await?;
    let Some(process) = Process::start(settings, &stop).await? else { return Ok(()) };
    let simulation = Simulation {
        region: REGION.to_owned(),
        clients: CLIENTS,
        from: DAYS.0.parse()?,
        to: DAYS.1.parse()?,
        seed: SEED,
    };
    let load = async {
        simulation.name(process.commands.directory()).await?;
        simulation.run(&process.log, process.views.catalogues()).await
    };
    let simulated = tokio::select! {
        simulated = load => Some(simulated?),
        // What is written is written; the next start adds the rest.
        () = stop.asked() => None,
    };
    let Some(simulated) = simulated else { return process.serve(listener, &stop).await };
    let position = process.log.reader().head(&Code::new(REGION)).await?;
    tracing::info!(new = simulated.written, of = simulated.events, "events of the simulation");
    introduce(&listener.local_addr()?.to_string(), position, simulated.round);
    process.serve(listener, &stop).await
}

/// Says what there is and how to ask for it.
fn introduce(address: &str, position: Position, round: Option<SimulatedRound>) {
    let before = round.map_or_else(String::new, |round| {
        let SimulatedRound { proposals, approved } = round;
        format!("\n  Before them: a selection round of {proposals} proposals, {approved} approved.")
    });
    println!(
        r#"Loopbrug serves {CLIENTS} simulated trajectories of {REGION} on http://{address}
{before}
  Browse and ask:  http://{address}/
  What came of it, per persona and challenge:

curl -s http://{address}/graphql -H 'content-type: application/json' -H 'Loopbrug-Roles: coordinator' -d '{{"query":
  "{{ reports(region: \"{REGION}\", period: {{ from: \"{from}\", to: \"{to}\" }}, atLeast: {position}) {{ outcomes {{ position rows {{ group {{ code {{ label }} }} figures(columns: [\"participants\", \"housed\", \"still_housed\", \"started_work\", \"in_work\"]) {{ column value }} }} }} }} }}"}}'

Ctrl-C stops it."#,
        from = DAYS.0,
        to = DAYS.1,
    );
}
