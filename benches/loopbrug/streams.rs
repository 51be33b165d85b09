//! What a command costs on a trajectory of many events, over what it costs on one of few.

use std::time::{Duration, Instant};

use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_infra::commands::Commands;

use crate::cases::Cases;
use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::ours::{Ours, record};
use crate::protocol::median;

/// A long trajectory and a short one, in events.
const LONG: Version = 10_000;
const SHORT: Version = 10;
/// Commands that are measured on each.
const COMMANDS: usize = 400;

pub(crate) async fn run(ground: &Ground, figures: &mut Figures) -> anyhow::Result<()> {
    eprintln!("a long trajectory and a short one");
    let ours = Ours::log_only(ground, "streams").await?;
    let long = sought(&ours.cases, LONG).await?;
    let short = sought(&ours.cases, SHORT).await?;
    ground.settle().await?;
    // The first command reads the stream; that is measured on its own.
    let first_on_long = timed(&ours.commands, long).await?;
    let first_on_short = timed(&ours.commands, short).await?;
    let (mut on_long, mut on_short) = (vec![], vec![]);
    for _ in 0..COMMANDS {
        on_long.push(micros(timed(&ours.commands, long).await?));
        on_short.push(micros(timed(&ours.commands, short).await?));
    }
    let (on_long, on_short) = (median(on_long), median(on_short));
    figures.say("first_command_on_10000_events", micros(first_on_long), "us");
    figures.say("first_command_on_10_events", micros(first_on_short), "us");
    figures.say("command_on_10000_events", on_long, "us");
    figures.say("command_on_10_events", on_short, "us");
    let goal = Some(Goal::AtMost(1.2));
    figures.ratio("command_on_10000_over_10_events", on_long / on_short, goal);
    ours.close().await;
    Ok(())
}

async fn sought(cases: &Cases, events: Version) -> anyhow::Result<TrajectoryId> {
    Ok(cases.make(1, events).await?[0])
}

async fn timed(commands: &Commands, trajectory: TrajectoryId) -> anyhow::Result<Duration> {
    let started = Instant::now();
    record(commands, trajectory).await?;
    Ok(started.elapsed())
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
