//! Putting right what was recorded wrongly. A correction is the mutation itself, with `corrects`.

use loopbrug_domain::catalogue::list::{CorrectionReason, DisputeReason};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::corrections::{CorrectionConfirmed, CorrectionDisputed};
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
    } => Intent::VoidEvent(EventVoided::new(event, reason));

    /// Says that another organisation was right to correct or void what your organisation recorded.
    confirm_correction:
    /// A correction of your organisation's record is right.
    ConfirmCorrectionInput {
        /// The event that corrects or voids.
        correction: u32,
    } => Intent::ConfirmCorrection(CorrectionConfirmed { target: correction });

    /// Says that another organisation was wrong to correct or void what your organisation recorded. The correction
    /// holds all the same; you may correct your record again.
    dispute_correction:
    /// A correction of your organisation's record is not right.
    DisputeCorrectionInput {
        /// The event that corrects or voids.
        correction: u32,
        /// Why.
        reason: Code<DisputeReason>,
    } => Intent::DisputeCorrection(CorrectionDisputed { target: correction, reason });
}
