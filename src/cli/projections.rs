//! `loopbrug projections`.

use std::time::Instant;

use clap::Subcommand;
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::catalogues;
use loopbrug_infra::projection::{Projection, rebuild, status};

use crate::process::Database;
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// How far each projection is behind its log.
    Status,
    /// Builds all views anew from the log. Readers see the old rows until it is done.
    Rebuild {
        /// Only this region.
        #[arg(long)]
        region: Option<String>,
    },
}

pub(super) async fn run(settings: &Settings, command: Command) -> anyhow::Result<()> {
    let database = Database::open_beside(settings).await?;
    match command {
        Command::Status => print_status(&database).await?,
        Command::Rebuild { region } => rebuild_all(&database, region).await?,
    }
    database.close().await
}

async fn print_status(database: &Database) -> anyhow::Result<()> {
    println!(
        "{:<14} {:<20} {:>10} {:>10} {:>8}  heartbeat",
        "projection", "region", "position", "head", "lag"
    );
    for s in status(&database.pool).await? {
        let lag = s.head - s.position;
        let heartbeat = s.heartbeat.format("%F %T UTC");
        println!(
            "{:<14} {:<20} {:>10} {:>10} {lag:>8}  {heartbeat}",
            s.projection, s.region, s.position, s.head
        );
    }
    Ok(())
}

async fn rebuild_all(database: &Database, region: Option<String>) -> anyhow::Result<()> {
    let regions: Vec<Code> = match region {
        Some(region) => vec![Code::new(region)],
        None => catalogues::load(&database.pool).await?.regions().cloned().collect(),
    };
    for region in regions {
        for projection in Projection::ALL {
            let started = Instant::now();
            let rebuilt = rebuild(&database.pool, &region, projection).await?;
            println!(
                "{region}, {}: {} streams from {} events, true for position {}, in {:.1?}",
                projection.name(),
                rebuilt.streams,
                rebuilt.events,
                rebuilt.position,
                started.elapsed()
            );
        }
    }
    Ok(())
}
