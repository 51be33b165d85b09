//! Several things that one command records of a trajectory.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use cqrs_es::AggregateContext;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::together::{Part, decide_together};

use super::{asked_are_known, employers_are_registered};
use crate::commands::kind::{Handled, Read};
use crate::commands::{CommandError, Commands, Request};
use crate::log::Store;

/// Several things are recorded. None of them links two trajectories.
///
/// What was said before is looked for in what there was before all of them: two of them that are the same were
/// meant.
pub(super) async fn together(
    commands: &Commands,
    request: &Request,
    parts: &[Part],
    now: DateTime<Utc>,
    read: &mut Read<Trajectory>,
    store: &mut Store<'_, Trajectory>,
) -> Result<Handled<Trajectory>, CommandError> {
    let before = Arc::clone(&read.loaded.aggregate);
    let (actor, catalogues) = (&request.actor, &commands.catalogues);
    let decided = decide_together(read.loaded.aggregate(), parts, actor, now, catalogues)?;
    let recorded_before = |part: &Part| before.recorded_before(&part.asked_by(actor, now));
    let recorded_before: Vec<_> = parts.iter().filter_map(recorded_before).collect();
    for event in recorded_before {
        let repeat = commands.possible_repeat(&read.loaded, event, now).await;
        if repeat.is_some() {
            store.may_repeat(repeat);
            break;
        }
    }
    store.in_parts(decided.iter().map(|(command, events)| (*command, events.len())));
    let events: Vec<_> = decided.into_iter().flat_map(|(_, events)| events).collect();
    let after = &read.loaded.aggregate;
    asked_are_known(commands, request, after.state(), &events).await?;
    employers_are_registered(commands, after.state(), &events).await?;
    let mut to_index = vec![];
    if let Some(opening) = &after.state().opening {
        let (region, about) = (&opening.region, request.about);
        to_index.extend(commands.index_later(region, about, after, &events).await?);
    }
    Ok(Handled { to_index, ..Handled::alone(events) })
}
