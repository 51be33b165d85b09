//! From a command to events, or to the rule that it would break.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::consent::{access, access_override};
use super::consequences::Consequences;
use super::event::Payload;
use super::opening::{CatalogueAdopted, TrajectoryOpened};
use super::{
    Circumstance, Intent, Now, Refusal, State, Trajectory, TrajectoryEvent, adjustments,
    check_fields, corrections, course, erasure, record_keeping,
};
use crate::actor::Actor;
use crate::catalogue::{Catalogue, Catalogues};
use crate::ids::{KboNumber, Version};
use crate::occasion::{named, not_ahead};
use crate::stream::{Stream, aggregate};
use crate::time::day_in_brussels;
use crate::trajectory::merge::MergeRefusal;
use crate::trajectory::opening::OpeningRefusal;
use crate::trajectory::transfer::TransferRefusal;

/// Something to be recorded, by somebody, about a day.
#[derive(Debug, Clone, PartialEq)]
pub struct TrajectoryCommand {
    /// The day it happened, in Brussels.
    pub occurred_on: NaiveDate,
    /// The server's moment: access that ends, ends by it.
    pub now: DateTime<Utc>,
    /// Who records it.
    pub actor: Actor,
    /// What to record.
    pub intent: Intent,
}

impl TrajectoryCommand {
    /// The server's day in Brussels.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        day_in_brussels(self.now)
    }

    /// The day of what it records.
    pub(super) fn day(&self) -> NaiveDate {
        if self.intent.acts_today() { self.today() } else { self.occurred_on }
    }
}

aggregate! {
    Trajectory, "ClientTrajectory", TrajectoryCommand => TrajectoryEvent, Refusal,
    |trajectory, command, catalogues: Arc<Catalogues>| decide(trajectory, &command, catalogues)
}

/// The events that `command` leads to.
///
/// The rules look at the state on the day that it happened, not at that of today: a job that
/// started while the client was guided can be recorded after closing. In turn, nothing that is
/// already recorded may become impossible by it.
///
/// # Errors
/// All faults of its fields, or else the first rule that the command would break. Nothing is to be
/// recorded then.
pub fn decide(
    trajectory: &Trajectory,
    command: &TrajectoryCommand,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let &TrajectoryCommand { now, ref actor, ref intent, .. } = command;
    let today = command.today();
    check_fields(trajectory, command, catalogues)?;
    within_time(trajectory, command.occurred_on, today, intent)?;
    let occurred_on = command.day();
    let state = trajectory.state_on(occurred_on);
    let catalogue = catalogue_for(&state, opened(intent), catalogues)?;
    if let Some(adopted) = adopted(intent) {
        named(catalogue.region(), adopted.catalogue, catalogues)?;
    }
    if let Intent::RequestTransfer(request) = intent {
        request.to_a_region_that_exists(catalogues)?;
    }
    let now = Now { moment: now, state: trajectory.state() };
    let organisation = actor.organisation;
    let at = Circumstance {
        on: occurred_on,
        organisation,
        catalogue,
        carried_from: None,
        now: Some(now),
    };
    access::may_record(&state, (intent, actor), catalogue, now)?;
    trajectory.state().not_erased(intent)?;
    not_merged(trajectory.state(), intent)?;
    trajectory.state().not_restricted(intent)?;
    may_be_put_right(trajectory, intent, organisation)?;

    let age = (today - occurred_on).num_days();
    let late = age > i64::from(catalogue.limits().late_recording_days);
    let mut asked = TrajectoryEvent {
        occurred_on,
        organisation,
        late,
        follows_from: None,
        origin: None,
        what: intent.clone().into_payload(&state, &at),
    };
    asked.what = record_keeping::signed(asked.what, trajectory.state(), actor);
    corrections::may_answer(trajectory, &asked.what, &at)?;
    within_basis(trajectory, &state, &asked.what, occurred_on)?;
    let events = lead_to(trajectory, asked, &state, &at, today, catalogues)
        .map_err(|refusal| course::with_the_closing(refusal, trajectory.journal()))?;
    access::access_was_theirs_to_give(trajectory, &events, intent, &at, now)?;
    Ok(events)
}

/// The events that are recorded with `asked`, which happened in `state`: what follows from it, and the
/// adjustments of what follows from others.
pub(super) fn lead_to(
    trajectory: &Trajectory,
    asked: TrajectoryEvent,
    state: &State,
    at: &Circumstance<'_>,
    today: NaiveDate,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let mut events = with_consequences(asked, trajectory.version(), state, at);
    permitted_in_turn(&events, state, at)?;
    if !in_order(trajectory, &events) {
        events.extend(adjustments::of(trajectory, &events, today, catalogues)?);
    }
    Ok(events)
}

/// Rule 2. A correction may not move something to a day after the legal basis ended; but what is there can be
/// put right.
fn within_basis(
    trajectory: &Trajectory,
    state: &State,
    asked: &Payload,
    on: NaiveDate,
) -> Result<(), Refusal> {
    let Payload::EventCorrected(correction) = asked else { return state.within_basis(asked, on) };
    let was_on = trajectory.current(correction.target)?.event.occurred_on;
    let on = correction.occurred_on;
    if on <= was_on {
        return Ok(());
    }
    trajectory.state_on(on).within_basis(&correction.replacement, on)
}

/// Nothing happened later, and nothing is corrected or voided.
fn in_order(trajectory: &Trajectory, events: &[TrajectoryEvent]) -> bool {
    let later = |event: &TrajectoryEvent| {
        event.supersedes().is_some() || !trajectory.journal().later_than(event.day()).is_empty()
    };
    !events.iter().any(later)
}

/// Rule 4.
fn within_time(
    trajectory: &Trajectory,
    occurred_on: NaiveDate,
    today: NaiveDate,
    intent: &Intent,
) -> Result<(), Refusal> {
    not_ahead(occurred_on, today)?;
    match &trajectory.state().opening {
        Some(_) if matches!(intent, Intent::OpenTrajectory(_)) => {
            Err(OpeningRefusal::TrajectoryAlreadyOpened.into())
        }
        // It happens today. Whoever does not see the trajectory would learn from another day when it was opened.
        Some(opening) if matches!(intent, Intent::RequestAccess(_) | Intent::OverrideAccess(_)) => {
            opening.not_before(today)
        }
        Some(opening) => opening.not_before(occurred_on),
        None => Ok(()),
    }
}

/// Merged is terminal; but the merge can be undone, a correction of before it can be answered, and the client can
/// be erased at both ends.
fn not_merged(state: &State, intent: &Intent) -> Result<(), Refusal> {
    match (state.merged_into, intent) {
        (None, _)
        | (
            _,
            Intent::UnmergeTrajectory(_)
            | Intent::ConfirmCorrection(_)
            | Intent::DisputeCorrection(_)
            | Intent::RequestErasure(_)
            | Intent::DecideErasure(_)
            | Intent::RecordKeyDestroyed(_),
        ) => Ok(()),
        (Some(into), _) => Err(MergeRefusal::TrajectoryMerged { into }.into()),
    }
}

/// What says something of two trajectories is neither corrected nor voided in one of them alone; and there is
/// what nobody takes back, or nobody else.
fn may_be_put_right(
    trajectory: &Trajectory,
    intent: &Intent,
    by: KboNumber,
) -> Result<(), Refusal> {
    let target = match intent {
        Intent::CorrectEvent(correction) => correction.target,
        Intent::VoidEvent(voiding) => voiding.target,
        _ => return Ok(()),
    };
    let Some(entry) = trajectory.journal().find(target) else { return Ok(()) };
    corrections::own_answer(entry, by)?;
    access_override::stays(&entry.event.what, intent)?;
    erasure::stays(&entry.event.what)?;
    match &entry.event.what {
        Payload::MergedInto(_) | Payload::Unmerged(_) | Payload::DuplicateAbsorbed(_) => {
            Err(MergeRefusal::MergeStays.into())
        }
        Payload::TransferReceived(received) => {
            let trajectory = received.from.trajectory;
            Err(TransferRefusal::TransferStands { trajectory }.into())
        }
        _ => Ok(()),
    }
}

/// Rule 13: an opening names its catalogue; for later events it is the one that
/// the trajectory names on their day.
pub(super) fn catalogue_for<'a>(
    state: &State,
    opened: Option<&TrajectoryOpened>,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, Refusal> {
    let (region, version) = match (opened, state.opened()) {
        (_, Ok(opening)) => (&opening.region, opening.catalogue),
        (Some(opened), _) => (&opened.region, opened.catalogue),
        (None, Err(not_found)) => return Err(not_found),
    };
    Ok(named(region, version, catalogues)?)
}

/// The opening that is asked for.
#[must_use]
pub fn opened(intent: &Intent) -> Option<&TrajectoryOpened> {
    if let Intent::OpenTrajectory(opened) = intent { Some(opened) } else { None }
}

/// A trajectory that named no published catalogue could not go on: neither by adopting one nor by
/// correcting what was adopted.
fn adopted(intent: &Intent) -> Option<&CatalogueAdopted> {
    match intent {
        Intent::AdoptCatalogue(adopted) => Some(adopted),
        Intent::CorrectEvent(correction) => match &*correction.replacement {
            Payload::CatalogueAdopted(adopted) => Some(adopted),
            _ => None,
        },
        _ => None,
    }
}

/// What was asked for, after what it ends and before what it brings along.
fn with_consequences(
    asked: TrajectoryEvent,
    version: Version,
    state: &State,
    at: &Circumstance<'_>,
) -> Vec<TrajectoryEvent> {
    let Consequences { before, after } = Consequences::of(&asked.what, state, at);
    let place = version + 1 + Version::try_from(before.len()).unwrap_or(Version::MAX);
    let following = |what| TrajectoryEvent { follows_from: Some(place), what, ..asked.clone() };
    let (before, after): (Vec<_>, Vec<_>) =
        (before.into_iter().map(following).collect(), after.into_iter().map(following).collect());
    before.into_iter().chain([asked]).chain(after).collect()
}

/// Each event is permitted after the ones before it.
fn permitted_in_turn(
    events: &[TrajectoryEvent],
    state: &State,
    at: &Circumstance<'_>,
) -> Result<(), Refusal> {
    let [first, more @ ..] = events else { return Ok(()) };
    first.what.permitted(state, at)?;
    if !more.is_empty() {
        let mut state = state.clone();
        let mut before = first;
        for event in more {
            state.apply(before);
            event.what.permitted(&state, at)?;
            before = event;
        }
    }
    Ok(())
}
