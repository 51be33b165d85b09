//! What clients were given, and the steps that they took: all that is recorded is found in a report.

use loopbrug_domain::catalogue::{Catalogues, CodeKind};
use serde_json::{Value, json};

use super::told;
use crate::harness::{CAW, COORDINATOR, FIGURES, OCMW, REGION, Server, about, figures, new_id};

#[tokio::test]
async fn each_service_that_is_recorded_is_found_in_the_reports_on_guidance_and_needs() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let catalogues = Catalogues::embedded();
    let services = catalogues.latest(REGION).unwrap().entries(CodeKind::ServiceType);
    let services: Vec<String> = services.map(|entry| entry.code.to_string()).collect();
    assert!(services.len() > 20, "those of S");
    for service in &services {
        let intervention = json!({ "interventionId": new_id() });
        let plan = json!({
            "interventionId": intervention["interventionId"], "service": service,
            "provider": OCMW, "mode": "office",
        });
        let mut session = intervention.clone();
        session["minutes"] = json!(30);
        session["attended"] = json!(true);
        ocmw.record("planIntervention", about(&id, "2024-02-01", plan)).await;
        ocmw.record("startIntervention", about(&id, "2024-02-02", intervention)).await;
        ocmw.record("recordSession", about(&id, "2024-02-03", session)).await;
    }
    let fields = format!("guidance {{ {FIGURES} }} needsAgainstSupply {{ {FIGURES} }}");
    let found = told(&server, COORDINATOR, "", &fields).await;
    let (guidance, needs) = (&found["guidance"], &found["needsAgainstSupply"]);
    let keys = needs["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap());
    let keys: Vec<&str> = keys.collect();
    for service in &services {
        let row = format!("service={service}");
        let columns = ["sessions", "session_minutes"];
        assert_eq!(figures(guidance, &row, columns), [1, 30], "{service}");
        let of_needs = keys.iter().find(|key| key.ends_with(&row));
        let of_needs = of_needs.unwrap_or_else(|| panic!("{service} is under no area"));
        assert_eq!(figures(needs, of_needs, ["started", "running"]), [1, 1], "{service}");
    }
    let columns = ["sessions", "session_minutes"];
    let all = services.len();
    let organisation = format!("organisation={OCMW}");
    for row in ["total", &organisation] {
        assert_eq!(figures(guidance, row, columns), [all, 30 * all], "{row}");
    }
}

#[tokio::test]
async fn steps_practice_coaching_company_and_outreach_are_told_with_who_is_behind_them() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.opens(json!({})).await.trajectory();
    let on = async |day: &str, name: &'static str, more: Value| {
        ocmw.record(name, about(&id, day, more)).await;
    };
    let visit = json!({ "mode": "home_visit", "outcome": "reached", "minutes": 40 });
    on("2024-01-03", "recordContactAttempt", visit.clone()).await;
    ocmw.has_consent(&id).await;
    on("2024-01-10", "completeIntake", json!({})).await;
    on("2024-01-11", "recordContactAttempt", visit).await;
    on("2024-02-02", "identifyStrength", json!({ "strength": "multilingual" })).await;
    let level = json!({ "language": "nl", "level": "A2" });
    on("2024-03-01", "recordLanguageLevelReached", level).await;
    let step = json!({ "milestone": "cycling", "evidence": "worker_observation" });
    on("2024-03-02", "recordMilestoneReached", step).await;
    let floor = json!({ "practiceFloorId": new_id(), "site": CAW, "hoursPerWeek": 12 });
    on("2024-03-03", "startPracticeFloor", floor).await;
    let coaching = json!({ "employer": CAW, "topic": "dutch_at_work", "minutes": 45 });
    on("2024-03-04", "coachEmployer", coaching).await;
    let appointment = new_id();
    let plan = json!({
        "appointmentId": appointment, "at": "2024-03-05T10:00:00", "organisation": CAW,
        "purpose": "guidance", "accompanied": true,
    });
    on("2024-03-05", "planAppointment", plan).await;
    let kept = json!({ "appointmentId": appointment, "outcome": "attended" });
    on("2024-03-05", "recordAppointmentKept", kept).await;

    let lineage = "lineage(report: GUIDANCE, row: \"total\", column: \"coaching_minutes\") {
        count trajectories { trajectoryId facts { measure code length } } }";
    let fields = format!("guidance {{ {FIGURES} }} {lineage}");
    let found = told(&server, COORDINATOR, "", &fields).await;
    let guidance = &found["guidance"];
    let columns = ["milestones", "strengths", "language_levels", "floors_started"];
    assert_eq!(figures(guidance, "total", columns), [1, 1, 1, 1]);
    let columns = ["floors_ended", "floors_running", "accompanied", "accompanied_attended"];
    assert_eq!(figures(guidance, "total", columns), [0, 1, 1, 1]);
    let columns =
        ["coachings", "coaching_minutes", "attempts_before_intake", "minutes_before_intake"];
    let organisation = format!("organisation={OCMW}");
    for row in ["total", &organisation] {
        assert_eq!(figures(guidance, row, columns), [1, 45, 1, 40], "{row}");
    }
    for (row, column) in [
        ("milestone=cycling", "milestones"),
        ("strength=multilingual", "strengths"),
        ("level=A2", "language_levels"),
    ] {
        assert_eq!(figures(guidance, row, [column]), [1], "{row}");
    }
    let behind = &found["lineage"];
    assert_eq!(behind["count"], json!(1));
    assert_eq!(behind["trajectories"][0]["trajectoryId"], json!(id));
    let coached = json!({ "measure": "employer_coached", "code": OCMW, "length": 45 });
    let facts = behind["trajectories"][0]["facts"].as_array().unwrap();
    assert!(facts.contains(&coached), "{facts:?}");
}
