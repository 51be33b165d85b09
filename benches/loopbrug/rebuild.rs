//! Views anew from the log, beside the mere copying of the same events out of PostgreSQL; and
//! reports on them.

use std::time::Instant;

use anyhow::{Context, ensure};
use chrono::NaiveDate;
use futures::TryStreamExt;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::reports::{Codes, Filter, Period, ReportKind};
use loopbrug_graphql::local_actor;
use loopbrug_infra::projection::{Projection, rebuild};
use loopbrug_infra::views::{Known, ReportRequest, Views};
use sqlx::PgPool;
use sqlx::postgres::PgPoolCopyExt;
use tokio::process::Command;

use crate::cases::REGION;
use crate::figures::Figures;
use crate::ground::Ground;
use crate::ours::Ours;
use crate::protocol::{count, median, millis, quantile};

const DATABASE: &str = "rebuilt";
const ROUNDS: usize = 3;
/// Reports that are asked one after another.
const REPORTS: usize = 500;

/// The columns that a rebuild reads, of the events that it folds.
const COPY: &str = "
    COPY (SELECT position, aggregate_id, sequence, event_type, event_version, payload
          FROM events WHERE aggregate_type = 'ClientTrajectory' ORDER BY position) TO STDOUT";

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    clients: u64,
) -> anyhow::Result<()> {
    eprintln!("views of {clients} simulated clients");
    let ours = Ours::log_only(ground, DATABASE).await?;
    simulate(ground, clients).await?;

    let (mut rebuilt_at, mut copied_at) = (vec![], vec![]);
    let (mut events, mut trajectories) = (0, 0);
    for _ in 0..ROUNDS {
        ground.settle().await?;
        let started = Instant::now();
        let rebuilt = rebuild(&ours.pool, ours.cases.region(), Projection::Trajectories).await?;
        rebuilt_at.push(count(rebuilt.events) / started.elapsed().as_secs_f64());
        (events, trajectories) = (rebuilt.events, rebuilt.streams);

        let started = Instant::now();
        let copied = copy(&ours.pool).await?;
        copied_at.push(count(copied) / started.elapsed().as_secs_f64());
        ensure!(copied == events, "{copied} events were copied, and {events} rebuilt from");
    }
    let (rebuilt_at, copied_at) = (median(rebuilt_at), median(copied_at));
    figures.say("rebuild_trajectories", count(trajectories), "trajectories");
    figures.say("rebuild_events", count(events), "events");
    figures.say("rebuild_rate", rebuilt_at, "events/s");
    figures.say("copy_rate", copied_at, "events/s");
    figures.ratio("rebuild_over_copy", rebuilt_at / copied_at, None);

    let ours = ours.begin_to_follow().await?;
    report(figures, ours.views().context("it follows")?).await?;
    ours.close().await;
    Ok(())
}

/// The program invents a partnership.
async fn simulate(ground: &Ground, clients: u64) -> anyhow::Result<()> {
    let output = Command::new(env!("CARGO_BIN_EXE_loopbrug"))
        .args(["simulate", "--clients", &clients.to_string()])
        .env("DATABASE_URL", ground.url(DATABASE))
        .output()
        .await?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "nothing was simulated: {said}");
    Ok(())
}

/// How many events PostgreSQL hands out, each a line.
async fn copy(pool: &PgPool) -> anyhow::Result<u64> {
    let mut copied = pool.copy_out_raw(COPY).await?;
    let mut events = 0;
    // One message of the protocol for each row.
    while copied.try_next().await?.is_some() {
        events += 1;
    }
    Ok(events)
}

/// How long a report takes, asked by one reader.
async fn report(figures: &mut Figures, views: &Views) -> anyhow::Result<()> {
    let actor = local_actor();
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).context("a day");
    let period = Period::try_new(day(2025, 1, 1)?, day(2025, 12, 31)?)?;
    let request = ReportRequest {
        regions: vec![Code::new(REGION)],
        codes: Codes::Own,
        known: Known::Now,
        at_least: None,
        filter: Filter::default(),
    };
    let mut took = Vec::with_capacity(REPORTS);
    for _ in 0..REPORTS {
        let started = Instant::now();
        views.reports(&actor, ReportKind::Outcomes, &request, &[period]).await?;
        took.push(started.elapsed());
    }
    took.sort_unstable();
    figures.say("report_outcomes_median", millis(quantile(&took, 0.5)), "ms");
    figures.say("report_outcomes_p99", millis(quantile(&took, 0.99)), "ms");
    Ok(())
}
