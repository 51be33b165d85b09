//! Between the bridge figure and the home: what the client wants, what stands in the way, and who
//! helps.

use serde_json::{Value, json};

use super::Way;
use crate::harness::{CAW, OCMW, Server, new_id};

/// From talents and goals to a barrier that is taken on.
pub(super) async fn with_talents_goals_and_barriers(way: &Way<'_>) -> String {
    let goal = new_id();
    way.on("02-02", "identifyStrength", json!({ "strength": "multilingual" })).await;
    way.on("02-02", "setGoal", json!({ "goalId": goal, "domain": "housing" })).await;
    way.on("02-02", "rateGoal", json!({ "goalId": goal, "rating": 2 })).await;
    way.on("02-02", "setJobTarget", json!({ "jobTarget": "care" })).await;
    let barrier =
        json!({ "area": "housing", "severity": 4, "suspected": true, "detail": "sofa_surfing" });
    way.on("02-02", "identifyBarrier", barrier).await;
    let again = json!({
        "area": "housing", "severity": 5, "details": ["too_dear", "searching"],
        "resolvedDetails": ["sofa_surfing"],
    });
    way.on("02-03", "reassessBarrier", again).await;
    way.on("02-05", "resolveBarrier", json!({ "area": "housing" })).await;
    let back = json!({ "area": "housing", "severity": 3, "details": ["too_dear", "too_small"] });
    way.on("02-06", "recordBarrierRecurrence", back).await;
    goal
}

/// A service that is carried through, one that is stopped, and one that the closing stops.
pub(super) async fn with_services(way: &Way<'_>, goal: &str) {
    let (carried_through, stopped) = (new_id(), new_id());
    let plan = json!({
        "interventionId": carried_through, "service": "housing_guidance", "provider": OCMW,
        "barriers": ["housing"], "goalIds": [goal], "mode": "outreach", "language": "fr",
    });
    way.on("02-06", "planIntervention", plan).await;
    way.on("02-07", "startIntervention", json!({ "interventionId": carried_through })).await;
    let session = json!({ "interventionId": carried_through, "minutes": 50, "attended": true });
    way.on("02-08", "recordSession", session).await;
    let result = json!({ "interventionId": carried_through, "result": "achieved" });
    way.on("02-09", "completeIntervention", result).await;
    let plan = json!({
        "interventionId": stopped, "service": "debt_help", "provider": CAW, "mode": "group",
    });
    way.on("02-09", "planIntervention", plan).await;
    let stop = json!({ "interventionId": stopped, "reason": "not_suitable" });
    way.on("02-09", "stopIntervention", stop).await;
    let plan = json!({ "service": "digital_support", "provider": CAW, "mode": "online" });
    way.on("02-09", "planIntervention", plan).await;
}

/// A referral for every way in which one can end.
pub(super) async fn with_referrals(way: &Way<'_>, other: &Way<'_>) {
    let referrals = [(); 6].map(|()| new_id());
    for referral in &referrals {
        let sent = json!({
            "referralId": referral, "to": CAW, "service": "debt_help", "urgency": "urgent",
            "areas": ["administration_and_debt"],
        });
        way.on("02-09", "sendReferral", sent).await;
    }
    let [helped, declined, unwanted, withdrawn, expired, _open] = &referrals;
    let of = |referral: &str| json!({ "referralId": referral });
    other.on("02-10", "recordReferralSeen", of(helped)).await;
    let waiting = json!({ "referralId": helped, "expectedOn": "2024-02-20" });
    other.on("02-10", "waitlistReferral", waiting).await;
    other.on("02-12", "acceptReferral", of(helped)).await;
    way.on("02-13", "recordReferralFirstAttended", of(helped)).await;
    other.on("02-14", "recordReferralDone", of(helped)).await;
    let no = json!({ "referralId": declined, "reason": "no_capacity" });
    other.on("02-14", "declineReferral", no).await;
    let no = json!({ "referralId": unwanted, "reason": "distance" });
    way.on("02-14", "recordReferralDeclinedByClient", no).await;
    way.on("02-14", "withdrawReferral", of(withdrawn)).await;
    way.on("02-14", "expireReferral", of(expired)).await;
}

/// How it stands after the trajectory was closed and opened again.
pub(super) async fn stands(server: &Server, id: &str) {
    let asked = format!("{{ trajectory(id: \"{id}\") {{ {HELP} }} }}");
    let found = server.ask(&asked).await["trajectory"].clone();
    assert_eq!(found, as_it_ended());
}

const HELP: &str = "
    direction {
        strengths { strength { code } identifiedOn } jobTarget { code }
        goals { domain { code } setOn ratings { on rating } }
    }
    barriers {
        area { code } detail { code } details { detail { code } since } open suspected identifiedOn resolvedOn recurrences
        severities { on severity }
    }
    interventions {
        service { code } provider barriers { code } mode { code } language { code } plannedOn
        startedOn sessions { on minutes attended } endedOn result { code } stopReason { code }
    }
    referrals {
        by to service { code } urgency { code } areas { code } step expectedOn reason { code }
        waitingDays { untilAnswered waitlisted untilFirstAttended }
    }";

fn as_it_ended() -> Value {
    let code = |code: &str| json!({ "code": code });
    let service = |service: &str, provider: &str, mode: &str, ended_on: &str, why: &str| {
        json!({
            "service": code(service), "provider": provider, "barriers": [], "mode": code(mode),
            "language": null, "plannedOn": "2024-02-09", "startedOn": null, "sessions": [],
            "endedOn": ended_on, "result": null, "stopReason": code(why),
        })
    };
    let referral = |step: &str, reason: Option<&str>, answered: Option<u32>| {
        json!({
            "by": OCMW, "to": CAW, "service": code("debt_help"), "urgency": code("urgent"),
            "areas": [code("administration_and_debt")], "step": step, "expectedOn": null,
            "reason": reason.map(code),
            "waitingDays": {
                "untilAnswered": answered, "waitlisted": null, "untilFirstAttended": null,
            },
        })
    };
    let mut helped = referral("DONE", None, Some(1));
    helped["expectedOn"] = json!("2024-02-20");
    helped["waitingDays"]["waitlisted"] = json!(2);
    helped["waitingDays"]["untilFirstAttended"] = json!(4);
    json!({
        "direction": {
            "strengths": [{ "strength": code("multilingual"), "identifiedOn": "2024-02-02" }],
            "jobTarget": code("care"),
            "goals": [{
                "domain": code("housing"), "setOn": "2024-02-02",
                "ratings": [{ "on": "2024-02-02", "rating": 2 }],
            }],
        },
        "barriers": [{
            "area": code("housing"), "detail": code("too_dear"), "details": [
                { "detail": code("too_dear"), "since": "2024-02-03" },
                { "detail": code("too_small"), "since": "2024-02-06" },
            ], "open": true, "suspected": false,
            "identifiedOn": "2024-02-02", "resolvedOn": null, "recurrences": 1,
            "severities": [
                { "on": "2024-02-02", "severity": 4 }, { "on": "2024-02-03", "severity": 5 },
                { "on": "2024-02-06", "severity": 3 },
            ],
        }],
        "interventions": [
            {
                "service": code("housing_guidance"), "provider": OCMW,
                "barriers": [code("housing")], "mode": code("outreach"), "language": code("fr"),
                "plannedOn": "2024-02-06", "startedOn": "2024-02-07",
                "sessions": [{ "on": "2024-02-08", "minutes": 50, "attended": true }],
                "endedOn": "2024-02-09", "result": code("achieved"), "stopReason": null,
            },
            service("debt_help", CAW, "group", "2024-02-09", "not_suitable"),
            service("digital_support", CAW, "online", "2024-11-01", "trajectory_closed"),
        ],
        "referrals": [
            helped,
            referral("DECLINED", Some("no_capacity"), Some(5)),
            referral("DECLINED_BY_CLIENT", Some("distance"), None),
            referral("WITHDRAWN", None, None),
            referral("EXPIRED", None, None),
            referral("WITHDRAWN", None, None),
        ],
    })
}
