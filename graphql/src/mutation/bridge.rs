//! The bridge figure.

use loopbrug_domain::catalogue::list::BridgeEndReason;
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::bridge::{BridgeFigureAssigned, BridgeFigureEnded};

use super::about::OnTrajectory;
use super::given::{Id, Organisation};
use crate::input::Code;

mutations! {
    BridgeMutations on OnTrajectory;

    /// Assigns the bridge figure, of an organisation with access. One that the legal basis names
    /// gets access by it.
    assign_bridge_figure:
    /// One trusted person for the client.
    AssignBridgeFigureInput {
        /// The person, by worker id (a UUID).
        worker: Id<WorkerId>,
        /// The organisation, by KBO number.
        organisation: Organisation,
        /// Whether the client was introduced in person.
        #[graphql(default)]
        warm_handover: bool,
    } => Intent::AssignBridgeFigure(BridgeFigureAssigned { worker, organisation, warm_handover });

    /// Ends the bridge figure.
    end_bridge_figure:
    /// The bridge figure stops.
    EndBridgeFigureInput {
        /// Why.
        reason: Code<BridgeEndReason>,
    } => Intent::EndBridgeFigure(BridgeFigureEnded { reason });
}
