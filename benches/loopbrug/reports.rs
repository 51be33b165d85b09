//! Reports over many trajectories: from a cold start, each report now and as it was known, beside
//! plain SQL over the same facts, and with four times the events on as many trajectories; and how
//! long it takes until what was acknowledged is seen.

mod lag;

use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{Days, NaiveDate, NaiveTime};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, Position};
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use loopbrug_infra::ids::new_trace_id;
use loopbrug_infra::log::{LogReader, LogWriter, RecordedEvent, Tip, new_event};
use loopbrug_infra::projection::{Projection, rebuild};
use loopbrug_infra::views::{Known, ReportRequest, Reported, Views};
use loopbrug_reporting::reports::{Codes, Filter, Period, ReportKind};
use sqlx::PgPool;

use crate::cases::{REGION, attempt, caseworker};
use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::memory::resident;
use crate::ours::{Ours, caught_up};
use crate::protocol::{count, millis, quantile};
use crate::rebuild::simulate;

/// Every report.
const REPORTS: [ReportKind; 14] = [
    ReportKind::Outcomes,
    ReportKind::Esf,
    ReportKind::Funnel,
    ReportKind::Lasting,
    ReportKind::Needs,
    ReportKind::Referrals,
    ReportKind::Caseload,
    ReportKind::Reach,
    ReportKind::Guidance,
    ReportKind::Change,
    ReportKind::Findings,
    ReportKind::Homelessness,
    ReportKind::Profile,
    ReportKind::Quality,
];
/// How often each is asked, one reader after the other, and how often before that counts.
const TIMES: usize = 150;
const WARM_UP: usize = 5;
/// How often SQL is asked.
const SQL_TIMES: usize = 5;
/// Events that are written at once.
const BATCH: usize = 50_000;

/// What SQL makes of the same facts for the outcomes: by challenge and persona, and in all.
const SQL: &str = include_str!("reports/outcomes.sql");

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    sizes: &[u64],
) -> anyhow::Result<()> {
    for (n, clients) in sizes.iter().enumerate() {
        over(ground, figures, *clients, n == 0).await?;
    }
    lag::run(ground, figures).await
}

async fn over(
    ground: &Ground,
    figures: &mut Figures,
    clients: u64,
    more_events: bool,
) -> anyhow::Result<()> {
    eprintln!("reports over {clients} trajectories");
    let database = format!("reported_{clients}");
    let ours = Ours::log_only(ground, &database).await?;
    simulate(ground, &database, clients).await?;
    for projection in Projection::ALL {
        rebuild(&ours.pool, ours.cases.region(), projection, ours.commands.catalogues(), &|_| {})
            .await?;
    }
    tidied(&ours.pool).await?;
    ground.settle().await?;

    let before = resident();
    let started = Instant::now();
    let ours = ours.begin_to_follow().await?;
    let views = ours.views().context("it follows")?;
    ask(Role::Coordinator, views, ReportKind::Outcomes, Known::Now).await?;
    let goal = (clients >= 100_000).then_some(Goal::AtMost(2_000.0));
    figures.bound(format!("cold_to_first_report_{clients}"), millis(started.elapsed()), "ms", goal);
    if let (Some(before), Some(after)) = (before, resident()) {
        let each = (after - before) / count(clients);
        figures.say(format!("process_memory_per_trajectory_{clients}"), each, "bytes");
    }
    let each = count(views.image_bytes(ours.cases.region()).await?) / count(clients);
    figures.bound(
        format!("image_per_trajectory_{clients}"),
        each,
        "bytes",
        Some(Goal::AtMost(2_048.0)),
    );

    caught_up(&ours.pool).await?;
    let bound = if clients >= 100_000 { 15.0 } else { 5.0 };
    let head = LogReader::new(ours.pool.clone()).head(ours.cases.region()).await?;
    let then = Known::At(Position(head.0 / 2));
    let mut medians = Vec::new();
    for report in REPORTS {
        let (median, p99) = timed(views, report, Known::Now).await?;
        figures.say(format!("report_{report}_median_{clients}"), median, "ms");
        let name = format!("report_{report}_p99_{clients}");
        figures.bound(name, p99, "ms", Some(Goal::AtMost(bound)));
        let (as_of, _) = timed(views, report, then).await?;
        let name = format!("report_{report}_as_of_over_now_{clients}");
        figures.ratio(name, as_of / median, Some(Goal::AtMost(2.0)));
        let year_end = Known::By("2025-12-31T23:00:00Z".parse()?);
        let (exact, _) = timed(views, report, year_end).await?;
        let (rounded, _) = timed_by(Role::Analyst, views, report, year_end).await?;
        let name = format!("report_{report}_rounded_over_exact_{clients}");
        figures.ratio(name, rounded / exact, Some(Goal::AtMost(1.5)));
        medians.push((report, median));
    }
    let by_sql = by_sql(&ours.pool).await?;
    figures.say(format!("outcomes_by_sql_{clients}"), by_sql, "ms");
    let goal = (clients >= 100_000).then_some(Goal::AtLeast(20.0));
    figures.ratio(format!("outcomes_sql_over_report_{clients}"), by_sql / medians[0].1, goal);
    let ours = ours.rest().await;
    if more_events {
        return with_four_times_the_events(ground, figures, ours, &medians).await;
    }
    ours.close().await;
    Ok(())
}

/// The same reports after each trajectory got three times as many events again.
async fn with_four_times_the_events(
    ground: &Ground,
    figures: &mut Figures,
    ours: Ours,
    medians: &[(ReportKind, f64)],
) -> anyhow::Result<()> {
    eprintln!("four times the events");
    add_attempts(&ours).await?;
    rebuild(
        &ours.pool,
        ours.cases.region(),
        Projection::Trajectories,
        ours.commands.catalogues(),
        &|_| {},
    )
    .await?;
    tidied(&ours.pool).await?;
    ground.settle().await?;
    let ours = ours.begin_to_follow().await?;
    caught_up(&ours.pool).await?;
    let views = ours.views().context("it follows")?;
    for (report, before) in medians {
        let (after, _) = timed(views, *report, Known::Now).await?;
        let name = format!("report_{report}_with_four_times_the_events");
        figures.ratio(name, after / before, Some(Goal::AtMost(1.2)));
    }
    ours.close().await;
    Ok(())
}

/// Attempts to reach every client, three for each event that there is.
async fn add_attempts(ours: &Ours) -> anyhow::Result<()> {
    let streams: Vec<(String, i64)> = sqlx::query_as(
        "SELECT aggregate_id, max(sequence) FROM events
         WHERE aggregate_type = 'ClientTrajectory' GROUP BY aggregate_id ORDER BY aggregate_id",
    )
    .fetch_all(&ours.pool)
    .await?;
    let log = LogWriter::new(ours.pool.clone());
    let first = day(2026, 1, 1)?;
    let mut recorded = Vec::with_capacity(BATCH);
    for (stream, length) in streams {
        for n in 1..=3 * length {
            let occurred_on = first + Days::new(u64::try_from(n / 2)?);
            let event = TrajectoryEvent {
                occurred_on,
                organisation: caseworker().organisation,
                late: false,
                follows_from: None,
                origin: None,
                what: attempt().into(),
            };
            let event =
                new_event::<Trajectory>(&event, &stream, Tip::at(u32::try_from(length + n)? - 1))?;
            let recorded_at = day(2026, 12, 31)?.and_time(NaiveTime::MIN).and_utc();
            recorded.push(RecordedEvent { recorded_at, actor: caseworker(), event });
        }
        if recorded.len() >= BATCH {
            log.append_many(ours.cases.region(), CommandId(new_trace_id()), &recorded).await?;
            recorded.clear();
        }
    }
    log.append_many(ours.cases.region(), CommandId(new_trace_id()), &recorded).await?;
    Ok(())
}

/// Does what PostgreSQL would do by itself a little later, in the middle of what is measured.
async fn tidied(pool: &PgPool) -> anyhow::Result<()> {
    sqlx::query("VACUUM ANALYZE").execute(pool).await?;
    Ok(())
}

/// The median and the 99th percentile of a report, in milliseconds.
async fn timed(views: &Views, report: ReportKind, known: Known) -> anyhow::Result<(f64, f64)> {
    timed_by(Role::Coordinator, views, report, known).await
}

async fn timed_by(
    role: Role,
    views: &Views,
    report: ReportKind,
    known: Known,
) -> anyhow::Result<(f64, f64)> {
    for _ in 0..WARM_UP {
        ask(role, views, report, known).await?;
    }
    let mut took = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let started = Instant::now();
        ask(role, views, report, known).await?;
        took.push(started.elapsed());
    }
    took.sort_unstable();
    Ok((millis(quantile(&took, 0.5)), millis(quantile(&took, 0.99))))
}

pub(crate) async fn ask(
    role: Role,
    views: &Views,
    report: ReportKind,
    known: Known,
) -> anyhow::Result<Reported> {
    let actor = Actor { roles: vec![role].into(), ..caseworker() };
    let request = ReportRequest {
        regions: vec![Code::new(REGION)],
        codes: Codes::Own,
        known,
        at_least: None,
        filter: Filter::default(),
    };
    let period = Period::try_new(day(2025, 1, 1)?, day(2025, 12, 31)?)?;
    let reported = views.reports(&actor, report, &request, &[period]).await?.pop();
    reported.context("there is no table")
}

/// The median of what the SQL takes, in milliseconds.
async fn by_sql(pool: &PgPool) -> anyhow::Result<f64> {
    let mut took: Vec<Duration> = Vec::with_capacity(SQL_TIMES);
    for _ in 0..SQL_TIMES {
        let started = Instant::now();
        sqlx::query(SQL).bind(day(2025, 1, 1)?).bind(day(2025, 12, 31)?).fetch_all(pool).await?;
        took.push(started.elapsed());
    }
    took.sort_unstable();
    Ok(millis(quantile(&took, 0.5)))
}

fn day(year: i32, month: u32, day: u32) -> anyhow::Result<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).context("a day")
}
