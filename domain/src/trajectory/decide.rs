//! From a command to events, or to the rule that it would break.

use chrono::NaiveDate;

use super::event::Happening;
use super::journal::{Entry, Journal};
use super::opening::CatalogueAdopted;
use super::{Circumstance, Intent, Refusal, State, Trajectory, TrajectoryEvent};
use super::{course, follow_up, look_at_fields, profile, transfer};
use crate::actor::Actor;
use crate::catalogue::{Catalogue, Catalogues, Code};
use crate::ids::Version;
use crate::stream::Stream;

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
/// that is already recorded may become impossible by it.
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
    look_at_fields(trajectory, command, catalogues)?;
    within_time(trajectory, occurred_on, today, intent)?;
    let state = trajectory.state_on(occurred_on);
    let catalogue = catalogue_for(&state, intent, catalogues)?;
    if let Some(adopted) = adopted(intent) {
        named(catalogue.region(), adopted.catalogue, catalogues)?;
    }
    let at = Circumstance { on: occurred_on, organisation: actor.organisation, catalogue };
    if state.opening.is_some() {
        intent.open_to(&state, &at)?;
    }
    not_merged(trajectory.state(), intent)?;

    let age = (today - occurred_on).num_days();
    let late = age > i64::from(catalogue.limits().late_recording_days);
    let happenings = with_consequences(intent.clone(), &state, catalogue);
    let events = happenings.into_iter().map(|what| TrajectoryEvent {
        occurred_on,
        organisation: at.organisation,
        late,
        what,
    });
    let events: Vec<_> = events.collect();
    permitted_in_turn(&events, &state, &at)?;
    nothing_is_contradicted(trajectory, &events, today, catalogues)?;
    Ok(events)
}

/// Rule 4.
fn within_time(
    trajectory: &Trajectory,
    occurred_on: NaiveDate,
    today: NaiveDate,
    intent: &Intent,
) -> Result<(), Refusal> {
    if occurred_on > today {
        return Err(Refusal::OccurredInTheFuture { occurred_on, today });
    }
    match &trajectory.state().opening {
        Some(_) if matches!(intent, Intent::OpenTrajectory(_)) => {
            Err(Refusal::TrajectoryAlreadyOpened)
        }
        Some(opening) => opening.not_before(occurred_on),
        None => Ok(()),
    }
}

/// Merged is terminal; it can be taken back, and what was told wrongly be put right.
fn not_merged(state: &State, intent: &Intent) -> Result<(), Refusal> {
    match (state.merged_into, intent) {
        (None, _)
        | (_, Intent::UnmergeTrajectory(_) | Intent::CorrectEvent(_) | Intent::VoidEvent(_)) => {
            Ok(())
        }
        (Some(into), _) => Err(Refusal::TrajectoryMerged { into }),
    }
}

/// Rule 13: an opening names its catalogue; later events are held to the one that the
/// trajectory names on their day.
pub(super) fn catalogue_for<'a>(
    state: &State,
    intent: &Intent,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, Refusal> {
    match (&state.opening, intent) {
        (Some(opening), _) => named(&opening.region, opening.catalogue, catalogues),
        (None, Intent::OpenTrajectory(new)) => named(&new.region, new.catalogue, catalogues),
        (None, _) => Err(Refusal::TrajectoryNotFound),
    }
}

/// A trajectory that named no published catalogue could not go on: neither by adopting one nor by
/// correcting what was adopted.
fn adopted(intent: &Intent) -> Option<&CatalogueAdopted> {
    match intent {
        Intent::AdoptCatalogue(adopted) => Some(adopted),
        Intent::CorrectEvent(correction) => match &*correction.replacement {
            Happening::CatalogueAdopted(adopted) => Some(adopted),
            _ => None,
        },
        _ => None,
    }
}

fn named<'a>(
    region: &Code,
    version: NaiveDate,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, Refusal> {
    catalogues
        .get(region.as_str(), version)
        .map(AsRef::as_ref)
        .ok_or_else(|| Refusal::CatalogueNotFound { region: region.clone(), version })
}

/// The fact that was asked for, after what it ends and before what follows from it.
fn with_consequences(intent: Intent, state: &State, catalogue: &Catalogue) -> Vec<Happening> {
    let asked: Happening = intent.into();
    let mut following = profile::consequences(&asked, state, catalogue);
    following.extend(transfer::consequences(&asked));
    following.extend(follow_up::consequence(&asked, state, catalogue).map(Into::into));
    let mut happenings = Vec::with_capacity(1);
    for what in std::iter::once(asked).chain(following) {
        happenings.extend(course::ended_by(&what, state));
        happenings.push(what);
    }
    happenings
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

/// What is recorded late, or puts something right, may not make impossible what was recorded
/// before. What did not stand before either, say because a rule is younger than the record, is
/// no reason to refuse.
fn nothing_is_contradicted(
    trajectory: &Trajectory,
    events: &[TrajectoryEvent],
    today: NaiveDate,
    catalogues: &Catalogues,
) -> Result<(), Refusal> {
    let journal = trajectory.journal();
    let Some(first) = events.first() else { return Ok(()) };
    let mut after;
    let (from, target) = match &first.what {
        Happening::EventCorrected(correction) => {
            let entry = trajectory.standing(correction.target)?;
            let replacement = &correction.replacement;
            same_kind(entry, replacement)?;
            let occurred_on = correction.occurred_on;
            if occurred_on > today {
                return Err(Refusal::OccurredInTheFuture { occurred_on, today });
            }
            after = journal.clone();
            after.replace(correction.target, Some((occurred_on, (**replacement).clone())));
            (entry.event.occurred_on.min(occurred_on), Some(correction.target))
        }
        Happening::EventVoided(voiding) => {
            let entry = trajectory.standing(voiding.target)?;
            if matches!(entry.event.what, Happening::TrajectoryOpened(_)) {
                return Err(Refusal::OpeningStays);
            }
            after = journal.clone();
            after.replace(voiding.target, None);
            (entry.event.occurred_on, None)
        }
        _ if journal.later_than(first.occurred_on).is_empty() => return Ok(()),
        _ => {
            after = journal.clone();
            for (event, sequence) in events.iter().zip(trajectory.version() + 1..) {
                after.insert(Entry { sequence, event: event.clone() });
            }
            (first.occurred_on, None)
        }
    };

    let before = verdicts(journal, from, catalogues);
    for (sequence, why) in verdicts(&after, from, catalogues) {
        let Some(why) = why else { continue };
        if target == Some(sequence) {
            return Err(why);
        }
        let what = after.find(sequence).map(|entry| &entry.event.what);
        if what.is_some_and(course::follows_from_closing) {
            continue;
        }
        if before.iter().any(|(other, why)| *other == sequence && why.is_none()) {
            return Err(Refusal::LaterEventContradicted { sequence, why: Box::new(why) });
        }
    }
    Ok(())
}

/// A correction tells the same thing rightly; another thing is voided and told anew.
fn same_kind(entry: &Entry, replacement: &Happening) -> Result<(), Refusal> {
    let recorded = &entry.event.what;
    let (recorded_type, replaced_type) = (recorded.event_type(), replacement.event_type());
    if recorded_type != replaced_type {
        return Err(Refusal::CorrectionChangesKind {
            recorded: recorded_type.name,
            replacement: replaced_type.name,
        });
    }
    match (recorded, replacement) {
        (Happening::TrajectoryOpened(one), Happening::TrajectoryOpened(other)) => {
            let same = one.client == other.client
                && one.region == other.region
                && one.catalogue == other.catalogue;
            if same { Ok(()) } else { Err(Refusal::OpeningStays) }
        }
        _ => Ok(()),
    }
}

/// For each event from a day on: the rule that it breaks at its place, if it breaks one.
fn verdicts(
    journal: &Journal,
    from: NaiveDate,
    catalogues: &Catalogues,
) -> Vec<(Version, Option<Refusal>)> {
    let mut state = State::default();
    let mut verdicts = Vec::new();
    let opened = journal.entries().iter().find_map(|entry| match &entry.event.what {
        Happening::TrajectoryOpened(_) => Some(entry.event.occurred_on),
        _ => None,
    });
    for entry in journal.entries() {
        if entry.event.occurred_on >= from {
            let verdict = stands(entry, &state, opened, catalogues);
            verdicts.push((entry.sequence, verdict.err()));
        }
        state.apply(&entry.event);
    }
    verdicts
}

fn stands(
    entry: &Entry,
    state: &State,
    opened_on: Option<NaiveDate>,
    catalogues: &Catalogues,
) -> Result<(), Refusal> {
    let TrajectoryEvent { occurred_on, organisation, ref what, .. } = entry.event;
    match opened_on {
        Some(opened_on) if occurred_on < opened_on => {
            return Err(Refusal::OccurredBeforeOpening { occurred_on, opened_on });
        }
        _ => {}
    }
    let catalogue = match (&state.opening, what) {
        (Some(opening), _) => named(&opening.region, opening.catalogue, catalogues)?,
        (None, Happening::TrajectoryOpened(new)) => named(&new.region, new.catalogue, catalogues)?,
        (None, _) => return Err(Refusal::TrajectoryNotFound),
    };
    what.permitted(state, &Circumstance { on: occurred_on, organisation, catalogue })
}
