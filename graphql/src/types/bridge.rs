//! The bridge figure.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::trajectory::bridge;

use super::shows::shows;

shows! {
    /// One trusted person for the client.
    BridgeFigure of bridge::BridgeFigure as figure {
        /// The person, by worker id.
        worker: ID,
        /// For which organisation, by KBO number.
        organisation: String,
        /// The first day.
        since: NaiveDate,
    }
}
