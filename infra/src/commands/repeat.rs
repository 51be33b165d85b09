//! Possible repeats: what a command records was recorded a moment before, by another command.
//!
//! That costs next to nothing. Whether the same was said before is seen in the state that the command is
//! decided on, among the events of one day. When that was, the process remembers of its last appends to
//! the stream. Only where the same was said on that day, and not in one of those, the log is asked: one row
//! by its primary key.
//!
//! Rounds and proposals have no such hint: what was done there once is refused the second time, or changes
//! nothing. The one exception, another offer with the same content, is seen in the proposal and dropped.

use chrono::{DateTime, TimeDelta, Utc};
use loopbrug_domain::ids::Version;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;

use super::Commands;
use crate::log::{Loaded, PossibleRepeat};

impl Commands {
    /// An event that says the same, if it was recorded so recently that what is recorded now may be a repeat.
    pub(super) async fn possible_repeat(
        &self,
        loaded: &Loaded<Trajectory>,
        event: Version,
        now: DateTime<Utc>,
    ) -> Option<PossibleRepeat> {
        let opening = loaded.aggregate.state().opening.as_ref()?;
        let catalogue = self.catalogues.get(opening.region.as_str(), opening.catalogue)?;
        let seconds = catalogue.limits().possible_repeat_seconds;
        let (repeat, recorded_at) = if let Some(found) = loaded.recent.find(event) {
            found
        } else {
            let id = &loaded.aggregate_id;
            let found = self.log.reader().recorded::<Trajectory>(&opening.region, id, event);
            // A hint is no reason for the command to fail.
            found.await.ok()??
        };
        (now - recorded_at <= TimeDelta::seconds(seconds.into())).then_some(repeat)
    }
}
