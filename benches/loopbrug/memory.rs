//! Memory: what this process takes while very many commands go through it, with the projection
//! and the image at work, and then without.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::ours::{Ours, caught_up, record};
use crate::protocol::count;

/// Commands under way at once.
const CONCURRENCY: u64 = 64;
/// Commands that each trajectory gets: few enough that none grows long, enough that there need
/// not be as many trajectories as commands.
const EACH: u64 = 50;
pub(crate) const MIB: f64 = 1024.0 * 1024.0;

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    commands: u64,
) -> anyhow::Result<()> {
    if resident().is_none() {
        eprintln!("this system does not say how much memory a process takes");
        return Ok(());
    }
    eprintln!("memory over {commands} commands");
    let ours = Ours::live(ground, "memory").await?;
    let samples = watched(&ours, commands).await?;
    let behind = caught_up(&ours.pool).await?;
    figures.say("memory_views_behind", behind.as_secs_f64(), "s");
    say(figures, "memory", &samples, Some(Goal::AtMost(1.1)));
    ours.close().await;

    // Once more without them, so that what grows can be laid at the right door. Afterwards, because
    // what the allocator keeps of the first time may hide a growth of the second.
    eprintln!("memory over {commands} commands, nothing following the log");
    let ours = Ours::log_only(ground, "memory_of_commands").await?;
    let samples = watched(&ours, commands).await?;
    say(figures, "memory_of_commands", &samples, None);
    ours.close().await;
    Ok(())
}

/// Sends the commands, and looks from time to time: how many were sent, how much is taken.
async fn watched(ours: &Ours, commands: u64) -> anyhow::Result<Vec<(f64, f64)>> {
    // Everybody is there from the start: what grows afterwards grows by commands alone.
    ours.cases.prepare(usize::try_from(commands / EACH + CONCURRENCY)?).await?;
    caught_up(&ours.pool).await?;

    let sent = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..CONCURRENCY {
        let (executing, cases, sent) =
            (ours.commands.clone(), ours.cases.clone(), Arc::clone(&sent));
        tasks.spawn(async move {
            while sent.load(Ordering::Relaxed) < commands {
                let trajectory = cases.next()?;
                for _ in 0..EACH {
                    record(&executing, trajectory).await?;
                    sent.fetch_add(1, Ordering::Relaxed);
                }
            }
            anyhow::Ok(())
        });
    }
    let mut samples = Vec::new();
    while !tasks.is_empty() {
        samples.extend(resident().map(|bytes| (count(sent.load(Ordering::Relaxed)), bytes)));
        if let Ok(Some(worked)) =
            tokio::time::timeout(Duration::from_millis(500), tasks.join_next()).await
        {
            worked??;
        }
    }
    Ok(samples)
}

/// The first quarter fills the caches; over the rest a line is laid.
fn say(figures: &mut Figures, of: &str, samples: &[(f64, f64)], goal: Option<Goal>) {
    let Some((commands, at_end)) = samples.last().copied() else { return };
    let later: Vec<_> = samples.iter().filter(|(sent, _)| *sent >= commands / 4.0).collect();
    let Some((warm_at, warm)) = later.first().copied().copied() else { return };
    let length = count(later.len());
    let middle = |of: fn(&(f64, f64)) -> f64| later.iter().map(|s| of(s)).sum::<f64>() / length;
    let (middle_sent, middle_bytes) = (middle(|s| s.0), middle(|s| s.1));
    let (mut rise, mut run) = (0.0, 0.0);
    for (sent, bytes) in later {
        rise += (sent - middle_sent) * (bytes - middle_bytes);
        run += (sent - middle_sent).powi(2);
    }
    figures.say(format!("{of}_after_{warm_at:.0}_commands"), warm / MIB, "MiB");
    figures.say(format!("{of}_after_{commands:.0}_commands"), at_end / MIB, "MiB");
    figures.ratio(format!("{of}_at_end_over_warm"), at_end / warm, goal);
    if run > 0.0 {
        figures.say(format!("{of}_growth_per_command"), rise / run, "bytes");
    }
}

/// The resident set of this process, in bytes, where the system says it.
pub(crate) fn resident() -> Option<f64> {
    of_process("self", "VmRSS:")
}

/// What the system says of the memory of a process, in bytes.
pub(crate) fn of_process(process: &str, what: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0)
}
