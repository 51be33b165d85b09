//! What sealing the log costs appends, and how soon what was recorded is covered by a head.

use std::time::{Duration, Instant};

use loopbrug_infra::seal::{Seal, Sealer, Which};
use tokio::sync::watch;

use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::ours::Ours;
use crate::protocol::{Span, measure, median};

/// So many commands are under way at once.
const AT_ONCE: usize = 64;
/// The trajectories that they are about.
const TRAJECTORIES: usize = 2_000;
/// A head is waited for no longer than this.
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    span: Span,
    rounds: usize,
) -> anyhow::Result<()> {
    eprintln!("the seal");
    let folder = tempfile::tempdir()?;
    let ours = Ours::log_only(ground, "seal").await?;
    ours.cases.begin_with(TRAJECTORIES).await?;
    let region = ours.cases.region().clone();
    let (mut without, mut with, mut covered) = (vec![], vec![], vec![]);
    for _ in 0..rounds {
        ground.settle().await?;
        without.push(measure(span, ours.workers(AT_ONCE)).await?.per_second);
        let stop = watch::Sender::new(false);
        let key = folder.path().join("seal.key");
        let sealer = Sealer::new(ours.pool.clone(), [&region].into_iter(), key);
        let sealing = tokio::spawn(sealer.run(stop.subscribe()));
        let seal = Seal::new(ours.pool.clone(), region.clone());
        // What was recorded without it is covered first.
        covers_all(&seal, &ours).await?;
        ground.settle().await?;
        with.push(measure(span, ours.workers(AT_ONCE)).await?.per_second);
        covered.push(covers_all(&seal, &ours).await?.as_secs_f64());
        stop.send_replace(true);
        sealing.await?;
    }
    let (without, with) = (median(without), median(with));
    figures.say("unsealed_commands_64", without, "1/s");
    figures.say("sealed_commands_64", with, "1/s");
    figures.say("covered_by_a_head_after", median(covered), "s");
    figures.ratio("sealed_over_unsealed_commands_64", with / without, Some(Goal::AtLeast(0.95)));
    ours.close().await;
    Ok(())
}

/// Waits until a head covers all that is recorded, and says how long that took.
async fn covers_all(seal: &Seal, ours: &Ours) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let recorded = u64::from(ours.log().reader().head(ours.cases.region()).await?.0);
    while seal.head(Which::Last).await.map_or(0, |head| head.size) < recorded {
        anyhow::ensure!(began.elapsed() < PATIENCE, "no head covers position {recorded}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(began.elapsed())
}
