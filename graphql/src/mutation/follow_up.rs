//! What lasts, months after the closing.

use loopbrug_domain::catalogue::list::{ContractType, Ethos, FollowUpMethod, LabourStatus};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::follow_up::{FollowUpEnded, FollowUpUnreachable, FollowedUp};

use super::about::OnTrajectory;
use crate::input::Code;

mutations! {
    FollowUpMutations on OnTrajectory;

    /// Records how the client is. With the last month the follow-up ends.
    record_follow_up:
    /// How the client is months later; what is absent is unknown.
    RecordFollowUpInput {
        /// Months after the closing: one of those that the catalogue asks for.
        month: u32,
        /// Whether the client was reached; a register says how the client is without that.
        reached: bool,
        /// How.
        method: Code<FollowUpMethod>,
        /// Work or not.
        labour: Option<Code<LabourStatus>>,
        contract: Option<Code<ContractType>>,
        /// Share of a full-time week, in percent (1 to 100).
        fte_percent: Option<u32>,
        /// In a better situation on the labour market than at entry.
        improved: Option<bool>,
        /// ETHOS Light.
        housing: Option<Code<Ethos>>,
    } => Intent::RecordFollowUp(FollowedUp {
        month,
        reached,
        method,
        labour,
        contract,
        fte_percent,
        improved,
        housing,
    });

    /// Records that the client could not be reached for a follow-up.
    record_follow_up_unreachable:
    /// Nobody could say how the client is.
    RecordFollowUpUnreachableInput {
        /// Months after the closing: one of those that the catalogue asks for.
        month: u32,
        /// How often somebody tried (1 to 100).
        attempts: u32,
    } => Intent::RecordFollowUpUnreachable(FollowUpUnreachable { month, attempts });

    /// Ends the follow-up when the last month was unreachable.
    end_follow_up:
    /// Nothing more is followed up.
    EndFollowUpInput {} => Intent::EndFollowUp(FollowUpEnded {});
}
