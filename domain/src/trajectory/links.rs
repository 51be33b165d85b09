//! Links: what a command depends on in *another* trajectory, and what it leads to there. The rules of a
//! stream see that stream alone, so what concerns two of them is here; infra reads the other one, asks, and
//! appends everything together.
//!
//! A trajectory is merged only into one that exists and is not merged itself, and is unmerged only while
//! the other is not merged. Both ends record it, and neither is corrected or voided alone. So merges form no
//! circle, and a chain of merges always ends in a trajectory that exists.
//!
//! Erasure is decided on all ends of a merge at once, since they hold one client.

use super::erasure::{self, grants_erasure};
use super::event::Payload;
use super::merge::{self, MergedInto};
use super::opening::TrajectoryOpened;
use super::transfer::{self, LinkedTrajectory, TransferReceived};
use super::{Refusal, State, Trajectory, TrajectoryCommand, TrajectoryEvent};
use crate::catalogue::{Catalogues, Code};
use crate::ids::TrajectoryId;
use crate::stream::Stream;
use crate::trajectory::merge::MergeRefusal;
use crate::trajectory::transfer::TransferRefusal;

/// Another trajectory that a command rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The other one.
    pub other: TrajectoryId,
    /// The region that it has to be in.
    pub region: Code,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// This one is merged into it.
    MergedInto { take_over: bool },
    /// This one was merged into it, and is not any more.
    UnmergedFrom,
    /// This one goes on in it, in another region.
    GoesOnIn,
    /// It goes on in this one, from another region.
    ComesFrom,
    /// It holds the client of this one, who is erased.
    ErasedWith,
}

/// What a link leads to, in addition to the events of the command.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Carried {
    /// The further events of the command's own stream.
    pub here: Vec<TrajectoryEvent>,
    /// Those of the other one.
    pub there: Vec<TrajectoryEvent>,
}

/// The links that the events of a command bring about, which led to the state `after`.
#[must_use]
pub fn links(
    was_merged_into: Option<TrajectoryId>,
    after: &State,
    events: &[TrajectoryEvent],
) -> Vec<Link> {
    let Some(opening) = &after.opening else { return vec![] };
    let here = |other, kind| Link { other, region: opening.region.clone(), kind };
    let elsewhere = |linked: &LinkedTrajectory, kind| Link {
        other: linked.trajectory,
        region: linked.region.clone(),
        kind,
    };
    if events.iter().any(|event| grants_erasure(&event.what)) {
        return ends(after, &opening.region);
    }
    let links = events.iter().filter_map(|event| match &event.what {
        Payload::MergedInto(MergedInto { other, take_over }) => {
            Some(here(*other, Kind::MergedInto { take_over: *take_over }))
        }
        Payload::Unmerged(_) => was_merged_into.map(|other| here(other, Kind::UnmergedFrom)),
        Payload::TransferAccepted(_) => {
            let went_on_in = after.transfer.went_on_in.as_ref();
            went_on_in.map(|linked| elsewhere(linked, Kind::GoesOnIn))
        }
        Payload::TrajectoryOpened(TrajectoryOpened { transferred_from: Some(from), .. })
        | Payload::TransferReceived(TransferReceived { from }) => {
            Some(elsewhere(from, Kind::ComesFrom))
        }
        _ => None,
    });
    links.collect()
}

/// The trajectories that a merge made one with this one.
fn ends(state: &State, region: &Code) -> Vec<Link> {
    let others = state.merged_into.iter().chain(&state.merged_from);
    let erased = |other: &TrajectoryId| Link {
        other: *other,
        region: region.clone(),
        kind: Kind::ErasedWith,
    };
    others.map(erased).collect()
}

impl Link {
    /// The links that the other one has in turn: all ends of a chain of merges are erased together.
    #[must_use]
    pub fn further(&self, other: &State) -> Vec<Self> {
        if self.kind == Kind::ErasedWith { ends(other, &self.region) } else { vec![] }
    }

    /// What the command on `this`, which has its events already, leads to besides.
    ///
    /// # Errors
    /// `other` is not what it has to be, or what has to be recorded there cannot be.
    pub fn lead_to(
        &self,
        this: &Trajectory,
        other: &Trajectory,
        command: &TrajectoryCommand,
        catalogues: &Catalogues,
    ) -> Result<Carried, Refusal> {
        let Self { other: id, ref region, kind } = *self;
        let state = other.state();
        let is_there = state.opening.as_ref().is_some_and(|opening| opening.region == *region);
        let mut carried = Carried::default();
        if !matches!(kind, Kind::GoesOnIn | Kind::ErasedWith) {
            state.not_erased(&command.intent)?;
            state.not_restricted(&command.intent)?;
        }
        match kind {
            Kind::MergedInto { .. } if !is_there || state.merged_into.is_some() => {
                return Err(MergeRefusal::NothingToMergeInto { other: id }.into());
            }
            Kind::GoesOnIn | Kind::ComesFrom if !is_there => {
                let region = region.clone();
                return Err(TransferRefusal::NothingToGoOnIn { region, other: id }.into());
            }
            Kind::MergedInto { take_over } => {
                carried.there = merge::absorb(other, this, take_over, command, catalogues)?;
            }
            Kind::UnmergedFrom => {
                carried.there = merge::release(other, this, command, catalogues)?;
            }
            Kind::GoesOnIn => {}
            Kind::ErasedWith => {
                carried.there = erasure::at_other_end(other, id, command, catalogues)?;
            }
            Kind::ComesFrom => {
                let from = LinkedTrajectory { region: region.clone(), trajectory: id };
                carried.here = transfer::arrive(this, other, &from, command, catalogues)?;
            }
        }
        Ok(carried)
    }
}
