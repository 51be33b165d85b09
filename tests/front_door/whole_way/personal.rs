//! Somebody of whom it becomes known who it is, who leaves and is erased.

use serde_json::json;

use super::Way;
use crate::harness::Server;

/// Gives the trajectory.
pub(super) async fn known_and_erased(server: &Server) -> String {
    let partner = server.ocmw();
    let id = partner.opens(json!({})).await.trajectory();
    let way = Way { partner, id: id.clone() };
    let who = json!({ "givenName": "An", "familyName": "Onbekend", "phone": "0470000000" });
    way.on("01-02", "recordIdentity", who).await;
    way.on("01-03", "changeIdentity", json!({ "removed": ["PHONE"] })).await;
    way.on("01-04", "recordBackground", json!({ "detention": "NO", "youthCare": "YES" })).await;
    way.on("01-05", "addNote", json!({ "note": "Eerste gesprek" })).await;
    way.today("restrictProcessing", json!({ "ground": "objection" })).await;
    way.today("liftRestriction", json!({})).await;
    way.on("02-01", "closeTrajectory", json!({ "reason": "moved" })).await;
    way.today("requestErasure", json!({ "ground": "objection" })).await;
    way.today("decideErasure", json!({ "granted": true, "ground": "objection" })).await;
    id
}
