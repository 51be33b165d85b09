//! Taking over.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::transfer;

use super::names::Name;
use super::shows::shows;

shows! {
    /// Somebody is asked to take over.
    TransferRequest of transfer::PendingTransfer as pending {
        /// The day of the request.
        on: NaiveDate,
        /// Who is asked, by KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = pending.organisation,
        /// Where it would go on; absent: in this region.
        region: Option<String>,
    }

    /// A trajectory of the same client in another region.
    LinkedTrajectory of transfer::LinkedTrajectory as linked {
        /// The region.
        region: String,
        /// The trajectory.
        trajectory_id: ID = linked.trajectory,
    }
}
