//! `loopbrug replay`.

use anyhow::{Context, bail};
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Payload, Trajectory, TrajectoryEvent};
use loopbrug_infra::log::{LogReader, Step};
use loopbrug_infra::views::Page;

use crate::process::Database;
use crate::settings::Settings;

/// How many steps are held at once.
const PAGE: u32 = 500;

/// Prints every step of a trajectory in the order in which it was recorded.
pub(super) async fn run(settings: &Settings, id: &str) -> anyhow::Result<()> {
    let trajectory: TrajectoryId =
        id.strip_prefix("trajectory:").unwrap_or(id).parse().ok().with_context(|| {
            format!(
                "'{id}' is no id of a trajectory; write it as the API does, such as \
                 trajectory:edfc4bad-aebe-5c48-bd5a-c2ae6d14d06c"
            )
        })?;
    let database = Database::open_beside(settings).await?;
    let log = LogReader::new(database.pool.clone());
    let mut printed = None;
    loop {
        let page = Page::first(PAGE, printed);
        let see = |event: &TrajectoryEvent, after: &Trajectory| {
            let phase: &'static str = after.state().phase()?.into();
            Some((event.what.clone(), phase))
        };
        let history = log.history::<Trajectory, _>(&trajectory.to_string(), &page, see).await?;
        history.steps.items.iter().try_for_each(print_step)?;
        printed = history.steps.items.last().map(|step| step.sequence).or(printed);
        if !history.steps.next {
            break;
        }
    }
    database.close().await?;
    if printed.is_none() {
        bail!("nothing was recorded about {trajectory}");
    }
    Ok(())
}

fn print_step(step: &Step<(Payload, &'static str)>) -> anyhow::Result<()> {
    let (what, phase) = &step.seen;
    println!(
        "{:>4}  position {}  happened {}  recorded {}  by {}{}",
        step.sequence,
        step.position,
        step.occurred_on,
        step.recorded_at.format("%F %T%.3f UTC"),
        step.organisation,
        if step.late { "  late" } else { "" },
    );
    println!("      {}", serde_json::to_string(what)?);
    for (relation, events) in [
        ("supersedes", step.puts_right.into_iter().collect()),
        ("superseded by", step.put_right_by.clone()),
    ] {
        for event in events {
            println!("      {relation} {event}");
        }
    }
    println!("      then: {phase}");
    Ok(())
}
