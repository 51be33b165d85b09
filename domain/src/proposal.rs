//! The partnership proposal (*kandidatuur*): one organisation's candidature for one region and
//! round.
//!
//! A theme is a file, as in the [`trajectory`](crate::trajectory): what can be asked, the payload that
//! is recorded, the rules, their tests. The dates are those of the round; its clock is the server's.

pub mod admissibility;
pub mod assessment;
mod decide;
pub mod decision;
pub mod drafting;
mod event;
pub mod jury;
pub mod offers;
pub mod pitch;
pub mod ratification;
pub mod rebuttal;
mod stage;
pub mod state;
mod step;
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
pub mod submission;
pub mod visibility;

pub use decide::{Procedure, ProposalCommand, decide};
pub use event::{EVENT_TYPES, Intent, Payload, ProposalEvent};
pub use stage::{Stage, StageRefusal};
pub use state::{PartnershipProposal, State};
pub use visibility::{SeenAssessor, SeenProposal};

use crate::event::Ruled;
use crate::procedure::{Circumstance, Refusal};

impl Ruled for State {
    type Circumstance<'a> = Circumstance<'a>;
    type Refusal = Refusal;
}
