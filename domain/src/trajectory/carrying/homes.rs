//! Homes of two trajectories in one. A loss is that of the home that had begun last before it, a cancelling that of the
//! one that is planned or begins on that day. So homes of two trajectories may not come in between: what is said of one
//! would be read as said of another.

use chrono::NaiveDate;

use crate::ids::TrajectoryId;
use crate::trajectory::housing::HousingRefusal;
use crate::trajectory::{Payload, Refusal, Trajectory};

/// A home that was found, as far as it decides which one is lost or cancelled.
struct Found {
    /// The day from which on it is the last one that is known.
    counts_from: NaiveDate,
    was_planned: bool,
    /// None: in the trajectory that receives the others.
    recorded_in: Option<TrajectoryId>,
}

/// Each home is lost or cancelled in the trajectory in which it was found.
pub(super) fn stay_apart(trajectory: &Trajectory) -> Result<(), Refusal> {
    // In the order in which they count.
    let mut homes: Vec<Found> = vec![];
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        let recorded_in = entry.event.origin.as_ref().map(|origin| origin.trajectory);
        let about = match &entry.event.what {
            Payload::HousingFound(found) => {
                let (counts_from, was_planned) = (on.max(found.from), on < found.from);
                let place = homes.partition_point(|other| other.counts_from <= counts_from);
                homes.insert(place, Found { counts_from, was_planned, recorded_in });
                continue;
            }
            Payload::HousingLost(_) => {
                homes.iter().rfind(|home| home.counts_from <= on).map(|home| home.recorded_in)
            }
            Payload::HousingCancelled(_) => {
                let falls_through = |home: &Found| home.was_planned && on <= home.counts_from;
                let place = homes.iter().rposition(falls_through);
                place.map(|place| homes.remove(place).recorded_in)
            }
            _ => continue,
        };
        if about.is_some_and(|found_in| found_in != recorded_in) {
            return Err(HousingRefusal::HomeOfAnother.into());
        }
    }
    Ok(())
}
