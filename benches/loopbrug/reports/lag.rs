//! How long it takes from the acknowledgement of a command until reports see it, while commands come
//! at an even pace.

use std::time::{Duration, Instant};

use anyhow::Context;
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::views::{Page, TrajectoryFilter};
use tokio::task::JoinSet;

use crate::cases::{REGION, caseworker};
use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::ours::{Ours, caught_up, record};
use crate::protocol::{millis, quantile};

/// Commands per second, and for how many seconds. In the first ones each trajectory is turned to for
/// the first time; they do not count.
const PACE: u32 = 2_000;
const SECONDS: u32 = 12;
const WARM_UP: u32 = 2;
/// Every so many commands one waits to be seen.
const WATCHED: u32 = 20;

pub(super) async fn run(ground: &Ground, figures: &mut Figures) -> anyhow::Result<()> {
    eprintln!("from acknowledged to visible");
    let ours = Ours::live(ground, "lag").await?;
    ours.cases.prepare(4_000).await?;
    caught_up(&ours.pool).await?;
    ground.settle().await?;
    let views = ours.views().context("it follows")?;
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for n in 0..PACE * SECONDS {
        tokio::time::sleep_until((began + Duration::from_secs(1) * n / PACE).into()).await;
        let (commands, views, trajectory) =
            (ours.commands.clone(), views.clone(), ours.cases.next()?);
        tasks.spawn(async move {
            let seen = Some(record(&commands, trajectory).await?);
            if n < PACE * WARM_UP || n % WATCHED != 0 {
                return anyhow::Ok(None);
            }
            let acknowledged = Instant::now();
            let (filter, page) = (TrajectoryFilter::default(), Page::first(1, None));
            views.trajectories(&caseworker(), &Code::new(REGION), &filter, &page, seen).await?;
            Ok(Some(acknowledged.elapsed()))
        });
    }
    let mut lags = Vec::new();
    while let Some(lag) = tasks.join_next().await {
        lags.extend(lag??);
    }
    lags.sort_unstable();
    figures.say("visible_after_median", millis(quantile(&lags, 0.5)), "ms");
    let p99 = millis(quantile(&lags, 0.99));
    figures.bound("visible_after_p99".to_owned(), p99, "ms", Some(Goal::AtMost(50.0)));
    ours.close().await;
    Ok(())
}
