//! The end of the legal basis, and what stays possible after it.

use super::ConsentRefusal;
use crate::trajectory::Payload;
use crate::trajectory::prelude::*;

impl State {
    /// Rule 2: what happened after the legal basis ended is not recorded, unless it needs none.
    pub(in crate::trajectory) fn within_basis(
        &self,
        what: &Payload,
        on: NaiveDate,
    ) -> Result<(), Refusal> {
        match self.consent.basis_until() {
            Some(until) if until < on && !needs_no_basis(what) => {
                Err(ConsentRefusal::LegalBasisEnded { until }.into())
            }
            _ => Ok(()),
        }
    }
}

/// What stays possible when the basis has ended: to record a new one, to end what there is, to account for
/// how it ended, to put records right and answer that, to bring two trajectories together, what the person has a
/// right to, and what has a rule of its own (the intake).
fn needs_no_basis(what: &Payload) -> bool {
    use Payload as P;
    matches!(
        what,
        P::LegalBasisRecorded(_)
            | P::SharingWithdrawn(_)
            | P::AccessExpired(_)
            | P::AccessOverridden(_)
            | P::AccessRequested(_)
            | P::AccessRefused(_)
            | P::IntakeCompleted(_)
            | P::CatalogueAdopted(_)
            | P::BridgeFigureEnded(_)
            | P::InterventionStopped(_)
            | P::ReferralDeclined(_)
            | P::ReferralDeclinedByClient(_)
            | P::ReferralWithdrawn(_)
            | P::ReferralExpired(_)
            | P::Closed(_)
            | P::ExitRecorded(_)
            | P::FollowedUp(_)
            | P::FollowUpUnreachable(_)
            | P::FollowUpEnded(_)
            | P::TransferAccepted(_)
            | P::TransferDeclined(_)
            | P::TransferReceived(_)
            | P::MergedInto(_)
            | P::Unmerged(_)
            | P::DuplicateAbsorbed(_)
            | P::CorrectionConfirmed(_)
            | P::CorrectionDisputed(_)
            | P::EventCorrected(_)
            | P::EventVoided(_)
            | P::ProcessingRestricted(_)
            | P::RestrictionLifted(_)
            | P::ErasureRequested(_)
            | P::ErasureDecided(_)
            | P::KeyDestroyed(_)
    )
}
