//! Beside the way itself: what the client keeps and learns, and what lasts after leaving.

use serde_json::{Value, json};

use super::Way;
use crate::harness::{CAW, OCMW, Server, new_id};

/// An appointment, and what is practised and learned.
pub(super) async fn with_what_is_learned(way: &Way<'_>) {
    let (appointment, floor, training) = (new_id(), new_id(), new_id());
    let plan = json!({
        "appointmentId": appointment, "at": "2024-02-22T09:30:00", "organisation": CAW,
        "purpose": "housing", "accompanied": true,
    });
    way.on("02-21", "planAppointment", plan).await;
    let kept = json!({ "appointmentId": appointment, "outcome": "late" });
    way.on("02-22", "recordAppointmentKept", kept).await;
    let floor_starts = json!({ "practiceFloorId": floor, "site": CAW, "hoursPerWeek": 12 });
    way.on("03-03", "startPracticeFloor", floor_starts).await;
    let coached = json!({ "employer": OCMW, "topic": "dutch_at_work", "minutes": 45 });
    way.on("03-04", "coachEmployer", coached).await;
    let ended = json!({ "practiceFloorId": floor, "hours": 24, "skills": ["teamwork"] });
    way.on("03-17", "endPracticeFloor", ended).await;
    way.on("03-18", "startTraining", json!({ "trainingId": training, "kind": "dutch" })).await;
    let result = json!({ "trainingId": training, "result": "qualified", "level": "3" });
    way.on("03-28", "endTraining", result).await;
    way.on("03-28", "recordQualificationGained", json!({ "level": "3" })).await;
    let level = json!({ "language": "nl", "level": "A2" });
    way.on("03-28", "recordLanguageLevelReached", level).await;
    let milestone = json!({ "milestone": "cycling", "evidence": "client_statement" });
    way.on("03-29", "recordMilestoneReached", milestone).await;
    way.on("03-29", "recordRelapse", json!({ "area": "reachability" })).await;
    let phase = way.on("03-30", "pauseTrajectory", json!({ "reason": "illness" })).await;
    assert_eq!(phase, "ON_HOLD");
    assert_eq!(way.on("03-31", "resumeTrajectory", json!({})).await, "ACTIVE");
}

/// Another organisation looks in without a grant.
pub(super) async fn seen_without_a_grant(other: &Way<'_>) {
    let taken = json!({ "reason": "crisis", "until": "2024-10-23" });
    other.on("10-22", "overrideAccess", taken).await;
}

/// Between the closing and the reopening, all of it outside its window.
pub(super) async fn followed_up(way: &Way<'_>) {
    way.on("11-02", "recordExit", json!({ "employed": true, "housing": "2" })).await;
    let told = json!({
        "month": 3, "reached": true, "method": "phone", "labour": "employed_part_time",
        "contract": "permanent", "ftePercent": 80, "improved": true,
    });
    assert_eq!(way.on("11-03", "recordFollowUp", told).await, "FOLLOW_UP");
    let unreachable = json!({ "month": 12, "attempts": 3 });
    way.on("11-04", "recordFollowUpUnreachable", unreachable).await;
    assert_eq!(way.on("11-05", "endFollowUp", json!({})).await, "ENDED");
}

/// How it stands after the trajectory was closed and opened again.
pub(super) async fn stands(server: &Server, id: &str) {
    let asked = format!("{{ trajectory(id: \"{id}\") {{ {LASTING} }} }}");
    let found = server.ask(&asked).await["trajectory"].clone();
    assert_eq!(found, as_it_ended());
}

const LASTING: &str = "
    appointments { plannedOn at organisation purpose { code } accompanied outcome { code } }
    accessOverrides { organisation on until reason { code } }
    practiceFloors { site hoursPerWeek startedOn endedOn hours skills { code } }
    employerCoaching { on employer topic { code } minutes }
    learning {
        trainings { kind { code } startedOn endedOn result { code } level { code } }
        qualifications { on level { code } } languages { on language { code } level { code } }
    }
    milestones { on milestone { code } evidence { code } } relapses { on area { code } }
    pauses { on reason { code } endedOn }
    closings {
        exit { asOf jobSeeking inTraining qualification employed housing { code } }
        followUps {
            on month outsideWindow reached unreachableAttempts method { code } labour { code }
            contract { code } ftePercent improved housing { code }
        }
        followUpEndedOn
    }
    followUpsDue(on: \"2025-12-31\") { month }
    alerts(on: \"2025-12-31\") { kind since }";

fn as_it_ended() -> Value {
    let code = |code: &str| json!({ "code": code });
    json!({
        "appointments": [{
            "plannedOn": "2024-02-21", "at": "2024-02-22T09:30:00", "organisation": CAW,
            "purpose": code("housing"), "accompanied": true, "outcome": code("late"),
        }],
        "accessOverrides": [{
            "organisation": CAW, "on": "2024-10-22", "until": "2024-10-23",
            "reason": code("crisis"),
        }],
        "practiceFloors": [{
            "site": CAW, "hoursPerWeek": 12, "startedOn": "2024-03-03", "endedOn": "2024-03-17",
            "hours": 24, "skills": [code("teamwork")],
        }],
        "employerCoaching": [{
            "on": "2024-03-04", "employer": OCMW, "topic": code("dutch_at_work"), "minutes": 45,
        }],
        "learning": {
            "trainings": [{
                "kind": code("dutch"), "startedOn": "2024-03-18", "endedOn": "2024-03-28",
                "result": code("qualified"), "level": code("3"),
            }],
            "qualifications": [{ "on": "2024-03-28", "level": code("3") }],
            "languages": [{
                "on": "2024-03-28", "language": code("nl"), "level": code("A2"),
            }],
        },
        "milestones": [{
            "on": "2024-03-29", "milestone": code("cycling"),
            "evidence": code("client_statement"),
        }],
        "relapses": [{ "on": "2024-03-29", "area": code("reachability") }],
        "pauses": [{ "on": "2024-03-30", "reason": code("illness"), "endedOn": "2024-03-31" }],
        "closings": [{
            "exit": {
                "asOf": "2024-11-02", "jobSeeking": null, "inTraining": null,
                "qualification": null, "employed": true, "housing": code("2"),
            },
            "followUps": [{
                "on": "2024-11-03", "month": 3, "outsideWindow": true, "reached": true,
                "unreachableAttempts": null, "method": code("phone"),
                "labour": code("employed_part_time"), "contract": code("permanent"),
                "ftePercent": 80, "improved": true, "housing": null,
            }, {
                "on": "2024-11-04", "month": 12, "outsideWindow": true, "reached": false,
                "unreachableAttempts": 3, "method": null, "labour": null, "contract": null,
                "ftePercent": null, "improved": null, "housing": null,
            }],
            "followUpEndedOn": "2024-11-05",
        }],
        "followUpsDue": [],
        "alerts": [
            { "kind": "NO_CONTACT", "since": "2024-12-01" },
            { "kind": "LATE_RECORDS", "since": "2024-01-01" },
        ],
    })
}
