//! Appointments, practice, learning, milestones and a pause.

use serde_json::{Value, json};

use super::Way;
use crate::harness::{CAW, Server, new_id};

pub(super) async fn on_appointments_and_practice_floors(way: &Way<'_>) {
    let appointment = new_id();
    let plan = json!({
        "appointmentId": appointment, "at": "2024-01-15T10:00:00", "organisation": CAW,
        "purpose": "guidance", "accompanied": true,
    });
    way.on("01-11", "planAppointment", plan).await;
    let kept = json!({ "appointmentId": appointment, "outcome": "late" });
    way.on("01-15", "recordAppointmentKept", kept).await;
    let floor = new_id();
    let start = json!({ "practiceFloorId": floor, "site": CAW, "hoursPerWeek": 12 });
    way.on("01-16", "startPracticeFloor", start).await;
    let end = json!({ "practiceFloorId": floor, "hours": 40, "skills": ["teamwork", "pace"],
                      "interests": ["green"] });
    way.on("02-16", "endPracticeFloor", end).await;
    way.partner.registers("Bakkerij De Molen").await;
    let coaching =
        json!({ "employer": "Bakkerij De Molen", "topic": "adapted_work", "minutes": 60 });
    way.on("02-17", "coachEmployer", coaching).await;
}

pub(super) async fn with_learning_and_milestones(way: &Way<'_>) {
    let training = new_id();
    way.on("02-18", "startTraining", json!({ "trainingId": training, "kind": "dutch" })).await;
    let end = json!({ "trainingId": training, "result": "qualified" });
    way.on("05-01", "endTraining", end).await;
    way.on("05-02", "recordQualificationGained", json!({ "level": "3" })).await;
    let level = json!({ "language": "nl", "level": "A2" });
    way.on("05-02", "recordLanguageLevelReached", level).await;
    let step = json!({ "milestone": "cycling", "evidence": "client_statement" });
    way.on("05-03", "recordMilestoneReached", step).await;
    way.on("05-04", "recordRelapse", json!({ "area": "dependency" })).await;
}

pub(super) async fn through_a_pause(way: &Way<'_>) {
    let pause = json!({ "reason": "illness" });
    assert_eq!(way.on("05-05", "pauseTrajectory", pause).await, "ON_HOLD");
    assert_eq!(way.on("05-20", "resumeTrajectory", json!({})).await, "ACTIVE");
}

/// How it stands at the end.
pub(super) async fn stands(server: &Server, id: &str) {
    let asked = format!("{{ trajectory(id: \"{id}\") {{ {GROWTH} }} }}");
    let found = server.ask(&asked).await["trajectory"].clone();
    assert_eq!(found, as_it_ended());
}

const GROWTH: &str = "
    appointments { plannedOn at organisation purpose { code } accompanied outcome { code } }
    practiceFloors { startedOn site hoursPerWeek endedOn hours skills { code } interests { code } }
    employerCoaching { on employer topic { code } minutes }
    learning {
        trainings { kind { code } startedOn endedOn result { code } }
        qualifications { on level { code } } languages { on language { code } level { code } }
    }
    milestones { on milestone { code } evidence { code } } relapses { on area { code } }
    pauses { on reason { code } endedOn } outreach { attempts lastReached }";

fn as_it_ended() -> Value {
    let code = |code: &str| json!({ "code": code });
    json!({
        "appointments": [{
            "plannedOn": "2024-01-11", "at": "2024-01-15T10:00:00", "organisation": CAW,
            "purpose": code("guidance"), "accompanied": true, "outcome": code("late"),
        }],
        "practiceFloors": [{
            "startedOn": "2024-01-16", "site": CAW, "hoursPerWeek": 12,
            "endedOn": "2024-02-16", "hours": 40, "skills": [code("teamwork"), code("pace")],
            "interests": [code("green")],
        }],
        "employerCoaching": [
            { "on": "2024-02-17", "employer": "Bakkerij De Molen", "topic": code("adapted_work"), "minutes": 60 },
        ],
        "learning": {
            "trainings": [{
                "kind": code("dutch"), "startedOn": "2024-02-18", "endedOn": "2024-05-01",
                "result": code("qualified"),
            }],
            "qualifications": [{ "on": "2024-05-02", "level": code("3") }],
            "languages": [
                { "on": "2024-05-02", "language": code("nl"), "level": code("A2") },
            ],
        },
        "milestones": [{
            "on": "2024-05-03", "milestone": code("cycling"),
            "evidence": code("client_statement"),
        }],
        "relapses": [{ "on": "2024-05-04", "area": code("dependency") }],
        "pauses": [
            { "on": "2024-05-05", "reason": code("illness"), "endedOn": "2024-05-20" },
        ],
        // One, put right afterwards: the client was reached.
        "outreach": { "attempts": 1, "lastReached": "2024-06-05" },
    })
}
