//! Another organisation takes over, and the client leaves and is followed up.

use loopbrug_domain::time::{day_in_brussels, days_after, start_of_day};
use loopbrug_infra::clock::Clock;
use serde_json::{Value, json};

use super::Way;
use crate::harness::{CAW, OCMW, Server, about};

/// The other organisation looks in, is asked, declines, is asked again and takes over.
/// Gives the correction of a record of the first, and another record of it.
pub(super) async fn taken_over(way: &Way<'_>, other: &Way<'_>, newer: &str) -> [u32; 2] {
    other.on("05-20", "requestAccess", json!({ "purpose": "guidance" })).await;
    let refusal = json!({ "organisation": CAW, "reason": "client_objects" });
    way.on("05-20", "refuseAccess", refusal).await;
    other.on("05-21", "overrideAccess", json!({ "reason": "crisis" })).await;
    way.on("05-24", "adoptCatalogue", json!({ "catalogue": newer })).await;
    let request = json!({ "organisation": CAW });
    way.on("06-01", "requestTransfer", request.clone()).await;
    other.on("06-02", "declineTransfer", json!({ "reason": "no_capacity" })).await;
    way.on("06-03", "requestTransfer", request).await;
    other.on("06-04", "acceptTransfer", json!({})).await;

    // The former owner still records. To put it right, so much later, takes the new one.
    let attempt = json!({ "mode": "phone", "outcome": "not_reached" });
    let input = about(&way.id, "2024-06-05", attempt);
    let event = way.partner.record("recordContactAttempt", input).await.version();
    let right = json!({
        "mode": "phone", "outcome": "reached",
        "corrects": { "event": event, "reason": "wrong_code" },
    });
    let input = about(&way.id, "2024-06-05", right);
    let correction = other.partner.record("recordContactAttempt", input).await.version();
    let attempt = json!({ "mode": "email", "outcome": "not_reached" });
    let input = about(&way.id, "2024-06-05", attempt);
    [correction, way.partner.record("recordContactAttempt", input).await.version()]
}

/// The former owner says what it thinks of the correction, and of a voiding; for that it needs access today.
pub(super) async fn answered(way: &Way<'_>, other: &Way<'_>, [correction, record]: [u32; 2]) {
    let former = json!({ "organisation": OCMW });
    other.today("expireAccess", former.clone()).await;
    other.today("grantAccess", former).await;
    way.today("confirmCorrection", json!({ "correction": correction })).await;
    let twice = json!({ "event": record, "reason": "recorded_twice" });
    let voiding = other.today("voidEvent", twice).await.version();
    let answer = json!({ "correction": voiding, "reason": "did_happen" });
    way.today("disputeCorrection", answer).await;
}

/// A duplicate, as it seems; it is none. All of it is taken over and given back. Another one is a duplicate.
pub(super) async fn taken_for_another(way: &Way<'_>) {
    let into = way.partner.opens(json!({ "catalogue": "2023-08-11" })).await.trajectory();
    let merge = json!({ "into": into, "takeOver": true });
    assert_eq!(way.on("06-06", "mergeTrajectory", merge).await, "MERGED");
    assert_eq!(way.on("06-07", "unmergeTrajectory", json!({})).await, "ACTIVE");
    let merge = about(&into, "2024-06-08", json!({ "into": way.id }));
    assert_eq!(way.partner.record("mergeTrajectory", merge).await.phase(), "MERGED");
}

pub(super) async fn left_and_followed_up(way: &Way<'_>) {
    let phase = way.on("07-01", "closeTrajectory", json!({ "reason": "work" })).await;
    assert_eq!(phase, "FOLLOW_UP");
    let exit = json!({
        "asOf": "2024-07-29", "jobSeeking": false, "inTraining": true, "employed": true,
        "housing": "0",
    });
    way.on("08-10", "recordExit", exit).await;
    let nobody = json!({ "month": 3, "attempts": 4 });
    way.on("10-01", "recordFollowUpUnreachable", nobody).await;
    let told = json!({
        "month": 6, "reached": true, "method": "phone", "labour": "employed_part_time",
        "contract": "flexi", "ftePercent": 40, "improved": true, "housing": "7",
    });
    way.on("12-18", "recordFollowUp", told).await;
    let nobody = json!({ "month": 12, "attempts": 2 });
    assert_eq!(way.on("12-30", "recordFollowUpUnreachable", nobody).await, "FOLLOW_UP");
    assert_eq!(way.on("12-31", "endFollowUp", json!({})).await, "ENDED");
}

/// How it stands at the end.
pub(super) async fn stands(server: &Server, id: &str, newer: &str) {
    let asked = format!("{{ trajectory(id: \"{id}\") {{ {AFTER} }} }}");
    let found = server.ask(&asked).await["trajectory"].clone();
    assert_eq!(found, as_it_ended(newer));
}

const AFTER: &str = "
    phase catalogue owner sharedWith transferRequested { organisation } mergedInto
    wentOnIn { trajectoryId } transferredFrom { trajectoryId }
    accessOverrides { organisation on until reason { code } }
    closings {
        on reason { code } reopenedOn followUpEndedOn
        exit { asOf jobSeeking inTraining qualification employed housing { code } }
        followUps {
            on month outsideWindow reached unreachableAttempts method { code } labour { code }
            contract { code } ftePercent improved housing { code }
        }
    }
    followUpsDue { month } alerts { kind }";

fn as_it_ended(newer: &str) -> Value {
    // Access is taken today, whatever day is given, until the end of it.
    let today = day_in_brussels(Clock::system().now());
    let code = |code: &str| json!({ "code": code });
    let unreachable = |on: &str, month: u32, attempts: u32, outside: bool| {
        json!({
            "on": on, "month": month, "outsideWindow": outside, "reached": false,
            "unreachableAttempts": attempts, "method": null, "labour": null, "contract": null,
            "ftePercent": null, "improved": null, "housing": null,
        })
    };
    json!({
        "phase": "ENDED", "catalogue": newer, "owner": CAW, "sharedWith": [OCMW],
        "transferRequested": null, "mergedInto": null, "wentOnIn": null,
        "transferredFrom": null,
        "accessOverrides": [{
            "organisation": CAW, "on": today,
            "until": start_of_day(days_after(today, 1)).to_rfc3339(),
            "reason": code("crisis"),
        }],
        "closings": [{
            "on": "2024-07-01", "reason": code("work"), "reopenedOn": null,
            "followUpEndedOn": "2024-12-31",
            "exit": {
                "asOf": "2024-07-29", "jobSeeking": false, "inTraining": true,
                "qualification": null, "employed": true, "housing": code("0"),
            },
            "followUps": [
                unreachable("2024-10-01", 3, 4, false),
                {
                    "on": "2024-12-18", "month": 6, "outsideWindow": false, "reached": true,
                    "unreachableAttempts": null, "method": code("phone"),
                    "labour": code("employed_part_time"), "contract": code("flexi"),
                    "ftePercent": 40, "improved": true, "housing": code("7"),
                },
                // Half a year before its window opens.
                unreachable("2024-12-30", 12, 2, true),
            ],
        }],
        "followUpsDue": [], "alerts": [],
    })
}
