//! `loopbrug demo`: a simulated partnership that goes on to yesterday whenever it is started, and is served.

use chrono::{NaiveDate, TimeDelta};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_infra::clock::Clock;
use loopbrug_sign_in::{LocalKey, LocalToken};
use loopbrug_web::DemoPerson;

use crate::output::say;
use crate::process::{Process, listen};
use crate::settings::Settings;
use crate::simulate::{Pace, SimulatedRound, Simulation, Somebody, can_seal};
use crate::stop::Stop;

/// The region that is simulated.
const REGION: &str = "vlaamse-ardennen";
/// One client comes in so many days.
const ONE_IN: u64 = 3;
/// The simulation's seed.
const SEED: u64 = 2023;
/// The first day. The last one is yesterday, when the demo is loaded.
const FROM: &str = "2024-01-01";
/// How long its tokens are valid, in hours.
const TOKENS_LAST: i64 = 12;

pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let stop = Stop::on_signals()?;
    let listener = listen(settings).await?;
    let Some(process) = Process::start(settings, &stop).await? else { return Ok(()) };
    let address = listener.local_addr()?.to_string();
    let Some(simulation) = begun_or_new(&process).await? else {
        say!(
            "The log of {REGION} holds something else than this demo. It is served as it is, on http://{address}"
        )?;
        return process.serve(listener, None, &stop).await;
    };
    let load = async {
        simulation.name(process.commands.directory()).await?;
        simulation.run(&process.log, process.views.vault(), process.views.catalogues()).await
    };
    let simulated = tokio::select! {
        simulated = load => Some(simulated?),
        // What is written is written; the next start adds the rest.
        () = stop.asked() => None,
    };
    let Some(simulated) = simulated else { return process.serve(listener, None, &stop).await };
    let position = process.log.reader().head(&Code::new(REGION)).await?;
    tracing::info!(new = simulated.written, of = simulated.events, "events of the simulation");
    let tokens = tokens(process.sign_in.local_key())?;
    introduce(&address, position, &simulation, simulated.round, &tokens)?;
    process.serve(listener, Some(people()), &stop).await
}

/// The simulation of this database: a new one, or the one that was begun on earlier days and goes on from the last of
/// them to yesterday; none where the log holds something else.
async fn begun_or_new(process: &Process) -> anyhow::Result<Option<Simulation>> {
    let from: NaiveDate = FROM.parse()?;
    let sealed = can_seal(process.views.vault()).await?;
    let up_to = |parts| Simulation {
        region: REGION.to_owned(),
        pace: Pace::OneIn(ONE_IN),
        from,
        parts,
        seed: SEED,
        sealed,
    };
    let today = process.commands.today();
    let yesterday = today.pred_opt().unwrap_or(today).max(from);
    let new = up_to(vec![yesterday]);
    // First, so that the days before are looked through only where there is something.
    if new.has_place(&process.log, process.views.catalogues()).await? {
        return Ok(Some(new));
    }
    let mut parts = vec![];
    for to in from.iter_days().take_while(|to| *to <= yesterday) {
        if new.was_begun(&process.log, to).await? {
            parts.push(to);
        }
    }
    let Some(last) = parts.last().copied() else { return Ok(None) };
    if last < yesterday {
        parts.push(yesterday);
    }
    Ok(Some(up_to(parts)))
}

/// A token for each role, of somebody of the simulation.
fn tokens(key: Option<&LocalKey>) -> anyhow::Result<Vec<(Role, String)>> {
    let Some(key) = key else { return Ok(vec![]) };
    let until = Clock::system().now() + TimeDelta::hours(TOKENS_LAST);
    let token = |role: Role| {
        let Actor { worker, organisation, roles } = Somebody::with(role).actor;
        Ok((role, key.sign(&LocalToken { worker, organisation, roles, until })?))
    };
    Role::ALL.iter().copied().map(token).collect()
}

/// Who one can be in a browser: somebody of each role.
fn people() -> Vec<DemoPerson> {
    let person = |role| {
        let Somebody { actor, name, organisation } = Somebody::with(role);
        DemoPerson { name, organisation: organisation.to_owned(), actor }
    };
    Role::ALL.iter().copied().map(person).collect()
}

/// Says what there is and how to ask for it.
fn introduce(
    address: &str,
    position: Position,
    simulation: &Simulation,
    round: Option<SimulatedRound>,
    tokens: &[(Role, String)],
) -> anyhow::Result<()> {
    let of = |role: Role| tokens.iter().find(|(of, _)| *of == role).map_or("", |(_, token)| token);
    let (coordinator, each) =
        (of(Role::Coordinator), tokens.iter().map(|(role, token)| format!("{role}\n  {token}")));
    let each = each.collect::<Vec<_>>().join("\n");
    let (clients, from, to) = (simulation.clients(), simulation.from, simulation.to());
    let before = round.map_or_else(String::new, |round| {
        let SimulatedRound { proposals, approved } = round;
        format!("\n  Before them: a selection round of {proposals} proposals, {approved} approved.")
    });
    say!(
        r#"Loopbrug serves {clients} simulated trajectories of {REGION} on http://{address}
{before}
  Choose who to be: http://{address}/
  Browse and ask:   http://{address}/graphiql#token={coordinator}
  What came of it, per persona and challenge:

curl -s http://{address}/graphql -H 'content-type: application/json' -H 'Authorization: Bearer {coordinator}' -d '{{"query":
  "{{ reports(region: \"{REGION}\", period: {{ from: \"{from}\", to: \"{to}\" }}, atLeast: {position}) {{ outcomes {{ position rows {{ group {{ code {{ label }} }} figures(columns: [\"participants\", \"housed\", \"still_housed\", \"started_work\", \"in_work\"]) {{ column value }} }} }} }} }}"}}'

Tokens of invented people, one for each role, valid for {TOKENS_LAST} hours; loopbrug token makes others:
{each}

Ctrl-C stops it."#,
    )
}
