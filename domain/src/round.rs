//! The selection round: the launch, the dates as amended, the matching report and its
//! ratification. (The catalogue's [`Round`](crate::catalogue::Round) is what was published.)
//!
//! Drawing up the report and ratifying it concern the round and its proposals at once. That is in
//! [`matching`](crate::matching).

pub mod amendment;
mod decide;
mod event;
pub mod launch;
pub mod ratification;
pub mod report;
pub mod state;
#[cfg(any(test, feature = "testing"))]
#[expect(
    missing_docs,
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "for tests"
)]
pub mod story;

pub use decide::{RoundCommand, decide};
pub use event::{EVENT_TYPES, Intent, Payload, RoundEvent};
pub use report::{MatchingReport, Outcome, Ranked, SideExit, TieBreak, Unranked};
pub use state::{SelectionRound, State};

use crate::event::Ruled;
use crate::procedure::{Circumstance, Refusal};

impl Ruled for State {
    type Circumstance<'a> = Circumstance<'a>;
    type Refusal = Refusal;
}
