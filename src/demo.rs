//! `loopbrug demo`: a simulated partnership, loaded once, and served.

mod people;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;

use crate::process::{Process, listen};
use crate::settings::Settings;
use crate::simulate::{SimulatedRound, Simulation};
use crate::stop::Stop;

/// The region that is simulated.
const REGION: &str = "vlaamse-ardennen";
/// How many clients come in thirty days.
const CLIENTS_A_MONTH: i64 = 10;
/// The simulation's seed.
const SEED: u64 = 2023;
/// The first day. The last one is yesterday, when the demo is loaded.
const FROM: &str = "2024-01-01";

pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let stop = Stop::on_signals()?;
    let listener = listen(settings).await?;
    let Some(process) = Process::start(settings, &stop).await? else { return Ok(()) };
    let address = listener.local_addr()?.to_string();
    let Some(simulation) = begun_or_new(&process).await? else {
        println!(
            "The log of {REGION} holds something else than this demo. It is served as it is, on http://{address}"
        );
        return process.serve(listener, None, &stop).await;
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
    let Some(simulated) = simulated else { return process.serve(listener, None, &stop).await };
    let position = process.log.reader().head(&Code::new(REGION)).await?;
    tracing::info!(new = simulated.written, of = simulated.events, "events of the simulation");
    introduce(&address, position, &simulation, simulated.round);
    process.serve(listener, Some(people::people()), &stop).await
}

/// The simulation of this database: the one that was begun on an earlier day, or one that goes on to yesterday; none
/// where the log holds something else.
async fn begun_or_new(process: &Process) -> anyhow::Result<Option<Simulation>> {
    let from: NaiveDate = FROM.parse()?;
    let up_to = |to: NaiveDate| Simulation {
        region: REGION.to_owned(),
        clients: u64::try_from((to - from).num_days() * CLIENTS_A_MONTH / 30).unwrap_or(0).max(1),
        from,
        to,
        seed: SEED,
    };
    let today = process.commands.today();
    let yesterday = today.pred_opt().unwrap_or(today).max(from);
    let new = up_to(yesterday);
    // First, so that the days before are looked through only where there is something.
    if new.has_place(&process.log, process.views.catalogues()).await? {
        return Ok(Some(new));
    }
    for to in std::iter::successors(Some(yesterday), NaiveDate::pred_opt) {
        if to < from {
            break;
        }
        let earlier = up_to(to);
        if earlier.was_begun(&process.log).await? {
            return Ok(Some(earlier));
        }
    }
    Ok(None)
}

/// Says what there is and how to ask for it.
fn introduce(
    address: &str,
    position: Position,
    simulation: &Simulation,
    round: Option<SimulatedRound>,
) {
    let Simulation { clients, from, to, .. } = simulation;
    let before = round.map_or_else(String::new, |round| {
        let SimulatedRound { proposals, approved } = round;
        format!("\n  Before them: a selection round of {proposals} proposals, {approved} approved.")
    });
    println!(
        r#"Loopbrug serves {clients} simulated trajectories of {REGION} on http://{address}
{before}
  Choose who to be: http://{address}/
  Browse and ask:   http://{address}/graphiql
  What came of it, per persona and challenge:

curl -s http://{address}/graphql -H 'content-type: application/json' -H 'Loopbrug-Roles: coordinator' -d '{{"query":
  "{{ reports(region: \"{REGION}\", period: {{ from: \"{from}\", to: \"{to}\" }}, atLeast: {position}) {{ outcomes {{ position rows {{ group {{ code {{ label }} }} figures(columns: [\"participants\", \"housed\", \"still_housed\", \"started_work\", \"in_work\"]) {{ column value }} }} }} }} }}"}}'

Ctrl-C stops it."#,
    );
}
