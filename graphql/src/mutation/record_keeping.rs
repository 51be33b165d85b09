//! Putting right what was recorded wrongly. A correction is the mutation itself, with `corrects`.

use loopbrug_domain::catalogue::list::CorrectionReason;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::record_keeping::EventVoided;

use super::about::OnTrajectory;
use crate::input::Code;

mutations! {
    RecordKeepingMutations on OnTrajectory;

    /// Takes an event back; today, whatever day is given. The history keeps it.
    void_event:
    /// An event should never have been recorded.
    VoidEventInput {
        /// The event's place in the trajectory, 1 for the first.
        event: u32,
        /// Why.
        reason: Code<CorrectionReason>,
    } => Intent::VoidEvent(EventVoided { target: event, reason });
}
