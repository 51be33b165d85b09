//! `loopbrug replay`.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogues, CodeKind};
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::event::Payloads;
use loopbrug_domain::field::codes_of;
use loopbrug_domain::ids::{EmployerId, ProposalId, RoundId, TrajectoryId, WorkerId};
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_infra::catalogues;
use loopbrug_infra::log::{LogReader, Step};
use loopbrug_infra::views::Page;

use crate::process::Database;
use crate::settings::Settings;

/// How many steps are held at once.
const PAGE: u32 = 500;

/// What is printed of a step.
struct Seen {
    /// What was recorded, as JSON.
    payload: String,
    /// The codes in it.
    codes: BTreeSet<(CodeKind, String)>,
    /// Where the stream was after it on its way, where it has one.
    then: Option<&'static str>,
}

impl Seen {
    fn of(what: &impl Payloads, then: Option<&'static str>) -> Option<Self> {
        let payload = match what.masked("sealed or erased") {
            Some(masked) => masked.to_string(),
            None => serde_json::to_string(what).ok()?,
        };
        Some(Self { payload, codes: codes_of(what).into_iter().collect(), then })
    }
}

/// What can be replayed.
enum Subject {
    Trajectory(TrajectoryId),
    Round(RoundId),
    Proposal(ProposalId),
    Employer(EmployerId),
}

impl Subject {
    /// As the API writes it, or the bare id of a trajectory.
    fn read(id: &str) -> Option<Self> {
        match id.split_once(':').unwrap_or(("trajectory", id)) {
            ("trajectory", id) => id.parse().ok().map(Self::Trajectory),
            ("round", id) => id.parse().ok().map(Self::Round),
            ("proposal", id) => id.parse().ok().map(Self::Proposal),
            ("employer", id) => id.parse().ok().map(Self::Employer),
            _ => None,
        }
    }
}

/// Prints every step of a trajectory, a round, a proposal or an employer in the order in which it was recorded.
pub(super) async fn run(settings: &Settings, id: &str) -> anyhow::Result<()> {
    let subject = Subject::read(id).with_context(|| {
        format!(
            "'{id}' is no id of a trajectory, a round, a proposal or an employer; write it as the API does, such as \
             trajectory:edfc4bad-aebe-5c48-bd5a-c2ae6d14d06c"
        )
    })?;
    let database = Database::open_beside(settings).await?;
    let log = LogReader::new(database.pool.clone());
    let catalogues = catalogues::load(&database.pool).await?;
    let printed = match subject {
        Subject::Trajectory(id) => {
            let phase = |after: &Trajectory| after.state().phase().map(Into::into);
            print(&log, &catalogues, id, phase).await
        }
        Subject::Round(id) => print(&log, &catalogues, id, |_: &SelectionRound| None).await,
        Subject::Employer(id) => print(&log, &catalogues, id, |_: &RegionEmployer| None).await,
        Subject::Proposal(id) => {
            let stage = |after: &PartnershipProposal| after.state().stage().map(Into::into);
            print(&log, &catalogues, id, stage).await
        }
    };
    database.close().await?;
    if !printed? {
        bail!("nothing was recorded about {id}");
    }
    Ok(())
}

/// Prints a stream, with where it was `then` after each step; whether there was anything to print.
async fn print<A: Stream>(
    log: &LogReader,
    catalogues: &Catalogues,
    id: A::Id,
    then: impl Fn(&A) -> Option<&'static str>,
) -> anyhow::Result<bool> {
    let mut printed = None;
    let see = |event: &A::Event, after: &A| Seen::of(&event.what, then(after));
    loop {
        let page = Page::first(PAGE, printed);
        let history = log.history::<A, _>(&id.to_string(), &page, &see).await?;
        history.steps.items.iter().for_each(|step| print_step(step, catalogues));
        printed = history.steps.items.last().map(|step| step.sequence).or(printed);
        if !history.steps.next {
            return Ok(printed.is_some());
        }
    }
}

fn print_step(step: &Step<Seen>, catalogues: &Catalogues) {
    println!(
        "{:>4}  position {}  happened {}  recorded {}  by {}{}{}",
        step.sequence,
        step.position,
        step.occurred_on,
        step.recorded_at.format("%F %T%.3f UTC"),
        step.organisation,
        step.actor.as_ref().map_or_else(String::new, |Actor { worker, .. }| name_of(*worker)),
        if step.late { "  late" } else { "" },
    );
    let Seen { payload, codes, then } = &step.seen;
    println!("      {payload}");
    let catalogue = catalogues.latest(step.region.as_str());
    for (list, code) in codes {
        if let Some(entry) = catalogue.and_then(|catalogue| catalogue.entry(*list, code)) {
            println!("      {list} {code}: {}", entry.label.nl);
        }
    }
    for (relation, events) in [
        ("supersedes", step.puts_right.into_iter().collect()),
        ("superseded by", step.put_right_by.clone()),
    ] {
        for event in events {
            println!("      {relation} {event}");
        }
    }
    if let Some(then) = then {
        println!("      then: {then}");
    }
}

/// How a worker is named: by id.
fn name_of(worker: WorkerId) -> String {
    format!(", {worker}")
}
