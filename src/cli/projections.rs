//! `loopbrug projections`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_infra::catalogues;
use loopbrug_infra::projection::{
    Progress, Projection, Stage, Status, rebuild, retry, status, verify,
};

use super::known_region;
use crate::output::say;
use crate::process::Database;
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// How far each projection is behind its log, whether a process works on it, and what is quarantined.
    Status,
    /// Builds all views anew from the log, beside those that are read until it is done. One that was
    /// left half-way is continued.
    Rebuild {
        /// Only this region.
        #[arg(long, value_parser = super::argument::text)]
        region: Option<String>,
    },
    /// Folds the quarantined streams again.
    Retry {
        /// Only this region.
        #[arg(long, value_parser = super::argument::text)]
        region: Option<String>,
    },
    /// Folds every stream anew and compares it with the views. Ends with 1 where anything differs.
    Verify {
        /// Only this region.
        #[arg(long, value_parser = super::argument::text)]
        region: Option<String>,
    },
}

pub(super) async fn run(settings: &Settings, command: Command) -> anyhow::Result<ExitCode> {
    let database = Database::open_beside(settings).await?;
    let done = match command {
        Command::Status => print_status(&database).await,
        Command::Rebuild { region } => rebuild_all(&database, region).await,
        Command::Retry { region } => retry_all(&database, region).await,
        Command::Verify { region } => verify_all(&database, region).await,
    };
    database.close().await?;
    done
}

/// All projections of the region, or of all regions.
fn projections(
    catalogues: &Catalogues,
    region: Option<String>,
) -> anyhow::Result<Vec<(Code, Projection)>> {
    let regions: Vec<Code> = match region {
        Some(region) => {
            known_region(catalogues, &region)?;
            vec![Code::new(region)]
        }
        None => catalogues.regions().cloned().collect(),
    };
    let each = regions.into_iter();
    Ok(each.flat_map(|region| Projection::ALL.map(|one| (region.clone(), one))).collect())
}

async fn print_status(database: &Database) -> anyhow::Result<ExitCode> {
    say!(
        "{:<14} {:<20} {:>10} {:>10} {:>8}  {:>9}  {:>6}  {:<12}  rebuild",
        "projection",
        "region",
        "position",
        "head",
        "lag",
        "heartbeat",
        "letters",
        "status"
    )?;
    for one in status(&database.pool).await? {
        let heartbeat = format!("{:.0} s ago", one.heartbeat_age);
        let letters = one.dead_letters;
        say!(
            "{:<14} {:<20} {:>10} {:>10} {:>8}  {heartbeat:>9}  {letters:>7}  {:<12}  {}",
            one.projection,
            one.region,
            one.position,
            one.head,
            one.lag,
            one.status.name(),
            rebuild_of(&one)
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// How far the rebuild is, and how long it will take if it goes on as it did.
fn rebuild_of(status: &Status) -> String {
    let Some(rebuild) = &status.rebuild else { return "-".to_owned() };
    let percent = rebuild.percent;
    let left = if percent > 0.0 { rebuild.age * (100.0 - percent) / percent } else { f64::NAN };
    let left = if left.is_finite() { format!(", {left:.0} s left") } else { String::new() };
    let written = rebuild.heartbeat_age;
    format!("{percent:.1} % of {} events{left}, written {written:.0} s ago", rebuild.of_events)
}

async fn rebuild_all(database: &Database, region: Option<String>) -> anyhow::Result<ExitCode> {
    let catalogues = Arc::new(catalogues::load(&database.pool).await?);
    for (region, projection) in projections(&catalogues, region)? {
        let (started, name) = (Instant::now(), projection.name());
        let bar = progress(&format!("{region}, {name}:"), "events")?;
        let report = |at| show(&bar, at);
        let rebuilt = rebuild(&database.pool, &region, projection, &catalogues, &report).await;
        bar.finish_and_clear();
        let rebuilt = rebuilt?;
        let seconds = started.elapsed().as_secs_f64();
        let rate = f64::from(u32::try_from(rebuilt.events)?) / seconds;
        say!(
            "{region}, {name}: {} streams from {} events, true for position {}, in {seconds:.1} s: \
             {rate:.0} events per second; counted {} rows and {} dead letters, and in the log {} \
             streams and {} events",
            rebuilt.streams,
            rebuilt.events,
            rebuilt.position,
            rebuilt.rows,
            rebuilt.stopped,
            rebuilt.streams_in_log,
            rebuilt.events_in_log,
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

fn show(bar: &ProgressBar, at: Progress) {
    bar.set_message(match at.stage {
        Stage::Waiting => "waiting for another process that is at it",
        Stage::Folding => "folding",
        Stage::CatchingUp => "catching up",
        Stage::Counting => "counting",
        Stage::Clearing => "deleting the former rows",
    });
    if at.total > 0 {
        bar.set_length(at.total);
        bar.set_position(at.done);
    }
}

async fn retry_all(database: &Database, region: Option<String>) -> anyhow::Result<ExitCode> {
    let mut stopped = 0;
    let catalogues = Arc::new(catalogues::load(&database.pool).await?);
    for (region, projection) in projections(&catalogues, region)? {
        let retried = retry(&database.pool, &region, projection, &catalogues).await?;
        stopped += retried.stopped;
        say!(
            "{region}, {}: {} streams go on, {} are still quarantined",
            projection.name(),
            retried.healed,
            retried.stopped
        )?;
    }
    Ok(if stopped == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn verify_all(database: &Database, region: Option<String>) -> anyhow::Result<ExitCode> {
    let mut differ = 0;
    let catalogues = Arc::new(catalogues::load(&database.pool).await?);
    for (region, projection) in projections(&catalogues, region)? {
        let (started, name) = (Instant::now(), projection.name());
        let bar = progress(&format!("{region}, {name}:"), "streams")?;
        bar.set_message("comparing");
        let report = |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        };
        let verified = verify(&database.pool, &region, projection, &catalogues, &report).await;
        bar.finish_and_clear();
        let verified = verified?;
        for (table, id) in &verified.different {
            say!("{region}, {name}: {table} {id} is not what the log says")?;
        }
        for fault in &verified.faults {
            say!("{region}, {name}: {fault}")?;
        }
        differ += verified.different.len() + verified.faults.len();
        say!(
            "{region}, {name}: {} streams of {} events compared, {} rows differ, in {:.1} s",
            verified.streams,
            verified.events,
            verified.different.len(),
            started.elapsed().as_secs_f64()
        )?;
    }
    Ok(if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn progress(what: &str, things: &str) -> anyhow::Result<ProgressBar> {
    let template = format!("{what} {{msg}} {{bar:40}} {{pos}}/{{len}} {things}, {{eta}} left");
    Ok(ProgressBar::new(0).with_style(ProgressStyle::with_template(&template)?))
}
