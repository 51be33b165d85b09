//! Links: what a command depends on in *other* trajectories. The rules of a stream see that stream
//! alone, so what concerns other streams is here; infra reads those streams and asks.
//!
//! A trajectory may be merged only into one that exists and is not merged itself. That holds whether
//! the merge is recorded, corrected, or restored because its undoing is voided. So merges form no
//! circle, and a chain of merges always ends in a trajectory that exists.

use super::event::Payload;
use super::merge::MergedInto;
use super::record_keeping::EventCorrected;
use super::transfer::LinkedTrajectory;
use super::{Refusal, State, Trajectory, TrajectoryEvent};
use crate::catalogue::Code;
use crate::ids::TrajectoryId;
use crate::stream::Stream;
use crate::trajectory::merge::MergeRefusal;
use crate::trajectory::transfer::TransferRefusal;

/// Another trajectory that a command rests on, and what has to hold of it.
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
    MergedInto,
    /// This one was said to be merged into it, and is not any more.
    WasMergedInto,
    /// This one goes on in it, in another region.
    GoesOnIn,
}

impl Link {
    /// Whether `other` is what it has to be.
    ///
    /// # Errors
    /// There is nothing to be merged into, or to go on in.
    pub fn holds(&self, other: &Trajectory) -> Result<(), Refusal> {
        let Self { other: id, ref region, kind } = *self;
        let state = other.state();
        let there = state.opening.as_ref().is_some_and(|opening| opening.region == *region);
        match kind {
            Kind::MergedInto if there && state.merged_into.is_none() => Ok(()),
            Kind::WasMergedInto | Kind::GoesOnIn if there => Ok(()),
            Kind::MergedInto | Kind::WasMergedInto => {
                Err(MergeRefusal::NothingToMergeInto { other: id }.into())
            }
            Kind::GoesOnIn => {
                Err(TransferRefusal::NothingToGoOnIn { region: region.clone(), other: id }.into())
            }
        }
    }
}

/// The trajectories that one is linked with, to be compared with those after a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linked {
    merged_into: Option<TrajectoryId>,
    went_on_in: Option<LinkedTrajectory>,
}

impl Linked {
    /// Those of a state.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let went_on_in = state.transfer.went_on_in.clone();
        Self { merged_into: state.merged_into, went_on_in }
    }

    /// The links that `events` brought about, which led to this state.
    #[must_use]
    pub fn links(&self, after: &State, events: &[TrajectoryEvent]) -> Vec<Link> {
        let (true, Some(opening)) =
            (events.iter().any(|event| may_link(&event.what)), &after.opening)
        else {
            return vec![];
        };
        let (is, here) = (Self::of(after), || opening.region.clone());
        let merged = is.merged_into.filter(|other| self.merged_into != Some(*other));
        let merged = merged.map(|other| Link { other, region: here(), kind: Kind::MergedInto });
        let gone_on = is.went_on_in.filter(|linked| self.went_on_in.as_ref() != Some(linked));
        let gone_on = gone_on.map(|linked| Link {
            other: linked.trajectory,
            region: linked.region,
            kind: Kind::GoesOnIn,
        });
        let mut links: Vec<Link> = merged.into_iter().chain(gone_on).collect();
        for other in events.iter().filter_map(|event| names(&event.what)) {
            if links.iter().all(|link| link.other != other) {
                links.push(Link { other, region: here(), kind: Kind::WasMergedInto });
            }
        }
        links
    }
}

/// What can bring a link about, or bring one back.
fn may_link(what: &Payload) -> bool {
    matches!(
        what,
        Payload::MergedInto(_)
            | Payload::Unmerged(_)
            | Payload::TransferAccepted(_)
            | Payload::EventCorrected(_)
            | Payload::EventVoided(_)
    )
}

/// The trajectory that it names.
fn names(what: &Payload) -> Option<TrajectoryId> {
    match what {
        Payload::MergedInto(MergedInto { other }) => Some(*other),
        Payload::EventCorrected(EventCorrected { replacement, .. }) => names(replacement),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ClientId, Version};
    use crate::stream::Aggregate;
    use crate::trajectory::Intent;
    use crate::trajectory::merge::Unmerged;
    use crate::trajectory::opening::TrajectoryOpened;
    use crate::trajectory::record_keeping::RecordKeepingRefusal;
    use crate::trajectory::story::{
        Story, corrected, day, opened, organisation, participant, persona, story, voided,
    };
    use crate::trajectory::transfer::{TransferAccepted, TransferRequested};
    use uuid::Uuid;

    fn client(n: u128) -> ClientId {
        ClientId(Uuid::from_u128(n))
    }

    fn id(n: u128) -> TrajectoryId {
        TrajectoryId::of(&opened().region, client(n))
    }

    /// The trajectory of client `n`, where there is one.
    fn other(n: u128) -> Story {
        story().given(day(1), TrajectoryOpened { client: client(n), ..opened() })
    }

    fn merge(n: u128) -> MergedInto {
        MergedInto { other: id(n) }
    }

    /// What the trajectory rests on when this is asked for.
    fn rests_on(story: Story, on: i64, intent: Intent) -> Vec<Link> {
        let trajectory = story.trajectory();
        let events = story.when(day(on), intent).recorded();
        let mut after = trajectory.clone();
        events.iter().cloned().for_each(|event| after.apply(event));
        Linked::of(trajectory.state()).links(after.state(), &events)
    }

    fn one(links: Vec<Link>, n: u128) -> Link {
        let [link] = <[Link; 1]>::try_from(links).expect("one link");
        assert_eq!(link.other, id(n));
        link
    }

    fn nothing(n: u128) -> Result<(), Refusal> {
        Err(MergeRefusal::NothingToMergeInto { other: id(n) }.into())
    }

    /// Merged into 2 on day 5, as event 4.
    fn merged() -> Story {
        participant().given(day(5), merge(2))
    }

    #[test]
    fn rule_14_a_trajectory_is_merged_into_one_that_is_there_and_goes_on_itself() {
        let link = one(rests_on(participant(), 5, Intent::MergeTrajectory(merge(2))), 2);
        assert_eq!(link.holds(&other(2).trajectory()), Ok(()));
        assert_eq!(link.holds(&Trajectory::default()), nothing(2));
        assert_eq!(link.holds(&other(2).given(day(4), merge(1)).trajectory()), nothing(2));
        let elsewhere = TrajectoryOpened { region: Code::new("meetjesland"), ..opened() };
        assert_eq!(link.holds(&story().given(day(1), elsewhere).trajectory()), nothing(2));
    }

    #[test]
    fn rule_14_a_merge_that_is_corrected_rests_on_the_one_that_it_names_then() {
        let to = |n| Intent::CorrectEvent(corrected(4, day(5), merge(n)));
        let link = one(rests_on(merged(), 9, to(3)), 3);
        assert_eq!(link.holds(&Trajectory::default()), nothing(3));
        assert_eq!(link.holds(&other(3).given(day(4), merge(1)).trajectory()), nothing(3));
        // Of one that was taken back nobody is merged, but it names nobody who is not there.
        let taken_back = || merged().given(day(6), Unmerged {});
        let link = one(rests_on(taken_back(), 9, to(3)), 3);
        assert_eq!(link.holds(&Trajectory::default()), nothing(3));
        assert_eq!(link.holds(&other(3).given(day(4), merge(1)).trajectory()), Ok(()));
    }

    #[test]
    fn rule_14_a_merge_comes_back_only_where_the_other_still_goes_on() {
        let void = |n: Version| Intent::VoidEvent(voided(n));
        let taken_back = merged().given(day(6), Unmerged {});
        let link = one(rests_on(taken_back, 9, void(5)), 2);
        assert_eq!(link.holds(&other(2).given(day(7), merge(1)).trajectory()), nothing(2));
        assert_eq!(link.holds(&other(2).trajectory()), Ok(()));
    }

    #[test]
    fn rule_14_merges_that_follow_each_other_do_not_hold_at_once() {
        let again = merged().given(day(6), Unmerged {}).given(day(7), merge(3));
        let refused = RecordKeepingRefusal::LaterEventContradicted {
            sequence: 6,
            why: Box::new(MergeRefusal::TrajectoryMerged { into: id(2) }.into()),
            more: vec![],
        };
        again.when(day(9), Intent::VoidEvent(voided(5))).then_refused(&refused);
    }

    #[test]
    fn what_brings_no_link_about_rests_on_nobody() {
        let void = |n: Version| Intent::VoidEvent(voided(n));
        let to = |on| Intent::CorrectEvent(corrected(4, day(on), merge(2)));
        assert_eq!(rests_on(participant(), 5, Intent::LinkPersona(persona("mo"))), []);
        assert_eq!(rests_on(merged(), 9, void(4)), []);
        assert_eq!(rests_on(merged(), 9, Intent::UnmergeTrajectory(Unmerged {})), []);
        // It was merged into that one before.
        let moved = one(rests_on(merged(), 9, to(6)), 2);
        assert_eq!(moved.holds(&other(2).given(day(8), merge(3)).trajectory()), Ok(()));
    }

    #[test]
    fn rule_11_a_trajectory_goes_on_in_one_that_is_there() {
        let region = Code::new("meetjesland");
        let there = TrajectoryId::of(&region, opened().client);
        let request =
            TransferRequested { organisation: organisation(2), region: Some(region.clone()) };
        let asked = participant().given(day(4), request).by(organisation(2));
        let accept = Intent::AcceptTransfer(TransferAccepted { trajectory: Some(there) });
        let links = rests_on(asked, 5, accept);
        let [link] = <[Link; 1]>::try_from(links).expect("one link");
        let opened_there = TrajectoryOpened { region: region.clone(), ..opened() };
        assert_eq!(link.holds(&story().given(day(5), opened_there).trajectory()), Ok(()));
        let refused = TransferRefusal::NothingToGoOnIn { region, other: there };
        assert_eq!(link.holds(&Trajectory::default()), Err(refused.into()));
    }
}
