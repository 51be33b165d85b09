//! From a command to events, or to the rule that it would break.

use std::sync::Arc;

use chrono::NaiveDate;
use cqrs_es::event_sink::EventSink;

use super::consequences::Consequences;
use super::event::Payload;
use super::opening::{CatalogueAdopted, TrajectoryOpened};
use super::{
    Circumstance, Intent, Refusal, State, Trajectory, TrajectoryEvent, adjustments, check_fields,
    corrections, course, record_keeping,
};
use crate::actor::Actor;
use crate::catalogue::{Catalogue, Catalogues};
use crate::ids::Version;
use crate::occasion::{named, not_ahead};
use crate::stream::{Aggregate, Stream};
use crate::trajectory::merge::MergeRefusal;
use crate::trajectory::opening::OpeningRefusal;

/// Something to be recorded, by somebody, about a day.
#[derive(Debug, Clone, PartialEq)]
pub struct TrajectoryCommand {
    /// The day it happened, in Brussels.
    pub occurred_on: NaiveDate,
    /// The server's day in Brussels.
    pub today: NaiveDate,
    /// Who records it.
    pub actor: Actor,
    /// What to record.
    pub intent: Intent,
}

impl Aggregate for Trajectory {
    const TYPE: &'static str = "ClientTrajectory";
    type Command = TrajectoryCommand;
    type Event = TrajectoryEvent;
    type Error = Refusal;
    type Services = Arc<Catalogues>;

    async fn handle(
        &mut self,
        command: TrajectoryCommand,
        catalogues: &Arc<Catalogues>,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        for event in decide(self, &command, catalogues)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: TrajectoryEvent) {
        self.add(event);
    }
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
    let &TrajectoryCommand { occurred_on, today, ref actor, ref intent } = command;
    check_fields(trajectory, command, catalogues)?;
    within_time(trajectory, occurred_on, today, intent)?;
    let state = trajectory.state_on(occurred_on);
    let catalogue = catalogue_for(&state, opened(intent), catalogues)?;
    if let Some(adopted) = adopted(intent) {
        named(catalogue.region(), adopted.catalogue, catalogues)?;
    }
    let at = Circumstance { on: occurred_on, organisation: actor.organisation, catalogue };
    // Rule 6. An override is for those who have no access.
    if state.opening.is_some() && !matches!(intent, Intent::OverrideAccess(_)) {
        state.may_record(&at)?;
    }
    not_merged(trajectory.state(), intent)?;

    let age = (today - occurred_on).num_days();
    let late = age > i64::from(catalogue.limits().late_recording_days);
    let event = |what, follows_from| TrajectoryEvent {
        occurred_on,
        organisation: at.organisation,
        late,
        follows_from,
        what,
    };
    let asked = intent.clone().into_payload(&state, &at);
    let asked = record_keeping::signed(asked, trajectory.state(), actor);
    corrections::may_answer(trajectory, &asked, &at)?;
    let mut events =
        with_consequences(asked, trajectory.version(), occurred_on, &state, catalogue, event);
    permitted_in_turn(&events, &state, &at)
        .map_err(|refusal| course::with_the_closing(refusal, trajectory.journal()))?;
    if !in_order(trajectory, &events) {
        events.extend(adjustments::of(trajectory, &events, today, catalogues)?);
    }
    Ok(events)
}

/// Nothing happened later, and nothing is corrected or voided.
fn in_order(trajectory: &Trajectory, events: &[TrajectoryEvent]) -> bool {
    let later = |event: &TrajectoryEvent| {
        event.supersedes().is_some()
            || !trajectory.journal().later_than(event.occurred_on).is_empty()
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
        Some(opening) => opening.not_before(occurred_on),
        None => Ok(()),
    }
}

/// Merged is terminal; but the merge can be undone, events can be corrected and voided, and that can be
/// answered.
fn not_merged(state: &State, intent: &Intent) -> Result<(), Refusal> {
    match (state.merged_into, intent) {
        (None, _)
        | (
            _,
            Intent::UnmergeTrajectory(_)
            | Intent::CorrectEvent(_)
            | Intent::VoidEvent(_)
            | Intent::ConfirmCorrection(_)
            | Intent::DisputeCorrection(_),
        ) => Ok(()),
        (Some(into), _) => Err(MergeRefusal::TrajectoryMerged { into }.into()),
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
pub(super) fn opened(intent: &Intent) -> Option<&TrajectoryOpened> {
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
    asked: Payload,
    version: Version,
    on: NaiveDate,
    state: &State,
    catalogue: &Catalogue,
    event: impl Fn(Payload, Option<Version>) -> TrajectoryEvent,
) -> Vec<TrajectoryEvent> {
    let Consequences { before, after } = Consequences::of(&asked, on, state, catalogue);
    let place = version + 1 + Version::try_from(before.len()).unwrap_or(Version::MAX);
    let mut events = Vec::with_capacity(before.len() + 1 + after.len());
    events.extend(before.into_iter().map(|what| event(what, Some(place))));
    events.push(event(asked, None));
    events.extend(after.into_iter().map(|what| event(what, Some(place))));
    events
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
