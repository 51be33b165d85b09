//! Homes of two trajectories in one: what is said of one may not be read as said of another.

use chrono::NaiveDate;

use crate::ids::TrajectoryId;
use crate::trajectory::housing::HousingRefusal;
use crate::trajectory::{Payload, Refusal, Trajectory};

/// A loss is that of the home that had begun last before it, a cancelling that of the one that is planned. So homes
/// of two trajectories may not come in between: what is said of one would be read as said of another.
pub(super) fn stay_apart(trajectory: &Trajectory) -> Result<(), Refusal> {
    // In the order in which they count: from when on, whether it was planned, and where it was recorded.
    let mut homes: Vec<(NaiveDate, bool, Option<TrajectoryId>)> = vec![];
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        let recorded_in = entry.event.origin.as_ref().map(|origin| origin.trajectory);
        let about = match &entry.event.what {
            Payload::HousingFound(found) => {
                let counts_from = on.max(found.from);
                let place = homes.partition_point(|(other, ..)| *other <= counts_from);
                homes.insert(place, (counts_from, on < found.from, recorded_in));
                continue;
            }
            Payload::HousingLost(_) => homes.iter().rfind(|(from, ..)| *from <= on).copied(),
            Payload::HousingCancelled(_) => {
                let falls_through =
                    |(from, was_planned, _): &(NaiveDate, bool, _)| *was_planned && on <= *from;
                homes.iter().rposition(falls_through).map(|place| homes.remove(place))
            }
            _ => continue,
        };
        if about.is_some_and(|(.., found_in)| found_in != recorded_in) {
            return Err(HousingRefusal::HomeOfAnother.into());
        }
    }
    Ok(())
}
