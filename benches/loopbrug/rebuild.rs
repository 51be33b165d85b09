//! Views anew from the log, beside the mere copying of the same events out of PostgreSQL.

use std::time::Instant;

use anyhow::ensure;
use futures::TryStreamExt;
use loopbrug_infra::projection::{Projection, rebuild};
use sqlx::PgPool;
use sqlx::postgres::PgPoolCopyExt;
use tokio::process::Command;

use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::ours::Ours;
use crate::protocol::{count, median};

const DATABASE: &str = "rebuilt";
const ROUNDS: usize = 3;

/// The columns that a rebuild reads, of the events that it folds.
const COPY: &str = "
    COPY (SELECT position, aggregate_id, sequence, event_type, event_version, payload, recorded_at
          FROM events WHERE aggregate_type = 'ClientTrajectory' ORDER BY position) TO STDOUT";

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    clients: u64,
) -> anyhow::Result<()> {
    eprintln!("views of {clients} simulated clients");
    let ours = Ours::log_only(ground, DATABASE).await?;
    simulate(ground, DATABASE, clients).await?;

    let (mut rebuilt_at, mut copied_at) = (vec![], vec![]);
    let (mut events, mut trajectories) = (0, 0);
    for _ in 0..ROUNDS {
        ground.settle().await?;
        let started = Instant::now();
        let rebuilt = rebuild(
            &ours.pool,
            ours.cases.region(),
            Projection::Trajectories,
            ours.commands.catalogues(),
            &|_| {},
        )
        .await?;
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
    figures.bound(
        "rebuild_rate".to_owned(),
        rebuilt_at,
        "events/s",
        Some(Goal::AtLeast(150_000.0)),
    );
    figures.say("copy_rate", copied_at, "events/s");
    figures.ratio("rebuild_over_copy", rebuilt_at / copied_at, Some(Goal::AtLeast(0.35)));
    ours.close().await;
    Ok(())
}

/// The program invents a partnership.
pub(crate) async fn simulate(ground: &Ground, database: &str, clients: u64) -> anyhow::Result<()> {
    let output = Command::new(env!("CARGO_BIN_EXE_loopbrug"))
        .args(["simulate", "--clients", &clients.to_string()])
        .env("DATABASE_URL", ground.url(database))
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
