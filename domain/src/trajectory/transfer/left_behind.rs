//! What stays behind when a client goes on in another region: it is still to be read where it was, and whoever takes over
//! has to know that it is there. An appointment that is planned, say, or a referral that was not answered.

use chrono::NaiveDate;

use crate::catalogue::Catalogues;
use crate::event::EventType;
use crate::ids::Version;
use crate::trajectory::Trajectory;
use crate::trajectory::carrying::not_arrived;

/// An event about the client that the trajectory in the other region does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftBehind {
    /// Its place in the trajectory that the client left.
    pub sequence: Version,
    /// The day that it happened.
    pub occurred_on: NaiveDate,
    /// What it is.
    pub event: EventType,
}

/// What is in the trajectory `of` that the one `there`, in which the client goes on, neither has nor says as well.
#[must_use]
pub fn left_behind(
    of: &Trajectory,
    there: &Trajectory,
    today: NaiveDate,
    catalogues: &Catalogues,
) -> Vec<LeftBehind> {
    let named = not_arrived(of, there, today, catalogues).into_iter().map(|entry| LeftBehind {
        sequence: entry.sequence,
        occurred_on: entry.event.occurred_on,
        event: entry.event.what.event_type(),
    });
    named.collect()
}
