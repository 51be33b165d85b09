//! From a command to events, or to the rule that it would break.

use chrono::NaiveDate;

use super::{
    Circumstance, Happening, Intent, Refusal, State, Trajectory, TrajectoryEvent, profile,
};
use crate::actor::Actor;
use crate::catalogue::{Catalogue, Catalogues, Code};

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

/// The events that `command` leads to.
///
/// The rules look at how things stood on the day it happened, not at what is known today: a
/// job that started while the client was guided can be recorded after closing. In turn nothing
/// that is already recorded for later days may become impossible by it.
///
/// # Errors
/// The first rule that the command would break. Nothing is to be recorded then.
pub fn decide(
    trajectory: &Trajectory,
    command: &TrajectoryCommand,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let catalogue = named_catalogue(trajectory, &command.intent, catalogues)?;
    within_time(trajectory, command)?;
    let at = Circumstance {
        on: command.occurred_on,
        organisation: command.actor.organisation,
        catalogue,
    };
    let mut state = trajectory.state_on(command.occurred_on);
    if state.opening.is_some() {
        state.may_record(&at)?;
    }

    let age = (command.today - command.occurred_on).num_days();
    let late = age > i64::from(catalogue.limits().late_recording_days);
    let mut events = Vec::with_capacity(1);
    for what in with_consequences(command.intent.clone(), &state, catalogue) {
        what.permitted(&state, &at)?;
        let event =
            TrajectoryEvent { occurred_on: at.on, organisation: at.organisation, late, what };
        state.to_mut().apply(&event);
        events.push(event);
    }
    later_events_still_stand(trajectory, state.into_owned(), &at)?;
    Ok(events)
}

/// Rule 13: an opening names its catalogue, everything later is held to that one.
fn named_catalogue<'a>(
    trajectory: &Trajectory,
    intent: &Intent,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, Refusal> {
    let (region, version): (&Code, NaiveDate) = match (intent, &trajectory.state().opening) {
        (_, Some(opening)) => (&opening.region, opening.catalogue),
        (Intent::OpenTrajectory(opening), None) => (&opening.region, opening.catalogue),
        (_, None) => return Err(Refusal::TrajectoryNotFound),
    };
    catalogues
        .get(region.as_str(), version)
        .map(AsRef::as_ref)
        .ok_or_else(|| Refusal::CatalogueNotFound { region: region.clone(), version })
}

/// Rule 4.
fn within_time(trajectory: &Trajectory, command: &TrajectoryCommand) -> Result<(), Refusal> {
    let &TrajectoryCommand { occurred_on, today, .. } = command;
    if occurred_on > today {
        return Err(Refusal::OccurredInTheFuture { occurred_on, today });
    }
    match &trajectory.state().opening {
        Some(opening) if occurred_on < opening.on => {
            // An opening for an earlier day is not early: it is a second one.
            if matches!(command.intent, Intent::OpenTrajectory(_)) {
                return Err(Refusal::TrajectoryAlreadyOpened);
            }
            Err(Refusal::OccurredBeforeOpening { occurred_on, opened_on: opening.on })
        }
        _ => Ok(()),
    }
}

/// The fact that was asked for, with what follows from it.
fn with_consequences(intent: Intent, state: &State, catalogue: &Catalogue) -> Vec<Happening> {
    let mut happenings = vec![intent.into()];
    happenings.extend(profile::consequences(&happenings[0], state, catalogue));
    happenings
}

/// What was recorded for later days must stay possible. What did not stand before either, say
/// because a rule is younger than the record, is no reason to refuse.
fn later_events_still_stand(
    trajectory: &Trajectory,
    mut state: State,
    at: &Circumstance<'_>,
) -> Result<(), Refusal> {
    let later = trajectory.later_than(at.on);
    if later.is_empty() {
        return Ok(());
    }
    let mut before = trajectory.state_on(at.on).into_owned();
    for entry in later {
        let then = Circumstance {
            on: entry.event.occurred_on,
            organisation: entry.event.organisation,
            ..*at
        };
        let what = &entry.event.what;
        if let (Err(why), Ok(())) = (what.permitted(&state, &then), what.permitted(&before, &then))
        {
            let sequence = entry.sequence;
            return Err(Refusal::LaterEventContradicted { sequence, why: Box::new(why) });
        }
        state.apply(&entry.event);
        before.apply(&entry.event);
    }
    Ok(())
}
