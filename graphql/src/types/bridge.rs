//! The bridge figure.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::trajectory::bridge;

use super::names::Name;
use super::shows::shows;

shows! {
    /// One trusted person for the client.
    BridgeFigure of bridge::BridgeFigure as figure {
        /// The person, by worker id.
        worker: ID,
        /// The name of the person.
        worker_name: Name<WorkerId> = figure.worker,
        /// For which organisation, by KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = figure.organisation,
        /// The first day.
        since: NaiveDate,
    }
}
