//! Merge: two trajectories turn out to be of one client. The duplicate no longer counts; its history can
//! still be read, and the merge can be undone.
//!
//! A merge is recorded on both: the duplicate was merged into the survivor, and the survivor absorbed the
//! duplicate. Nothing may be lost by it. So what the survivor lacks is carried over where that is asked
//! for, and the merge is refused where it is not.

use super::carrying::{Receiver, lacking};
use super::decide::decide;
use super::{Entry, Intent, Trajectory, TrajectoryCommand, TrajectoryEvent};
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

fn list(events: &[Named]) -> String {
    let events = events.iter().map(|(sequence, name)| format!("event {sequence} ({name})"));
    events.collect::<Vec<_>>().join(", ")
}

fn named(entry: &Entry) -> Named {
    (entry.sequence, entry.event.what.event_type().name)
}

/// This trajectory is a duplicate of another in its region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MergedInto {
    /// The trajectory that goes on.
    pub other: TrajectoryId,
    /// What that one lacks is recorded there, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub take_over: bool,
}

/// It turned out to be none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unmerged {}

/// Another trajectory is a duplicate of this one. Voided when that is unmerged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DuplicateAbsorbed {
    /// The duplicate.
    pub other: TrajectoryId,
}

impl EventPayload<State> for MergedInto {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(self.other == state.opened()?.trajectory(), || {
            MergeRefusal::MergeWithItself
        })?;
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
    for entry in lacking {
        if let Err(why) = receiver.receive(entry, of, opened_there.on) {
            first.get_or_insert(why);
            contradicted.push(named(entry));
        }
    }
    match first {
        Some(why) => {
            let why = Box::new(why);
            Err(MergeRefusal::MergeContradicts { other, contradicted, why }.into())
        }
        None => Ok(receiver.into_events()),
    }
}

/// What is recorded on the survivor when a duplicate turns out to be none: what was carried is voided.
/// Where the merge is older than its record in the survivor, there is nothing to void.
///
/// # Errors
/// The survivor was merged itself, or something that was recorded there since rests on what was carried.
pub(super) fn release(
    survivor: &Trajectory,
    duplicate: TrajectoryId,
    command: &TrajectoryCommand,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let state = survivor.state();
    if !state.merged_from.contains(&duplicate) {
        return Ok(vec![]);
    }
    if let (Some(into), Some(opening)) = (state.merged_into, &state.opening) {
        return Err(MergeRefusal::SurvivorMerged { other: opening.trajectory(), into }.into());
    }
    let mut receiver = Receiver::new(survivor, command.today(), catalogues);
    receiver.give_back(duplicate, command.actor.organisation)?;
    Ok(receiver.into_events())
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
