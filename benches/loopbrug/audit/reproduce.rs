//! How fast a year's outcomes are counted again out of an export, by the program itself.

use std::sync::Arc;
use std::time::Instant;

use loopbrug_domain::actor::Role;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::live::Live;
use loopbrug_infra::projection::{Projection, rebuild};
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::views::Known;
use loopbrug_reporting::reports::ReportKind;

use super::{Audited, ran};
use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::memory::MIB;
use crate::ours::caught_up;
use crate::protocol::{count, median};
use crate::reports::ask;

const ROUNDS: usize = 3;

pub(crate) async fn run(
    audited: &Audited,
    ground: &Ground,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    eprintln!("counting again what {} events come to", audited.events);
    let receipt = audited.place("receipt");
    std::fs::write(&receipt, receipt_of(audited).await?)?;
    let export = audited.place("to reproduce");
    let mut program = audited.program();
    program.arg("export").arg(&export).args(["--region", audited.ours.cases.region().as_str()]);
    ran(program).await?;
    let (mut took, mut cpus, mut peaks) = (vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        ground.settle().await?;
        let mut program = audited.program();
        program.args(["audit", "reproduce"]).arg(&receipt).arg(&export);
        let reproduced = ran(program).await?;
        took.push(reproduced.took.as_secs_f64());
        cpus.push(reproduced.cpu.as_secs_f64() * 1e6 / count(audited.events));
        peaks.extend(reproduced.peak);
    }
    let goal = (audited.events <= 1_100_000).then_some(Goal::AtMost(10.0));
    figures.bound("reproduce_time".to_owned(), median(took), "s", goal);
    figures.say("reproduce_cpu_per_event", median(cpus), "us");
    let peak = median(peaks);
    if peak > 0.0 {
        figures.say("reproduce_peak_memory", peak / MIB, "MiB");
    }
    std::fs::remove_dir_all(export)?;
    Ok(())
}

/// The receipt of the outcomes of a year.
async fn receipt_of(audited: &Audited) -> anyhow::Result<String> {
    let (pool, region) = (&audited.ours.pool, audited.ours.cases.region());
    let catalogues = audited.ours.commands.catalogues();
    for projection in Projection::ALL {
        rebuild(pool, region, projection, catalogues, &|_| {}).await?;
    }
    let started = Instant::now();
    let live = Live::start(pool.clone(), Arc::clone(catalogues), Clock::system()).await?;
    let (live, views) = live;
    caught_up(pool).await?;
    let views = views.with_seal_key(SealKeyFile::at(audited.place("seal.key")));
    let reported = ask(Role::Coordinator, &views, ReportKind::Outcomes, Known::Now).await?;
    let receipt = views.receipt(&reported).await?;
    eprintln!("the receipt took {:.1} s", started.elapsed().as_secs_f64());
    live.stop().await;
    Ok(receipt)
}
