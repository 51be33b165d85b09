//! Merge: two trajectories turn out to be of one client. The duplicate no longer counts; its history can
//! still be read, and the merge can be undone.
//!
//! A merge is recorded on both: the duplicate was merged into the survivor, and the survivor absorbed the
//! duplicate. Nothing may be lost by it. So what the survivor lacks is carried over where that is asked
//! for, and the merge is refused where it is not.

use super::bridge::BridgeRefusal;
use super::carrying::{Receiver, lacking};
use super::consent::access::may_record;
use super::decide::{catalogue_for, decide};
use super::event::Payload;
use super::{Entry, Intent, Now, Trajectory, TrajectoryCommand, TrajectoryEvent};
use crate::catalogue::Catalogues;
use crate::ids::{TrajectoryId, Version};
use crate::stream::Stream;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about duplicates.
    MergeRefusal {
        /// Merged is terminal.
        TrajectoryMerged { into: TrajectoryId }, "TRAJECTORY_MERGED",
            "the trajectory was merged into {into}: record there, or unmerge";
        MergeWithItself, "MERGE_WITH_ITSELF",
            "a trajectory is not merged into itself";
        /// The trajectory to merge into was never opened, is of another region, or was itself merged.
        NothingToMergeInto { other: TrajectoryId }, "NOTHING_TO_MERGE_INTO",
            "there is no trajectory {other} in this region to merge into";
        NotMerged, "NOT_MERGED",
            "the trajectory was not merged";
        AlreadyAbsorbed { other: TrajectoryId }, "ALREADY_ABSORBED",
            "trajectory {other} is known to be a duplicate of this one";
        /// Rule 14: no figure falls by a merge but the number of people.
        MergeLosesRecords { other: TrajectoryId, lacking: Vec<Named> }, "MERGE_LOSES_RECORDS" at "takeOver",
            "trajectory {other} lacks what this one holds: {}; ask with takeOver: true to have it recorded \
             there as well", list(lacking);
        /// Rule 14.
        MergeContradicts { other: TrajectoryId, contradicted: Vec<Named>, why: Box<Refusal> }, "MERGE_CONTRADICTS" at "takeOver",
            "trajectory {other} cannot take over {}, the first of them because: {why}; correct or void what \
             is wrong in one of the two, or merge the other way round", list(contradicted);
        /// Rule 14: the guidance would go on where it has ended.
        SurvivorClosed { other: TrajectoryId }, "SURVIVOR_CLOSED" at "into",
            "trajectory {other} is closed and this one is not: reopen it first, close this one first, or merge \
             the other way round";
        /// Nobody could answer it any more.
        TransferAnsweredFirst { organisation: KboNumber }, "TRANSFER_ANSWERED_FIRST",
            "organisation {organisation} was asked to take this trajectory over: let it accept or decline first";
        AccessAnsweredFirst { organisation: KboNumber }, "ACCESS_ANSWERED_FIRST",
            "organisation {organisation} asked for access to this trajectory: grant or refuse it first";
        /// Something that was recorded in the survivor rests on what was carried there.
        UnmergeContradicts { other: TrajectoryId, why: Box<Refusal> }, "UNMERGE_CONTRADICTS",
            "in trajectory {other} something rests on what was carried there: {why}; correct or void it there \
             first (the events are numbered as they are there)";
        /// Both ends say the same, so neither is changed alone.
        MergeStays, "MERGE_STAYS" at "event",
            "merging and unmerging are recorded in two trajectories and are neither corrected nor voided in \
             one: unmerge, and merge anew";
        /// What the survivor has of this one was carried on with it.
        SurvivorMerged { other: TrajectoryId, into: TrajectoryId }, "SURVIVOR_MERGED",
            "trajectory {other}, of which this one is a duplicate, was itself merged into {into}: unmerge \
             that one first";
    }
}

/// An event by its sequence and its stored name.
pub type Named = (Version, &'static str);

pub(super) fn list(events: &[Named]) -> String {
    let events = events.iter().map(|(sequence, name)| format!("event {sequence} ({name})"));
    events.collect::<Vec<_>>().join(", ")
}

pub(super) fn named(entry: &Entry) -> Named {
    (entry.sequence, entry.event.what.event_type().name)
}

/// This trajectory is a duplicate of another in its region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MergedInto {
    /// The trajectory that goes on.
    pub other: TrajectoryId,
    /// What that one lacks is recorded there, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub take_over: bool,
}

/// It turned out to be none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unmerged {}

/// Another trajectory is a duplicate of this one. Voided when that is unmerged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DuplicateAbsorbed {
    /// The duplicate.
    pub other: TrajectoryId,
}

impl EventPayload<State> for MergedInto {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(self.other == state.opened()?.trajectory(), || {
            MergeRefusal::MergeWithItself
        })?;
        if let Some(now) = at.now {
            nobody_waits_for_an_answer(now.state)?;
        }
        // This also refuses a merge on a day on which another was in force.
        match state.merged_into {
            Some(into) => Err(MergeRefusal::TrajectoryMerged { into }.into()),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.merged_into = Some(self.other);
    }
}

fn nobody_waits_for_an_answer(state: &State) -> Result<(), Refusal> {
    if let Some(pending) = &state.transfer.pending {
        let organisation = pending.organisation;
        return Err(MergeRefusal::TransferAnsweredFirst { organisation }.into());
    }
    match state.consent.requests.keys().next() {
        Some(&organisation) => Err(MergeRefusal::AccessAnsweredFirst { organisation }.into()),
        None => Ok(()),
    }
}

impl EventPayload<State> for Unmerged {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.merged_into.map_or(Err(MergeRefusal::NotMerged.into()), |_| Ok(()))
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.merged_into = None;
    }
}

impl EventPayload<State> for DuplicateAbsorbed {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let other = self.other;
        Refusal::when(other == state.opened()?.trajectory(), || MergeRefusal::MergeWithItself)?;
        Refusal::when(state.merged_from.contains(&other), || MergeRefusal::AlreadyAbsorbed {
            other,
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.merged_from.insert(self.other);
    }
}

/// What is recorded on the survivor when `duplicate` is merged into it.
///
/// # Errors
/// The survivor would lack something, or cannot take it over; or who asks may not record there.
pub(super) fn absorb(
    survivor: &Trajectory,
    duplicate: &Trajectory,
    take_over: bool,
    command: &TrajectoryCommand,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let (opening, opened_there) = (duplicate.state().opened()?, survivor.state().opened()?);
    let (other, today) = (opened_there.trajectory(), command.today());
    let closed = |one: &Trajectory| one.state().course.closed().is_some();
    Refusal::when(closed(survivor) && !closed(duplicate), || MergeRefusal::SurvivorClosed {
        other,
    })?;
    let lacking = lacking(duplicate, survivor, today, catalogues);
    if !take_over && !lacking.is_empty() {
        let lacking = lacking.into_iter().map(named).collect();
        return Err(MergeRefusal::MergeLosesRecords { other, lacking }.into());
    }
    let intent = Intent::AbsorbDuplicate(DuplicateAbsorbed { other: opening.trajectory() });
    let mut receiver = Receiver::new(survivor, today, catalogues);
    receiver.add(decide(survivor, &TrajectoryCommand { intent, ..command.clone() }, catalogues)?);
    let of = (&opening.region, opening.trajectory());
    let (mut contradicted, mut first) = (Vec::new(), None);
    for entry in lacking.iter().copied() {
        if let Err(why) = receiver.receive(entry, of, opened_there.on) {
            first.get_or_insert(why);
            contradicted.push(named(entry));
        }
    }
    if let Some(figure) = without_access(&receiver, survivor, today, catalogues)? {
        let carried =
            |entry: &&&Entry| matches!(entry.event.what, Payload::BridgeFigureAssigned(_));
        contradicted.extend(lacking.iter().rfind(carried).map(|entry| named(entry)));
        first.get_or_insert(figure);
    }
    match first {
        Some(why) => {
            let why = Box::new(why);
            Err(MergeRefusal::MergeContradicts { other, contradicted, why }.into())
        }
        None => receiver.into_events(),
    }
}

/// Rule 3: a bridge figure who was carried does not guide the client for an organisation that has no access to
/// the survivor.
fn without_access(
    receiver: &Receiver<'_>,
    survivor: &Trajectory,
    today: NaiveDate,
    catalogues: &Catalogues,
) -> Result<Option<Refusal>, Refusal> {
    let limits = catalogue_for(survivor.state(), None, catalogues)?.limits();
    let (was, is) = (&survivor.state().bridge.current, &receiver.state().bridge.current);
    let carried = is.as_ref().filter(|_| was != is).map(|figure| figure.organisation);
    let stranger = carried.filter(|of| !survivor.state().has_access(*of, today, limits));
    let refused = |organisation| BridgeRefusal::BridgeFigureWithoutAccess { organisation }.into();
    Ok(stranger.map(refused))
}

/// What is recorded on the survivor when a duplicate turns out to be none: what was carried is voided.
/// Where the merge is older than its record in the survivor, there is nothing to void.
///
/// # Errors
/// The survivor was merged itself, or something that was recorded there since rests on what was carried; or
/// who asks may not record there.
pub(super) fn release(
    survivor: &Trajectory,
    duplicate: &Trajectory,
    command: &TrajectoryCommand,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let (state, opening) = (survivor.state(), duplicate.state().opened()?);
    let duplicate_id = opening.trajectory();
    if !state.merged_from.contains(&duplicate_id) {
        return Ok(vec![]);
    }
    let other = state.opened()?.trajectory();
    if let Some(into) = state.merged_into {
        return Err(MergeRefusal::SurvivorMerged { other, into }.into());
    }
    let &TrajectoryCommand { occurred_on, now: moment, ref actor, ref intent } = command;
    let catalogue = catalogue_for(state, None, catalogues)?;
    let then = survivor.state_on(occurred_on);
    may_record(&then, (intent, actor), catalogue, Now { moment, state })?;
    let mut receiver = Receiver::new(survivor, command.today(), catalogues);
    receiver
        .give_back((&opening.region, duplicate_id), duplicate.version(), actor.organisation)
        .map_err(|why| MergeRefusal::UnmergeContradicts { other, why: Box::new(why) })?;
    receiver.into_events()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::story::{attempt, day, opened, participant};
    use crate::trajectory::{Intent, Phase};
    use uuid::Uuid;

    fn other() -> TrajectoryId {
        TrajectoryId(Uuid::from_u128(9))
    }

    #[test]
    fn a_duplicate_steps_aside() {
        let merged = participant().given(day(9), MergedInto { other: other(), take_over: false });
        assert_eq!(merged.state().phase(), Some(Phase::Merged));
    }

    #[test]
    fn merged_is_terminal_but_for_taking_it_back() {
        let merged =
            || participant().given(day(9), MergedInto { other: other(), take_over: false });
        merged()
            .when(day(10), Intent::RecordContactAttempt(attempt("phone", "reached")))
            .then_refused(&MergeRefusal::TrajectoryMerged { into: other() });
        merged()
            .when(day(10), Intent::MergeTrajectory(MergedInto { other: other(), take_over: false }))
            .then_refused(&MergeRefusal::TrajectoryMerged { into: other() });
        merged()
            .when(day(10), Intent::UnmergeTrajectory(Unmerged {}))
            .then(vec![Unmerged {}.into()]);
        let back = merged().given(day(10), Unmerged {});
        assert_eq!(back.state().phase(), Some(Phase::Active));
    }

    #[test]
    fn what_was_not_merged_is_not_unmerged() {
        participant()
            .when(day(10), Intent::UnmergeTrajectory(Unmerged {}))
            .then_refused(&MergeRefusal::NotMerged);
    }

    #[test]
    fn a_trajectory_is_not_merged_into_itself() {
        let itself = TrajectoryId::of(&opened().region, opened().client);
        participant()
            .when(day(10), Intent::MergeTrajectory(MergedInto { other: itself, take_over: false }))
            .then_refused(&MergeRefusal::MergeWithItself);
    }
}
