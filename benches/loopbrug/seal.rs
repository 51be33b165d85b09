//! What sealing the log costs appends, and how soon what was recorded is covered by a head.
//!
//! Each round measures both, one right after the other, first the one and then the other in turn; what counts is the
//! ratio of a round. So a machine that slows down does so for both.

use std::time::{Duration, Instant};

use loopbrug_infra::seal::{Seal, Sealer, Which};
use tempfile::TempDir;
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
/// A head is signed every two seconds: some have to be, while it counts.
const AT_LEAST: Duration = Duration::from_secs(6);

/// What is measured of either.
struct Sides<'a> {
    ground: &'a Ground,
    ours: Ours,
    folder: TempDir,
    span: Span,
}

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    span: Span,
    rounds: usize,
) -> anyhow::Result<()> {
    eprintln!("the seal");
    let (folder, ours) = (tempfile::tempdir()?, Ours::log_only(ground, "seal").await?);
    ours.cases.begin_with(TRAJECTORIES).await?;
    let span = Span { counted: span.counted.max(AT_LEAST), ..span };
    let sides = Sides { ground, ours, folder, span };
    let (mut without, mut with, mut covered) = (vec![], vec![], vec![]);
    for round in 0..rounds {
        let sealed_first = round % 2 == 1;
        if !sealed_first {
            without.push(sides.measured().await?);
        }
        let (rate, after) = sides.sealed().await?;
        with.push(rate);
        covered.push(after.as_secs_f64());
        if sealed_first {
            without.push(sides.measured().await?);
        }
    }
    let ratios = with.iter().zip(&without).map(|(with, without)| with / without).collect();
    figures.say("unsealed_commands_64", median(without), "1/s");
    figures.say("sealed_commands_64", median(with), "1/s");
    figures.say("covered_by_a_head_after", median(covered), "s");
    let goal = Some(Goal::AtLeast(0.95));
    figures.ratio("sealed_over_unsealed_commands_64", median(ratios), goal);
    sides.ours.close().await;
    Ok(())
}

impl Sides<'_> {
    /// Commands per second.
    async fn measured(&self) -> anyhow::Result<f64> {
        self.ground.settle().await?;
        Ok(measure(self.span, self.ours.workers(AT_ONCE)).await?.per_second)
    }

    /// The same while the log is sealed, and how long after it all of it is covered.
    async fn sealed(&self) -> anyhow::Result<(f64, Duration)> {
        let (stop, region) = (watch::Sender::new(false), self.ours.cases.region().clone());
        let key = self.folder.path().join("seal.key");
        let sealer = Sealer::new(self.ours.pool.clone(), [&region].into_iter(), key);
        let sealing = tokio::spawn(sealer.run(stop.subscribe()));
        // What was recorded without it is covered first.
        self.covers_all().await?;
        let rate = self.measured().await?;
        let after = self.covers_all().await?;
        stop.send_replace(true);
        sealing.await?;
        Ok((rate, after))
    }

    /// Waits until a head covers all that is recorded, and says how long that took.
    async fn covers_all(&self) -> anyhow::Result<Duration> {
        let (began, region) = (Instant::now(), self.ours.cases.region());
        let seal = Seal::new(self.ours.pool.clone(), region.clone());
        let recorded = u64::from(self.ours.log().reader().head(region).await?.0);
        while seal.head(Which::Last).await.map_or(0, |head| head.size) < recorded {
            anyhow::ensure!(began.elapsed() < PATIENCE, "no head covers position {recorded}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(began.elapsed())
    }
}
