//! What a person has a right to: that processing is restricted, and that data are erased.

use loopbrug_domain::catalogue::list::{ErasureGround, RestrictionGround};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::erasure::ErasureRequested;
use loopbrug_domain::trajectory::restriction::{ProcessingRestricted, RestrictionLifted};

use super::about::OnTrajectory;
use crate::input::Code;

mutations! {
    RightsMutations on OnTrajectory;

    /// Restricts the processing at the client's request (GDPR, article 18), from today on: what is there is kept, put
    /// right, erased, and not added to.
    restrict_processing:
    /// Nothing more is done with the client's data for now.
    RestrictProcessingInput {
        /// On what ground.
        ground: Code<RestrictionGround>,
    } => Intent::RestrictProcessing(ProcessingRestricted { ground });

    /// Lifts a restriction, from today on. The client is told before.
    lift_restriction:
    /// The data are used again.
    LiftRestrictionInput {} => Intent::LiftRestriction(RestrictionLifted {});

    /// Records that the client asks for erasure (GDPR, article 17). The steward finds it in the work list and decides.
    request_erasure:
    /// The client asks that all personal data are erased.
    RequestErasureInput {
        /// On what ground.
        ground: Code<ErasureGround>,
    } => Intent::RequestErasure(ErasureRequested { ground });
}
