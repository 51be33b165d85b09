//! What it costs to record who looks: reads of trajectories with the access record and without it, in turn.
//!
//! Without it a read is all that a recorded one is, up to the policy: nobody can ask the views for that, so it is
//! asked of the log.

use std::sync::Arc;

use anyhow::Context;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::Action;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::permission::Asked;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::log::LogReader;
use loopbrug_infra::views::{Known, Views};

use crate::cases::caseworker;
use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::ours::Ours;
use crate::protocol::{EVENTS_BEFORE, Measured, Span, Worker, measure, median, millis};

const READERS: [usize; 2] = [1, 64];
/// More than are read in a row, so that none is read while it is at hand in the database alone.
const TRAJECTORIES: usize = 2_000;

/// Somebody who reads one trajectory after another.
struct Reader {
    log: LogReader,
    clock: Clock,
    catalogues: Arc<Catalogues>,
    /// None: what is read is not recorded.
    views: Option<Views>,
    trajectories: Arc<[TrajectoryId]>,
    next: usize,
}

impl Worker for Reader {
    async fn command(&mut self) -> anyhow::Result<()> {
        let id = self.trajectories[self.next % self.trajectories.len()];
        self.next += 1;
        if let Some(views) = &self.views {
            let found = views.trajectory(&caseworker(), id, Known::Now).await?;
            found.context("there is such a trajectory")?;
        } else {
            let loaded = self.log.load::<Trajectory>(&id.to_string()).await?;
            let actor = caseworker();
            let (now, catalogues) = (self.clock.now(), self.catalogues.as_ref());
            let asked = Asked { actor: &actor, now, catalogues };
            asked.may(Action::Read, loaded.aggregate.state())?;
        }
        Ok(())
    }
}

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    span: Span,
    rounds: usize,
) -> anyhow::Result<()> {
    let ours = Ours::live(ground, "reads").await?;
    let trajectories: Arc<[_]> = ours.cases.make(TRAJECTORIES, EVENTS_BEFORE).await?.into();
    let views = ours.views().context("it follows the log")?.clone();
    for readers in READERS {
        let (mut plain, mut recorded) = (vec![], vec![]);
        for round in 1..=rounds {
            eprintln!("{readers} readers, round {round} of {rounds}");
            for (records, into) in [(false, &mut plain), (true, &mut recorded)] {
                ground.settle().await?;
                let reader = |number: usize| Reader {
                    log: ours.log().reader().clone(),
                    clock: Clock::system(),
                    catalogues: Arc::clone(views.catalogues()),
                    views: records.then(|| views.clone()),
                    trajectories: Arc::clone(&trajectories),
                    // Each begins elsewhere.
                    next: number * 31,
                };
                into.push(measure(span, (0..readers).map(reader).collect()).await?);
            }
        }
        let rate = |of: &[Measured]| median(of.iter().map(|one| one.per_second).collect());
        let middle =
            |of: &[Measured]| median(of.iter().map(|one| millis(one.latency(0.5))).collect());
        figures.say(format!("reads_plain_{readers}"), rate(&plain), "/s");
        figures.say(format!("reads_recorded_{readers}"), rate(&recorded), "/s");
        figures.say(format!("reads_plain_latency_median_{readers}"), middle(&plain), "ms");
        figures.say(format!("reads_recorded_latency_median_{readers}"), middle(&recorded), "ms");
        // One who reads alone waits for one commit more.
        let goal = (readers > 1).then_some(Goal::AtLeast(0.9));
        figures.ratio(
            format!("reads_recorded_over_plain_{readers}"),
            rate(&recorded) / rate(&plain),
            goal,
        );
    }
    ours.close().await;
    Ok(())
}
